// Floor 8 · pieces that the risks of all criteria are built from: what a component is, filters by rows, runs of λ for one product.
import type { Spectrum } from '../spectral/spectrum.js';

/**
 * Residuals at one λ in a form in which the risk is a mean of squares. Let r_m be the residual of the pure student P_m (m distillations,
 * ξ = 1). Any k-step student at this λ is P₀ + Σ ξ̄_i (P_i − P₀), so its risk is ‖r₀ + Σ ξ̄_i D_i‖²/count, D_i = r_i − r₀: a quadratic.
 *
 * The differences are computed as such: at small λ they are 1e5 times smaller than r, and subtracting would leave only their rounding.
 * In what order the entries stand is the criterion's own business: a risk is a sum over them.
 */
export interface Components {
  readonly lambda: number;
  /** r₀, the teacher's residual. */
  readonly first: Float64Array;
  /** D₁ … D_k. */
  readonly differences: readonly Float64Array[];
  readonly count: number;
}

/** Most students of what costs O(n steps²), and has a column of the length of the data for each. */
export const MOST_STEPS = 1000;

/** 1 − aᵐ from a and `lost` = 1 − a, without cancellation. */
export function missing(a: number, lost: number, m: number): number {
  let [sum, power] = [0, 1];
  for (let j = 0; j < m; j++, power *= a) sum += power;
  return lost * sum;
}

/** w₀ = 1, w_j = f Σ_{p<j} w_{j−1−p} σ_p: all terms ≥ 0, nothing cancels. */
export function pipelineWeights(w: Float64Array, f: number, sigma: ArrayLike<number>): void {
  w[0] = 1;
  for (let j = 1; j < w.length; j++) {
    let sum = 0;
    for (let p = 0; p < j; p++) sum += (w[j - 1 - p] as number) * (sigma[p] as number);
    w[j] = f * sum;
  }
}

/** Rows of one table of filters: enough to fill the blocks of a product. */
const BATCH = 512;

/** Runs of λ whose rows together fill one product. */
export function* batches(lambdas: readonly number[], rows: number): Generator<readonly number[]> {
  const size = Math.max(1, Math.floor(BATCH / rows));
  for (let i = 0; i < lambdas.length; i += size) yield lambdas.slice(i, i + size);
}

/**
 * Fills rows of filters of the targets at `lambdas`, ld apart: row (l (steps + 1) + p) q + t holds g c_t for p = 0, and g (1 − aᵖ) c_t,
 * what p distillations take off, for p = 1 … steps.
 */
export function fillStudents(out: Float64Array, ld: number, { d, c }: Spectrum, lambdas: readonly number[], steps: number): void {
  const q = c.shape[1];
  const next = q * ld;
  lambdas.forEach((lambda, l) => {
    for (let t = 0; t < q; t++) {
      const rows = (l * (steps + 1) * q + t) * ld;
      for (let j = 0; j < d.length; j++) {
        const g = 1 / ((d[j] as number) + lambda);
        const a = (d[j] as number) * g;
        const z = g * (c.data[j * q + t] as number);
        const lost = lambda * g * z;
        out[rows + j] = z;
        // 1 − aᵖ = (1 − a)(1 + a + … + aᵖ⁻¹)
        for (let p = 1, at = rows + next + j, sum = 1, power = a; p <= steps; p++, at += next, sum += power, power *= a)
          out[at] = lost * sum;
      }
    }
  });
}

/** Fills rows of filters of diagonals at `lambdas`, ld apart: row l (steps + 1) + p holds g for p = 0, and g² aᵖ⁻¹ for p = 1 … steps. */
export function fillDiagonals(out: Float64Array, ld: number, { d }: Spectrum, lambdas: readonly number[], steps: number): void {
  lambdas.forEach((lambda, l) => {
    const rows = l * (steps + 1) * ld;
    for (let j = 0; j < d.length; j++) {
      const g = 1 / ((d[j] as number) + lambda);
      const a = (d[j] as number) * g;
      out[rows + j] = g;
      for (let p = 1, f = g * g; p <= steps; p++, f *= a) out[rows + p * ld + j] = f;
    }
  });
}
