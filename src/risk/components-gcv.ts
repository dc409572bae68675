// Floor 9 · components of generalised cross-validation: leave-one-out with its diagonals replaced by their means, all in the eigenbasis.
//
//   consistent   r_m = (1/c̄) Σ_p w̄_{m−p} (g aᵖ) ∘ z,  c̄ = mean g, σ̄_p = mean(g² aᵖ): agrees with exact LOO and with the true risk
//   published    r_m = (1 − a^{m+1}) ∘ z / (1 − tr S^{m+1}/n): Dang, Patil & Rinaldo 2026, eq. 17–19
//   Σ_{p<m} w̄_{m−p} aᵖ = S_m:  S_0 = 0, S_m = w̄_m + a S_{m−1};  likewise 1 − aᵐ = M_m:  M_m = (1 − a) + a M_{m−1}, all terms ≥ 0
//
// Both span the same space, so the least risk over ξ̄ is the same; the ξ̄ that reaches it differs (docs/maths.md). O(n k) a λ.
import { norm } from '../elementary.js';
import { remainder } from '../spectral/remainder.js';
import type { Spectrum } from '../spectral/spectrum.js';
import { type Components, pipelineWeights } from './parts.js';

/** The directions at one λ: filters g and a = d g of each, and how many directions each stands for. */
interface Directions {
  readonly lambda: number;
  readonly n: number;
  readonly g: Float64Array;
  readonly a: Float64Array;
  readonly times: Float64Array;
  /** Targets in these coordinates, q columns. */
  readonly z: Float64Array;
  readonly q: number;
}

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
  const times = new Float64Array(r + 1).fill(1);
  times[r] = outside.size;

  for (const lambda of lambdas) {
    const [g, a] = [new Float64Array(r + 1), new Float64Array(r + 1)];
    for (let i = 0; i <= r; i++) {
      const v = i < r ? (d[i] as number) : 0;
      g[i] = 1 / (v + lambda);
      a[i] = v * (g[i] as number);
    }
    const at = { lambda, n, g, a, times, z, q };
    const [first, ...differences] = consistent ? looResiduals(at, steps) : publishedResiduals(at, steps, free ? 1 / n : 0);
    yield { lambda, first: first as Float64Array, differences, count: n * q };
  }
}

/** Means over all n directions of g aᵖ for p = 0 … count − 1, with g in any power. */
function means({ n, a, times }: Directions, g: (i: number) => number, count: number): Float64Array {
  const sums = new Float64Array(count);
  for (let i = 0; i < a.length; i++) {
    for (let p = 0, f = (times[i] as number) * g(i); p < count; p++, f *= a[i] as number) sums[p] = (sums[p] as number) + f;
  }
  return sums.map((v) => v / n);
}

/** r₀ and D₁ … D_k. */
function looResiduals(at: Directions, steps: number): Float64Array[] {
  const { lambda, g, a, z, q } = at;
  const c = means(at, (i) => g[i] as number, 1)[0] as number;
  const w = new Float64Array(steps + 1);
  pipelineWeights(
    w,
    lambda / c,
    means(at, (i) => (g[i] as number) ** 2, steps),
  );
  const residuals = Array.from({ length: steps + 1 }, () => new Float64Array(z.length));
  for (let t = 0; t < q; t++) {
    for (let i = 0, to = t; i < g.length; i++, to += q) {
      const [gi, ai] = [g[i] as number, a[i] as number];
      const lost = lambda * gi;
      const teacher = (gi / c) * (z[to] as number);
      (residuals[0] as Float64Array)[to] = teacher;
      for (let m = 1, gained = 0, taken = 0; m <= steps; m++) {
        gained = (w[m] as number) + ai * gained;
        taken = lost + ai * taken;
        (residuals[m] as Float64Array)[to] = teacher * (gained - taken);
      }
    }
  }
  return residuals;
}

function publishedResiduals(at: Directions, steps: number, free: number): Float64Array[] {
  const { lambda, g, a, z, q } = at;
  const rest = means(at, (i) => a[i] as number, steps + 1).map((trace) => 1 - free - trace);
  const residuals = Array.from(rest, () => new Float64Array(z.length));
  for (let t = 0; t < q; t++) {
    for (let i = 0, to = t; i < g.length; i++, to += q) {
      const lost = lambda * (g[i] as number);
      const target = z[to] as number;
      const teacher = lost / (rest[0] as number);
      (residuals[0] as Float64Array)[to] = teacher * target;
      for (let m = 1, taken = lost; m <= steps; m++) {
        taken = lost + (a[i] as number) * taken;
        (residuals[m] as Float64Array)[to] = (taken / (rest[m] as number) - teacher) * target;
      }
    }
  }
  return residuals;
}
