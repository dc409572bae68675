// Floor 8 · pieces that the risks of all criteria are built from: what a component is, tables of filters, many λ in one product.
import type { Matrix } from '../matrix.js';
import type { Spectrum } from '../spectral/spectrum.js';

/**
 * Residuals at one λ in a form in which the risk is a mean of squares. Let r_m be the residual of the pure student P_m (m distillations,
 * ξ = 1). Any k-step student at this λ is P₀ + Σ ξ̄_i (P_i − P₀), so its risk is ‖r₀ + Σ ξ̄_i D_i‖²/count, D_i = r_i − r₀: a quadratic.
 *
 * The differences are computed as such: at small λ they are 1e5 times smaller than r, and subtracting would leave only their rounding.
 */
export interface Components {
  readonly lambda: number;
  /** r₀, the teacher's residual. */
  readonly first: Float64Array;
  /** D₁ … D_k. */
  readonly differences: readonly Float64Array[];
  readonly count: number;
}

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

/** Columns of one matrix product: enough to fill the kernel's blocks. */
const BATCH = 512;

/** Runs of λ whose columns together fill one product. */
export function* batches(lambdas: readonly number[], columns: number): Generator<readonly number[]> {
  const size = Math.max(1, Math.floor(BATCH / columns));
  for (let i = 0; i < lambdas.length; i += size) yield lambdas.slice(i, i + size);
}

/** r×(λ·width) matrix: `fill` writes the entries of eigenvalue i at one λ, given g = 1/(d + λ) and a = d g. */
export function table(
  d: Float64Array,
  lambdas: readonly number[],
  width: number,
  fill: (row: Float64Array, g: number, a: number, lambda: number, i: number) => void,
): Matrix {
  const columns = lambdas.length * width;
  const data = new Float64Array(d.length * columns);
  d.forEach((v, i) => {
    lambdas.forEach((lambda, l) => {
      const g = 1 / (v + lambda);
      fill(data.subarray(i * columns + l * width, i * columns + (l + 1) * width), g, v * g, lambda, i);
    });
  });
  return { data, shape: [d.length, columns] };
}

/** Columns p·q + t: g c_t for p = 0, and g (1 − aᵖ) c_t, what p distillations take off, for p = 1 … steps. */
export function studentTable({ d, c }: Spectrum, lambdas: readonly number[], steps: number): Matrix {
  const q = c.shape[1];
  return table(d, lambdas, (steps + 1) * q, (row, g, a, lambda, i) => {
    for (let p = 0; p <= steps; p++) {
      const f = p === 0 ? g : g * missing(a, lambda * g, p);
      for (let t = 0; t < q; t++) row[p * q + t] = f * (c.data[i * q + t] as number);
    }
  });
}
