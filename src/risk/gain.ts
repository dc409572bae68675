// Floor 11 · ridge's risk as a function of λ, differentiated exactly, and what it says about the gain of distillation.
//
// The pure student is f + λ ∂f/∂λ, two distillations give f + 2λ ∂f + ½λ² ∂²f. So with residuals r and components D_m = r_m − r₀
//
//   ½ λ R′ = ⟨r, D₁⟩,    D = ‖D₁‖²,    ½ λ² R″ = ‖D₁‖² + 2⟨r, D₂ − 2D₁⟩              (means over the entries)
//
//   ξ* = −λR′/(2D),  risk* = R − λ²R′²/(4D):  gain wherever R′ ≠ 0; ξ* > 0 where R falls (λ too small), ξ* < 0 where it rises
//   at a minimum λ* of R no ξ helps, yet a student at another λ beats the best ridge if D < ½ λ*² R″(λ*), that is if ⟨r, D₂⟩ > 0
//
// Holds for every criterion whose components are these derivatives: all but 'gcv-published'.
//
// Dang, Patil & Rinaldo, ICML 2026, Theorem 2.2 and Proposition 2.3.

import { above } from '../check.js';
import { exp, log } from '../elementary.js';
import type { Spectrum } from '../spectral/spectrum.js';
import { type Criterion, components } from './components.js';
import type { Components } from './parts.js';

/** A criterion under which the pure student's residual is r + λ ∂r/∂λ. */
export type SmoothCriterion = Exclude<Criterion, 'gcv-published'>;

export interface RiskDerivatives {
  readonly lambda: number;
  /** R(λ), ridge's risk. */
  readonly risk: number;
  /** R′(λ). */
  readonly slope: number;
  /** R″(λ). */
  readonly second: number;
  /** D: mean square of what one distillation changes. */
  readonly curvature: number;
}

/**
 * Ridge's risk, and its first two derivatives in λ, from the components of two distillations: no difference quotients.
 *
 * Cost: as `optimalXi`.
 *
 * @example
 * riskDerivatives(spectrum([[1, 0], [0, 1]], [1, 2]), { lambda: 1, criterion: 'loo' }).slope // 0
 */
export function riskDerivatives(s: Spectrum, { lambda, criterion }: { lambda: number; criterion: SmoothCriterion }): RiskDerivatives {
  above(0, lambda, 'riskDerivatives', 'lambda');
  refusePublished(criterion, 'riskDerivatives');
  return [...derivatives(s, [lambda], criterion, 'riskDerivatives')][0] as RiskDerivatives;
}

export interface GlobalGain extends RiskDerivatives {
  /** ½ λ² R″ at that λ. */
  readonly bound: number;
  /** D over the bound; below 1 the test holds. */
  readonly ratio: number;
  /** Whether a student somewhere must beat the best ridge; false says nothing. */
  readonly holds: boolean;
  /** Whether λ is a minimum of R; false where the least risk is at an end of the grid. The test is made at minima only. */
  readonly interior: boolean;
}

/**
 * Does distillation gain over the *best* ridge? The curvature test D < ½ λ² R″ at ridge's best λ.
 *
 * The grid brackets the minimum, which is then found as a root of R′ in log λ.
 *
 * @param options.lambdas - ascending grid, at least three
 * @throws {RangeError} if the grid is not ascending and positive, or the criterion is 'gcv-published'
 *
 * Cost: components of the criterion at every λ of the grid and of about ten more.
 *
 * @example
 * globalGain(spectrum([[1, 0], [0, 3]], [1, 2]), { lambdas: [0.1, 1, 10], criterion: 'gcv' }).holds // false
 *
 * @see Dang, Patil & Rinaldo, ICML 2026, Proposition 2.3
 */
export function globalGain(s: Spectrum, { lambdas, criterion }: { lambdas: readonly number[]; criterion: SmoothCriterion }): GlobalGain {
  refusePublished(criterion, 'globalGain');
  if (lambdas.length < 3) throw new RangeError(`globalGain: lambdas must hold at least three numbers; got ${lambdas.length}`);
  lambdas.forEach((v, i) => {
    above(i === 0 ? 0 : (lambdas[i - 1] as number), v, 'globalGain', `lambdas[${i}]`);
  });
  const grid = [...derivatives(s, lambdas, criterion, 'globalGain')];
  const best = grid.reduce((least, at, i) => (at.risk < (grid[least] as RiskDerivatives).risk ? i : least), 0);
  const [left, right] = [grid[best - 1], grid[best + 1]];
  const interior = left !== undefined && right !== undefined && left.slope < 0 && right.slope > 0;
  const at = (lambda: number) => [...derivatives(s, [lambda], criterion, 'globalGain')][0] as RiskDerivatives;
  const found = interior ? minimum(at, left, right) : (grid[best] as RiskDerivatives);
  const bound = (found.lambda ** 2 * found.second) / 2;
  return { ...found, bound, ratio: found.curvature / bound, holds: interior && found.curvature < bound, interior };
}

/** The root of the slope between two λ, by false position in log λ with the Illinois correction. */
function minimum(at: (lambda: number) => RiskDerivatives, left: RiskDerivatives, right: RiskDerivatives): RiskDerivatives {
  let [low, high] = [left.lambda, right.lambda];
  let [below, over] = [left.slope * low, right.slope * high];
  let [found, side] = [left, 0];
  for (let i = 0; i < 100 && high / low - 1 > 1e-14; i++) {
    const share = below / (below - over);
    const lambda = low * exp(share * log(high / low));
    if (!(lambda > low && lambda < high)) break;
    found = at(lambda);
    const slope = found.slope * lambda;
    if (slope === 0) break;
    if (Math.abs(slope) <= 1e-15 * found.risk) break;
    if (slope < 0) {
      [low, below] = [lambda, slope];
      if (side < 0) over /= 2;
      side = -1;
    } else {
      [high, over] = [lambda, slope];
      if (side > 0) below /= 2;
      side = 1;
    }
  }
  return found;
}

function* derivatives(s: Spectrum, lambdas: readonly number[], criterion: Criterion, caller: string): Generator<RiskDerivatives> {
  for (const { lambda, first, differences, count } of components(s, criterion, lambdas, 2, caller)) {
    const [one, two] = differences as [Float64Array, Float64Array] & Components['differences'];
    let [risk, along, curvature, bend] = [0, 0, 0, 0];
    for (let i = 0; i < first.length; i++) {
      const [r, d] = [first[i] as number, one[i] as number];
      risk += r * r;
      along += r * d;
      curvature += d * d;
      bend += r * ((two[i] as number) - 2 * d);
    }
    yield {
      lambda,
      risk: risk / count,
      slope: (2 * along) / (lambda * count),
      second: (2 * curvature + 4 * bend) / (lambda ** 2 * count),
      curvature: curvature / count,
    };
  }
}

function refusePublished(criterion: Criterion, caller: string): void {
  if (criterion !== 'gcv-published') return;
  throw new RangeError(`${caller}: criterion must not be 'gcv-published', whose student is no derivative of its teacher; 'gcv' is`);
}
