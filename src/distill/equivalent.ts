// Floor 10 · all rounds of constrained distillation as one fit with another kernel.
//
//   Π_i d/(d + λ_i) = d†/(d† + λ₀)     ⇔     d† = λ₀/(Π_i (1 + λ_i/d) − 1)
//
// K† = U diag(d†) Uᵀ has a smaller trace with every round, and so smaller trace bounds on what ridge with it can generalise to. The product
// less 1 is built up as p ← p + x + p x, so nothing cancels where λ ≪ d.
// Mobahi, Farajtabar & Bartlett, NeurIPS 2020, §4.3.
import type { Spectrum } from '../spectral/spectrum.js';
import type { ConstrainedRound } from './constrained.js';

/**
 * Eigenvalues d† of the kernel with which *one* fit at λ₀ is all the rounds: ridge(λ₀) on d† fits what the last filter fits on d.
 *
 * @param rounds - of `constrainedDistillation`, at least one; the first t + 1 of them give K† of round t
 * @returns r numbers in the order and the units of `s.d` (of K, not of K/n); 0 where d = 0
 *
 * @example
 * equivalentSpectrum(spectrum([[1]], [2]), constrainedDistillation(spectrum([[1]], [2]), { epsilon: 1 }).rounds) // [1]
 */
export function equivalentSpectrum(s: Spectrum, rounds: readonly Pick<ConstrainedRound, 'lambda'>[]): Float64Array {
  const first = rounds[0];
  if (!first) throw new RangeError('equivalentSpectrum: rounds must hold at least one round; got none');
  return s.d.map((d) => {
    if (d === 0) return 0;
    let missing = 0;
    for (const { lambda } of rounds) {
      const x = lambda / d;
      missing += x + missing * x;
    }
    return first.lambda / missing;
  });
}
