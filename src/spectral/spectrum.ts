// Floor 7 · the spectrum of a Gram matrix and its rotated targets: K = U diag(d) Uᵀ, c = Uᵀy. O(n³) once, then O(n) per filter.
//
// Everything runs in one frame: gram → eigh → products with y; K is never copied out.
import { rowsMatrix, squareMatrix } from '../check.js';
import { type Engine, engine } from '../engine.js';
import { ShapeError } from '../errors.js';
import { readPoints } from '../gram/leaf.js';
import { gramBytes, gramInto } from '../gram.js';
import type { Kernel } from '../kernel.js';
import { eighInPlace, eighInPlaceBytes, turnInPlace, turnInPlaceBytes } from '../linalg/eigh.js';
import { ascending, paddedLd, rowsAsColumns } from '../linalg/rows.js';
import { thinBytes, thinSteps } from '../linalg/thin.js';
import type { AnyMatrix, Matrix, MatrixLike } from '../matrix.js';
import { type RunOptions, run, runAsync, type Steps } from '../steps.js';
import { need } from '../wasm/arena.js';

/** K = U diag(d) Uᵀ with c = Uᵀy. For a linear kernel with p < n the spectrum is thin: r = p, from the singular values of X. */
export interface Spectrum {
  /** Samples. */
  readonly n: number;
  /** r eigenvalues, ascending, ≥ 0. */
  readonly d: Float64Array;
  /** n×r, orthonormal columns; n×0 where the spectrum was made without vectors. */
  readonly U: Matrix;
  /** Rotated targets Uᵀy, r×q. */
  readonly c: Matrix;
  /** The targets, n×q. */
  readonly y: Matrix;
  /** How many eigenvalues were set to 0: rounding (|d| ≤ n ε d_max), or negative because the kernel is not positive definite. */
  readonly clamped: number;
}

export interface SpectrumOptions {
  /**
   * Whether U is wanted. Without, everything that d and c tell stays exact: generalized cross-validation, degrees of freedom, the weights
   * that minimise them. Fitted values, leave-one-out and other risks need U. A thin spectrum has it anyway. Models that choose by 'gcv' do
   * without by themselves, and find their coefficients by Cholesky, in two thirds of the time. @default true
   */
  readonly vectors?: boolean;
}

/**
 * Decomposes a Gram matrix and rotates the targets: K = U diag(d) Uᵀ, c = Uᵀy.
 *
 * @param K - n×n, symmetric (the lower triangle is read); or a kernel and the n×p points
 * @param y - n×q targets
 * @param options.vectors - false: d and c alone, for about a third of the work. @default true
 * @throws {NonFiniteError} if an entry is NaN or infinite
 * @throws {ShapeError} if the rows of y are not those of K
 *
 * Cost: about 9n³ flops at most, less where eigenvalues crowd; without vectors 4/3 n³; for a linear kernel with p < n about 4np².
 *
 * @example
 * spectrum([[2, 1], [1, 2]], [1, 3]).d // [1, 3]
 * spectrum(linear(), [[1], [2], [2]], [1, 2, 3]).d // [9]
 */
export function spectrum(K: MatrixLike, y: MatrixLike, options?: SpectrumOptions): Spectrum;
export function spectrum(kernel: Kernel, x: MatrixLike, y: MatrixLike, options?: SpectrumOptions): Spectrum;
export function spectrum(
  first: MatrixLike | Kernel,
  second: MatrixLike,
  third?: MatrixLike | SpectrumOptions,
  options?: SpectrumOptions,
): Spectrum {
  const ofKernel = typeof (first as Kernel).type === 'string';
  if (!ofKernel) return run(spectrumOfMatrix(first as MatrixLike, second, third as SpectrumOptions | undefined));
  return run(spectrumOfKernel(first as Kernel, second, third as MatrixLike, options));
}

/** `spectrum` of a kernel in slices, with progress and cancellation. */
export function spectrumAsync(kernel: Kernel, x: MatrixLike, y: MatrixLike, options: RunOptions & SpectrumOptions = {}): Promise<Spectrum> {
  return runAsync(spectrumOfKernel(kernel, x, y, options), options);
}

/** The eigenvectors, for what cannot be told without them. @throws {ShapeError} where the spectrum was made without */
export function vectorsOf({ d, U }: Spectrum, caller: string): Matrix {
  if (U.shape[1] < d.length) throw new ShapeError(caller, 's', 'hold eigenvectors (not made with { vectors: false })', 'none');
  return U;
}

/** `spectrum(K, y)` as steps. */
export function* spectrumOfMatrix(K: MatrixLike, yLike: MatrixLike, options: SpectrumOptions = {}): Steps<Spectrum> {
  const k = squareMatrix(K, 'spectrum', 'K');
  const n = k.shape[0];
  const y = rowsMatrix(yLike, n, `as K is ${n}×${n}`, 'spectrum', 'y');
  const fill = function* (e: Engine, at: number, ld: number): Steps<void> {
    copyTo(e, k, at, ld);
  };
  return yield* full(y, need(0), fill, options);
}

/** `spectrum(kernel, x, y)` as steps. */
export function* spectrumOfKernel(kernel: Kernel, x: MatrixLike, yLike: MatrixLike, options: SpectrumOptions = {}): Steps<Spectrum> {
  const points = readPoints(kernel, x, undefined, 'spectrum');
  const [n, p] = points.x.shape;
  const y = rowsMatrix(yLike, n, `as x has ${n} rows`, 'spectrum', 'y');
  if (kernel.type === 'linear' && p < n) return yield* thin(points.x, y);
  return yield* full(y, gramBytes(engine(), kernel, points), (e, at, ld) => gramInto(e, kernel, points, at, ld), options);
}

function copyTo({ arena }: Engine, { data, shape: [n] }: AnyMatrix, at: number, ld: number): void {
  const to = arena.f64(at, n * ld);
  for (let i = 0; i < n; i++) to.set(data.subarray(i * n, (i + 1) * n), i * ld);
}

/** The n×n case: `fill` puts K into the frame. */
function* full(
  y: AnyMatrix,
  fillBytes: number,
  fill: (e: Engine, at: number, ld: number) => Steps<void>,
  { vectors = true }: SpectrumOptions,
): Steps<Spectrum> {
  const [n, q] = y.shape;
  const e = engine();
  const { arena, kernels } = e;
  const mark = arena.mark();
  try {
    const ld = paddedLd(n);
    const solve = vectors
      ? eighInPlaceBytes(e, n, n) + need(n * n, n * q, n * q, kernels.dgemmwork() / 8)
      : turnInPlaceBytes(e, n, q) + need(n * q);
    arena.reserve(need(n * ld) + Math.max(fillBytes, solve), 'spectrum');
    const at = arena.alloc(n * ld, 'spectrum');
    yield* fill(e, at, ld);
    if (!vectors) {
      const targets = arena.copyIn(y.data, 'spectrum');
      const found = yield* turnInPlace(e, 'spectrum', n, at, ld, targets, q);
      const turned = arena.f64(targets, n * q);
      const order = ascending(found);
      return result(found, order, undefined, inOrder(turned, order, q), y);
    }
    const { values: found, rows, ld: ldq } = yield* eighInPlace(e, 'spectrum', n, at, ld, n);
    const order = ascending(found);
    const U = rowsAsColumns(e, n, rows, ldq, order, at, arena.alloc(n * n, 'spectrum'));
    return result(found, order, U, inOrder(rotated(e, n, n, rows, ldq, y), order, y.shape[1]), y);
  } finally {
    arena.release(mark);
  }
}

/** Linear kernel, p < n: from the singular values of X. */
function* thin(x: AnyMatrix, y: AnyMatrix): Steps<Spectrum> {
  const [n, p] = x.shape;
  const e = engine();
  const { arena, kernels } = e;
  const mark = arena.mark();
  try {
    arena.reserve(thinBytes(e, n, p) + need(n * p, n * y.shape[1], p * y.shape[1], kernels.dgemmwork() / 8), 'spectrum');
    const { rows, squares } = yield* thinSteps(e, 'spectrum', x);
    const out = arena.alloc(n * p, 'spectrum');
    kernels.dtranspose(p, n, rows, n, out, p);
    return made(squares, arena.copyOut(out, n * p), rotated(e, n, p, rows, n, y), y, 0);
  } finally {
    arena.release(mark);
  }
}

/** Uᵀy from the r rows of Uᵀ. */
function rotated({ arena, kernels }: Engine, n: number, r: number, rows: number, ld: number, y: AnyMatrix): Float64Array {
  const q = y.shape[1];
  const [at, c] = [arena.copyIn(y.data, 'spectrum'), arena.alloc(r * q, 'spectrum')];
  kernels.dgemm(0, 0, r, q, n, 1, rows, ld, at, q, 0, c, q, arena.alloc(kernels.dgemmwork() / 8, 'spectrum'));
  return arena.copyOut(c, r * q);
}

/** Rows of q numbers, sorted. */
const inOrder = (rows: Float64Array, order: Uint32Array, q: number) =>
  Float64Array.from(rows, (_, i) => rows[q * (order[Math.floor(i / q)] as number) + (i % q)] as number);

/** From eigenvalues in any order; what is rounding among them is n ε d_max. */
function result(
  found: Float64Array,
  order: ArrayLike<number> & Iterable<number>,
  U: Float64Array | undefined,
  c: Float64Array,
  y: AnyMatrix,
): Spectrum {
  const d = Float64Array.from(order, (i) => found[i] as number);
  return made(d, U, c, y, d.length * Number.EPSILON * Math.max(0, d.at(-1) ?? 0));
}

/** `noise`: eigenvalues up to this are rounding, as a negative one is: with a small λ and large ξ they would be fitted as if they were not. */
function made(d: Float64Array, U: Float64Array | undefined, c: Float64Array, y: AnyMatrix, noise: number): Spectrum {
  const [n, q] = y.shape;
  const r = d.length;
  let clamped = 0;
  for (let i = 0; i < r; i++) {
    if ((d[i] as number) > noise || d[i] === 0) continue;
    d[i] = 0;
    clamped++;
  }
  return {
    n,
    d,
    U: U ? { data: U, shape: [n, r] } : { data: new Float64Array(0), shape: [n, 0] },
    c: { data: c, shape: [r, q] },
    y: { data: Float64Array.from(y.data), shape: [n, q] },
    clamped,
  };
}
