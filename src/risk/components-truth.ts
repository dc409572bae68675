// Floor 9 · components of the risks of a known truth f: bias and variance side by side, ω ∘ ((1 − h) ∘ Uᵀf, σ h).
//
//   r₀ = ω ∘ ((1 − a) ∘ Uᵀf, σ a)     D_m = ω ∘ (a (1 − aᵐ) ∘ Uᵀf, −σ a (1 − aᵐ))
//
//   values at the training points       ω = 1       E‖ŷ − f‖²
//   parameters (norm of the kernel)     ω = d^−½    E‖β̂ − β*‖², β* = Σ_j d_j^−½ (u_jᵀf) v_j the least-norm parameters of f;
//                                                   directions with d = 0 have none
// Das & Sanghavi 2023 measure the second, and find ξ* > 1 under much label noise.
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
  measure: 'truth' | 'parameters',
  lambdas: readonly number[],
  steps: number,
  caller: string,
): Generator<Components> {
  const ofValues = measure === 'truth';
  const omega = ofValues ? s.d.map(() => 1) : s.d.map((d) => (d === 0 ? 0 : 1 / Math.sqrt(d)));
  const q = s.c.shape[1];
  const r = s.d.length;
  const F = rowsMatrix(f, s.n, 'as the targets have', caller, `criterion.${measure}.f`);
  if (F.shape[1] !== q) throw new ShapeError(caller, `criterion.${measure}.f`, `have ${q} columns, as the targets have`, `${F.shape[1]}`);
  const noise = Math.sqrt(q * (noiseVariance === 0 ? 0 : above(0, noiseVariance, caller, `criterion.${measure}.noiseVariance`)));
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
        const unit = omega[i] as number;
        for (let t = 0; t < q; t++) out[i * (q + 1) + t] = unit * bias(d * g, lambda * g) * (signal[i * q + t] as number);
        out[i * (q + 1) + q] = unit * noise * variance(d * g, lambda * g);
      });
      return out;
    };
    const first = spread(
      (_, lost) => lost,
      (a) => a,
    );
    // what no student can reach: f outside the span
    if (ofValues && r < s.n)
      F.data.forEach((v, at) => {
        first[length + at] = v - (inside[at] as number);
      });
    const differences = Array.from({ length: steps }, (_, m) =>
      spread(
        (a, lost) => a * missing(a, lost, m + 1),
        (a, lost) => -a * missing(a, lost, m + 1),
      ),
    );
    yield { lambda, first, differences, count: ofValues ? s.n * q : q };
  }
}
