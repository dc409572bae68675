// Floor 9 · the smoothest function within a training error, fitted again and again to its own values.
//
//   min R(f)  subject to  (1/n) Σ_i ‖f(x_i) − y_i‖² ≤ ε,     then y ← f(x_i), the same ε, until 0 is good enough
//
// The solution is ridge with λ = n c, where c solves, d_j being eigenvalues of K/n and z the rotated targets,
//
//   φ(c) = (1/n) Σ_j (c/(c + d_j))² z_j² = ε       φ rises from the floor, (1/n) Σ_{d_j = 0} z_j², to ‖z‖²/n
//
// Everything is scaled to ‖z‖ = 1 and d_max = 1, and the root is found in u = log c, Newton safeguarded by bisection. With r = ‖z‖/√(nε) it
// lies between d_min/(r − 1) and d_max/(r − 1), d_min the least positive eigenvalue, as long as no direction has d = 0. Near r = 1 the
// complement is solved instead, Σ d(2c + d)/(c + d)² z² = 1 − 1/r²: φ itself would be 1 less its rounding there.
//
// Mobahi, Farajtabar & Bartlett, NeurIPS 2020, §2–3. Their Gram matrix is K/n; ξ = 1 throughout.
import { above, wholeUpTo } from '../check.js';
import { exp, log, norm } from '../elementary.js';
import type { Filter } from '../spectral/filter.js';
import { remainder } from '../spectral/remainder.js';
import type { Spectrum } from '../spectral/spectrum.js';
import { distilled, FILTER_STEPS } from './filter.js';
import { leastRatio } from './sparsity.js';

export interface ConstrainedRound {
  /** Inverse Lagrange multiplier, in units of K/n. */
  readonly c: number;
  /** n c: the penalty of this round in units of K. */
  readonly lambda: number;
  /** Length ‖y_t‖ of the targets that this round was fitted to (root of the sum over all entries). */
  readonly norm: number;
  /** Sparsity index of the product of all rounds so far. */
  readonly sparsity: number;
  /** All rounds so far as one filter of the original targets. */
  readonly filter: Filter;
}

export interface ConstrainedDistillation {
  readonly rounds: readonly ConstrainedRound[];
  /** The zero function meets the constraint now: nothing is left to distil. */
  readonly collapsed: boolean;
  /** (r₀ − 1)/κ: at least so many rounds come before the collapse. 0 where κ = d_max/d_min is infinite. */
  readonly minRounds: number;
  /** Least mean squared error that any function of this kernel has on the targets; no round is possible at an ε at or below it. */
  readonly floor: number;
  /** floor ≥ ε: the constraint cannot be met. */
  readonly infeasible: boolean;
}

/** Energy of the targets: on each positive eigenvalue (of K), and where no function reaches. Summed over the targets. */
interface Energy {
  readonly d: readonly number[];
  readonly size: readonly number[];
  readonly lost: number;
}

function energy(s: Spectrum): Energy {
  const q = s.c.shape[1];
  const size = Array.from(s.d, (_, j) => norm(s.c.data.subarray(j * q, (j + 1) * q)));
  const kept = size.map((_, j) => j).filter((j) => (s.d[j] as number) > 0);
  const inNull = size.filter((_, j) => s.d[j] === 0);
  return {
    d: kept.map((j) => s.d[j] as number),
    size: kept.map((j) => size[j] as number),
    lost: norm([...inNull, ...remainder(s).y]),
  };
}

/** Newton steps and bisections; 200 halvings of the logarithm of any range of doubles leave less than its last bit. */
const MOST = 200;

/**
 * λ of the constrained fit: root of Σ_j (λ/(λ + d_j))² z_j² + lost² = radius², lost < radius < ‖z‖.
 *
 * @param size - |z_j|, all that matters of the targets
 */
function multiplier({ d, size, lost }: Energy, whole: number, radius: number): number {
  const top = d[d.length - 1] as number;
  const scaled = d.map((v) => v / top);
  const share = size.map((v) => (v / whole) ** 2);
  const r = whole / radius;
  const [inside, missing] = [((1 - lost / radius) * (1 + lost / radius)) / r ** 2, ((r - 1) * (r + 1)) / r ** 2];
  const near = missing < inside;
  const goal = log(near ? missing : inside);
  /** log of the left-hand side at c = eᵘ, and its derivative in u. */
  const side = (u: number) => {
    const c = exp(u);
    let [value, slope] = [0, 0];
    scaled.forEach((v, j) => {
      const z = share[j] as number;
      const kept = c / (c + v);
      const down = v / (c + v);
      value += z * (near ? down * (1 + kept) : kept * kept);
      slope += z * 2 * kept * kept * down;
    });
    return { gap: (near ? -1 : 1) * (log(value) - goal), slope: slope / value };
  };
  const least = scaled[0] as number;
  const bound = (eigenvalue: number) => log(eigenvalue) - log(r - 1);
  let [low, high] = [bound(least) - 1e-6, bound(1) + 1e-6];
  // directions with d = 0 lie outside the bracket's assumptions, and ties make it a point: widen until it holds the root
  for (let step = 1; side(low).gap > 0; step *= 2) low -= step;
  for (let step = 1; side(high).gap < 0; step *= 2) high += step;
  let u = (low + high) / 2;
  for (let i = 0; i < MOST; i++) {
    const { gap, slope } = side(u);
    if (gap > 0) high = u;
    else low = u;
    const newton = u - gap / slope;
    const next = newton > low && newton < high ? newton : (low + high) / 2;
    if (Math.abs(next - u) <= 4 * Number.EPSILON * Math.max(1, Math.abs(u)) || next === low || next === high) {
      u = next;
      break;
    }
    u = next;
  }
  return exp(u + log(top));
}

/** One round from the energy of its targets: λ, or why there is none. */
function round(e: Energy, n: number, epsilon: number): number | 'collapsed' | 'infeasible' {
  const radius = Math.sqrt(n) * Math.sqrt(epsilon);
  const whole = norm([...e.size, e.lost]);
  if (whole <= radius) return 'collapsed';
  return e.lost >= radius ? 'infeasible' : multiplier(e, whole, radius);
}

/** The first `count` rounds as one filter; the λ are copied when it is used: all rounds at once would take memory as rounds². */
function product(lambdas: readonly number[], count: number): Filter {
  let filter: Filter | undefined;
  return (d) => {
    filter ??= distilled({ lambda: lambdas.slice(0, count), xi: 1, steps: count - 1 });
    return filter(d);
  };
}

/**
 * Mobahi et al.: the smoothest function with mean squared training error ≤ ε, repeated on its own fitted values until it collapses to 0.
 *
 * With several targets one constraint is shared: ε bounds the mean over the rows of ‖f(x_i) − y_i‖². For one constraint each, call it
 * with `oneTarget(s, j)`. Collapse and an ε below the floor are results, not errors. λ depends on y, so `loo` and `gcv` of these
 * filters hold λ fixed: an approximation.
 *
 * @param options.epsilon - ε > 0
 * @param options.maxRounds - at most 10⁶. @default 1000
 *
 * Cost: O(n) an iteration, some ten iterations a round.
 *
 * @example
 * constrainedDistillation(spectrum([[1]], [2]), { epsilon: 1 }).rounds.map((t) => t.lambda) // [1]
 *
 * @see Mobahi, Farajtabar & Bartlett, NeurIPS 2020, §2–3
 */
export function constrainedDistillation(
  s: Spectrum,
  { epsilon, maxRounds = 1000 }: { epsilon: number; maxRounds?: number },
): ConstrainedDistillation {
  above(0, epsilon, 'constrainedDistillation', 'epsilon');
  wholeUpTo(0, FILTER_STEPS, maxRounds, 'constrainedDistillation', 'maxRounds');
  const first = energy(s);
  const radius = Math.sqrt(s.n) * Math.sqrt(epsilon);
  const rounds: ConstrainedRound[] = [];
  const lambdas: number[] = [];
  let e = first;
  let weight = s.d.map(() => 1);
  let found = round(e, s.n, epsilon);
  for (; typeof found === 'number' && rounds.length < maxRounds; found = round(e, s.n, epsilon)) {
    const lambda = found;
    lambdas.push(lambda);
    weight = weight.map((w, j) => ((rounds.length === 0 ? 1 : (s.d[j] as number)) * w) / ((s.d[j] as number) + lambda));
    const filter = product(lambdas, lambdas.length);
    rounds.push({ c: lambda / s.n, lambda, norm: norm([...e.size, e.lost]), sparsity: leastRatio(s.d, weight), filter });
    e = { d: e.d, size: e.size.map((v, j) => ((e.d[j] as number) / ((e.d[j] as number) + lambda)) * v), lost: 0 };
  }
  const r0 = norm([...first.size, first.lost]) / radius;
  const [least, top] = [first.d.length === s.n ? (first.d[0] as number) : 0, first.d.at(-1) ?? 1];
  return {
    rounds,
    collapsed: found === 'collapsed',
    minRounds: Math.max(0, (r0 - 1) * (least / top)),
    floor: (first.lost / Math.sqrt(s.n)) ** 2,
    infeasible: found === 'infeasible',
  };
}
