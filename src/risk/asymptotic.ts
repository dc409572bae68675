// Floor 3 · risks of ridge and of its student in the limit of many rows and features, p/n → γ: no data, one scalar equation.
//
//   rows x = Σ^{1/2} z, y = xᵀβ + noise of variance σ²; ridge ‖y − Xb‖²/n + λ‖b‖². s_i: eigenvalues of Σ, β_i²: the signal along them.
//   κ > 0 solves  κ(1 − γ mean(s/(s + κ))) = λ;   t_j = γ mean(s²/(s + κ)ʲ),  q_j = Σ β_i² s_i/(s_i + κ)ʲ,  j = 2, 3, 4
//
//   With b = 1/(1 − t₂) and E = κ − bλ + b²κλt₃, the bias terms Q₂ Q₃ Q₄ and the variance terms u₂ u₃ u₄ below,
//     R    = Q₂ + σ²u₂ + σ²
//     C    = 2Q₂ − ½Q₃ + σ²(u₂ − λu₃) + σ²
//     R_pd = 4Q₂ − 2Q₃ + Q₄ + σ²(u₂ − 2λu₃ + λ²u₄) + σ²
//
// From κ(λ): κ′ = b, so one-shot GCV with the published normalisation tends to ξ*(2 − λb/κ) instead of ξ* (docs/maths.md).
//
// Dang, Patil & Rinaldo, ICML 2026, Theorem 3.1.

import { above, finiteMatrix, notNegative } from '../check.js';
import { power } from '../elementary.js';
import { ShapeError } from '../errors.js';

export interface AsymptoticModel {
  /** γ: the limit of p/n, > 0. */
  readonly aspect: number;
  /** λ of ‖y − Xb‖²/n + λ‖b‖²: n times it is the λ of the other functions. */
  readonly lambda: number;
  /** σ² ≥ 0. */
  readonly noiseVariance: number;
  /** Eigenvalues of the features' covariance, ≥ 0, equally many features for each. */
  readonly eigenvalues: ArrayLike<number>;
  /** β_i²: squared coefficients of the truth along the eigenvectors, ≥ 0. */
  readonly signal: ArrayLike<number>;
}

export interface AsymptoticRisk {
  /** Prediction risk of ridge, the noise σ² of a new row included. */
  readonly teacher: number;
  /** Of the pure student, ξ = 1. */
  readonly pure: number;
  /** Mean product of their errors. */
  readonly cross: number;
  /** ξ* = (R − C)/D; 0 where teacher and student coincide. */
  readonly xi: number;
  /** Risk at ξ*. */
  readonly student: number;
  /** Where one-shot GCV as published ends instead of ξ*. */
  readonly publishedXi: number;
}

/**
 * Limits of the prediction risks of ridge, its pure and its best student, and of ξ*, as n and p grow with p/n → γ.
 *
 * @throws {ShapeError} unless `signal` has as many entries as `eigenvalues`
 * @throws {RangeError} for a number out of range
 *
 * Cost: O(p) for each of about ten Newton steps.
 *
 * @example
 * asymptoticRisk({ aspect: 0.5, lambda: 0.5, noiseVariance: 1, eigenvalues: [1], signal: [1] }).teacher // Math.SQRT2
 *
 * @see Dang, Patil & Rinaldo, Optimal Unconstrained Self-Distillation in Ridge Regression, ICML 2026
 */
export function asymptoticRisk({ aspect, lambda, noiseVariance, eigenvalues, signal }: AsymptoticModel): AsymptoticRisk {
  const caller = 'asymptoticRisk';
  above(0, aspect, caller, 'aspect');
  above(0, lambda, caller, 'lambda');
  const noise = notNegative(noiseVariance, caller, 'noiseVariance');
  const s = numbers(eigenvalues, caller, 'eigenvalues');
  const beta = numbers(signal, caller, 'signal');
  if (s.length === 0) throw new ShapeError(caller, 'eigenvalues', 'hold at least one number', 'none');
  if (beta.length !== s.length) throw new ShapeError(caller, 'signal', `have ${s.length} numbers, as eigenvalues has`, `${beta.length}`);

  const k = effectivePenalty(aspect, lambda, s);
  const t = (j: number) => (aspect * s.reduce((sum, v) => sum + v ** 2 / power(v + k, j), 0)) / s.length;
  const q = (j: number) => s.reduce((sum, v, i) => sum + ((beta[i] as number) * v) / power(v + k, j), 0);
  const [t2, t3, t4, q2, q3, q4] = [t(2), t(3), t(4), q(2), q(3), q(4)];
  const l = lambda;
  const b = 1 / (1 - t2);
  const E = k - b * l + b ** 2 * k * l * t3;
  const Q2 = k ** 2 * b * q2;
  const Q3 = 2 * k * b * E * q2 + 2 * k ** 2 * b ** 2 * l * q3;
  const Q4 =
    (b * E ** 2 + power(b, 4) * k ** 2 * l ** 2 * t4 + power(b, 5) * k ** 2 * l ** 2 * t3 ** 2) * q2 +
    2 * b ** 2 * k * l * E * q3 +
    power(b, 3) * k ** 2 * l ** 2 * q4;
  const [u2, u3, u4] = [t2 * b, t3 * power(b, 3), t4 * power(b, 4) + 2 * t3 ** 2 * power(b, 5)];

  const teacher = Q2 + noise * u2 + noise;
  // differences as such: R − C and D are small beside the risks
  const gap = 0.5 * Q3 - Q2 + noise * l * u3;
  const D = Q2 - Q3 + Q4 + noise * l ** 2 * u4;
  const xi = D <= 1e-14 * teacher ? 0 : gap / D;
  const pure = 4 * Q2 - 2 * Q3 + Q4 + noise * (u2 - 2 * l * u3 + l ** 2 * u4) + noise;
  return { teacher, pure, cross: teacher - gap, xi, student: teacher - xi * gap, publishedXi: xi * (2 - (l * b) / k) };
}

/** κ: Newton's method from above, where κ − γ mean(sκ/(s + κ)) is convex and increasing, so the steps only go down. */
function effectivePenalty(aspect: number, lambda: number, s: readonly number[]): number {
  const mean = (f: (v: number) => number) => s.reduce((sum, v) => sum + f(v), 0) / s.length;
  let k = lambda + aspect * mean((v) => v);
  for (;;) {
    const excess = k - aspect * mean((v) => (v * k) / (v + k)) - lambda;
    const next = k - excess / (1 - aspect * mean((v) => (v / (v + k)) ** 2));
    if (!(next < k)) return k;
    k = next;
  }
}

function numbers(x: ArrayLike<number>, caller: string, name: string): number[] {
  const list = Array.from(finiteMatrix(Float64Array.from(x), caller, name).data);
  const at = list.findIndex((v) => v < 0);
  if (at >= 0) throw new RangeError(`${caller}: ${name}[${at}] must be ≥ 0; got ${list[at]}`);
  return list;
}
