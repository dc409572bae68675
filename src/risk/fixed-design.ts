// Floor 8 · bias and variance of a filter when the truth is known: risk at the training points, over the noise.
import { above, rowsMatrix } from '../check.js';
import { product } from '../linalg/blas.js';
import type { Matrix, MatrixLike } from '../matrix.js';
import type { Filter } from '../spectral/filter.js';
import { type Spectrum, vectorsOf } from '../spectral/spectrum.js';

export interface FixedDesignRisk {
  readonly bias2: number;
  readonly variance: number;
  readonly total: number;
}

/**
 * Fixed-design risk (1/nq) E‖ŷ − f‖² of h = d w(d): bias² (1/nq) Σ (1 − h)² (uᵀf)², variance (σ²/n) Σ h².
 *
 * @param truth.f - n×q noiseless values at the training points
 * @param truth.noiseVariance - σ² ≥ 0 of independent noise on every entry of y
 *
 * @example
 * fixedDesignRisk(spectrum([[1]], [2]), ridge(1), { f: [2], noiseVariance: 4 }).total // 2
 */
export function fixedDesignRisk(s: Spectrum, w: Filter, truth: { f: MatrixLike; noiseVariance: number }): FixedDesignRisk {
  const { n, d, c } = s;
  const U = vectorsOf(s, 'fixedDesignRisk');
  const q = c.shape[1];
  const noise = truth.noiseVariance === 0 ? 0 : above(0, truth.noiseVariance, 'fixedDesignRisk', 'truth.noiseVariance');
  const f = rowsMatrix(truth.f, n, 'as the targets have', 'fixedDesignRisk', 'truth.f');
  const signal = product(U, f as Matrix, { transposeA: true });
  const squares = (x: ArrayLike<number>) => Array.from(x).reduce((sum, v) => sum + v * v, 0);
  let bias = d.length < n ? Math.max(0, squares(f.data) - squares(signal)) : 0;
  let variance = 0;
  d.forEach((v, i) => {
    const h = v * w(v);
    variance += h * h;
    for (let t = 0; t < q; t++) bias += ((1 - h) * (signal[i * q + t] as number)) ** 2;
  });
  const [bias2, spread] = [bias / (n * q), (noise * variance) / n];
  return { bias2, variance: spread, total: bias2 + spread };
}
