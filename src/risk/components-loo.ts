// Floor 9 · components of the exact leave-one-out risk: every teacher, too, never saw the point.
//
//   moments of each point i:  c = (V∘V)g,  τ_p = V(g aᵖ z),  σ_p = (V∘V)(g² aᵖ)
//   w₀ = 1, w_j = (λ/c) Σ_p w_{j−1−p} σ_p,     r_m = (1/c) Σ_p w_{m−p} τ_p
//   D_m = (1/c) (Σ_{p<m} w_{m−p} τ_p − δ_m),   δ_p = τ₀ − τ_p = V(g (1 − aᵖ) z)
//
// On a thin spectrum the complement of U has a = 0 and g = 1/λ: c and σ₀ gain rest/λ and rest/λ², τ₀ gains y⊥/λ (and so every δ_p).
// Two matrix products for a batch of λ (moments.ts), then O(n k²) where they stand (assembly/leaveout.ts). Derived in docs/maths.md.
import { engine } from '../engine.js';
import { remainder } from '../spectral/remainder.js';
import { type Spectrum, vectorsOf } from '../spectral/spectrum.js';
import { need } from '../wasm/arena.js';
import { moments, momentsBytes } from './moments.js';
import { batches, type Components, fillDiagonals, fillStudents } from './parts.js';

/** Entry t n + i of a component is target t of point i. */
export function* looComponents(s: Spectrum, lambdas: readonly number[], steps: number, free?: Float64Array): Generator<Components> {
  const V = vectorsOf(s, 'loo');
  const { n } = s;
  const q = s.c.shape[1];
  const outside = remainder(s, free);
  const beyond = Float64Array.from({ length: n * q }, (_, at) => outside.y[(at % n) * q + Math.floor(at / n)] as number);
  for (const batch of batches(lambdas, (steps + 1) * q)) {
    const each = batch.length * (steps + 1);
    const e = engine();
    const { arena, kernels } = e;
    const mark = arena.mark();
    let tau: Float64Array;
    try {
      arena.reserve(need(n, n * q, 4 * (steps + 1)) + momentsBytes(e, V.shape, each * q, each), 'loo');
      const [rest, y, work] = [arena.copyIn(outside.rest, 'loo'), arena.copyIn(beyond, 'loo'), arena.alloc(4 * (steps + 1), 'loo')];
      const join = (T: number, S: number) =>
        batch.forEach((lambda, l) => {
          const t = T + 8 * l * (steps + 1) * q * n;
          const s = S + 8 * l * (steps + 1) * n;
          if (outside.size > 0) {
            kernels.daxpy(n, 1 / lambda, rest, s);
            if (steps > 0) kernels.daxpy(n, 1 / lambda / lambda, rest, s + 8 * n);
            for (let p = 0; p <= steps; p++) kernels.daxpy(n * q, 1 / lambda, y, t + 8 * p * q * n);
          }
          kernels.dleaveout(n, q, steps, lambda, s, t, n, work);
        });
      const students = { rows: each * q, fill: (out: Float64Array, ld: number) => fillStudents(out, ld, s, batch, steps) };
      const diagonals = { rows: each, fill: (out: Float64Array, ld: number) => fillDiagonals(out, ld, s, batch, steps), join };
      tau = moments(e, V, students, diagonals, 'loo');
    } finally {
      arena.release(mark);
    }
    for (const [l, lambda] of batch.entries()) {
      const of = (p: number) => tau.subarray((l * (steps + 1) + p) * n * q, (l * (steps + 1) + p + 1) * n * q);
      yield { lambda, first: of(0), differences: Array.from({ length: steps }, (_, m) => of(m + 1)), count: n * q };
    }
  }
}
