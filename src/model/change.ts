// Floor 13 · samples added to a fitted model or taken out of it, without a refit: the factor of K̃ + λI follows the rows, O(n²) each.
//
//   ┌ K̃ + λI     ·    ┐    added: L stays; below it L21 = B L⁻ᵀ and the factor of C + λI − L21 L21ᵀ       (choleskyAppend)
//   └   B      C + λI ┘    taken out: the rows below absorb the column that is left over, by rotations    (choleskyRemove)
//
//   [M ỹ, M ρ] = (L Lᵀ)⁻¹ [ỹ, ρ],   b = ρᵀM ỹ/ρᵀM ρ,   α̃ = M ỹ − b M ρ        coordinates and intercept as in ./problem
//
// A student's targets need the values of its teacher: K̃ α̃ + b ρ = t − λ α̃, so that K itself is needed for the new rows alone.
// One factor for each λ that differs. Golub & Van Loan, Matrix Computations, 4th ed., §6.5.
import { separate } from '../distill/refit.js';
import { NotPositiveDefiniteError } from '../errors.js';
import { gramSteps } from '../gram.js';
import { type Cholesky, cholesky } from '../linalg/cholesky.js';
import { choleskyAppend, choleskyRemove } from '../linalg/cholesky-update.js';
import type { Matrix } from '../matrix.js';
import { run } from '../steps.js';
import type { Student } from './fitted.js';
import { meanResidual } from './predict.js';
import { column, freeDirection, type Problem, scaleRows, weightedGram } from './problem.js';

/** A problem and the factor of K̃ + λI for each λ that its fits use. */
export interface Factored {
  readonly problem: Problem;
  readonly factors: ReadonlyMap<number, Cholesky>;
}

/** New samples: k×p points (the rows [B C] of K, k×(n + k), where it is precomputed), k×q targets, roots of the weights. */
export type Added = Pick<Problem, 'x' | 'y' | 'root'>;

/** Factors from scratch, n³/3 flops for each λ. */
export function factorize(problem: Problem, lambdas: readonly number[], caller: string): Factored {
  const n = problem.y.shape[0];
  const K = run(weightedGram(problem));
  const factors = new Map<number, Cholesky>();
  for (const shift of new Set(lambdas))
    factors.set(
      shift,
      calledBy(caller, n, () => cholesky(K, { shift })),
    );
  return { problem, factors };
}

/** The larger problem and its factors. n²k flops and nk kernel functions. */
export function withSamples({ problem, factors }: Factored, added: Added, caller: string): Factored {
  const { kernel, x, y, root } = problem;
  const n = y.shape[0];
  const [k, q] = added.y.shape;
  const total = n + k;
  const rows = kernel === 'precomputed' ? added.x.data : newRows(problem, added.x);
  const roots = root || added.root ? concat(root ?? ones(n), added.root ?? ones(k)) : undefined;
  const larger: Problem = {
    ...problem,
    x: kernel === 'precomputed' ? bordered(x, rows, total) : { data: concat(x.data, added.x.data), shape: [total, x.shape[1]] },
    y: { data: concat(y.data, added.y.data), shape: [total, q] },
    ...(roots ? { root: roots } : {}),
  };
  const scaled = roots
    ? rows.map((v, at) => v * (roots[n + Math.floor(at / total)] as number) * (roots[at % total] as number))
    : rows.slice();
  const grown = new Map<number, Cholesky>();
  for (const [lambda, factor] of factors) {
    const shifted = scaled.slice();
    for (let i = 0; i < k; i++) shifted[i * total + n + i] = (shifted[i * total + n + i] as number) + lambda;
    grown.set(
      lambda,
      calledBy(caller, total, () => choleskyAppend(factor, { data: shifted, shape: [k, total] })),
    );
  }
  return { problem: larger, factors: grown };
}

/** The smaller problem and its factors. 3(n − index)² flops. */
export function withoutSample({ problem, factors }: Factored, index: number): Factored {
  const { kernel, x, y, root } = problem;
  const fewer = withoutRow(x, index);
  const smaller: Problem = {
    ...problem,
    x: kernel === 'precomputed' ? withoutColumn(fewer, index) : fewer,
    y: withoutRow(y, index),
    ...(root ? { root: root.filter((_, i) => i !== index) } : {}),
  };
  return { problem: smaller, factors: new Map([...factors].map(([lambda, factor]) => [lambda, choleskyRemove(factor, index)])) };
}

/** Teacher and students for λ₀ … λ_k and ξ₁ … ξ_k: 2n²(q + 1) flops each. */
export function solved({ problem, factors }: Factored, lambda: readonly number[], xi: readonly number[]): Student[] {
  const { y, root } = problem;
  const free = freeDirection(problem);
  const own = scaleRows(y, root);
  let target = own;
  return lambda.map((l, t) => {
    const coef = separate((factors.get(l) as Cholesky).solve(withColumn(target, free)).data, y.shape[0], y.shape[1], free).coef;
    const x = xi[t] ?? 0;
    const values = target.data.map((v, at) => v - l * (coef.data[at] as number));
    target = { data: values.map((v, at) => (1 - x) * (own.data[at] as number) + x * v), shape: y.shape };
    const weighted = scaleRows(coef, root);
    return { coef: weighted, intercept: free ? run(meanResidual(problem, weighted)) : new Float64Array(y.shape[1]) };
  });
}

/** One fit for each target, with a λ of its own. */
export const solvedByTarget = (of: Factored, lambda: readonly number[]): Student[] =>
  lambda.flatMap((l, t) => solved({ ...of, problem: { ...of.problem, y: column(of.problem.y, t) } }, [l], []));

/** The rows [k(new, old), k(new, new)] of K. */
function newRows({ kernel, x }: Problem, added: Matrix): Float64Array {
  if (kernel === 'precomputed') return added.data;
  const [before, among] = [run(gramSteps(kernel, added, x)), run(gramSteps(kernel, added, undefined))];
  const [n, k] = [x.shape[0], added.shape[0]];
  const rows = new Float64Array(k * (n + k));
  for (let i = 0; i < k; i++) {
    rows.set(before.data.subarray(i * n, (i + 1) * n), i * (n + k));
    rows.set(among.data.subarray(i * k, (i + 1) * k), i * (n + k) + n);
  }
  return rows;
}

/** K with new rows and, by symmetry, columns. */
function bordered({ data, shape: [n] }: Matrix, rows: Float64Array, total: number): Matrix {
  const larger = new Float64Array(total * total);
  for (let i = 0; i < n; i++) larger.set(data.subarray(i * n, (i + 1) * n), i * total);
  larger.set(rows, n * total);
  for (let i = n; i < total; i++) for (let j = 0; j < i; j++) larger[j * total + i] = larger[i * total + j] as number;
  return { data: larger, shape: [total, total] };
}

function withoutRow({ data, shape: [m, n] }: Matrix, index: number): Matrix {
  return { data: concat(data.subarray(0, index * n), data.subarray((index + 1) * n)), shape: [m - 1, n] };
}

function withoutColumn({ data, shape: [m, n] }: Matrix, index: number): Matrix {
  const smaller = new Float64Array(m * (n - 1));
  for (let i = 0; i < m; i++) {
    smaller.set(data.subarray(i * n, i * n + index), i * (n - 1));
    smaller.set(data.subarray(i * n + index + 1, (i + 1) * n), i * (n - 1) + index);
  }
  return { data: smaller, shape: [m, n - 1] };
}

/** [t ρ], where there is a free direction. */
function withColumn({ data, shape: [n, q] }: Matrix, free: Float64Array | undefined): Matrix {
  if (!free) return { data, shape: [n, q] };
  const wider = new Float64Array(n * (q + 1));
  for (let i = 0; i < n; i++) {
    wider.set(data.subarray(i * q, (i + 1) * q), i * (q + 1));
    wider[i * (q + 1) + q] = free[i] as number;
  }
  return { data: wider, shape: [n, q + 1] };
}

const ones = (n: number) => new Float64Array(n).fill(1);

function concat(a: Float64Array, b: Float64Array): Float64Array {
  const both = new Float64Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}

/** The error of a factorization, in the name of the method that was called. */
function calledBy<T>(caller: string, n: number, factor: () => T): T {
  try {
    return factor();
  } catch (error) {
    if (!(error instanceof NotPositiveDefiniteError)) throw error;
    throw new NotPositiveDefiniteError(caller, error.order, error.pivot, n, error.enough, error.jitter);
  }
}
