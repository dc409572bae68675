// Floor 12 · how a model finds its λ and ξ: exact leave-one-out or GCV over a grid of λ that follows the spectrum.

import { toXiBar } from '../distill/filter.js';
import { exp } from '../elementary.js';
import { ShapeError } from '../errors.js';
import { components } from '../risk/components.js';
import { fitWeights } from '../risk/tune.js';
import type { Spectrum } from '../spectral/spectrum.js';
import type { Automatic } from './fitted.js';

/** What is left open: λ or ξ given, or to be found. */
export interface Search {
  readonly lambda: number | undefined;
  readonly xi: readonly number[] | undefined;
  readonly steps: number;
  readonly criterion: Automatic;
}

export interface Found {
  readonly lambda: number;
  readonly xi: readonly number[];
  readonly risk: number;
}

/** Six λ a decade, from d_max·1e−10 to d_max·10; then twenty between the neighbours of the best. */
export function search(s: Spectrum, free: Float64Array | undefined, wanted: Search, caller: string): Found {
  if (free && s.n < 2)
    throw new ShapeError(caller, 'x', `have at least two rows, as ${wanted.criterion} leaves rows out and an intercept is fitted`, '1');
  const top = s.d.reduce((a, b) => Math.max(a, b), 0) || 1;
  const evaluate = (lambdas: readonly number[]) => {
    let best: Found | undefined;
    for (const at of components(s, wanted.criterion, lambdas, wanted.steps, caller, free)) {
      let found: Found;
      if (wanted.xi === undefined) found = fitWeights(at, 0)[wanted.steps] as Found;
      else {
        const bar = toXiBar(wanted.xi);
        const residual = at.first.map((v, i) => bar.reduce((sum, x, m) => sum + x * (at.differences[m] as Float64Array)[i]!, v));
        found = { lambda: at.lambda, xi: wanted.xi, risk: residual.reduce((sum, v) => sum + v * v, 0) / at.count };
      }
      if (!best || found.risk < best.risk) best = found;
    }
    return best as Found;
  };
  if (wanted.lambda !== undefined) return evaluate([wanted.lambda]);
  const coarse = evaluate(Array.from({ length: 67 }, (_, i) => top * exp(Math.LN10 * (i / 6 - 10))));
  const fine = evaluate(Array.from({ length: 21 }, (_, i) => coarse.lambda * exp((Math.LN10 * (i - 10)) / 60)));
  return fine.risk < coarse.risk ? fine : coarse;
}
