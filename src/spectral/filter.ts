// Floor 3 · spectral filters as dual weights: coefficients U w(D) c, fitted values U D w(D) c. Nothing is divided by d.
import { above } from '../check.js';

/** Dual weight w(d): coefficients U w(D) c, fitted values U D w(D) c. Defined at d = 0. */
export type Filter = (d: number) => number;

/**
 * Kernel ridge regression: w(d) = 1/(d + λ), the system being K + λI.
 *
 * @param lambda - λ > 0, not divided by n
 *
 * @example
 * ridge(0.5)(1.5) // 0.5
 */
export function ridge(lambda: number): Filter {
  above(0, lambda, 'ridge', 'lambda');
  return (d) => 1 / (d + lambda);
}
