// Floor 9 · exact leave-one-out of the whole pipeline, for any weights and any λ at each step: the recursion of kfold with one row a fold.
//
//   F_i (the functional of row i, n×r in all) starts as g_k/c_k(i), c_t = (V∘V) g_t, and runs back through the students:
//     out += w(1 − ξ_t) (V∘F) z,  w ← w ξ_t,  F ← F (1 − λ_{t−1} g_{t−1}) + (λ_{t−1} u/c_{t−1})_i g_{t−1},  u = (V∘V∘F) g_{t−1}
//     residual = out + w (V∘F) z
//
// The hat-matrix shortcut (y − ŷ)/(1 − h_ii) would be wrong for every student: it needs a fit that does not change when the row's own
// prediction is put in its place, which a polynomial of the smoother is not (docs/maths.md).
import { type Distillation, ROW_STEPS, type Schedule, schedule } from '../distill/filter.js';
import type { Matrix } from '../matrix.js';
import { remainder } from '../spectral/remainder.js';
import { type Spectrum, vectorsOf } from '../spectral/spectrum.js';

/**
 * Exact leave-one-out of a distilled model: the teacher, too, never saw the row that is predicted.
 *
 * @param options - any real ξ, one λ or λ₀ … λ_k
 * @returns mean squared error over all n·q entries, and the n×q predictions
 *
 * Cost: O(n r) a step and O(n r q) a weight: no refitting.
 *
 * @example
 * loo(spectrum([[1, 0], [0, 1]], [1, 2]), { lambda: 1, steps: 0 }).mse // 2.5
 */
export function loo(s: Spectrum, options: Distillation): { readonly mse: number; readonly predictions: Matrix } {
  return looOf(s, schedule(options, 'loo', ROW_STEPS));
}

/** `loo` of a schedule; `free`: unit vector, orthogonal to U, of an unpenalised intercept (the targets of s are centred along it). */
export function looOf(s: Spectrum, { lambda, xi }: Schedule, free?: Float64Array): { readonly mse: number; readonly predictions: Matrix } {
  const { n, d, c, y } = s;
  const U = vectorsOf(s, 'loo');
  const r = d.length;
  const q = c.shape[1];
  const outside = remainder(s, free);
  const at = (list: readonly number[], t: number) => list[t] as number;
  const g = lambda.map((l) => d.map((v) => 1 / (v + l)));
  const k = xi.length;
  const data = new Float64Array(n * q);
  const F = new Float64Array(r);
  const acc = new Float64Array(q);
  let sum = 0;
  for (let i = 0; i < n; i++) {
    const V = U.data.subarray(i * r, (i + 1) * r);
    const rest = outside.size > 0 ? (outside.rest[i] as number) : 0;
    /** e_iᵀ C_t e_i. */
    const diagonal = (t: number) => {
      const gt = g[t] as Float64Array;
      let v = rest / at(lambda, t);
      for (let j = 0; j < r; j++) v += (V[j] as number) ** 2 * (gt[j] as number);
      return v;
    };
    const meet = (weight: number, beyond: number) => {
      for (let j = 0; j < r; j++) {
        const f = weight * (V[j] as number) * (F[j] as number);
        for (let t = 0; t < q; t++) acc[t] = (acc[t] as number) + f * (c.data[j * q + t] as number);
      }
      if (rest !== 0) for (let t = 0; t < q; t++) acc[t] = (acc[t] as number) + weight * beyond * (outside.y[i * q + t] as number);
    };
    acc.fill(0);
    const ck = diagonal(k);
    const gk = g[k] as Float64Array;
    for (let j = 0; j < r; j++) F[j] = (gk[j] as number) / ck;
    let beyond = 1 / at(lambda, k) / ck; // F on the complement of U
    let weight = 1;
    for (let t = k; t >= 1; t--) {
      const x = at(xi, t - 1);
      if (x !== 1) meet(weight * (1 - x), beyond);
      weight *= x;
      const l = at(lambda, t - 1);
      const gt = g[t - 1] as Float64Array;
      let u = (rest * beyond) / l;
      for (let j = 0; j < r; j++) u += (V[j] as number) ** 2 * (F[j] as number) * (gt[j] as number);
      const f = (l * u) / diagonal(t - 1);
      for (let j = 0; j < r; j++) F[j] = (F[j] as number) * (d[j] as number) * (gt[j] as number) + f * (gt[j] as number);
      beyond = f / l; // there 1 − λ g = 0
    }
    meet(weight, beyond);
    for (let t = 0; t < q; t++) {
      data[i * q + t] = (y.data[i * q + t] as number) - (acc[t] as number);
      sum += (acc[t] as number) ** 2;
    }
  }
  return { mse: sum / (n * q), predictions: { data, shape: [n, q] } };
}
