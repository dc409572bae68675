// Floor 5 · how labels in [0, 1] follow from a latent value f: log p(y|f) = y f − A(f), and the first two derivatives of A.
//
//   Bernoulli              A = log(1 + e^f)              A′ = σ(f)                     A″ = σ(1 − σ)
//   continuous Bernoulli   A = log((e^f − 1)/f)          A′ = 1/(1 − e^−f) − 1/f       A″ = 1/f² − 1/(4 sinh²(f/2))     labels in (0, 1)
//
// A′ is the mean of the label, A″ > 0 its variance: −log p is convex in f, whatever y. The second is the first with the normaliser that a
// density on [0, 1] needs: log C(f) = log(f/tanh(f/2)) = log(1 + e^f) − A(f). Below |f| = ½ it goes by the series of (f/2) coth(f/2),
//
//   A = f/2 + Σ B₂ₖ f²ᵏ/(2k (2k)!),   B the Bernoulli numbers: seven terms leave 5·10⁻¹⁶
//
// Everything is computed from e^−|f| ≤ 1. Loaiza-Ganem & Cunningham, The continuous Bernoulli, NeurIPS 2019.
import { expOf, logOf } from '../elementwise.js';

export type LabelModel = 'bernoulli' | 'continuous';

/** At each f: A, its derivative (the mean label), and the second (its variance). */
export interface Labels {
  readonly a: Float64Array;
  readonly mean: Float64Array;
  readonly variance: Float64Array;
}

/** B₂ₖ/(2k)!, k = 1 … 7. */
const SERIES = [1 / 12, -1 / 720, 1 / 30240, -1 / 1209600, 1 / 47900160, -691 / 1307674368000, 1 / 74724249600];
/** |f| up to which the series is used. */
const NEAR = 0.5;

/** The model at every f. */
export function labelModel(model: LabelModel, f: Float64Array): Labels {
  const e = expOf(f.map((v) => -Math.abs(v)));
  return model === 'bernoulli' ? bernoulli(f, e) : continuous(f, e);
}

function bernoulli(f: Float64Array, e: Float64Array): Labels {
  const logs = logOf(e.map((v) => 1 + v));
  return {
    a: f.map((v, i) => Math.max(0, v) + (logs[i] as number)),
    mean: f.map((v, i) => (v >= 0 ? 1 : (e[i] as number)) / (1 + (e[i] as number))),
    variance: e.map((v) => v / (1 + v) ** 2),
  };
}

function continuous(f: Float64Array, e: Float64Array): Labels {
  const near = (v: number) => Math.abs(v) < NEAR;
  const logs = logOf(f.map((v, i) => (near(v) ? 1 : (1 - (e[i] as number)) / Math.abs(v))));
  return {
    a: f.map((v, i) => (near(v) ? v / 2 + series(v, (k) => 1 / (2 * k)) * v * v : Math.max(0, v) + (logs[i] as number))),
    mean: f.map((v, i) => {
      if (near(v)) return 0.5 + series(v, () => 1) * v;
      const upper = 1 / (1 - (e[i] as number)) - 1 / Math.abs(v);
      return v > 0 ? upper : 1 - upper;
    }),
    variance: f.map((v, i) => (near(v) ? series(v, (k) => 2 * k - 1) : 1 / (v * v) - (e[i] as number) / (1 - (e[i] as number)) ** 2)),
  };
}

/** Σ factor(k) B₂ₖ/(2k)! f^{2k−2}. */
function series(f: number, factor: (k: number) => number): number {
  return SERIES.reduceRight((sum, b, i) => sum * f * f + factor(i + 1) * b, 0);
}

/** Nodes of the widest integral: posterior deviations beyond 300 say "nothing is known" to every digit that matters. */
const WIDEST = 300;

/**
 * Mean label where f is normal: ∫ A′(f) N(f; mean, variance) df by the trapezoidal rule, whose error falls exponentially: poles of A′ are
 * π (2π) away from the axis, so steps of half a deviation, or of ½ in f, leave less than 10⁻¹⁶.
 */
export function averageLabel(model: LabelModel, mean: number, deviation: number): number {
  const s = Math.min(deviation, WIDEST);
  const h = Math.min(0.5, 0.5 / Math.max(1, s));
  const half = Math.ceil(8.5 / h);
  const z = Float64Array.from({ length: 2 * half + 1 }, (_, i) => (i - half) * h);
  const weights = expOf(z.map((v) => -0.5 * v * v));
  const values = labelModel(
    model,
    z.map((v) => mean + s * v),
  ).mean;
  let [sum, total] = [0, 0];
  for (let i = 0; i < z.length; i++) {
    sum += (weights[i] as number) * (values[i] as number);
    total += weights[i] as number;
  }
  return sum / total;
}
