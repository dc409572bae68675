// Floor 9 · generalised cross-validation of any filter: mean residual² / (1 − df/n)².
import { degreesOfFreedom } from '../spectral/apply.js';
import type { Filter } from '../spectral/filter.js';
import { remainder } from '../spectral/remainder.js';
import type { Spectrum } from '../spectral/spectrum.js';

/**
 * Generalised cross-validation ‖y − ŷ‖²/(nq) / (1 − df/n)².
 *
 * For self-distillation this is the value whose minimum over ξ̄ `tune` and `optimalXi` find with criterion 'gcv'. The argument of
 * the minimum differs between normalisations of the residual, the minimum does not (docs/maths.md).
 *
 * Cost: O(nq).
 *
 * @example
 * gcv(spectrum([[2, 0], [0, 2]], [1, 3]), ridge(2)) // 5
 */
export function gcv(s: Spectrum, w: Filter): number {
  const { n, d, c } = s;
  const q = c.shape[1];
  let sum = remainder(s).y.reduce((t, v) => t + v * v, 0);
  for (let i = 0; i < d.length; i++) {
    const lost = 1 - (d[i] as number) * w(d[i] as number);
    for (let t = 0; t < q; t++) sum += (lost * (c.data[i * q + t] as number)) ** 2;
  }
  return sum / (n * q) / (1 - degreesOfFreedom(s, w) / n) ** 2;
}
