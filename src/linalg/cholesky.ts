// Floor 6 · Cholesky factorization A = L Lᵀ, blocked and right-looking, and solves with it.
//
//        ┌ L11            ┐     for each block column:  L11 from A11 (dpotrf)
//        │ L21  A22       │                             L21 = A21 L11⁻ᵀ (dtrsmRLT on narrow columns, dgemm between them)
//        └                ┘                             A22 ← A22 − L21 L21ᵀ, lower triangle (dsyrk): almost all the work
import { finite, rowsMatrix, squareMatrix } from '../check.js';
import { type Engine, engine } from '../engine.js';
import { NotPositiveDefiniteError } from '../errors.js';
import type { Matrix, MatrixLike } from '../matrix.js';
import { run, type Steps } from '../steps.js';
import { need } from '../wasm/arena.js';
import { lowerNorm1, reciprocalCondition } from './condition.js';
import { copyRows, paddedLd } from './rows.js';
import { forwardSteps, transposedSteps } from './triangular.js';

/** Columns of a block. From 32 to 96 all within a few per cent. */
const BLOCK = 64;
/** Columns of L21 that are substituted at once; what they owe to the columns before is a product. */
const NARROW = 16;

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
export const choleskyBytes = (e: Engine) => need(e.kernels.dgemmwork() / 8);

/** Factors the lower triangle at `a` in place; what stands above the diagonal is left alone. */
export function* choleskySteps(e: Engine, caller: string, n: number, a: number, lda: number, block = BLOCK): Steps<void> {
  const { kernels, arena } = e;
  const diagonal = arena.f64(a, n * lda);
  let top = 0;
  for (let i = 0; i < n; i++) top = Math.max(top, Math.abs(diagonal[i * lda + i] as number));
  const work = arena.alloc(kernels.dgemmwork() / 8, caller);
  for (let j = 0; j < n; j += block) {
    const nb = Math.min(block, n - j);
    const at = a + 8 * (j * lda + j);
    const info = kernels.dpotrf(nb, at, lda, work);
    if (info > 0) {
      const order = j + info;
      const pivot = arena.f64(a + 8 * (order - 1) * (lda + 1), 1)[0] as number;
      throw new NotPositiveDefiniteError(caller, order, pivot, n, n * Number.EPSILON * top);
    }
    const rest = n - j - nb;
    if (rest > 0) {
      const below = at + 8 * nb * lda;
      for (let q = 0; q < nb; q += NARROW) {
        const w = Math.min(NARROW, nb - q);
        const left = at + 8 * q * lda;
        if (q > 0) kernels.dgemm(0, 1, rest, w, q, -1, below, lda, left, lda, 1, below + 8 * q, lda, work);
        kernels.dtrsmRLT(rest, w, left + 8 * q, lda, below + 8 * q, lda);
      }
      kernels.dsyrk(0, rest, nb, -1, below, lda, 1, below + 8 * nb, lda, work);
    }
    yield { stage: 'cholesky', done: j + nb, total: n };
  }
}

/** B ← (L Lᵀ)⁻¹ B in linear memory. */
export function* choleskySolveSteps(e: Engine, caller: string, n: number, q: number, a: number, lda: number, b: number): Steps<void> {
  const mark = e.arena.mark();
  try {
    const system = { n, q, a, lda, b, ldb: q, work: e.arena.alloc(e.kernels.dgemmwork() / 8, caller) };
    yield* forwardSteps(e, system);
    yield* transposedSteps(e, system);
  } finally {
    e.arena.release(mark);
  }
}

/**
 * Cholesky factorization A + shift·I = L Lᵀ of a symmetric positive definite matrix.
 *
 * Reads the lower triangle only; `a` is not modified.
 *
 * @param a - n×n
 * @param options.shift - added to the diagonal. @default 0
 * @returns the factor, log det, an estimate of the reciprocal condition number, and `solve`
 * @throws {NotPositiveDefiniteError} with the order of the first minor that is not positive and its pivot
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
  const data = new Float64Array(n * n);
  let norm = 0;
  const e = engine();
  const mark = e.arena.mark();
  try {
    const ld = paddedLd(n);
    e.arena.reserve(need(n * ld) + choleskyBytes(e), 'cholesky');
    const at = copyRows(e, x.data, n, n, ld, 'cholesky');
    const diagonal = e.arena.f64(at, n * ld);
    for (let i = 0; i < n; i++) diagonal[i * ld + i] = (diagonal[i * ld + i] as number) + shift;
    norm = lowerNorm1(diagonal, n, ld);
    run(choleskySteps(e, 'cholesky', n, at, ld));
    const factor = e.arena.f64(at, n * ld);
    for (let i = 0; i < n; i++) data.set(factor.subarray(i * ld, i * ld + i + 1), i * n);
  } finally {
    e.arena.release(mark);
  }
  let logDet = 0;
  for (let i = 0; i < n; i++) logDet += 2 * Math.log(data[i * n + i] as number);
  let rcond: number | undefined;
  return {
    L: { data, shape: [n, n] },
    logDet,
    get rcond() {
      rcond ??= conditionOf(data, n, norm);
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
    e.arena.reserve(need(n * n, n) + choleskyBytes(e), 'cholesky.rcond');
    const [L, x] = [e.arena.copyIn(factor, 'cholesky.rcond'), e.arena.alloc(n, 'cholesky.rcond')];
    const inverse = (v: Float64Array) => {
      e.arena.f64(x, n).set(v);
      run(choleskySolveSteps(e, 'cholesky.rcond', n, 1, L, n, x));
      return e.arena.copyOut(x, n);
    };
    return reciprocalCondition(n, norm, inverse, inverse);
  } finally {
    e.arena.release(mark);
  }
}

function solveWith(factor: Float64Array, n: number, b: Float64Array | Float32Array, q: number): Float64Array {
  const e = engine();
  const mark = e.arena.mark();
  try {
    e.arena.reserve(need(n * n, n * q) + choleskyBytes(e), 'cholesky.solve');
    const L = e.arena.copyIn(factor, 'cholesky.solve');
    const x = e.arena.copyIn(b, 'cholesky.solve');
    run(choleskySolveSteps(e, 'cholesky.solve', n, q, L, n, x));
    return e.arena.copyOut(x, n * q);
  } finally {
    e.arena.release(mark);
  }
}
