// Floor 11 · λ × steps, with the weights ξ̄ found by least squares at every point.
import { above, list, wholeUpTo } from '../check.js';
import { preconditioned, toXi } from '../distill/filter.js';
import type { Filter } from '../spectral/filter.js';
import type { Spectrum } from '../spectral/spectrum.js';
import { type Criterion, components } from './components.js';
import { compressed } from './compress.js';
import { nestedLeastSquares } from './leastsquares.js';
import type { Components } from './parts.js';

export interface Tuned {
  readonly lambda: number;
  /** Number of distillations; 0 is ridge. */
  readonly steps: number;
  /** ξ₁ … ξ_k, as far as the model has that form. */
  readonly xi: readonly number[];
  /** ξ̄₁ … ξ̄_k: the weights that were found. */
  readonly xiBar: readonly number[];
  /** The criterion's value. */
  readonly risk: number;
  /** How many directions of ξ̄ the criterion could tell apart. */
  readonly rank: number;
  readonly filter: Filter;
}

export interface TuneOptions {
  readonly lambdas: readonly number[];
  /** Largest number of distillations, at most 200. */
  readonly steps: number;
  readonly criterion: Criterion;
  /** Keeps wild weights down: adds shrink · (teacher's risk) · ‖ξ̄‖² to what is minimised. @default 0 */
  readonly shrink?: number;
}

/** Most weights at once. Beyond a few dozen no directions can be told apart; n = 300, one λ: 0.5 s for 100, 2 to 30 s for 200. */
const MOST_WEIGHTS = 200;

/** Checks the number of students whose weights are to be found together. */
export const tunedSteps = (steps: unknown, caller: string): number =>
  wholeUpTo(0, MOST_WEIGHTS, steps, caller, 'steps', 'beyond a few dozen none can be told apart in double precision');

/**
 * The best model for every λ and number of steps: at each, ξ̄ minimises the criterion, a quadratic.
 *
 * @returns `path`: every λ × steps; `bySteps[k]`: the best λ for exactly k steps; `best`: the smallest risk of all.
 *   Without `shrink` the risk does not increase with the steps at any λ.
 *
 * Cost: components of the criterion (see `loo`) and O(n steps²) a λ.
 *
 * @example
 * tune(spectrum(rbf({ gamma: 1 }), [[0], [1], [2], [3]], [0, 1, 1, 0]), { lambdas: [0.1, 1, 10], steps: 1, criterion: 'loo' }).best.steps // 1
 *
 * @see Pareek, Du & Oh, NeurIPS 2024, §4–5
 */
export function tune(
  s: Spectrum,
  { lambdas, steps, criterion, shrink = 0 }: TuneOptions,
): { readonly best: Tuned; readonly bySteps: readonly Tuned[]; readonly path: readonly Tuned[] } {
  list(lambdas, 'tune', 'lambdas');
  if (lambdas.length === 0) throw new RangeError('tune: lambdas must hold at least one number; got none');
  lambdas.forEach((v, i) => {
    above(0, v, 'tune', `lambdas[${i}]`);
  });
  tunedSteps(steps, 'tune');
  if (shrink !== 0) above(0, shrink, 'tune', 'shrink');
  const path: Tuned[] = [];
  for (const at of components(s, criterion, lambdas, steps, 'tune')) path.push(...fitWeights(at, shrink));
  const best = (among: readonly Tuned[]) => among.reduce((a, b) => (b.risk < a.risk ? b : a));
  const bySteps = Array.from({ length: steps + 1 }, (_, k) => best(path.filter((t) => t.steps === k)));
  return { best: best(bySteps), bySteps, path };
}

/** The models with 0 … k steps at one λ. */
export function fitWeights(parts: Components, shrink: number): Tuned[] {
  const { lambda, first, differences, count } = compressed(parts);
  const solutions = shrink > 0 ? shrunk(differences, first, shrink) : nestedLeastSquares(differences, first);
  const riskOf = (x: readonly number[]) => {
    const residual = first.slice();
    x.forEach((weight, j) => {
      const column = differences[j] as Float64Array;
      for (let i = 0; i < residual.length; i++) residual[i] = (residual[i] as number) + weight * (column[i] as number);
    });
    return residual.reduce((sum, v) => sum + v * v, 0) / count;
  };
  const models: Tuned[] = [];
  solutions.forEach(({ x, rank }, steps) => {
    const [before, risk] = [models.at(-1), riskOf(x)];
    // where the new column tells nothing new, rounding may cost what it cannot gain: then the last step gets weight 0
    const idle = before && shrink === 0 && before.risk < risk;
    const xiBar = idle ? [...before.xiBar, 0] : x;
    const found = idle ? { risk: before.risk, rank: before.rank } : { risk, rank };
    models.push({ lambda, steps, xi: toXi(xiBar), xiBar, ...found, filter: preconditioned({ lambda, xiBar }) });
  });
  return models;
}

/** Least squares with rows √(shrink)·‖r₀‖ I below. */
function shrunk(columns: readonly Float64Array[], r: Float64Array, shrink: number) {
  const weight = Math.sqrt(shrink * r.reduce((sum, v) => sum + v * v, 0));
  const longer = (x: Float64Array, at: number) => {
    const out = new Float64Array(r.length + columns.length);
    out.set(x);
    if (at >= 0) out[r.length + at] = weight;
    return out;
  };
  return nestedLeastSquares(
    columns.map((c, j) => longer(c, j)),
    longer(r, -1),
  );
}
