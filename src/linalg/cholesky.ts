// Floor 6 · Cholesky factorization A = L Lᵀ by halves, and solves with it.
//
//        ┌ L11            ┐     L11 from A11 (in the same way; dpotrf up to 64 columns),   L21 = A21 L11⁻ᵀ (rightSteps),
//        │ L21  A22       │     A22 ← A22 − L21 L21ᵀ, lower triangle (productSteps),       L22 from A22
//        └                ┘
//
// Halves, not columns of blocks: the products are n/2, n/4, … deep, so that a tile of C is loaded and stored a few times in all.
// n³/3 flops, nearly all of them in the packed product, whose pieces the engine's threads share.
// Gustavson, IBM J. Res. Dev. 41:737, 1997.

import { finite, rowsMatrix, squareMatrix } from '../check.js';
import { log } from '../elementary.js';
import { type Engine, engine } from '../engine.js';
import { NotPositiveDefiniteError } from '../errors.js';
import type { AnyMatrix, Matrix, MatrixLike } from '../matrix.js';
import { run, type Steps } from '../steps.js';
import { need } from '../wasm/arena.js';
import { productBytes, productSteps } from './blas.js';
import { reciprocalCondition } from './condition.js';
import { half, rightBytes, rightSteps, substitute, triangularBytes, triangularSteps } from './triangular.js';

/** Columns that one kernel call factors. */
const BLOCK = 64;
/** Factorizations that may be tried to find a shift that works. */
const TRIES = 12;

export interface Cholesky {
  /** Lower triangular, n×n, zeros above. */
  readonly L: Matrix;
  /** log det A, without overflow. */
  readonly logDet: number;
  /** Estimate of 1/(‖A‖₁‖A⁻¹‖₁), made when it is read. */
  readonly rcond: number;
  /** A⁻¹b, b n×q. */
  solve(b: MatrixLike): Matrix;
}

/** Bytes that `choleskySteps` needs besides the matrix. */
export const choleskyBytes = (e: Engine, n: number) =>
  need(e.kernels.dgemmwork() / 8) + (n > BLOCK ? Math.max(productBytes(e, n, n), rightBytes(e, n)) : 0);

/** Bytes that `choleskySolveSteps` needs besides factor and right-hand sides. */
export const choleskySolveBytes = (e: Engine, n: number, q: number) => triangularBytes(e, n, q);

/** Factors the lower triangle at `a` in place; what stands above the diagonal is left alone. */
export function* choleskySteps(e: Engine, caller: string, n: number, a: number, lda: number, block = BLOCK): Steps<void> {
  const { arena, kernels } = e;
  const mark = arena.mark();
  try {
    const matrix = arena.f64(a, n * lda);
    let top = 0;
    for (let i = 0; i < n; i++) top = Math.max(top, Math.abs(matrix[i * (lda + 1)] as number));
    const work = arena.alloc(kernels.dgemmwork() / 8, caller);
    const info = yield* factorSteps(e, n, 0, n, a, lda, work, block);
    if (info === 0) return;
    const pivot = arena.f64(a + 8 * (info - 1) * (lda + 1), 1)[0] as number;
    throw new NotPositiveDefiniteError(caller, info, pivot, n, n * Number.EPSILON * top);
  } finally {
    arena.release(mark);
  }
}

/** Columns `from` … `from + n` of `total`; 0, or the order of the minor that is not positive. */
function* factorSteps(
  e: Engine,
  total: number,
  from: number,
  n: number,
  a: number,
  lda: number,
  work: number,
  block: number,
): Steps<number> {
  if (n <= block) {
    const info = e.kernels.dpotrf(n, a, lda, work);
    yield { stage: 'cholesky', done: from + n, total };
    return info > 0 ? from + info : 0;
  }
  const left = half(n, block);
  const right = n - left;
  const below = a + 8 * left * lda;
  const rest = below + 8 * left;
  const info = yield* factorSteps(e, total, from, left, a, lda, work, block);
  if (info > 0) return info;
  yield* rightSteps(e, 'cholesky', right, left, a, lda, below, lda);
  const operands = { a: { at: below, ld: lda, trans: false }, b: { at: below, ld: lda, trans: true } };
  yield* productSteps(e, 'cholesky', { m: right, n: right, k: left, ...operands, c: rest, ldc: lda, alpha: -1, beta: 1, lower: true });
  return yield* factorSteps(e, total, from + left, right, rest, lda, work, block);
}

/** B ← (L Lᵀ)⁻¹ B in linear memory. */
export function* choleskySolveSteps(e: Engine, caller: string, n: number, q: number, a: number, lda: number, b: number): Steps<void> {
  if (q === 1) return choleskySolve(e, n, a, lda, b);
  const system = { n, q, a, lda, b, ldb: q };
  yield* triangularSteps(e, caller, { ...system, side: 'L' });
  yield* triangularSteps(e, caller, { ...system, side: 'Lᵀ' });
}

/** The same for one column. */
export function choleskySolve(e: Engine, n: number, a: number, lda: number, b: number): void {
  substitute(e, 'L', false, n, a, lda, b);
  substitute(e, 'Lᵀ', false, n, a, lda, b);
}

/**
 * Cholesky factorization A + shift·I = L Lᵀ of a symmetric positive definite matrix.
 *
 * Reads the lower triangle only; `a` is not modified.
 *
 * @param a - n×n
 * @param options.shift - added to the diagonal. @default 0
 * @returns the factor, log det, an estimate of the reciprocal condition number, and `solve`
 * @throws {NotPositiveDefiniteError} with the order of the first minor that is not positive, its pivot, and the smallest shift found
 *   that makes the matrix positive definite (about twice the least, from a few more factorizations)
 * @throws {NonFiniteError} if an entry is NaN or infinite
 *
 * Cost: n³/3 flops; `solve` 2n² a column; `rcond` about 10n², once.
 *
 * @example
 * cholesky([[4, 2], [2, 5]]).L.data // [2, 0, 1, 2]
 * cholesky([[4, 2], [2, 5]]).solve([[8], [9]]).data // [1.375, 1.25]
 *
 * @see Golub & Van Loan, Matrix Computations, 4th ed., §4.2
 */
export function cholesky(a: MatrixLike, { shift = 0 }: { shift?: number } = {}): Cholesky {
  const x = squareMatrix(a, 'cholesky', 'a');
  finite(shift, 'cholesky', 'shift');
  const n = x.shape[0];
  const e = engine();
  const { arena, kernels } = e;
  const mark = arena.mark();
  try {
    arena.reserve(need(n * n, n) + choleskyBytes(e, n), 'cholesky');
    const at = arena.alloc(n * n, 'cholesky');
    put(e, x, shift, at);
    const norm = kernels.dlansy(n, at, n, arena.alloc(n, 'cholesky'));
    try {
      run(choleskySteps(e, 'cholesky', n, at, n));
    } catch (error) {
      throw error instanceof NotPositiveDefiniteError ? withJitter(e, x, shift, at, error) : error;
    }
    kernels.dzeroupper(n, at, n);
    return factored(arena.copyOut(at, n * n), n, () => norm);
  } finally {
    arena.release(mark);
  }
}

/** A + shift·I, contiguous. */
function put({ arena }: Engine, { data, shape: [n] }: AnyMatrix, shift: number, at: number): void {
  const to = arena.f64(at, n * n);
  to.set(data);
  if (shift !== 0) for (let i = 0; i < n * n; i += n + 1) to[i] = (to[i] as number) + shift;
}

/**
 * The same error with a shift that works. Where the minor of order k fails, (A + σI) z·z ≤ 0 for z = (L11⁻ᵀ l, −1): σ must grow by the
 * Rayleigh quotient of z at least. That bound is doubled and tried, and so on.
 */
function withJitter(e: Engine, x: AnyMatrix, shift: number, at: number, failure: NotPositiveDefiniteError): NotPositiveDefiniteError {
  const n = x.shape[0];
  const { caller, enough } = failure;
  let step = enough;
  let failed = failure;
  for (let tries = 0; tries < TRIES && step > 0; tries++) {
    const before = tries > 0 ? step : 0;
    step = Math.max(step + 3 * before, 2 * (before + deficit(e, n, at, failed)));
    const jitter = shift + Number((1.05 * step).toPrecision(2)); // rounded up: a number to read
    if (!Number.isFinite(jitter)) break;
    put(e, x, jitter, at);
    try {
      run(choleskySteps(e, caller, n, at, n));
      return new NotPositiveDefiniteError(caller, failure.order, failure.pivot, n, enough, jitter);
    } catch (error) {
      if (!(error instanceof NotPositiveDefiniteError)) throw error;
      failed = error;
    }
  }
  return failure;
}

/** How much the shift must grow at least, from the factorization that failed. */
function deficit(e: Engine, n: number, at: number, { order, pivot }: NotPositiveDefiniteError): number {
  const { arena, kernels } = e;
  const mark = arena.mark();
  const z = arena.copyIn(arena.f64(at + 8 * (order - 1) * n, order - 1).slice(), 'cholesky');
  run(triangularSteps(e, 'cholesky', { side: 'Lᵀ', n: order - 1, q: 1, a: at, lda: n, b: z, ldb: 1 }));
  const norm = kernels.dnrm2(order - 1, z);
  arena.release(mark);
  return Math.max(0, -pivot / (1 + norm * norm)) || 0;
}

/** What `cholesky` returns, from the factor; `norm` gives ‖A‖₁ when it is asked for. */
export function factored(data: Float64Array, n: number, norm: () => number): Cholesky {
  let logDet = 0;
  for (let i = 0; i < n * n; i += n + 1) logDet += 2 * log(data[i] as number);
  let rcond: number | undefined;
  return {
    L: { data, shape: [n, n] },
    logDet,
    get rcond() {
      rcond ??= conditionOf(data, n, norm());
      return rcond;
    },
    solve(b) {
      const rhs = rowsMatrix(b, n, `as the factored matrix is ${n}×${n}`, 'cholesky.solve', 'b');
      return { data: solveWith(data, n, rhs.data, rhs.shape[1]), shape: [n, rhs.shape[1]] };
    },
  };
}

/** Estimated from a few solves, all in one frame. */
function conditionOf(factor: Float64Array, n: number, norm: number): number {
  const e = engine();
  const mark = e.arena.mark();
  try {
    e.arena.reserve(need(n * n, n) + choleskySolveBytes(e, n, 1), 'cholesky.rcond');
    const [L, x] = [e.arena.copyIn(factor, 'cholesky.rcond'), e.arena.alloc(n, 'cholesky.rcond')];
    const solve = () => choleskySolve(e, n, L, n, x);
    return reciprocalCondition(norm, { vector: () => e.arena.f64(x, n), solve, transposed: solve });
  } finally {
    e.arena.release(mark);
  }
}

function solveWith(factor: Float64Array, n: number, b: Float64Array | Float32Array, q: number): Float64Array {
  const e = engine();
  const mark = e.arena.mark();
  try {
    e.arena.reserve(need(n * n, n * q) + choleskySolveBytes(e, n, q), 'cholesky.solve');
    const L = e.arena.copyIn(factor, 'cholesky.solve');
    const x = e.arena.copyIn(b, 'cholesky.solve');
    run(choleskySolveSteps(e, 'cholesky.solve', n, q, L, n, x));
    return e.arena.copyOut(x, n * q);
  } finally {
    e.arena.release(mark);
  }
}
