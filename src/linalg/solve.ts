// Floor 7 · linear systems A X = B: LU with partial pivoting, or Cholesky where the caller says positive definite.
//
//   for each block column:  P A = L U on the panel (dgetf2, whole rows exchanged),  U12 = L11⁻¹ A12 (dtrsmLLN),
//                           A22 ← A22 − L21 U12 (dgemm): almost all the work
//
// Rows and columns are scaled by powers of two first (exactly), so that a matrix whose units differ is not called singular:
// R A C y = R b, x = C y.
import { oneOf, rowsMatrix, squareMatrix } from '../check.js';
import { type Engine, engine } from '../engine.js';
import { SingularMatrixError } from '../errors.js';
import type { AnyMatrix, Matrix, MatrixLike } from '../matrix.js';
import { run, type Steps } from '../steps.js';
import { need } from '../wasm/arena.js';
import { cholesky } from './cholesky.js';
import { norm1, reciprocalCondition } from './condition.js';
import { copyRows, paddedLd } from './rows.js';
import { backwardSteps, forwardSteps } from './triangular.js';

/** Columns of a panel. */
const BLOCK = 32;

/** Factors the n×n matrix at `a` in place; pivots as 32-bit integers. False where a pivot is zero. */
function* luSteps({ kernels }: Engine, n: number, a: number, lda: number, pivots: number, work: number): Steps<boolean> {
  for (let j = 0; j < n; j += BLOCK) {
    const nb = Math.min(BLOCK, n - j);
    if (kernels.dgetf2(n, j, nb, a, lda, pivots) > 0) return false;
    const next = j + nb;
    const right = a + 8 * (j * lda + next);
    if (next < n) {
      kernels.dtrsmLLN(1, nb, n - next, a + 8 * (j * lda + j), lda, right, lda);
      const below = a + 8 * (next * lda + j);
      kernels.dgemm(0, 0, n - next, n - next, nb, -1, below, lda, right, lda, 1, below + 8 * nb, lda, work);
    }
    yield { stage: 'lu', done: next, total: n };
  }
  return true;
}

/**
 * Solution X of A X = B.
 *
 * @param a - n×n
 * @param b - n×q
 * @param options.assume - `'general'`: LU with partial pivoting; `'positive-definite'`: Cholesky, half the work, reads the lower triangle
 * @returns n×q
 * @throws {SingularMatrixError} if the reciprocal condition number is below ε, so that no digit would be right
 * @throws {NotPositiveDefiniteError} with `'positive-definite'`, if a is not
 *
 * Cost: 2n³/3 flops (n³/3), then 2n² a column.
 *
 * @example
 * solve([[2, 1], [1, 3]], [[4], [7]]).data // [1, 2]
 *
 * @see Golub & Van Loan, Matrix Computations, 4th ed., §3.4
 */
export function solve(a: MatrixLike, b: MatrixLike, { assume = 'general' }: { assume?: 'general' | 'positive-definite' } = {}): Matrix {
  oneOf(['general', 'positive-definite'], assume, 'solve', 'assume');
  const A = squareMatrix(a, 'solve', 'a');
  const n = A.shape[0];
  const B = rowsMatrix(b, n, `as a is ${n}×${n}`, 'solve', 'b');
  if (assume === 'general') return general(A, B);
  const root = Float64Array.from({ length: n }, (_, i) => powerOfTwo(Math.sqrt(Math.abs(A.data[i * n + i] as number))));
  const factor = cholesky({ data: scaled(A, root, root), shape: [n, n] });
  if (factor.rcond < Number.EPSILON) throw new SingularMatrixError('solve', n, factor.rcond);
  const { data, shape } = factor.solve({ data: scaled(B, root), shape: B.shape });
  return { data: scaled({ data, shape }, root), shape };
}

/** 2^−k for 2^k ≤ x < 2^(k+1); 1 for 0. */
const powerOfTwo = (x: number) => (x > 0 ? 2 ** Math.max(-1000, Math.min(1000, -Math.floor(Math.log2(x)))) : 1);

/** diag(rows) X diag(columns). */
function scaled({ data, shape: [m, n] }: AnyMatrix, rows: Float64Array, columns?: Float64Array): Float64Array {
  const out = new Float64Array(m * n);
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) out[i * n + j] = (data[i * n + j] as number) * (rows[i] as number) * (columns ? (columns[j] as number) : 1);
  }
  return out;
}

/** Powers of two that bring the largest entry of each row, then of each column, near 1. */
function equilibration({ data, shape: [n] }: AnyMatrix): { rows: Float64Array; columns: Float64Array } {
  const rows = new Float64Array(n);
  const columns = new Float64Array(n);
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) rows[i] = Math.max(rows[i] as number, Math.abs(data[i * n + j] as number));
  for (let i = 0; i < n; i++) {
    rows[i] = powerOfTwo(rows[i] as number);
    for (let j = 0; j < n; j++) columns[j] = Math.max(columns[j] as number, Math.abs(data[i * n + j] as number) * (rows[i] as number));
  }
  return { rows, columns: columns.map(powerOfTwo) };
}

function general(A: AnyMatrix, B: AnyMatrix): Matrix {
  const n = A.shape[0];
  const q = B.shape[1];
  const { rows, columns } = equilibration(A);
  const data = scaled(A, rows, columns);
  const e = engine();
  const { arena, kernels } = e;
  const mark = arena.mark();
  try {
    const ld = paddedLd(n);
    arena.reserve(need(n * ld, n * q, n, n, kernels.dgemmwork() / 8), 'solve');
    const at = copyRows(e, data, n, n, ld, 'solve');
    const x = arena.alloc(n * q, 'solve');
    const v = arena.alloc(n, 'solve');
    const pivots = arena.alloc(n, 'solve');
    const work = arena.alloc(kernels.dgemmwork() / 8, 'solve');
    if (!run(luSteps(e, n, at, ld, pivots, work))) throw new SingularMatrixError('solve', n, 0);
    const swaps = new Int32Array(arena.memory.buffer, pivots, n).slice();

    const system = { n, a: at, lda: ld, work };
    const column = { ...system, q: 1, b: v, ldb: 1 };
    const solveOne = (y: Float64Array) => {
      arena.f64(v, n).set(exchange(y, swaps, 1));
      run(forwardSteps(e, { ...column, unit: true }));
      run(backwardSteps(e, column));
      return arena.copyOut(v, n);
    };
    const rcond = reciprocalCondition(n, norm1(data, n), solveOne, (y) => transposed(e, n, at, ld, swaps, y));
    if (rcond < Number.EPSILON) throw new SingularMatrixError('solve', n, rcond);

    arena.f64(x, n * q).set(exchange(scaled(B, rows), swaps, q));
    run(forwardSteps(e, { ...system, q, b: x, ldb: q, unit: true }));
    run(backwardSteps(e, { ...system, q, b: x, ldb: q }));
    return { data: scaled({ data: arena.f64(x, n * q), shape: [n, q] }, columns), shape: [n, q] };
  } finally {
    arena.release(mark);
  }
}

/** Row exchanges in the order of the factorization, on a copy of n×q data. */
function exchange(data: Float64Array | Float32Array, swaps: Int32Array, q: number): Float64Array {
  const x = Float64Array.from(data);
  swaps.forEach((p, i) => {
    if (p !== i) for (let c = 0; c < q; c++) [x[i * q + c], x[p * q + c]] = [x[p * q + c] as number, x[i * q + c] as number];
  });
  return x;
}

/** A⁻ᵀ y from P A = L U: Uᵀ s = y, Lᵀ t = s, exchanges undone. O(n²), for the condition estimate only. */
function transposed(e: Engine, n: number, a: number, ld: number, swaps: Int32Array, y: Float64Array): Float64Array {
  const x = Float64Array.from(y);
  const lu = e.arena.f64(a, n * ld);
  for (let i = 0; i < n; i++) {
    const v = (x[i] as number) / (lu[i * ld + i] as number);
    x[i] = v;
    for (let j = i + 1; j < n; j++) x[j] = (x[j] as number) - v * (lu[i * ld + j] as number);
  }
  for (let i = n - 1; i > 0; i--) {
    const v = x[i] as number;
    for (let j = 0; j < i; j++) x[j] = (x[j] as number) - v * (lu[i * ld + j] as number);
  }
  for (let i = n - 1; i >= 0; i--) {
    const p = swaps[i] as number;
    [x[i], x[p]] = [x[p] as number, x[i] as number];
  }
  return x;
}
