// Floor 10 · what Mobahi's theory promises of constrained distillation before the first round is fitted.
//
//   κ = d_max/d_min,  ρ = min d_{k+1}/d_k,  r₀ = ‖y‖/√(nε),  δ = r₀ − 1
//
//   multiplier   d_min/δ ≤ n c₀ ≤ d_max/δ
//   norms        ‖y_t‖/√(nε) ≥ aᵗ r₀ − b (aᵗ − 1)/(a − 1),   a = (δ² + κ(2r₀ − 1))/(δ + κ)²,  b = r₀² κ/(δ + κ)²
//   rounds       at least δ/κ before the collapse, since each takes at most κ from r
//   sparsity     S after t rounds ≥ ((δ + ρ/κ)/(δ + 1/κ))ᵗ;   at t = δ/κ this rises, as ε → 0, to exp((ρ − 1)/κ²)
//
// One fit, however loose its ε, stays below ρ (its shares are 1/(1 + λ/d)); rounds do not: distillation is not early stopping.
// Mobahi, Farajtabar & Bartlett, NeurIPS 2020, §3–4; the last two as derived in docs/maths.md.

import { above, whole } from '../check.js';
import { exp, norm, power } from '../elementary.js';
import { remainder } from '../spectral/remainder.js';
import type { Spectrum } from '../spectral/spectrum.js';

export interface DistillationBounds {
  /** r₀ = ‖y‖/√(nε); at or below 1 the zero function is optimal at once. */
  readonly r0: number;
  /** d_max/d_min; ∞ with a zero eigenvalue, and then the bounds say nothing. */
  readonly kappa: number;
  /** Least ratio of neighbouring eigenvalues: what no single fit's sparsity index reaches. */
  readonly singleFit: number;
  /** δ/κ. */
  readonly minRounds: number;
  /** Bounds of λ₀ = n c₀. */
  readonly lambda: readonly [low: number, high: number];
  /** Lower bound of ‖y_t‖, the targets of round t. */
  norm(t: number): number;
  /** Lower bound of the sparsity index after t rounds. */
  sparsity(t: number): number;
  /** The bound on sparsity at t = δ/κ as ε → 0: exp((ρ − 1)/κ²). */
  readonly nearInterpolation: number;
}

/**
 * Bounds on multiplier, norms, rounds and sparsity of `constrainedDistillation`, from the spectrum alone.
 *
 * @param options.epsilon - ε > 0
 *
 * Cost: O(n).
 *
 * @example
 * constrainedBounds(spectrum([[1, 0], [0, 2]], [3, 4]), { epsilon: 0.5 }).minRounds // 2
 *
 * @see Mobahi, Farajtabar & Bartlett, NeurIPS 2020, §3–4
 */
export function constrainedBounds(s: Spectrum, { epsilon }: { epsilon: number }): DistillationBounds {
  above(0, epsilon, 'constrainedBounds', 'epsilon');
  const radius = Math.sqrt(s.n) * Math.sqrt(epsilon);
  const all = [...s.c.data, ...remainder(s).y];
  const r0 = norm(all) / radius;
  const delta = Math.max(0, r0 - 1);
  const high = s.d.at(-1) ?? 0;
  const low = s.d.length === s.n ? (s.d[0] ?? 0) : 0;
  const kappa = high / low;
  let rho = Number.POSITIVE_INFINITY;
  for (let k = 1; k < s.d.length; k++) if ((s.d[k - 1] as number) > 0) rho = Math.min(rho, (s.d[k] as number) / (s.d[k - 1] as number));
  const share = 1 / kappa;
  // divided by κ² and by κ, so that κ = ∞ gives 0 and not NaN
  const a = ((delta * share) ** 2 + share * (2 * r0 - 1)) / (delta * share + 1) ** 2;
  const b = (r0 ** 2 * share) / (delta * share + 1) ** 2;
  return {
    r0,
    kappa,
    singleFit: rho,
    minRounds: delta * share,
    lambda: [low / delta, high / delta],
    norm(t) {
      whole(0, t, 'constrainedBounds', 'norm(t)');
      const lost = Math.abs(a - 1) < 1e-12 ? t : (power(a, t) - 1) / (a - 1);
      return Math.max(0, radius * (power(a, t) * r0 - b * lost));
    },
    sparsity(t) {
      whole(0, t, 'constrainedBounds', 'sparsity(t)');
      return share === 0 ? 1 : power((delta + rho * share) / (delta + share), t);
    },
    nearInterpolation: share === 0 ? 1 : exp((rho - 1) * share ** 2),
  };
}
