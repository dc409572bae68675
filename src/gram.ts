// Floor 6 · Gram matrices K(i, j) = k(x_i, z_j), part by part.
//
// gram: K of up to 2048 points in one part; rows that are whole go to the result at once. A copy of more than a megabyte goes past the caches,
// which takes half the time. More points: parts of 1024×1024, larger ones are no faster. Linear memory: the points, a part and its transpose (two
// of them where threads copy beside the computing).
// gramInto: K in linear memory, for those who go on computing with it.
//
// Distances are clamped at 0; those of a row to itself and to its duplicate are 0 exactly.
import { resultData } from './check.js';
import { type Engine, engine } from './engine.js';
import { blockBytes, blockSteps } from './gram/block.js';
import { type Block, entries, grid, type Place, pointer } from './gram/grid.js';
import { type Points, readPoints, type Tree } from './gram/leaf.js';
import { ready, readyBytes } from './gram/sets.js';
import type { Kernel } from './kernel.js';
import { mirror } from './linalg/blas.js';
import { overlapped } from './linalg/overlap.js';
import { paddedLd } from './linalg/rows.js';
import { isSingle, type Single } from './linalg/sgemm.js';
import { pieces, shares } from './linalg/shares.js';
import type { AnyMatrix, Matrix, MatrixLike } from './matrix.js';
import { emptyDoubles, floats } from './room.js';
import { type RunOptions, run, runAsync, type Steps } from './steps.js';
import { need } from './wasm/arena.js';

/** Rows and columns of a block: columns of a packed panel, 2 MB. */
const BLOCK = 512;
/** Blocks in a row of a part that goes to the result: 32 MB where it is the only one. */
const WIDE = 4;
/** The same where x with itself takes several parts, each of them with its transpose: 8 MB and 8 MB. */
const SEVERAL = 2;

/** Doubles that a leading dimension exceeds the width by, at most. */
const SPREAD = 8;

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
    const whole = { i: 0, rows: n, j: 0, columns: n, lower: true };
    const place = { at: out, ld: ldk };
    for (const { done } of partSteps(e, tree, p, whole, place, place, BLOCK)) yield { stage: 'gram', done, total: n * n };
  } finally {
    e.arena.release(mark);
  }
}

interface PartProgress {
  /** Entries that are known. */
  readonly done: number;
  /** Rows of the part that have just become whole. */
  readonly rows?: { readonly from: number; readonly size: number };
}

/**
 * A part of a Gram matrix at `here`, and its transpose at `turned` where that is wanted; for a part on the diagonal the two are the same.
 * Rows become whole from the last to the first.
 */
function* partSteps(
  e: Engine,
  tree: Tree,
  p: number,
  part: Block,
  here: Place,
  turned: Place | undefined,
  side: number,
): Generator<PartProgress, void> {
  let done = 0;
  for (const { i, rows, j, columns, lower, ends } of grid(part.rows, part.columns, side, side, part.lower)) {
    const block = { i: part.i + i, rows, j: part.j + j, columns, lower };
    const at = pointer(here, i, j);
    for (const _ of blockSteps(e, tree, p, block, at, here.ld)) yield { done };
    if (lower) mirror(e, rows, at, here.ld);
    else if (turned) turn(e, block, at, here.ld, pointer(turned, j, i), turned.ld);
    done += entries(block) * (turned && !lower ? 2 : 1);
    yield ends ? { done, rows: { from: i, size: rows } } : { done };
  }
}

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
 * With `out` the result is written there row of blocks by row. Where one matrix follows another, this saves the memory of the results, which in a
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
 * Cost: 2nmp flops (half where z is left out) and one kernel function an entry. Memory: the result, the points, and up to 32 MB (64 on
 * threads), also for sums and products of kernels.
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
  const widest = layout(e, kernel, x, z, single, side, z || n <= WIDE * side ? WIDE : SEVERAL);
  const { height, width, plan, sizes, bytes } =
    arena.mark() + widest.bytes <= arena.limit ? widest : layout(e, kernel, x, z, single, side, 1);
  const mark = arena.mark();
  try {
    arena.reserve(bytes, 'gram');
    const data = to ?? (single ? floats(n * m, 'gram') : emptyDoubles(n * m, 'gram'));
    const { tree, fill } = ready(e, plan);
    const places = sizes.map((set) => set.map((size) => arena.alloc(size, 'gram')) as [number, number]);
    const { computing, next, last } = overlapped(e);
    let [count, before] = [0, 0];
    for (const part of grid(n, m, height, width, z === undefined)) {
      const { i, rows, j, columns, lower } = part;
      const [first, second] = places[count++ % places.length] as [number, number];
      const here = { at: first, ld: spread(columns) };
      const turned = lower ? here : { at: second, ld: spread(rows) };
      if (z && j === 0) fill(i, rows);
      const block = z ? { ...part, i: 0 } : part;
      let done = 0;
      for (const step of partSteps(computing, tree, p, block, here, z ? undefined : turned, side)) {
        const { rows: whole } = step;
        if (whole)
          next(() => copyOut(e, { ...here, at: pointer(here, whole.from, 0) }, whole.size, columns, data, (i + whole.from) * m + j, m));
        done = step.done;
        yield { stage: 'gram', done: before + done, total: n * m };
      }
      before += done;
      if (!z && !lower) next(() => copyOut(e, turned, columns, rows, data, j * m + i, m));
    }
    last();
    return { data, shape: [n, m] } as AnyMatrix;
  } finally {
    arena.release(mark);
  }
}

/** How K is cut into parts, and what that takes of the arena: doubles of a part and of its transpose, twice where copies overlap. */
function layout(e: Engine, kernel: Kernel, x: AnyMatrix, z: AnyMatrix | undefined, single: boolean, side: number, blocks: number) {
  const [n, p] = x.shape;
  const m = (z ?? x).shape[0];
  const [height, width] = z ? [side, side * blocks ** 2] : [side * blocks, side * blocks];
  const [rows, columns] = [Math.min(height, n), Math.min(width, m)];
  const plan = z ? { kernel, z, x, rows, single } : { kernel, z: x, rows, single };
  const several = n > height || m > width;
  // the last part is smaller, and may still have the longer rows
  const set = [rows * (columns + SPREAD), several && !z ? columns * (rows + SPREAD) : 0];
  const sizes = several && e.threads > 1 ? [set, set] : [set];
  const scratch = blockBytes(e, kernel, Math.min(side, n), Math.min(side, m), p);
  return { height, width, plan, sizes, bytes: readyBytes(plan) + scratch + need(...sizes.flat()) };
}

/** A leading dimension: rows stand one after the other, as in the result, unless columns would fall into one cache set. At most SPREAD more. */
const spread = (width: number) => (width % 64 === 0 ? paddedLd(width) : width);

/** Rows of a part to the result, whose rows have m entries, from entry `to` on; rounded where the result is single. */
function copyOut(
  { kernels, arena }: Engine,
  { at, ld }: Place,
  rows: number,
  columns: number,
  data: AnyMatrix['data'],
  to: number,
  m: number,
) {
  const single = data instanceof Float32Array;
  const size = rows * ld;
  if (single) kernels.sdemote(size, at, at);
  const block = single ? arena.f32(at, size) : arena.f64(at, size);
  if (ld === m) data.set(block, to);
  else for (let r = 0; r < rows; r++) data.set(block.subarray(r * ld, r * ld + columns), to + r * m);
}
