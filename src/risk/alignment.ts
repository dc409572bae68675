// Floor 8 · along which directions the model lies: squared cosines of θ with the eigen-directions of the features.
//
//   K = ΦΦᵀ, Φ = U √D Wᵀ:  θ̂ = Φᵀ U w(D) c = W √D w(D) c      θ_j = √d_j w(d_j) c_j
//
// Aligned with one direction: distillation can gain a factor of the rank. Spread evenly: ridge is already the best filter.
// Pareek, Du & Oh, NeurIPS 2024, Assumption 2.2 and §5.

import { above } from '../check.js';
import { norm } from '../elementary.js';
import type { Spectrum } from '../spectral/spectrum.js';

/**
 * Squared cosines of θ̂ with the eigen-directions, θ_j² = d_j ‖c_j‖²/(d_j + λ)², divided by their sum; ascending as `d` is.
 *
 * @param options.lambda - λ of the ridge that stands for θ*; 0: the interpolant of least norm, in which noise along small d dominates. @default 0
 * @returns r shares that add up to 1 (all 0 where the targets have nothing along K); 0 where d = 0
 *
 * @example
 * alignment(spectrum([[1, 0], [0, 4]], [1, 2])) // [0.5, 0.5]
 */
export function alignment({ d, c }: Spectrum, { lambda = 0 }: { lambda?: number } = {}): Float64Array {
  if (lambda !== 0) above(0, lambda, 'alignment', 'lambda');
  const q = c.shape[1];
  const theta = Array.from(d, (v, i) => (v > 0 ? (Math.sqrt(v) / (v + lambda)) * norm(c.data.subarray(i * q, (i + 1) * q)) : 0));
  const top = theta.reduce((most, v) => Math.max(most, v), 0);
  if (top === 0) return new Float64Array(d.length);
  const squares = theta.map((v) => (v / top) ** 2);
  const sum = squares.reduce((t, v) => t + v, 0);
  return Float64Array.from(squares, (v) => v / sum);
}
