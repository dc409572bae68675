// Floor 12 · the excess risk of k students as an exact quadratic in ξ̄, for known f and noise: its matrix, its minimum, the bound.
//
//   ER(ξ̄) = ξ̄ᵀ M ξ̄ + 2 mᵀ ξ̄ + c = ‖r₀ + A ξ̄‖²/nq,   A = [D₁ … D_k] of components-truth.ts
//   M_il = (1/nq) Σ_j (S_j + qσ²) e_ij e_lj,   e_ij = a_j (1 − a_jⁱ),   S_j = Σ_t (u_jᵀ f_t)²
//
// M has condition 1e9 at three steps and 1e13 at four: it is returned to be looked at, the minimiser comes from A by QR and the singular
// values of its triangle, which is as good as A is. Pareek, Du & Oh, NeurIPS 2024, Theorem 5 and eq. 14.
import { above } from '../check.js';
import type { Matrix, MatrixLike } from '../matrix.js';
import type { Spectrum } from '../spectral/spectrum.js';
import { truthComponents } from './components-truth.js';
import type { Components } from './parts.js';
import { fitWeights, tunedSteps } from './tune.js';
import { wienerBound } from './wiener.js';

export interface ExcessRisk {
  /** k×k, symmetric. */
  readonly M: Matrix;
  readonly m: Float64Array;
  /** Risk of ridge, ξ̄ = 0. */
  readonly c: number;
  /** Minimiser ξ̄*. */
  readonly xiBar: Float64Array;
  /** Its excess risk. */
  readonly risk: number;
  /** The bound no spectral estimator beats. */
  readonly bound: number;
  /** How many directions of ξ̄ the risk tells apart: equal eigenvalues and coinciding students lower it. */
  readonly rank: number;
}

/**
 * Excess risk ER(ξ̄) = ξ̄ᵀMξ̄ + 2mᵀξ̄ + c of k students at one λ in a fixed design, its minimiser, and `wienerBound`.
 *
 * @param options.f - n×q noiseless values at the training points
 * @param options.noiseVariance - σ² ≥ 0 of independent noise on every entry
 * @param options.shrink - keeps wild weights down: adds shrink · c · ‖ξ̄‖² to what is minimised (not to M). @default 0
 *
 * Cost: O(nq k²) after the decomposition.
 *
 * @example
 * excessRiskQuadratic(spectrum([[1]], [2]), { lambda: 1, steps: 1, f: [2], noiseVariance: 4 }).bound // 2
 *
 * @see Pareek, Du & Oh, NeurIPS 2024, §4
 */
export function excessRiskQuadratic(
  s: Spectrum,
  options: { lambda: number; steps: number; f: MatrixLike; noiseVariance: number; shrink?: number },
): ExcessRisk {
  const { lambda, steps, f, noiseVariance, shrink = 0 } = options;
  above(0, lambda, 'excessRiskQuadratic', 'lambda');
  tunedSteps(steps, 'excessRiskQuadratic');
  if (shrink !== 0) above(0, shrink, 'excessRiskQuadratic', 'shrink');
  const truth = { f, noiseVariance };
  const [at] = [...truthComponents(s, truth, 'truth', [lambda], steps, 'excessRiskQuadratic')] as [Components];
  const mean = (x: Float64Array, y: Float64Array) => x.reduce((sum, v, i) => sum + v * (y[i] as number), 0) / at.count;
  const M = at.differences.flatMap((x) => at.differences.map((y) => mean(x, y)));
  const { xiBar, risk, rank } = fitWeights(at, shrink)[steps] as ReturnType<typeof fitWeights>[number];
  return {
    M: { data: Float64Array.from(M), shape: [steps, steps] },
    m: Float64Array.from(at.differences, (x) => mean(x, at.first)),
    c: mean(at.first, at.first),
    xiBar: Float64Array.from(xiBar),
    risk,
    bound: wienerBound(s, truth),
    rank,
  };
}
