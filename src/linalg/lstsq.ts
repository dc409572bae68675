// Floor 8 · least squares min ‖A x − b‖₂ with the smallest ‖x‖₂: rank by the singular values, solution by the triangular factor.
//
//   m ≥ n:  Aᵀ = L Q,   c = Q b,   L = P diag(s) Wᵀ       full rank:  x = L⁻ᵀ c              else  x = P diag(s)⁺ Wᵀ c
//   m < n:  A  = L Q,              L = P diag(s) Wᵀ       full rank:  x = Qᵀ L⁻¹ b           else  x = Qᵀ W diag(s)⁺ Pᵀ b
//
// At full rank the triangular solve rounds less than the singular vectors where columns differ in scale (polynomials): Householder
// reflectors are stable column by column. Both give the same x in exact arithmetic.
// Golub & Van Loan, Matrix Computations, 4th ed., §5.5.
import { finite, finiteMatrix, rowsMatrix } from '../check.js';
import { type Engine, engine } from '../engine.js';
import type { Matrix, MatrixLike } from '../matrix.js';
import { run } from '../steps.js';
import { need } from '../wasm/arena.js';
import { powerBelow, squareSvdBytes, squareSvdSteps } from './bidiagonal.js';
import { productBytes, productSteps } from './blas.js';
import { lqBytes, lqSteps, rowsOfQSteps } from './reflectors.js';
import { paddedLd } from './rows.js';
import { triangularBytes, triangularSteps } from './triangular.js';

export interface Lstsq {
  /** The solution of least norm, n×q. */
  readonly x: Matrix;
  /** Singular values above rcond·s₀. */
  readonly rank: number;
  /** All min(m, n) singular values of A, descending. */
  readonly values: Float64Array;
}

/** Bytes that `lstsq` needs. */
export function lstsqBytes(e: Engine, m: number, n: number, q: number): number {
  const [r, length] = [Math.min(m, n), Math.max(m, n)];
  const inside = Math.max(lqBytes(e, r, length), squareSvdBytes(e, r), productBytes(e, q, length), triangularBytes(e, r, q));
  return (
    need(m * n, r * paddedLd(length), r * paddedLd(length), r, r * r, r * r, m * q, n * q, r * q, r * q) + squareSvdBytes(e, r) + inside
  );
}

/**
 * Least squares: the x of least norm among those that minimise ‖A x − b‖₂, for each column of b.
 *
 * @param a - m×n, of any shape and rank
 * @param b - m×q
 * @param options.rcond - singular values up to rcond·s₀ count as 0. @default ε max(m, n), ε = 2⁻⁵², as NumPy
 * @returns `x` n×q, `rank`, `values` the singular values, descending
 * @throws {ShapeError} if the rows of a and b differ in number
 * @throws {NonFiniteError} if an entry is NaN or infinite
 *
 * Cost: 4mn² + 17n³ flops for m ≥ n.
 *
 * @example
 * lstsq([[1, 0], [1, 1], [1, 2]], [1, 3, 5]).x.data // [1, 2]
 * lstsq([[1, 1]], [2]).x.data // [1, 1]
 * lstsq([[1, 1], [1, 1]], [2, 2]).rank // 1
 *
 * @see Golub & Van Loan, Matrix Computations, 4th ed., §5.5
 */
export function lstsq(a: MatrixLike, b: MatrixLike, options: { rcond?: number } = {}): Lstsq {
  const A = finiteMatrix(a, 'lstsq', 'a');
  const [m, n] = A.shape;
  const B = rowsMatrix(b, m, `as a is ${m}×${n}`, 'lstsq', 'b');
  const q = B.shape[1];
  const rcond = finite(options.rcond ?? Number.EPSILON * Math.max(m, n), 'lstsq', 'rcond');
  const tall = m >= n;
  const [r, length] = [Math.min(m, n), Math.max(m, n)];
  const e = engine();
  const { arena, kernels } = e;
  const mark = arena.mark();
  try {
    arena.reserve(lstsqBytes(e, m, n, q), 'lstsq');
    const ld = paddedLd(length);
    const alloc = (size: number) => arena.alloc(size, 'lstsq');
    const source = arena.copyIn(A.data, 'lstsq');
    const [rows, Q, tau, L, square] = [alloc(r * ld), alloc(r * ld), alloc(r), alloc(r * r), alloc(r * r)];
    const [rhs, c, y, x] = [arena.copyIn(B.data, 'lstsq'), alloc(r * q), alloc(r * q), alloc(n * q)];
    const unit = powerBelow(arena.f64(source, m * n));
    kernels.dscal(m * n, 1 / unit, source);
    if (tall) kernels.dtranspose(m, n, source, n, rows, ld);
    else for (let i = 0; i < m; i++) arena.f64(rows + 8 * i * ld, n).set(arena.f64(source + 8 * i * n, n));
    const reflected = { m: r, n: length, a: rows, lda: ld, tau };
    run(lqSteps(e, 'lstsq', reflected));
    run(rowsOfQSteps(e, 'lstsq', reflected, r, Q, ld));
    for (let i = 0; i < r; i++)
      arena
        .f64(L + 8 * i * r, r)
        .fill(0)
        .set(arena.f64(rows + 8 * i * ld, i + 1));
    arena.f64(square, r * r).set(arena.f64(L, r * r));
    const { values, order, left, right, ld: ldr } = run(squareSvdSteps(e, 'lstsq', r, square, r));
    const noise = rcond * (values[0] ?? 0);
    const rank = values.findIndex((s) => !(s > noise)) < 0 ? r : values.findIndex((s) => !(s > noise));

    const times = (rows: number, k: number, a: number, lda: number, trans: boolean, from: number, to: number) =>
      run(
        productSteps(e, 'lstsq', { m: rows, n: q, k, a: { at: a, ld: lda, trans }, b: { at: from, ld: q, trans: false }, c: to, ldc: q }),
      );
    if (tall) times(r, length, Q, ld, false, rhs, c);
    else arena.f64(c, r * q).set(arena.f64(rhs, r * q));
    // c ← the solution of the square system: L⁻ᵀ c or L⁻¹ c, or by the pseudo-inverse
    if (rank === r) run(triangularSteps(e, 'lstsq', { side: tall ? 'Lᵀ' : 'L', n: r, q, a: L, lda: r, b: c, ldb: q }));
    else {
      const [into, out] = tall ? [right, left] : [left, right];
      times(r, r, into, ldr, false, c, y);
      const inverse = new Float64Array(r);
      for (let i = 0; i < rank; i++) inverse[order[i] as number] = 1 / (values[i] as number);
      const weighted = arena.f64(y, r * q);
      weighted.forEach((v, i) => {
        weighted[i] = v * (inverse[Math.floor(i / q)] as number);
      });
      times(r, r, out, ldr, true, y, c);
    }
    if (tall) arena.f64(x, r * q).set(arena.f64(c, r * q));
    else times(length, r, Q, ld, true, c, x);
    kernels.dscal(n * q, 1 / unit, x);
    return { x: { data: arena.copyOut(x, n * q), shape: [n, q] }, rank, values: values.map((s) => s * unit) };
  } finally {
    arena.release(mark);
  }
}
