// Floor 6 · Gram matrices K(i, j) = k(x_i, z_j), block by block.
//
//        ┌───┬───┬───┐        z = x: the blocks below the diagonal are computed; each is turned while it is in cache and stands
//        │0  │1ᵀ │3ᵀ │        above the diagonal, too.
//        ├───┼───┼───┤        gram: finished blocks go to the result at once, so linear memory holds the points and a few blocks,
//        │1  │2  │4ᵀ │        however large K is.
//        ├───┼───┼───┤        gramInto: K in linear memory, for those who go on computing with it.
//        │3  │4  │5  │
//        └───┴───┴───┘        Distances are clamped at 0; those of a row to itself and to its duplicate are 0 exactly.
import { resultData } from './check.js';
import { type Engine, engine } from './engine.js';
import { type Block, blockBytes, blockSteps } from './gram/block.js';
import { type Points, readPoints } from './gram/leaf.js';
import { ready, readyBytes } from './gram/sets.js';
import type { Kernel } from './kernel.js';
import { mirror } from './linalg/blas.js';
import { overlapped } from './linalg/overlap.js';
import { isSingle, type Single } from './linalg/sgemm.js';
import { pieces, shares } from './linalg/shares.js';
import type { AnyMatrix, Matrix, MatrixLike } from './matrix.js';
import { emptyDoubles, floats } from './room.js';
import { type RunOptions, run, runAsync, type Steps } from './steps.js';
import { need } from './wasm/arena.js';

/** Rows and columns of a block: columns of a packed panel, 2 MB. */
const BLOCK = 512;

export interface GramOptions {
  /** Memory for the result, of its shape and precision, apart from that of x and z. @default new */
  out?: Matrix | Single | Float64Array;
}

interface Sizes {
  /** Rows and columns of a block; tests make them small. @default 512 */
  readonly block?: number;
}

/** Bytes that `gramInto` needs besides K. */
export function gramBytes(e: Engine, kernel: Kernel, { x }: Points): number {
  const [n, p] = x.shape;
  const side = Math.min(BLOCK, n);
  return readyBytes({ kernel, z: x, rows: 0, single: false }) + blockBytes(e, kernel, side, side, p);
}

/** Symmetric K of x at `out` with leading dimension ldk, all of it. */
export function* gramInto(e: Engine, kernel: Kernel, { x }: Points, out: number, ldk: number): Steps<void> {
  const n = x.shape[0];
  const mark = e.arena.mark();
  try {
    const { tree, p } = ready(e, { kernel, z: x, rows: 0, single: false });
    const at = (i: number, j: number) => out + 8 * (i * ldk + j);
    for (const block of grid(n, n, BLOCK, true)) {
      const { i, rows, j } = block;
      for (const _ of blockSteps(e, tree, p, block, at(i, j), ldk)) yield { stage: 'gram', done: block.done, total: n * n };
      if (i === j) mirror(e, rows, at(i, j), ldk);
      else turn(e, block, at(i, j), ldk, at(j, i), ldk);
      yield { stage: 'gram', done: block.done + entries(block), total: n * n };
    }
  } finally {
    e.arena.release(mark);
  }
}

interface Cell extends Block {
  /** Entries of the matrix that are known before it. */
  readonly done: number;
}

/** The blocks of an n×m matrix, row by row; symmetric: those at and below the diagonal. */
function* grid(n: number, m: number, side: number, symmetric: boolean): Generator<Cell, void> {
  let done = 0;
  for (let i = 0; i < n; i += side) {
    for (let j = 0; j < (symmetric ? i + 1 : m); j += side) {
      const cell = { i, rows: Math.min(side, n - i), j, columns: Math.min(side, m - j), lower: symmetric && i === j, done };
      yield cell;
      done += entries(cell) * (symmetric && j < i ? 2 : 1);
    }
  }
}

const entries = ({ rows, columns }: Block) => rows * columns;

/** The block at `from` turned to `to`; the threads share its rows. */
function turn(e: Engine, { rows, columns }: Block, from: number, ldf: number, to: number, ldt: number): void {
  const share = ([r, size]: [number, number]) => ['dtranspose', size, columns, from + 8 * r * ldf, ldf, to + 8 * r, ldt] as const;
  e.fork(shares(rows, pieces(e), 8).map(share));
}

/**
 * Gram matrix K(i, j) = k(x_i, z_j); with z left out, the symmetric K of x with itself.
 *
 * Float32Array in x, and in z where it is given: products in single precision, sums of them, norms and the kernel function in double,
 * the result rounded to a Float32Array. In one of them: computed in double.
 *
 * With `out` the result is written there block by block. Where one matrix follows another, this saves the memory of the results, which in a
 * page costs as much as what is computed. Bad arguments leave it as it was, an aborted call leaves part of the result.
 *
 * @param kernel - from `rbf`, `linear`, …
 * @param x - n×p points
 * @param z - m×p points. @default x
 * @param options - `out`: memory for the result
 * @returns n×m; exactly symmetric where z is left out
 * @throws {NonFiniteError} if a coordinate is NaN or infinite
 * @throws {ShapeError} if x and z differ in their number of columns, or `out` is of another shape or precision than the result
 * @throws {RangeError} if `out` shares memory with x or z
 *
 * Cost: 2nmp flops (half where z is left out) and one kernel function an entry. Memory: the result, the points, and a few MB, also for
 * sums and products of kernels.
 *
 * @example
 * gram(poly({ degree: 2 }), [[1], [2]]).data // [4, 9, 9, 25]
 * gram(linear(), [[1], [2]], [[3]], { out: new Float64Array(2) }).data // [3, 6]
 */
export function gram(kernel: Kernel, x: Single, z?: Single, options?: GramOptions): Single;
export function gram(kernel: Kernel, x: MatrixLike, z?: MatrixLike, options?: GramOptions): Matrix;
export function gram(kernel: Kernel, x: MatrixLike, z?: MatrixLike, options: GramOptions = {}): AnyMatrix {
  return run(gramSteps(kernel, x, z, options));
}

/** `gram` in slices, with progress and cancellation. */
export function gramAsync(kernel: Kernel, x: Single, z?: Single, options?: GramOptions & RunOptions): Promise<Single>;
export function gramAsync(kernel: Kernel, x: MatrixLike, z?: MatrixLike, options?: GramOptions & RunOptions): Promise<Matrix>;
export function gramAsync(kernel: Kernel, x: MatrixLike, z?: MatrixLike, options: GramOptions & RunOptions = {}): Promise<AnyMatrix> {
  return runAsync(gramSteps(kernel, x, z, options), options);
}

/** `gram` as steps. */
export function* gramSteps(
  kernel: Kernel,
  xLike: MatrixLike,
  zLike: MatrixLike | undefined,
  { out, block: side = BLOCK }: GramOptions & Sizes = {},
): Steps<AnyMatrix> {
  const { x, z } = readPoints(kernel, xLike, zLike, 'gram');
  const [n, p] = x.shape;
  const m = (z ?? x).shape[0];
  const single = isSingle(x) && (z === undefined || isSingle(z));
  const to = resultData(out, [n, m], single, 'gram', { x, z });
  const e = engine();
  const { arena } = e;
  const [rows, columns] = [Math.min(side, n), Math.min(side, m)];
  const plan = z ? { kernel, z, x, rows, single } : { kernel, z: x, rows, single };
  const mark = arena.mark();
  try {
    const sizes = [rows * columns, z ? 0 : rows * columns];
    const sets = e.threads > 1 && (n > side || m > side) ? [sizes, sizes] : [sizes];
    arena.reserve(readyBytes(plan) + blockBytes(e, kernel, rows, columns, p) + need(...sets.flat()), 'gram');
    const data = to ?? (single ? floats(n * m, 'gram') : emptyDoubles(n * m, 'gram'));
    const { tree, fill } = ready(e, plan);
    const places = sets.map((sizes) => sizes.map((size) => arena.alloc(size, 'gram')) as [number, number]);
    const { computing, next, last } = overlapped(e);
    let count = 0;
    for (const cell of grid(n, m, side, z === undefined)) {
      const { i, rows, j, columns, lower } = cell;
      const [here, turned] = places[count++ % places.length] as [number, number];
      if (z && j === 0) fill(i, rows);
      const block = z ? { ...cell, i: 0 } : cell;
      for (const _ of blockSteps(computing, tree, p, block, here, columns)) yield { stage: 'gram', done: cell.done, total: n * m };
      if (lower) mirror(e, rows, here, columns);
      else if (!z) turn(e, cell, here, columns, turned, rows);
      next(() => {
        if (!z && !lower) copyOut(e, turned, columns, rows, data, j * m + i, m); // goes first: written last, it is still in cache
        copyOut(e, here, rows, columns, data, i * m + j, m);
      });
      yield { stage: 'gram', done: cell.done + entries(cell), total: n * m };
    }
    last();
    return { data, shape: [n, m] } as AnyMatrix;
  } finally {
    arena.release(mark);
  }
}

/** A block of rows×columns to the result, whose rows have m entries, from entry `to` on; rounded where the result is single. */
function copyOut({ kernels, arena }: Engine, at: number, rows: number, columns: number, data: AnyMatrix['data'], to: number, m: number) {
  const single = data instanceof Float32Array;
  if (single) kernels.sdemote(rows * columns, at, at);
  const size = rows * columns;
  const block = single ? arena.f32(at, size) : arena.f64(at, size);
  if (columns === m) data.set(block, to);
  else for (let r = 0; r < rows; r++) data.set(block.subarray(r * columns, (r + 1) * columns), to + r * m);
}
