// Floor 11 · the best weight of one step in closed form.
//
//   R = E(y − f)², R_pd = E(y − f_pd)², C = E(y − f)(y − f_pd), D = E(f − f_pd)²
//   risk(ξ) = R − 2ξ(R − C) + ξ²D:   ξ* = (R − C)/D,   risk* = R − (R − C)²/D
//
// Dang, Patil & Rinaldo, ICML 2026, Proposition 2.1.
import { above } from '../check.js';
import { bestWeight } from '../distill/weight.js';
import type { Spectrum } from '../spectral/spectrum.js';
import { type Criterion, components } from './components.js';
import type { Components } from './parts.js';

/**
 * The best mixing weight ξ of one distillation, and the risks of teacher, pure student (ξ = 1) and best student.
 *
 * @param options.lambda - λ of both fits
 * @param options.criterion - what risk is measured on
 * @returns ξ* (0 where teacher and student coincide), the three risks, and D, the curvature of the risk in ξ
 *
 * Cost: O(n r) for 'loo', O(n) for 'gcv', O(m n r) for validation.
 *
 * @example
 * optimalXi(spectrum(rbf({ gamma: 1 }), [[0], [1], [2], [3]], [0, 1, 1, 0]), { lambda: 1, criterion: 'loo' }).xi < 0 // true
 */
export function optimalXi(
  s: Spectrum,
  { lambda, criterion }: { lambda: number; criterion: Criterion },
): {
  readonly xi: number;
  readonly teacherRisk: number;
  readonly pureRisk: number;
  readonly studentRisk: number;
  readonly curvature: number;
} {
  above(0, lambda, 'optimalXi', 'lambda');
  const [{ first: r, differences, count }] = [...components(s, criterion, [lambda], 1, 'optimalXi')] as [Components];
  const D = differences[0] as Float64Array;
  const { xi, risk, curvature } = bestWeight(r, D);
  const at = (x: number) => r.reduce((sum, v, i) => sum + (v + x * (D[i] as number)) ** 2, 0) / count;
  return { xi, teacherRisk: risk / count, pureRisk: at(1), studentRisk: at(xi), curvature: curvature / count };
}
