// Floor 9 · components of the fixed-design risk when the truth f is known: bias and variance side by side, ((1 − h) ∘ Uᵀf, σ h).
//
//   r₀ = ((1 − a) ∘ Uᵀf, σ a)     D_m = (a (1 − aᵐ) ∘ Uᵀf, −σ a (1 − aᵐ))
import { above, rowsMatrix } from '../check.js';
import { ShapeError } from '../errors.js';
import { product } from '../linalg/blas.js';
import type { Matrix, MatrixLike } from '../matrix.js';
import { type Spectrum, vectorsOf } from '../spectral/spectrum.js';
import { type Components, missing } from './parts.js';

/** f: n×q noiseless values; noiseVariance: σ² ≥ 0 of independent noise on every entry of y. O(n k) a λ. */
export function* truthComponents(
  s: Spectrum,
  { f, noiseVariance }: { f: MatrixLike; noiseVariance: number },
  lambdas: readonly number[],
  steps: number,
  caller: string,
): Generator<Components> {
  const q = s.c.shape[1];
  const r = s.d.length;
  const F = rowsMatrix(f, s.n, 'as the targets have', caller, 'criterion.truth.f');
  if (F.shape[1] !== q) throw new ShapeError(caller, 'criterion.truth.f', `have ${q} columns, as the targets have`, `${F.shape[1]}`);
  const noise = Math.sqrt(q * (noiseVariance === 0 ? 0 : above(0, noiseVariance, caller, 'criterion.truth.noiseVariance')));
  const U = vectorsOf(s, caller);
  const signal = product(U, F as Matrix, { transposeA: true });
  const inside = product(U, { data: signal, shape: [r, q] });
  const length = r * (q + 1);
  for (const lambda of lambdas) {
    /** Bias factor and variance factor of each direction, written out. */
    const spread = (bias: (a: number, lost: number) => number, variance: (a: number, lost: number) => number) => {
      const out = new Float64Array(length + F.data.length);
      s.d.forEach((d, i) => {
        const g = 1 / (d + lambda);
        for (let t = 0; t < q; t++) out[i * (q + 1) + t] = bias(d * g, lambda * g) * (signal[i * q + t] as number);
        out[i * (q + 1) + q] = noise * variance(d * g, lambda * g);
      });
      return out;
    };
    const first = spread(
      (_, lost) => lost,
      (a) => a,
    );
    // what no student can reach: f outside the span
    if (r < s.n)
      F.data.forEach((v, at) => {
        first[length + at] = v - (inside[at] as number);
      });
    const differences = Array.from({ length: steps }, (_, m) =>
      spread(
        (a, lost) => a * missing(a, lost, m + 1),
        (a, lost) => -a * missing(a, lost, m + 1),
      ),
    );
    yield { lambda, first, differences, count: s.n * q };
  }
}
