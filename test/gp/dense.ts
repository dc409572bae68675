// Gaussian processes as their formulas stand, in plain loops with elimination: the oracle of src/gp.
import type { Matrix } from '../../src/matrix.js';
import { eliminate } from '../pipeline.js';
import { build, matmul, transpose } from '../reference.js';

export const plus = (a: Matrix, b: Matrix, f = 1): Matrix => ({ data: a.data.map((v, i) => v + f * b.data[i]), shape: a.shape });
export const eye = (n: number, v = 1) => build(n, n, (i, j) => (i === j ? v : 0));

/** Joint normal of train and new points, conditioned on y with noise: mean m×q and covariance m×m. K: (n + m)×(n + m). */
export function conditional(K: Matrix, n: number, y: Matrix, noise: number): { mean: Matrix; covariance: Matrix } {
  const m = K.shape[0] - n;
  const at = (i: number, j: number) => K.data[i * (n + m) + j];
  const [A, B, C] = [
    build(n, n, (i, j) => at(i, j) + (i === j ? noise : 0)),
    build(m, n, (i, j) => at(n + i, j)),
    build(m, m, (i, j) => at(n + i, n + j)),
  ];
  return { mean: matmul(B, eliminate(A, y)), covariance: plus(C, matmul(B, eliminate(A, transpose(B))), -1) };
}

/** log det by elimination without pivoting; A positive definite. */
export function logDet(A: Matrix): number {
  const n = A.shape[0];
  const a = A.data.slice();
  let sum = 0;
  for (let j = 0; j < n; j++) {
    sum += Math.log(a[j * n + j]);
    for (let i = j + 1; i < n; i++) {
      const f = a[i * n + j] / a[j * n + j];
      for (let k = j; k < n; k++) a[i * n + k] -= f * a[j * n + k];
    }
  }
  return sum;
}

/** log N(Y; 0, K + noise I), the columns of Y independent. */
export function logNormal(K: Matrix, noise: number, y: Matrix): number {
  const [n, q] = y.shape;
  const A = plus(K, eye(n, noise));
  const solved = eliminate(A, y).data;
  const fit = y.data.reduce((s, v, i) => s + v * solved[i], 0);
  return -0.5 * (fit + q * logDet(A) + n * q * Math.log(2 * Math.PI));
}
