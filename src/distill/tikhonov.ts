// Floor 4 · iterated Tikhonov regularisation: residuals fitted again and again, and the self-distillation that it is.
//
//   f₀ = S y,  f_t = f_{t−1} + S(y − f_{t−1}):     share 1 − (1 − a)^{k+1},   w = g Σ_{j≤k} (λg)ʲ
//
// The same filter is k students with ξ_t = −t/(k + 1 − t), or ξ̄_i = (−1)ⁱ C(k+1, i+1): each takes its teacher's values away.
// k = 1 (ξ = −1) is Tukey's twicing; L2 boosting with a ridge smoother is the same. Derived in docs/maths.md.
import { above, whole } from '../check.js';
import type { Filter } from '../spectral/filter.js';

/**
 * Ridge fitted k more times to its own residuals: share 1 − (1 − a)^{k+1}, the student `distilled({ lambda, xi })`, ξ_t = −t/(k + 1 − t).
 *
 * @param options.lambda - λ > 0 of every fit
 * @param options.steps - k ≥ 0; 0 is ridge
 *
 * Cost: O(k) an eigenvalue; all terms are positive.
 *
 * @example
 * iteratedTikhonov({ lambda: 1, steps: 1 })(1) // 0.75
 */
export function iteratedTikhonov({ lambda, steps }: { lambda: number; steps: number }): Filter {
  above(0, lambda, 'iteratedTikhonov', 'lambda');
  whole(0, steps, 'iteratedTikhonov', 'steps');
  return (d) => {
    const g = 1 / (d + lambda);
    let sum = 1;
    for (let j = 0; j < steps; j++) sum = 1 + lambda * g * sum;
    return g * sum;
  };
}
