// Floor 9 · components of the exact leave-one-out risk: every teacher, too, never saw the point.
//
//   moments of each point i:  c = (V∘V)g,  τ_p = V(g aᵖ z),  σ_p = (V∘V)(g² aᵖ)
//   w₀ = 1, w_j = (λ/c) Σ_p w_{j−1−p} σ_p,     r_m = (1/c) Σ_p w_{m−p} τ_p
//   D_m = (1/c) (Σ_{p<m} w_{m−p} τ_p − δ_m),   δ_p = τ₀ − τ_p = V(g (1 − aᵖ) z)
//
// On a thin spectrum the complement of U has a = 0 and g = 1/λ: c and σ₀ gain rest/λ and rest/λ², τ₀ gains y⊥/λ (and so every δ_p).
// Two matrix products for a batch of λ, then O(n k²). Derived in docs/maths.md.
import { product } from '../linalg/blas.js';
import type { Matrix } from '../matrix.js';
import { remainder } from '../spectral/remainder.js';
import { type Spectrum, vectorsOf } from '../spectral/spectrum.js';
import { batches, type Components, pipelineWeights, studentTable, table } from './parts.js';

export function* looComponents(s: Spectrum, lambdas: readonly number[], steps: number, free?: Float64Array): Generator<Components> {
  const { n, d } = s;
  const U = vectorsOf(s, 'loo');
  const q = s.c.shape[1];
  const outside = remainder(s, free);
  const squared: Matrix = { data: U.data.map((v) => v * v), shape: U.shape };
  const width = (steps + 1) * q;
  const w = new Float64Array(steps + 1);
  for (const batch of batches(lambdas, width)) {
    const students = product(U, studentTable(s, batch, steps));
    // columns 0: g, 1 + p: g² aᵖ
    const moments = table(d, batch, steps + 1, (row, g, a) => {
      row[0] = g;
      for (let p = 0, f = g * g; p < steps; p++, f *= a) row[1 + p] = f;
    });
    const diagonals = product(squared, moments);
    for (let l = 0; l < batch.length; l++) {
      const lambda = batch[l] as number;
      const first = new Float64Array(n * q);
      const differences = Array.from({ length: steps }, () => new Float64Array(n * q));
      for (let i = 0; i < n; i++) {
        const at = i * batch.length + l;
        const delta = students.subarray(at * width, (at + 1) * width); // τ₀, δ₁, δ₂, …
        const sigma = diagonals.subarray(at * (steps + 1), (at + 1) * (steps + 1)); // c, σ₀, σ₁, …
        if (outside.size > 0) addComplement(delta, sigma, lambda, outside.rest[i] as number, outside.y.subarray(i * q, (i + 1) * q));
        const c = sigma[0] as number;
        pipelineWeights(w, lambda / c, sigma.subarray(1));
        for (let t = 0; t < q; t++) {
          const teacher = delta[t] as number;
          first[i * q + t] = teacher / c;
          for (let m = 1; m <= steps; m++) {
            let sum = (w[m] as number) * teacher - (delta[m * q + t] as number);
            for (let p = 1; p < m; p++) sum += (w[m - p] as number) * (teacher - (delta[p * q + t] as number));
            (differences[m - 1] as Float64Array)[i * q + t] = sum / c;
          }
        }
      }
      yield { lambda, first, differences, count: n * q };
    }
  }
}

function addComplement(delta: Float64Array, sigma: Float64Array, lambda: number, rest: number, y: Float64Array): void {
  const q = y.length;
  sigma[0] = (sigma[0] as number) + rest / lambda;
  if (sigma.length > 1) sigma[1] = (sigma[1] as number) + rest / lambda ** 2;
  for (let at = 0; at < delta.length; at++) delta[at] = (delta[at] as number) + (y[at % q] as number) / lambda;
}
