// LAPACK's scaled residuals: errors in units of what rounding must cost, so that one limit serves all sizes and scales.
import type { Matrix } from '../src/matrix.js';
import { abs, matmul, transpose } from './reference.js';

/** Unit roundoff, LAPACK's dlamch('Epsilon'). */
export const EPS = 2 ** -53;

/** LAPACK's threshold (dtest.in), and the one of the symmetric eigenproblem (sep.in). */
export const LIMIT = 30;
export const EIGEN_LIMIT = 60;

/** Fails unless ratio < limit; NaN fails. */
export function accept(ratio: number, limit: number, what: string): void {
  if (!(ratio < limit)) throw new Error(`${what} = ${ratio.toPrecision(3)}, want < ${limit}`);
}

/** ‖A‖₁, the largest column sum. */
export function norm1({ data, shape: [m, n] }: Matrix): number {
  let top = 0;
  for (let j = 0; j < n; j++) {
    let sum = 0;
    for (let i = 0; i < m; i++) sum += Math.abs(data[i * n + j]);
    if (!(sum <= top)) top = sum;
  }
  return top;
}

export function difference(a: Matrix, b: Matrix): Matrix {
  return { data: a.data.map((v, i) => v - b.data[i]), shape: a.shape };
}

/** error/(terms·scale·ε), 0 where nothing is wrong even if there is no scale. */
const ratio = (error: number, terms: number, scale: number) => (error === 0 ? 0 : error / (Math.max(1, terms) * EPS) / scale);

/** max |C − reference| / (k ε bound), element by element; bound holds |A||B| and the like. */
export function elementRatio(c: Matrix, reference: Matrix, bound: Matrix, k: number): number {
  let top = 0;
  for (let i = 0; i < c.data.length; i++) {
    const r = ratio(Math.abs(c.data[i] - reference.data[i]), k, bound.data[i]);
    if (!(r <= top)) top = r;
  }
  return top;
}

/** max |C − AB| / (k ε |A||B|). */
export function productRatio(c: Matrix, a: Matrix, b: Matrix): number {
  return elementRatio(c, matmul(a, b), matmul(abs(a), abs(b)), a.shape[1]);
}

/** ‖B − A‖₁ / (n ‖A‖₁ ε). */
export function backwardRatio(b: Matrix, a: Matrix): number {
  return ratio(norm1(difference(b, a)), a.shape[0], norm1(a));
}

/** ‖L Lᵀ − A‖₁ / (n ‖A‖₁ ε), dpot01. */
export const choleskyRatio = (l: Matrix, a: Matrix) => backwardRatio(matmul(l, transpose(l)), a);

/** ‖VᵀV − I‖₁ / (n ε), orthonormal columns. */
export function orthogonalityRatio(v: Matrix): number {
  const n = v.shape[1];
  const g = matmul(transpose(v), v);
  for (let i = 0; i < n; i++) g.data[i * n + i] -= 1;
  return ratio(norm1(g), n, 1);
}

/** ‖A − V diag(w) Vᵀ‖₁ / (n ‖A‖₁ ε), dsyt21. */
export function eigenRatio(a: Matrix, w: ArrayLike<number>, v: Matrix): number {
  const n = v.shape[1];
  const vw = { data: v.data.map((x, i) => x * w[i % n]), shape: v.shape };
  return backwardRatio(matmul(vw, transpose(v)), a);
}

/** ‖B − A X‖₁ / (‖A‖₁ ‖X‖₁ n ε), dpot02, the worst column. */
export function solveRatio(a: Matrix, x: Matrix, b: Matrix): number {
  const r = difference(b, matmul(a, x));
  const [n, q] = x.shape;
  const column = (c: Matrix, j: number) => ({ data: c.data.filter((_, i) => i % q === j), shape: [n, 1] as const });
  let top = 0;
  for (let j = 0; j < q; j++) top = Math.max(top, ratio(norm1(column(r, j)), n, norm1(a) * norm1(column(x, j))));
  return top;
}

/** max |w − exact| / (n ‖A‖ ε): Weyl's bound for computed eigenvalues. */
export function valuesRatio(w: ArrayLike<number>, exact: ArrayLike<number>, norm: number): number {
  let top = 0;
  for (let i = 0; i < exact.length; i++) {
    const r = ratio(Math.abs(w[i] - exact[i]), exact.length, norm);
    if (!(r <= top)) top = r;
  }
  return top;
}
