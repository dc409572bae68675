// Floor 4 · self-distillation as filters: k steps with any weights, the limit, and the preconditioner form with ξ ↔ ξ̄.
//
//   teacher  w₀ = 1/(d + λ₀)      student  w_t = (1 − ξ_t + ξ_t d w_{t−1})/(d + λ_t),  t = 1 … k
//
// ξ is the weight of the teacher's fitted values in the student's targets, 1 − ξ that of y; any real number.
//
// Borup & Andersen, NeurIPS 2021 (ξ = 1 − α); Mobahi, Farajtabar & Bartlett, NeurIPS 2020 (ξ = 1); Pareek, Du & Oh, NeurIPS 2024 (ξ̄).
import { above, finite, wholeUpTo } from '../check.js';
import { ShapeError } from '../errors.js';
import { type Filter, ridge } from '../spectral/filter.js';

export interface Distillation {
  /** λ for every fit, or one for the teacher and each student: λ₀ … λ_k. */
  lambda: number | readonly number[];
  /** Weight of the teacher: one for every step, or ξ₁ … ξ_k. @default 1 */
  xi?: number | readonly number[];
  /** Number of students. @default the length of `xi` (of `lambda` less one), or 1 */
  steps?: number;
}

/** Distillation with its shorthands written out: λ₀ … λ_k and ξ₁ … ξ_k. */
export interface Schedule {
  readonly lambda: readonly number[];
  readonly xi: readonly number[];
}

/** Most steps of a filter, which takes some nanoseconds for each. */
export const FILTER_STEPS = 1e6;
/** Most steps of what goes through the rows of the data, or keeps something of their size, in each. */
export const ROW_STEPS = 1e4;

/** Writes the shorthands out and checks them. */
export function schedule({ lambda, xi = 1, steps }: Distillation, caller: string, most = FILTER_STEPS): Schedule {
  const given = [xi, lambda].find((v) => typeof v !== 'number') as readonly number[] | undefined;
  const count = steps ?? (given === undefined ? 1 : given.length - (given === xi ? 0 : 1));
  const k = wholeUpTo(0, most, count, caller, 'steps', 'distilledLimit is what they tend to');
  const spread = (value: number | readonly number[], count: number, name: string) => {
    if (typeof value === 'number') return new Array<number>(count).fill(value);
    if (value.length !== count) throw new ShapeError(caller, name, `have ${count} numbers for ${k} steps`, `${value.length}`);
    return [...value];
  };
  const lambdas = spread(lambda, k + 1, 'lambda');
  const xis = spread(xi, k, 'xi');
  lambdas.forEach((v, t) => {
    above(0, v, caller, lambdas.length > 1 && typeof lambda !== 'number' ? `lambda[${t}]` : 'lambda');
  });
  xis.forEach((v, t) => {
    finite(v, caller, typeof xi === 'number' ? 'xi' : `xi[${t}]`);
  });
  return { lambda: lambdas, xi: xis };
}

/**
 * Student after `steps` distillations (0 = teacher): w₀ = 1/(d+λ₀), w_t = (1 − ξ_t + ξ_t d w_{t−1})/(d+λ_t).
 *
 * Cost: O(steps) an eigenvalue.
 *
 * @throws {RangeError} unless every λ is > 0 and every ξ finite
 *
 * @example
 * distilled({ lambda: 1, steps: 2 })(1) // 0.125
 * distilled({ lambda: 1, xi: 0 })(3) === ridge(1)(3) // true
 */
export function distilled(options: Distillation): Filter {
  const { lambda, xi } = schedule(options, 'distilled');
  return (d) => {
    let w = 1 / (d + (lambda[0] as number));
    for (let t = 0; t < xi.length; t++) {
      const x = xi[t] as number;
      w = (1 - x + x * d * w) / (d + (lambda[t + 1] as number));
    }
    return w;
  };
}

/**
 * Infinitely many steps at constant ξ: ridge with λ/(1 − ξ), written (1 − ξ)/((1 − ξ)d + λ). At ξ = 1 everything collapses to 0.
 *
 * @returns a filter that throws RangeError at a d where the iteration does not converge (|ξ|·d/(d + λ) ≥ 1; never for |ξ| ≤ 1)
 *
 * @example
 * distilledLimit({ lambda: 0.2, xi: 0.75 })(1) // 0.5555555555555556
 */
export function distilledLimit({ lambda, xi }: { lambda: number; xi: number }): Filter {
  above(0, lambda, 'distilledLimit', 'lambda');
  finite(xi, 'distilledLimit', 'xi');
  return (d) => {
    if ((Math.abs(xi) - 1) * d >= lambda) {
      throw new RangeError(`distilledLimit: xi must satisfy |xi|·d < d + lambda to converge; got ${xi} at d = ${d}, lambda = ${lambda}`);
    }
    return (1 - xi) / ((1 - xi) * d + lambda);
  };
}

/**
 * Pareek's coefficients from the weights: ξ̄_i = (1 − ξ_{k−i}) Π_{l=k−i+1…k} ξ_l, ξ₀ = 0.
 *
 * @example
 * toXiBar([0.5, 2]) // [1, 1]
 */
export function toXiBar(xi: readonly number[]): number[] {
  const k = xi.length;
  let tail = 1;
  return xi.map((_, i) => {
    tail *= xi[k - 1 - i] as number;
    return (1 - (xi[k - 2 - i] ?? 0)) * tail;
  });
}

/**
 * The weights from Pareek's coefficients: with tail sums S_m = Σ_{i≥m} ξ̄_i and S₀ = 1, ξ_{k−m+1} = S_m/S_{m−1}.
 *
 * Infinite or NaN where a tail sum is zero but the next is not: such a model exists only in the form of ξ̄.
 *
 * @example
 * toXi([1, 1]) // [0.5, 2]
 */
export function toXi(xiBar: readonly number[]): number[] {
  const k = xiBar.length;
  const tails = new Array<number>(k + 1).fill(0);
  for (let m = k; m >= 1; m--) tails[m - 1] = (tails[m] as number) + (xiBar[m - 1] as number);
  const xi = new Array<number>(k);
  for (let m = 1; m <= k; m++) {
    const [above, below] = [tails[m - 1] as number, m === 1 ? 1 : (tails[m - 2] as number)];
    xi[k - m] = above === 0 ? 0 : above / below;
  }
  return xi;
}

/**
 * k steps at one λ in preconditioner form: w = g(1 − Σ ξ̄_i (1 − aⁱ)), g = 1/(d + λ), a = d g. The stable form for tuned weights.
 *
 * @example
 * preconditioned({ lambda: 1, xiBar: toXiBar([1, 1]) })(1) // 0.125
 */
export function preconditioned({ lambda, xiBar }: { lambda: number; xiBar: readonly number[] }): Filter {
  const teacher = ridge(above(0, lambda, 'preconditioned', 'lambda'));
  xiBar.forEach((v, i) => {
    finite(v, 'preconditioned', `xiBar[${i}]`);
  });
  return (d) => {
    const g = teacher(d);
    const lost = lambda * g; // 1 − a without cancellation
    let [q, missing, power] = [1, 0, 1]; // missing = 1 − aⁱ = Σ_{j<i} aʲ (1 − a)
    for (const x of xiBar) {
      missing += power * lost;
      power *= d * g;
      q -= x * missing;
    }
    return q * g;
  };
}
