// Floor 11 · the risk over a whole box: every λ, every constant ξ, every number of steps, from one set of components a λ.
import { above, finite, list, wholeUpTo } from '../check.js';
import { preconditioned, toXiBar } from '../distill/filter.js';
import { degreesOfFreedom } from '../spectral/apply.js';
import type { Spectrum } from '../spectral/spectrum.js';
import { type Criterion, components } from './components.js';
import { MOST_STEPS } from './parts.js';

/** One model of a risk path: `steps` students at one λ, each with the same ξ. */
export interface PathPoint {
  readonly lambda: number;
  readonly xi: number;
  readonly steps: number;
  /** The criterion's value. */
  readonly risk: number;
  /** Degrees of freedom Σ d w(d). */
  readonly df: number;
}

export interface PathOptions {
  readonly lambdas: readonly number[];
  /** Weights of the teacher, each used in all steps of a model. */
  readonly xis: readonly number[];
  /** Largest number of students, at most 1000. */
  readonly steps: number;
  readonly criterion: Criterion;
}

/**
 * Risk and degrees of freedom of every model of a box λ × ξ × steps.
 *
 * Ordered by λ, then ξ, then steps 0 … `steps`. `tune` finds the best weights; this shows what surrounds them.
 *
 * Cost: components of the criterion (see `loo`) and O(n·steps) a model.
 *
 * @example
 * riskPath(spectrum([[1, 0], [0, 2]], [1, 2]), { lambdas: [1, 2], xis: [0, 1], steps: 2, criterion: 'gcv' }).length // 12
 */
export function riskPath(s: Spectrum, { lambdas, xis, steps, criterion }: PathOptions): PathPoint[] {
  list(lambdas, 'riskPath', 'lambdas');
  list(xis, 'riskPath', 'xis');
  lambdas.forEach((v, i) => {
    above(0, v, 'riskPath', `lambdas[${i}]`);
  });
  xis.forEach((v, i) => {
    finite(v, 'riskPath', `xis[${i}]`);
  });
  wholeUpTo(0, MOST_STEPS, steps, 'riskPath', 'steps');
  const plans = xis.flatMap((xi) => Array.from({ length: steps + 1 }, (_, k) => ({ xi, xiBar: toXiBar(new Array<number>(k).fill(xi)) })));
  const path: PathPoint[] = [];
  for (const { lambda, first, differences, count } of components(s, criterion, lambdas, steps, 'riskPath')) {
    for (const { xi, xiBar } of plans) {
      let sum = 0;
      for (let i = 0; i < first.length; i++) {
        let r = first[i] as number;
        for (let m = 0; m < xiBar.length; m++) r += (xiBar[m] as number) * ((differences[m] as Float64Array)[i] as number);
        sum += r * r;
      }
      const df = degreesOfFreedom(s, preconditioned({ lambda, xiBar }));
      path.push({ lambda, xi, steps: xiBar.length, risk: sum / count, df });
    }
  }
  return path;
}
