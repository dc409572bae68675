// Floor 9 · components of generalised cross-validation: leave-one-out with its diagonals replaced by their means, all in the eigenbasis.
//
//   consistent   r_m = (1/c̄) Σ_p w̄_{m−p} (g aᵖ) ∘ z,  c̄ = mean g, σ̄_p = mean(g² aᵖ): agrees with exact LOO and with the true risk
//   published    r_m = (1 − a^{m+1}) ∘ z / (1 − tr S^{m+1}/n): Dang, Patil & Rinaldo 2026, eq. 17–19
//   Σ_{p<m} w̄_{m−p} aᵖ = S_m:  S_0 = 0, S_m = w̄_m + a S_{m−1};  likewise 1 − aᵐ = M_m:  M_m = (1 − a) + a M_{m−1}, all terms ≥ 0
//
// Both span the same space, so the least risk over ξ̄ is the same; the ξ̄ that reaches it differs (docs/maths.md). O(n k) a λ.
import { norm } from '../elementary.js';
import { engine } from '../engine.js';
import { remainder } from '../spectral/remainder.js';
import type { Spectrum } from '../spectral/spectrum.js';
import { need } from '../wasm/arena.js';
import { type Components, pipelineWeights } from './parts.js';

/** The directions at one λ: filters g and a = d g of each, and how many directions each stands for. Their number is even. */
interface Directions {
  readonly lambda: number;
  readonly n: number;
  readonly g: Float64Array;
  readonly a: Float64Array;
  readonly times: Float64Array;
  /** Targets in these coordinates, q rows. */
  readonly z: Float64Array;
  readonly q: number;
}

/** Entry t length + i of a component is target t in direction i. */
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
  // on the complement of U every residual is a multiple of y⊥: its length stands for it, as one more coordinate with a = 0;
  // one that stands for nothing makes their number even
  const length = 2 * Math.floor(r / 2 + 1);
  const z = new Float64Array(q * length);
  for (let i = 0; i < r * q; i++) z[(i % q) * length + Math.floor(i / q)] = c.data[i] as number;
  for (let i = 0; i < outside.y.length; i++) {
    const at = (i % q) * length + r;
    z[at] = norm([z[at] as number, outside.y[i] as number]);
  }
  const times = new Float64Array(length).fill(1, 0, r);
  times[r] = outside.size;

  for (const lambda of lambdas) {
    const [g, a] = [new Float64Array(length).fill(1 / lambda), new Float64Array(length)];
    for (let i = 0; i < r; i++) {
      g[i] = 1 / ((d[i] as number) + lambda);
      a[i] = (d[i] as number) * (g[i] as number);
    }
    const at = { lambda, n, g, a, times, z, q };
    const [first, ...differences] = consistent ? looResiduals(at, steps) : publishedResiduals(at, steps, free ? 1 / n : 0);
    yield { lambda, first: first as Float64Array, differences, count: n * q };
  }
}

/** r₀ and D₁ … D_k. */
function looResiduals({ lambda, n, g, a, times, z, q }: Directions, steps: number): Float64Array[] {
  const { length } = g;
  const { arena, kernels } = engine();
  const mark = arena.mark();
  try {
    arena.reserve(need(...new Array<number>(7).fill(length), (steps + 1) * q * length), 'gcv');
    const put = (x: Float64Array) => arena.copyIn(x, 'gcv');
    const [filter, power, lost, unit, f] = [put(g), put(a), put(g), put(g), put(times)] as const;
    const [gained, taken] = [put(new Float64Array(length)), put(new Float64Array(length))];
    const rows = arena.alloc((steps + 1) * q * length, 'gcv');
    const row = (m: number) => rows + 8 * m * q * length;

    // f = times g aᵖ: its products with g add up to σ̄_p
    const c = kernels.ddot(length, f, filter) / n;
    kernels.dhadamard(length, f, filter);
    const sigma = Array.from({ length: steps }, () => {
      const mean = kernels.ddot(length, f, filter) / n;
      kernels.dhadamard(length, f, power);
      return mean;
    });
    const w = new Float64Array(steps + 1);
    pipelineWeights(w, lambda / c, sigma);

    kernels.dscal(length, lambda, lost);
    kernels.dscal(length, 1 / c, unit);
    arena.f64(rows, z.length).set(z);
    for (let t = 0; t < q; t++) kernels.dhadamard(length, rows + 8 * t * length, unit);
    for (let m = 1; m <= steps; m++) kernels.dgcv(length, q, w[m] as number, power, lost, rows, gained, taken, row(m));
    const all = arena.copyOut(rows, (steps + 1) * z.length);
    return Array.from({ length: steps + 1 }, (_, m) => all.subarray(m * z.length, (m + 1) * z.length));
  } finally {
    arena.release(mark);
  }
}

function publishedResiduals({ lambda, n, g, a, times, z }: Directions, steps: number, free: number): Float64Array[] {
  const { length } = g;
  const traces = new Float64Array(steps + 1);
  for (let i = 0; i < length; i++) {
    for (let m = 0, f = (times[i] as number) * (a[i] as number); m <= steps; m++, f *= a[i] as number)
      traces[m] = (traces[m] as number) + f;
  }
  const rest = traces.map((trace) => 1 - free - trace / n);
  const residuals = Array.from(rest, () => new Float64Array(z.length));
  for (let to = 0; to < z.length; to++) {
    const i = to % length;
    const lost = lambda * (g[i] as number);
    const target = z[to] as number;
    const teacher = lost / (rest[0] as number);
    (residuals[0] as Float64Array)[to] = teacher * target;
    for (let m = 1, taken = lost; m <= steps; m++) {
      taken = lost + (a[i] as number) * taken;
      (residuals[m] as Float64Array)[to] = (taken / (rest[m] as number) - teacher) * target;
    }
  }
  return residuals;
}
