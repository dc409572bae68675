// Floor 9 · components of the exact leave-one-out risk: every teacher, too, never saw the point.
//
//   moments of each point i:  c = (V∘V)g,  τ_p = V(g aᵖ z),  σ_p = (V∘V)(g² aᵖ)
//   w₀ = 1, w_j = (λ/c) Σ_p w_{j−1−p} σ_p,     r_m = (1/c) Σ_p w_{m−p} τ_p
//   D_m = (1/c) (Σ_{p<m} w_{m−p} τ_p − δ_m),   δ_p = τ₀ − τ_p = V(g (1 − aᵖ) z)
//
// On a thin spectrum the complement of U has a = 0 and g = 1/λ: c and σ₀ gain rest/λ and rest/λ², τ₀ gains y⊥/λ (and so every δ_p).
// Two matrix products for a batch of λ (moments.ts), then O(n k²). Derived in docs/maths.md.
import { type Remainder, remainder } from '../spectral/remainder.js';
import { type Spectrum, vectorsOf } from '../spectral/spectrum.js';
import { moments } from './moments.js';
import { batches, type Components, fillDiagonals, fillStudents, pipelineWeights } from './parts.js';

export function* looComponents(s: Spectrum, lambdas: readonly number[], steps: number, free?: Float64Array): Generator<Components> {
  const V = vectorsOf(s, 'loo');
  const q = s.c.shape[1];
  const outside = remainder(s, free);
  for (const batch of batches(lambdas, (steps + 1) * q)) {
    const students = {
      rows: batch.length * (steps + 1) * q,
      fill: (out: Float64Array, ld: number) => fillStudents(out, ld, s, batch, steps),
    };
    const diagonals = {
      rows: batch.length * (steps + 1),
      fill: (out: Float64Array, ld: number) => fillDiagonals(out, ld, s, batch, steps),
    };
    const [tau, sigma] = moments(V, students, diagonals, 'loo');
    const size = (steps + 1) * s.n;
    for (const [l, lambda] of batch.entries()) {
      const at = { tau: tau.subarray(l * size * q, (l + 1) * size * q), sigma: sigma.subarray(l * size, (l + 1) * size) };
      yield joined(at, lambda, steps, s.n, q, outside);
    }
  }
}

/** The moments at one λ, each of all points along memory: `tau` τ₀, δ₁, δ₂, … of each target; `sigma` c, σ₀, σ₁, … */
interface Moments {
  readonly tau: Float64Array;
  readonly sigma: Float64Array;
}

/** Residuals from moments; entry t n + i is target t of point i. */
function joined({ tau, sigma }: Moments, lambda: number, steps: number, n: number, q: number, outside: Remainder): Components {
  const first = new Float64Array(n * q);
  const differences = Array.from({ length: steps }, () => new Float64Array(n * q));
  const w = new Float64Array(steps + 1);
  const own = new Float64Array(steps + 1); // c, σ₀, σ₁, … of one point
  const past = new Float64Array(steps + 1); // its τ₀, τ₁, …
  const sigmas = own.subarray(1);
  const beyond = outside.size > 0;
  for (let i = 0; i < n; i++) {
    for (let p = 0; p <= steps; p++) own[p] = sigma[p * n + i] as number;
    if (beyond) {
      const rest = outside.rest[i] as number;
      own[0] = (own[0] as number) + rest / lambda;
      if (steps > 0) own[1] = (own[1] as number) + rest / lambda ** 2;
    }
    const c = own[0] as number;
    pipelineWeights(w, lambda / c, sigmas);
    for (let t = 0; t < q; t++) {
      const at = t * n + i;
      const add = beyond ? (outside.y[i * q + t] as number) / lambda : 0;
      const teacher = (tau[at] as number) + add;
      first[at] = teacher / c;
      past[0] = teacher;
      for (let m = 1; m <= steps; m++) {
        const delta = (tau[m * q * n + at] as number) + add;
        let sum = -delta;
        for (let p = 0; p < m; p++) sum += (w[m - p] as number) * (past[p] as number);
        (differences[m - 1] as Float64Array)[at] = sum / c;
        past[m] = teacher - delta;
      }
    }
  }
  return { lambda, first, differences, count: n * q };
}
