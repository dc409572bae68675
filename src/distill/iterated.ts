// Floor 5 · iterated Tikhonov regularisation: each fit is added to the ones before, fitted to what they left over.
//
//   fitted share 1 − (1 − a)^{k+1},   a = d/(d + λ)        k + 1 rounds; k = 0 is ridge, k = 1 Tukey's twicing
//
// The opposite of ξ = 1: it weakens the penalty with every round, as more rounds of boosting or of gradient descent do. Inside the family of
// distillation it is ξ_t = −t/(k + 1 − t).
import { above, wholeUpTo } from '../check.js';
import type { Filter } from '../spectral/filter.js';
import { FILTER_STEPS } from './filter.js';

/**
 * Iterated Tikhonov after `steps` repetitions: w = (1 − (1 − a)^{steps+1})/d = g Σ_{j ≤ steps} (1 − a)ʲ, g = 1/(d + λ).
 *
 * More steps stop later: the analogue of early stopping, and the counterpart of self-distillation.
 *
 * @param options.steps - repetitions after the first fit, at most 10⁶; 0 is ridge
 *
 * Cost: O(steps) an eigenvalue.
 *
 * @example
 * iteratedTikhonov({ lambda: 1, steps: 1 })(1) // 0.75
 */
export function iteratedTikhonov({ lambda, steps }: { lambda: number; steps: number }): Filter {
  above(0, lambda, 'iteratedTikhonov', 'lambda');
  wholeUpTo(0, FILTER_STEPS, steps, 'iteratedTikhonov', 'steps', 'they tend to 1/d');
  return (d) => {
    const g = 1 / (d + lambda);
    const lost = lambda * g;
    let [sum, power] = [0, 1];
    for (let j = 0; j <= steps; j++, power *= lost) sum += power;
    return g * sum;
  };
}
