// Floor 9 · components of generalised cross-validation: leave-one-out with its diagonals replaced by their means, all in the eigenbasis.
//
//   consistent   r_m = (1/c̄) Σ_p w̄_{m−p} (g aᵖ) ∘ z,  c̄ = mean g, σ̄_p = mean(g² aᵖ): agrees with exact LOO and with the true risk
//   published    r_m = (1 − a^{m+1}) ∘ z / (1 − tr S^{m+1}/n): Dang, Patil & Rinaldo 2026, eq. 17–19
//
// Both span the same space, so the least risk over ξ̄ is the same; the ξ̄ that reaches it differs (docs/maths.md). O(n k²) a λ.
import { norm, power } from '../elementary.js';
import { remainder } from '../spectral/remainder.js';
import type { Spectrum } from '../spectral/spectrum.js';
import { type Components, missing, pipelineWeights } from './parts.js';

export function* gcvComponents(
  s: Spectrum,
  lambdas: readonly number[],
  steps: number,
  consistent: boolean,
  free?: Float64Array,
): Generator<Components> {
  const { n, d, c } = s;
  const r = d.length;
  const q = c.shape[1];
  const outside = remainder(s, free);
  // on the complement of U every residual is a multiple of y⊥: its length stands for it, as one more coordinate with a = 0
  const z = new Float64Array((r + 1) * q);
  z.set(c.data);
  for (let i = 0; i < outside.y.length; i++) z[r * q + (i % q)] = norm([z[r * q + (i % q)] as number, outside.y[i] as number]);

  for (const lambda of lambdas) {
    const g = Float64Array.from({ length: r + 1 }, (_, i) => 1 / ((d[i] ?? 0) + lambda));
    const a = g.map((v, i) => v * (d[i] ?? 0));
    /** Mean over all n directions: the complement counts as often as it has dimensions. */
    const mean = (f: (i: number) => number) => {
      let sum = outside.size * f(r);
      for (let i = 0; i < r; i++) sum += f(i);
      return sum / n;
    };
    const f = consistent ? looFactors(g, a, lambda, steps, mean) : publishedFactors(g, a, lambda, steps, mean, free ? 1 / n : 0);
    const spread = (m: number) => z.map((v, at) => (f[m] as (i: number) => number)(Math.floor(at / q)) * v);
    yield { lambda, first: spread(0), differences: Array.from({ length: steps }, (_, m) => spread(m + 1)), count: n * q };
  }
}

type Mean = (f: (i: number) => number) => number;

/** Factors of z in r₀ and in D_m. */
function looFactors(g: Float64Array, a: Float64Array, lambda: number, steps: number, mean: Mean): ((i: number) => number)[] {
  const c = mean((i) => g[i] as number);
  const sigma = Array.from({ length: steps }, (_, p) => mean((i) => (g[i] as number) ** 2 * power(a[i] as number, p)));
  const w = new Float64Array(steps + 1);
  pipelineWeights(w, lambda / c, sigma);
  const difference = (m: number) => (i: number) => {
    const [gi, ai] = [g[i] as number, a[i] as number];
    let sum = -missing(ai, lambda * gi, m);
    for (let p = 0; p < m; p++) sum += (w[m - p] as number) * power(ai, p);
    return (gi * sum) / c;
  };
  return Array.from({ length: steps + 1 }, (_, m) => (m === 0 ? (i: number) => (g[i] as number) / c : difference(m)));
}

function publishedFactors(
  g: Float64Array,
  a: Float64Array,
  lambda: number,
  steps: number,
  mean: Mean,
  free: number,
): ((i: number) => number)[] {
  const factor = (m: number) => {
    const rest = 1 - free - mean((i) => power(a[i] as number, m + 1));
    return (i: number) => missing(a[i] as number, lambda * (g[i] as number), m + 1) / rest;
  };
  const teacher = factor(0);
  return Array.from({ length: steps + 1 }, (_, m) => {
    const student = factor(m);
    return m === 0 ? teacher : (i: number) => student(i) - teacher(i);
  });
}
