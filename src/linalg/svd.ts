// Floor 7 · thin singular value decomposition A = U diag(s) Vᵀ: a triangular factor first, then the square problem.
//
//   X = A (m < n) or Aᵀ (m ≥ n), rows × length, rows ≤ length:   X = L Q,   L = P diag(s) Wᵀ,   X = P diag(s) (Wᵀ Q)
//
// A square matrix needs no L. The matrix is scaled by a power of two first, so that no square leaves the range.
// Chan, ACM TOMS 8:72, 1982 (the factorization first).
import { finiteMatrix } from '../check.js';
import { type Engine, engine } from '../engine.js';
import type { AnyMatrix, Matrix, MatrixLike } from '../matrix.js';
import { type RunOptions, run, runAsync, type Steps } from '../steps.js';
import { need } from '../wasm/arena.js';
import { powerBelow, type SquareSvd, squareSvdBytes, squareSvdSteps } from './bidiagonal.js';
import { productBytes, productSteps } from './blas.js';
import { lqBytes, lqSteps, rowsOfQSteps } from './reflectors.js';
import { paddedLd, rowsAsColumns } from './rows.js';

export interface Svd {
  /** m×r, orthonormal columns, r = min(m, n). */
  readonly U: Matrix;
  /** r singular values, descending, ≥ 0. */
  readonly values: Float64Array;
  /** n×r, orthonormal columns. */
  readonly V: Matrix;
}

/**
 * Thin singular value decomposition A = U diag(s) Vᵀ.
 *
 * Not through AᵀA: every singular value is found to rounding in the largest. U and V have orthonormal columns also where A has not full
 * rank.
 *
 * @param a - m×n
 * @returns `U` m×r, `values` s descending, `V` n×r, r = min(m, n)
 * @throws {NonFiniteError} if an entry is NaN or infinite
 * @throws {ConvergenceError} if the singular values are not found in 30r sweeps
 *
 * Cost: about 17r³ flops for a square matrix; 4mn² more for m rows, m > n.
 *
 * @example
 * svd([[3, 0], [4, 5]]).values.map((s) => s * s) // [45, 5]
 *
 * @see Golub & Van Loan, Matrix Computations, 4th ed., §8.6
 */
export function svd(a: MatrixLike): Svd {
  return run(svdSteps(a));
}

/** `svd` in slices, with progress and cancellation. */
export function svdAsync(a: MatrixLike, options: RunOptions = {}): Promise<Svd> {
  return runAsync(svdSteps(a), options);
}

/** Bytes that `svd` needs. */
export function svdBytes(e: Engine, m: number, n: number): number {
  const [rows, length] = [Math.min(m, n), Math.max(m, n)];
  return need(m * n, rows * length, rows) + coreBytes(e, rows, length);
}

function* svdSteps(aLike: MatrixLike): Steps<Svd> {
  const A = finiteMatrix(aLike, 'svd', 'a');
  const [m, n] = A.shape;
  const r = Math.min(m, n);
  const e = engine();
  const { arena } = e;
  const mark = arena.mark();
  try {
    arena.reserve(svdBytes(e, m, n), 'svd');
    const core = yield* coreSteps(e, 'svd', A);
    const { square, values } = core;
    const out = arena.alloc(r * Math.max(m, n), 'svd');
    const list = arena.alloc(r, 'svd');
    const short = rowsAsColumns(e, r, square.left, square.ld, square.order, list, out);
    const long = rowsAsColumns(e, core.length, core.rows, core.ld, square.order, list, out);
    const [U, V] = m >= n ? [long, short] : [short, long];
    return { U: { data: U, shape: [m, r] }, values, V: { data: V, shape: [n, r] } };
  } finally {
    arena.release(mark);
  }
}

/** X = P diag(s) (Wᵀ Q) in linear memory, X = A or Aᵀ with no more rows than columns. */
export interface Core {
  readonly square: SquareSvd;
  readonly values: Float64Array;
  /** Rows of Wᵀ Q, leading dimension ld, in the order of `square`. */
  readonly rows: number;
  readonly length: number;
  readonly ld: number;
}

/** Bytes that `coreSteps` needs. */
export const coreBytes = (e: Engine, r: number, length: number) =>
  need(r * length, r * paddedLd(length), r * paddedLd(length), r * paddedLd(length), r * paddedLd(r), r) +
  Math.max(lqBytes(e, r, length), squareSvdBytes(e, r)) +
  squareSvdBytes(e, r) +
  productBytes(e, length, r);

/** Decomposes A or Aᵀ inside the frame of the caller. */
export function* coreSteps(e: Engine, caller: string, A: AnyMatrix): Steps<Core> {
  const { arena, kernels } = e;
  const [m, n] = A.shape;
  const [r, length] = [Math.min(m, n), Math.max(m, n)];
  const ld = paddedLd(length);
  const rows = arena.alloc(r * ld, caller);
  const x = arena.alloc(r * ld, caller);
  const source = arena.copyIn(A.data, caller);
  const unit = powerBelow(arena.f64(source, m * n));
  kernels.dscal(m * n, 1 / unit, source);
  if (m >= n) kernels.dtranspose(m, n, source, n, x, ld);
  else for (let i = 0; i < m; i++) arena.f64(x + 8 * i * ld, n).set(arena.f64(source + 8 * i * n, n));
  const rescaled = (square: SquareSvd) => square.values.map((v) => v * unit);
  if (r === length) {
    const square = yield* squareSvdSteps(e, caller, r, x, ld);
    return { square, values: rescaled(square), rows: square.right, length, ld: square.ld };
  }
  const tau = arena.alloc(r, caller);
  const reflected = { m: r, n: length, a: x, lda: ld, tau };
  yield* lqSteps(e, caller, reflected);
  const q = arena.alloc(r * ld, caller);
  yield* rowsOfQSteps(e, caller, reflected, r, q, ld);
  const ldl = paddedLd(r);
  const l = arena.alloc(r * ldl, caller);
  for (let i = 0; i < r; i++) {
    const to = arena.f64(l + 8 * i * ldl, r).fill(0);
    to.set(arena.f64(x + 8 * i * ld, i + 1));
  }
  const square = yield* squareSvdSteps(e, caller, r, l, ldl);
  const operands = { a: { at: square.right, ld: square.ld, trans: false }, b: { at: q, ld, trans: false } };
  yield* productSteps(e, caller, { m: r, n: length, k: r, ...operands, c: rows, ldc: ld });
  return { square, values: rescaled(square), rows, length, ld };
}
