// Floor 9 · log marginal likelihood of Gaussian process regression from the spectrum, and the matrix that its gradient is taken with.
//
//   log p(Y) = −½ Σ_t Σ_j (h_j c_jt)²/(d_j + γ) − q/2 Σ_j log(d_j + γ) − nq/2 log 2π
//   on a thin spectrum the n − r directions outside of U have d = 0:  − ‖y⊥‖²/(2γ) − q (n − r)/2 · log γ
//   ∂ log p/∂θ = ½ Σ_ij A_ij ∂(K + γI)_ij/∂θ,   A = Σ_t α_t α_tᵀ − q (K + γI)⁻¹,   α = (K + γI)⁻¹ y
//
// Rasmussen & Williams, Gaussian Processes for Machine Learning, 2006, eq. (2.30), (5.9).
import { logOf } from '../elementwise.js';
import { matmul } from '../linalg/blas.js';
import type { Matrix } from '../matrix.js';
import { dualCoef } from '../spectral/apply.js';
import { ridge } from '../spectral/filter.js';
import { remainder } from '../spectral/remainder.js';
import type { Spectrum } from '../spectral/spectrum.js';

/** log p of the targets that the filter h leaves of y (h = 1: y itself), noise variance γ. O(n q). */
export function evidence(s: Spectrum, gamma: number, h: (d: number) => number = () => 1): number {
  const { n, d, c } = s;
  const [r, q] = c.shape;
  const outside = remainder(s);
  let fit = 0;
  for (let j = 0; j < r; j++) {
    const factor = h(d[j] as number) ** 2 / ((d[j] as number) + gamma);
    for (let t = 0; t < q; t++) fit += (c.data[j * q + t] as number) ** 2 * factor;
  }
  const beyond = outside.y.reduce((sum, v) => sum + v * v, 0);
  if (beyond > 0) fit += (beyond * h(0) ** 2) / gamma;
  const logs = logOf([...d.map((v) => v + gamma), gamma, 2 * Math.PI]);
  let logDet = (n - r) * (logs[r] as number);
  for (let j = 0; j < r; j++) logDet += logs[j] as number;
  return -0.5 * (fit + q * logDet + n * q * (logs[r + 1] as number));
}

/** A, n×n: what ∂K/∂θ is multiplied with, entry by entry, and summed to twice the gradient; its trace is that of the noise. O(n² r). */
export function sensitivity(s: Spectrum, gamma: number): Matrix {
  const { n, d, U } = s;
  const q = s.c.shape[1];
  const r = d.length;
  const alpha = dualCoef(s, ridge(gamma), { leastNorm: false });
  if (r < n) {
    // outside of U, (K + γI)⁻¹ y = y⊥/γ
    const beyond = remainder(s).y;
    alpha.data.forEach((v, i) => {
      alpha.data[i] = v + (beyond[i] as number) / gamma;
    });
  }
  // outside of U the inverse is 1/γ: it is put on the whole diagonal, and taken back inside
  const base = r < n ? 1 / gamma : 0;
  const weights = d.map((v) => 1 / (v + gamma) - base);
  const inverse = matmul({ data: U.data.map((v, at) => v * (weights[at % r] as number)), shape: U.shape }, U, { transposeB: true });
  const A = matmul(alpha, alpha, { transposeB: true });
  for (let at = 0; at < n * n; at++) A.data[at] = (A.data[at] as number) - q * (inverse.data[at] as number);
  for (let i = 0; i < n; i++) A.data[i * (n + 1)] = (A.data[i * (n + 1)] as number) - q * base;
  return A;
}
