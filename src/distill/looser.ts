// Floor 11 · the one fit with a larger ε that leaves the same training error as several rounds: what a looser constraint would have done.
//
//        h │      ▁▂▇█  rounds       same Σ (1 − h)² z², other shape: the single fit's shares d/(d + λ) never differ by more than d_k/d_j,
//          │  ▂▄▅▆▇▇█  looser fit    those of rounds by its power
//          └────────▶ d
//
// Mobahi, Farajtabar & Bartlett, NeurIPS 2020, §4.2.
import type { Filter } from '../spectral/filter.js';
import { remainder } from '../spectral/remainder.js';
import type { Spectrum } from '../spectral/spectrum.js';
import { type ConstrainedRound, constrainedDistillation } from './constrained.js';

/**
 * The single constrained fit whose training error is that of a filter: (1/n) Σ (1 − d w(d))² z², as its ε.
 *
 * @returns ε and the fit; no fit where the filter leaves everything (ε = ‖y‖²/n: collapsed) or nothing to fit
 *
 * Cost: O(n) an iteration.
 *
 * @example
 * looserFit(spectrum([[1]], [2]), ridge(1)).epsilon // 1
 */
export function looserFit(s: Spectrum, w: Filter): { readonly epsilon: number; readonly fit: ConstrainedRound | undefined } {
  const q = s.c.shape[1];
  let sum = remainder(s).y.reduce((t, v) => t + v * v, 0);
  s.c.data.forEach((z, at) => {
    const d = s.d[Math.floor(at / q)] as number;
    sum += ((1 - d * w(d)) * z) ** 2;
  });
  const epsilon = sum / s.n;
  return { epsilon, fit: epsilon > 0 ? constrainedDistillation(s, { epsilon, maxRounds: 1 }).rounds[0] : undefined };
}
