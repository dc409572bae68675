// Floor 7 · a Cholesky factor after a small change of its matrix, in O(n²) and not n³/3: A ± x xᵀ, rows added, a row taken out.
//
//   update    [L x] by rotations                    append   L21 = B L⁻ᵀ,  L22 L22ᵀ = C − L21 L21ᵀ
//   downdate  L p = x, rotations from p             remove   below the row its column becomes an update: L33 L33ᵀ + l32 l32ᵀ
//
// Each gives a new factor and leaves the old one as it was. Golub & Van Loan, Matrix Computations, 4th ed., §6.5.
import { finiteMatrix, rowsMatrix, size, whole } from '../check.js';
import { type Engine, engine } from '../engine.js';
import { NotPositiveDefiniteError, ShapeError } from '../errors.js';
import { describe, type Matrix, type MatrixLike } from '../matrix.js';
import { run } from '../steps.js';
import { need } from '../wasm/arena.js';
import { productBytes, productSteps, syrk } from './blas.js';
import { type Cholesky, choleskyBytes, choleskySolveBytes, choleskySteps, factored } from './cholesky.js';
import { rightBytes, rightSteps, triangularSteps } from './triangular.js';

/** The factor of A + X Xᵀ, for the factor of A. */
type Change = (e: Engine, l: number, x: number, cs: number) => void;

/**
 * The factorization of A + X Xᵀ from that of A: one rotation sweep for each column of X.
 *
 * @param factor - of A, n×n
 * @param x - n×k
 *
 * Cost: 3n²k flops.
 *
 * @example
 * choleskyUpdate(cholesky([[16, 0], [0, 9]]), [[3], [0]]).L.data // [5, 0, 0, 3]
 *
 * @see Gill, Golub, Murray & Saunders, Math. Comp. 28:505, 1974
 */
export function choleskyUpdate(factor: Cholesky, x: MatrixLike): Cholesky {
  const n = factorOf('choleskyUpdate', factor).shape[0];
  return changed('choleskyUpdate', factor, x, (e, l, column, cs) => e.kernels.dchud(n, l, n, column, cs));
}

/**
 * The factorization of A − X Xᵀ from that of A.
 *
 * @param factor - of A, n×n
 * @param x - n×k
 * @throws {NotPositiveDefiniteError} if A − X Xᵀ is not positive definite
 *
 * Cost: 4n²k flops.
 *
 * @example
 * choleskyDowndate(cholesky([[25, 0], [0, 9]]), [[3], [0]]).L.data // [4, 0, 0, 3]
 *
 * @see Stewart, IMA J. Appl. Math. 23:203, 1979
 */
export function choleskyDowndate(factor: Cholesky, x: MatrixLike): Cholesky {
  const { data, shape } = factorOf('choleskyDowndate', factor);
  const n = shape[0];
  return changed('choleskyDowndate', factor, x, (e, l, p, cs) => {
    run(triangularSteps(e, 'choleskyDowndate', { side: 'L', n, q: 1, a: l, lda: n, b: p, ldb: 1 }));
    const order = e.kernels.dchdd(n, l, n, p, cs);
    if (order === 0) return;
    const solved = e.arena.f64(p, n);
    let [before, left] = [1, 1];
    for (let k = 0; k < order; k++) [before, left] = [left, left - (solved[k] as number) ** 2];
    const top = Math.max(...Array.from({ length: n }, (_, i) => (data[i * n + i] as number) ** 2));
    const pivot = ((data[(order - 1) * (n + 1)] as number) ** 2 * left) / before;
    throw new NotPositiveDefiniteError('choleskyDowndate', order, pivot, n, n * Number.EPSILON * top);
  });
}

/** L of a factorization. @throws {ShapeError} if it is none, such as the matrix itself */
function factorOf(caller: string, factor: Cholesky): Matrix {
  if (typeof factor?.L?.data === 'object') return factor.L;
  throw new ShapeError(caller, 'factor', 'be what cholesky returned', describe(factor));
}

/** Copies the factor, applies the change for each column of x, and gives a new factorization. */
function changed(caller: string, factor: Cholesky, xLike: MatrixLike, change: Change): Cholesky {
  const { data, shape } = factorOf(caller, factor);
  const n = shape[0];
  const x = rowsMatrix(xLike, n, `as the factored matrix is ${n}×${n}`, caller, 'x');
  const k = x.shape[1];
  const e = engine();
  const { arena } = e;
  const mark = arena.mark();
  try {
    arena.reserve(need(n * n, n, 2 * n) + choleskySolveBytes(e, n, 1), caller);
    const [l, column, cs] = [arena.copyIn(data, caller), arena.alloc(n, caller), arena.alloc(2 * n, caller)];
    for (let j = 0; j < k; j++) {
      arena.f64(column, n).set(Float64Array.from({ length: n }, (_, i) => x.data[i * k + j] as number));
      change(e, l, column, cs);
    }
    return finished(arena.copyOut(l, n * n), n);
  } finally {
    arena.release(mark);
  }
}

/**
 * The factorization of [A Bᵀ; B C] from that of A: k rows and columns added at the end.
 *
 * @param factor - of A, n×n
 * @param rows - k×(n + k): the new rows [B C], of which the lower triangle of C is read
 * @throws {NotPositiveDefiniteError} if the larger matrix is not positive definite
 *
 * Cost: n²k flops.
 *
 * @example
 * choleskyAppend(cholesky([[4]]), [[2, 5]]).L.data // [2, 0, 1, 2]
 */
export function choleskyAppend(factor: Cholesky, rows: MatrixLike): Cholesky {
  const caller = 'choleskyAppend';
  const { data, shape } = factorOf(caller, factor);
  const n = shape[0];
  const b = finiteMatrix(rows, caller, 'rows');
  const [k, total] = b.shape;
  if (k > 0 && total !== n + k) {
    throw new ShapeError(caller, 'rows', `have ${n} + ${k} columns, as the factored matrix is ${n}×${n} and ${k} rows are added`, size(b));
  }
  if (k === 0) return factor;
  const e = engine();
  const { arena, kernels } = e;
  const mark = arena.mark();
  try {
    arena.reserve(need(total * total) + Math.max(rightBytes(e, n), productBytes(e, k, n), choleskyBytes(e, k)), caller);
    const l = arena.alloc(total * total, caller);
    const row = (i: number) => arena.f64(l + 8 * i * total, total);
    for (let i = 0; i < n; i++) row(i).set(data.subarray(i * n, (i + 1) * n));
    const below = l + 8 * n * total;
    arena.f64(below, k * total).set(b.data);
    const corner = below + 8 * n;
    run(rightSteps(e, caller, k, n, l, total, below, total));
    const operands = { a: { at: below, ld: total, trans: false }, b: { at: below, ld: total, trans: true } };
    run(productSteps(e, caller, { m: k, n: k, k: n, ...operands, c: corner, ldc: total, alpha: -1, beta: 1, lower: true }));
    try {
      run(choleskySteps(e, caller, k, corner, total));
    } catch (error) {
      if (!(error instanceof NotPositiveDefiniteError)) throw error;
      throw new NotPositiveDefiniteError(caller, n + error.order, error.pivot, total, error.enough);
    }
    kernels.dzeroupper(total, l, total);
    return finished(arena.copyOut(l, total * total), total);
  } finally {
    arena.release(mark);
  }
}

/**
 * The factorization of A without row and column `index` from that of A.
 *
 * @param factor - of A, n×n
 * @param index - 0 … n − 1
 *
 * Cost: 3(n − index)² flops.
 *
 * @example
 * choleskyRemove(cholesky([[4, 2], [2, 5]]), 1).L.data // [2]
 */
export function choleskyRemove(factor: Cholesky, index: number): Cholesky {
  const caller = 'choleskyRemove';
  const { data, shape } = factorOf(caller, factor);
  const n = shape[0];
  whole(0, index, caller, 'index');
  if (index >= n) throw new RangeError(`${caller}: index must be below ${n}, the order of the factored matrix; got ${index}`);
  const m = n - 1;
  const rest = m - index;
  const e = engine();
  const { arena } = e;
  const mark = arena.mark();
  try {
    arena.reserve(need(m * m, rest, 2 * rest), caller);
    const [l, x, cs] = [arena.alloc(m * m, caller), arena.alloc(rest, caller), arena.alloc(2 * rest, caller)];
    const [to, column] = [arena.f64(l, m * m), arena.f64(x, rest)];
    for (let i = 0; i < m; i++) {
      const from = (i < index ? i : i + 1) * n;
      to.set(data.subarray(from, from + index), i * m);
      to.set(data.subarray(from + index + 1, from + n), i * m + index);
      if (i >= index) column[i - index] = data[from + index] as number;
    }
    e.kernels.dchud(rest, l + 8 * index * (m + 1), m, x, cs);
    return finished(arena.copyOut(l, m * m), m);
  } finally {
    arena.release(mark);
  }
}

/** The factorization, whose ‖A‖₁ is formed from L Lᵀ if `rcond` is read. */
function finished(data: Float64Array, n: number): Cholesky {
  return factored(data, n, () => {
    const sums = new Float64Array(n);
    syrk({ data, shape: [n, n] }).data.forEach((v, i) => {
      sums[i % n] = (sums[i % n] as number) + Math.abs(v);
    });
    return sums.reduce((t, v) => Math.max(t, v), 0);
  });
}
