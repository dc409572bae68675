// Floor 7 · Laplace's approximation of a latent process: the mode of p(f | y) by Newton's method, and the curvature there.
//
//   maximise ψ(a) = log p(y | f) − ½ aᵀf,  f = K a:   concave, as every label model's W = A″ > 0
//   W = A″(f), B = I + √W K √W = L Lᵀ, b = W f + (y − A′(f)):   a ← b − √W B⁻¹ √W K b
//   at the mode a = y − A′(f).   log q(y) = ψ − Σ log L_ii.   B has eigenvalues ≥ 1: always safe to factor
//
// Full steps converge quadratically near the mode. Where one lowers ψ, it is halved along a (f is linear in a) until it does not.
// Rasmussen & Williams, Gaussian Processes for Machine Learning, 2006, algorithm 3.1.
import { ConvergenceError } from '../errors.js';
import { matmul } from '../linalg/blas.js';
import { type Cholesky, cholesky } from '../linalg/cholesky.js';
import type { Matrix } from '../matrix.js';
import { type LabelModel, labelModel } from './labels.js';

export interface Mode {
  /** Latent values at the training points, f = K a. */
  readonly f: Float64Array;
  /** a = K⁻¹f = y − A′(f): the predictive mean is k(x, X) a. */
  readonly a: Float64Array;
  /** √W at the mode. */
  readonly root: Float64Array;
  /** Cholesky factor of I + √W K √W. */
  readonly factor: Cholesky;
  readonly logMarginalLikelihood: number;
  readonly iterations: number;
}

const LIMIT = 100;
const HALVINGS = 30;

const dot = (a: Float64Array, b: Float64Array) => a.reduce((sum, v, i) => sum + v * (b[i] as number), 0);

/** The mode for covariance K and labels y. @throws {ConvergenceError} if Newton's method does not settle in `limit` steps */
export function laplace(K: Matrix, y: Float64Array, model: LabelModel, caller: string, limit = LIMIT): Mode {
  const n = y.length;
  const apply = (v: Float64Array) => matmul(K, v).data;
  const at = (a: Float64Array) => {
    const f = apply(a);
    const labels = labelModel(model, f);
    return { a, f, labels, psi: dot(y, f) - labels.a.reduce((s, v) => s + v, 0) - 0.5 * dot(a, f) };
  };
  let here = at(new Float64Array(n));
  for (let iterations = 1; iterations <= limit; iterations++) {
    const root = here.labels.variance.map(Math.sqrt);
    const factor = cholesky(within(K, root));
    const solved = (v: Float64Array) => factor.solve(v.map((x, i) => x * (root[i] as number))).data.map((x, i) => x * (root[i] as number));
    const b = here.f.map((v, i) => (here.labels.variance[i] as number) * v + (y[i] as number) - (here.labels.mean[i] as number));
    const inner = solved(apply(b));
    const step = b.map((v, i) => v - (inner[i] as number) - (here.a[i] as number));
    // the gain that the quadratic model promises, stepᵀ∇ψ/2 with ∇ψ = K (y − A′ − a)
    const slope = dot(
      apply(step),
      here.a.map((v, i) => (y[i] as number) - (here.labels.mean[i] as number) - v),
    );
    const digits = n * Number.EPSILON * (1 + Math.abs(here.psi));
    let next = at(here.a.map((v, i) => v + (step[i] as number)));
    for (let t = 0.5, k = 0; next.psi < here.psi - digits && k < HALVINGS; t /= 2, k++) {
      next = at(here.a.map((v, i) => v + t * (step[i] as number)));
    }
    const settled = Math.abs(slope) <= digits;
    here = next;
    if (settled) return finished(K, here, iterations);
  }
  throw new ConvergenceError(caller, 'laplace', n, `the mode of ${n} latent values is not found in ${limit} Newton steps`);
}

/** I + √W K √W. */
function within({ data, shape }: Matrix, root: Float64Array): Matrix {
  const n = root.length;
  const B = data.map((v, at) => v * (root[Math.floor(at / n)] as number) * (root[at % n] as number));
  for (let i = 0; i < n; i++) B[i * (n + 1)] = (B[i * (n + 1)] as number) + 1;
  return { data: B, shape };
}

function finished(
  K: Matrix,
  { a, f, labels, psi }: { a: Float64Array; f: Float64Array; labels: { variance: Float64Array }; psi: number },
  iterations: number,
): Mode {
  const root = labels.variance.map(Math.sqrt);
  const factor = cholesky(within(K, root));
  return { f, a, root, factor, logMarginalLikelihood: psi - factor.logDet / 2, iterations };
}
