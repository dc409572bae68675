// Floor 11 · the weight of each step chosen greedily: the best ξ_t for this student, the students before being what they are.
//
//   student t−1   P = Σ β_i P_i, Σ β_i = 1        in the components of parts.ts
//   refit on it   u = Σ β_i P_{i+1}                its residual is r₀ + E, E = Σ β_i D_{i+1}
//   student t     (1 − ξ) P₀ + ξ u                 risk ‖r₀ + ξ E‖²: ξ_t = −⟨r₀, E⟩/‖E‖², β ← (1 − ξ, ξ β₀, ξ β₁, …)
//
// A student cannot reproduce its teacher (only ridge refitted to it), so the risk need not fall from step to step: `tune` chooses all
// weights together and its risk does. Borup & Andersen, NeurIPS 2021, Algorithm 1 (α = 1 − ξ).
import { above, wholeUpTo } from '../check.js';
import { bestWeight } from '../distill/weight.js';
import type { Spectrum } from '../spectral/spectrum.js';
import { type Criterion, components } from './components.js';
import { type Components, MOST_STEPS } from './parts.js';

/**
 * Borup & Andersen: the weight of the teacher in each step, chosen greedily.
 *
 * @param options.criterion - as for `tune`; held-out rows are the paper's choice. The training rows themselves never vote for a teacher (ξ ≤ 0)
 * @param options.clamp - keeps every ξ in [0, 1]. @default false
 * @returns `xi[t]` and `risk[t]` of student t + 1, t = 0 … steps − 1; ξ = 0 where teacher and student coincide
 *
 * Cost: components of the criterion (see `tune`) and O(n steps²).
 *
 * @example
 * greedyXi(spectrum(rbf({ gamma: 1 }), [[0], [1], [2], [3]], [0, 1, 1, 0]), { lambda: 1, steps: 2, criterion: 'loo' }).xi.length // 2
 *
 * @see Borup & Andersen, NeurIPS 2021, Algorithm 1
 */
export function greedyXi(
  s: Spectrum,
  { lambda, steps, criterion, clamp = false }: { lambda: number; steps: number; criterion: Criterion; clamp?: boolean },
): { readonly xi: number[]; readonly risk: number[] } {
  above(0, lambda, 'greedyXi', 'lambda');
  wholeUpTo(0, MOST_STEPS, steps, 'greedyXi', 'steps');
  const [{ first, differences, count }] = [...components(s, criterion, [lambda], steps, 'greedyXi')] as [Components];
  const [xi, risk]: [number[], number[]] = [[], []];
  let beta = [1];
  for (let t = 0; t < steps; t++) {
    const E = new Float64Array(first.length);
    beta.forEach((b, i) => {
      const D = differences[i] as Float64Array;
      for (let at = 0; at < E.length; at++) E[at] = (E[at] as number) + b * (D[at] as number);
    });
    const free = bestWeight(first, E).xi;
    const x = clamp ? Math.min(1, Math.max(0, free)) : free;
    xi.push(x);
    risk.push(first.reduce((sum, v, at) => sum + (v + x * (E[at] as number)) ** 2, 0) / count);
    beta = [1 - x, ...beta.map((b) => x * b)];
  }
  return { xi, risk };
}
