// Floor 8 · how distillation thins out a spectrum: ratios of the fitted shares h = d w(d) between stronger and weaker directions.
//
//        h │      ▁▃█        h │       ▁█       ξ = 1: the ratio of two shares is (a_k/a_j)^{steps+1} and grows without bound
//          │ ▃▄▅▆███           │ ▁▁▂▃▅▇██       0 < ξ < 1: it tends to (1 + λ/αd_j)/(1 + λ/αd_k), α = 1 − ξ, and may overshoot that on the way
//          └────────▶ d        └────────▶ d     ξ = 0: it stays
//            teacher             student
//
// Borup & Andersen, NeurIPS 2021, §4; Mobahi, Farajtabar & Bartlett, NeurIPS 2020, §4.
import { above, finite } from '../check.js';
import type { Filter } from '../spectral/filter.js';
import type { Spectrum } from '../spectral/spectrum.js';

/**
 * Fitted share of a stronger direction over that of a weaker one: d_k w(d_k)/(d_j w(d_j)).
 *
 * @param dk - the larger eigenvalue
 * @param dj - the smaller one, > 0
 *
 * @example
 * sparsityRatio(distilled({ lambda: 1, steps: 1 }), 3, 1) // 2.25
 */
export function sparsityRatio(w: Filter, dk: number, dj: number): number {
  above(0, dk, 'sparsityRatio', 'dk');
  above(0, dj, 'sparsityRatio', 'dj');
  return (dk / dj) * (w(dk) / w(dj));
}

/**
 * Whether the next step makes the ratio of two shares larger (1), smaller (−1) or leaves it (0), without taking the step:
 * the sign of ξ(a_k − a_j) + (1 − ξ)(a_k/h_k − a_j/h_j), a = d/(d + λ), h = d w(d).
 *
 * Valid where both shares are positive before and after the step, as they are for ξ in [0, 1].
 *
 * @param w - the student before the step
 * @param options - λ and ξ of the step
 *
 * @example
 * sparsityTrend(ridge(1), 3, 1, { lambda: 1, xi: 0.5 }) // 1
 */
export function sparsityTrend(w: Filter, dk: number, dj: number, { lambda, xi }: { lambda: number; xi: number }): number {
  above(0, dk, 'sparsityTrend', 'dk');
  above(0, dj, 'sparsityTrend', 'dj');
  above(0, lambda, 'sparsityTrend', 'lambda');
  finite(xi, 'sparsityTrend', 'xi');
  // a/h = g/w: nothing is divided by d
  const [gk, gj] = [1 / (dk + lambda), 1 / (dj + lambda)];
  return Math.sign(xi * (dk * gk - dj * gj) + (1 - xi) * (gk / w(dk) - gj / w(dj)));
}

/**
 * Sparsity index: the least ratio of fitted shares between neighbouring eigenvalues, min_k h_{k+1}/h_k, h = d w(d), d ascending.
 *
 * Under Mobahi's rounds it increases: the solution uses fewer and fewer directions. Eigenvalues that are zero have no share and are left out.
 *
 * @returns a number ≥ 0; ∞ where fewer than two eigenvalues are positive
 *
 * @example
 * sparsityIndex(spectrum([[1, 0], [0, 3]], [1, 1]), distilled({ lambda: 1, steps: 1 })) // 2.25
 */
export function sparsityIndex({ d }: Spectrum, w: Filter): number {
  return leastRatio(
    d,
    d.map((v) => (v > 0 ? w(v) : 0)),
  );
}

/** The sparsity index from the values w of the filter at d. */
export function leastRatio(d: Float64Array, w: Float64Array): number {
  let least = Number.POSITIVE_INFINITY;
  for (let k = 1; k < d.length; k++) {
    const [low, high] = [d[k - 1] as number, d[k] as number];
    if (low > 0) least = Math.min(least, (high / low) * ((w[k] as number) / (w[k - 1] as number)));
  }
  return least;
}
