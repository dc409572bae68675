// Floor 12 · Gaussian process classification by Laplace's approximation, and its self-distillation.
//
//   predictive  f(x) ~ N(k(x, X) a, k(x, x) − ‖L⁻¹ √W k(X, x)‖²),   P = ∫ A′(f) N(f) df                    (laplace.ts, labels.ts)
//
//   data-centric            each process is fitted to the probabilities that the one before gives at the training points. They lie in
//                           (0, 1): their likelihood is continuous Bernoulli, and its mean A′ is what the student predicts
//   distribution-centric    k distillations are taken as k + 1 copies of the data, which is a process with covariance (k + 1) K: the modes
//                           are the same; the latent covariance is k + 1 times that of copied data
//
// Borup & Andersen, Self-Distillation for Gaussian Process Regression and Classification, arXiv 2304.02641, 2023.
import { finiteMatrix, size } from '../check.js';
import { ShapeError } from '../errors.js';
import { readPoints } from '../gram/leaf.js';
import { gram } from '../gram.js';
import { type Kernel, scaled } from '../kernel.js';
import { matmul } from '../linalg/blas.js';
import type { Matrix, MatrixLike } from '../matrix.js';
import { copied, type Piece, pieces } from './covariance.js';
import { averageLabel, type LabelModel } from './labels.js';
import { laplace, type Mode } from './laplace.js';
import { type GaussianProcessDistillation, readSteps } from './regressor.js';

export interface GaussianProcessClassifierOptions {
  /** Covariance function of the latent process. */
  kernel: Kernel;
  /** @default 'none' */
  distillation?: GaussianProcessDistillation;
  /** Number of distillations k. @default 1; 0 without distillation */
  steps?: number;
}

interface State {
  readonly x: Matrix;
  readonly mode: Mode;
  readonly model: LabelModel;
}

/**
 * Gaussian process classification of two classes: P(y = 1 | f) = 1/(1 + e^−f), f a process with mean 0 and covariance `kernel`.
 *
 * Labels between 0 and 1 (shares, or another model's probabilities) are read as continuous Bernoulli.
 *
 * Cost: `fit` n³/3 a Newton step, some six of them a distillation; `predict` mn² for m points, by pieces of rows.
 *
 * @example
 * new GaussianProcessClassifier({ kernel: rbf({ gamma: 1 }) }).fit([[-1], [1]], [0, 1]).predictProbability([[0]]) // [0.5]
 *
 * @see Rasmussen & Williams, Gaussian Processes for Machine Learning, 2006, algorithms 3.1 and 3.2
 * @see Borup & Andersen, arXiv 2304.02641, 2023
 */
export class GaussianProcessClassifier {
  /** The covariance that is fitted. */
  private readonly kernel: Kernel;
  /** Fits after the first. */
  private readonly students: number;
  private state: State | undefined;

  constructor(readonly options: GaussianProcessClassifierOptions) {
    const { kernel, distillation = 'none', steps } = options;
    const k = readSteps('GaussianProcessClassifier', distillation, steps, 1);
    const copies = distillation === 'distribution-centric' ? k + 1 : 1;
    this.kernel = copies > 1 ? scaled(copies, kernel) : kernel;
    this.students = distillation === 'data-centric' ? k : 0;
  }

  /**
   * Fits the process and returns it.
   *
   * @param x - n×p points
   * @param y - n labels, 0 or 1, or anything between
   * @throws {RangeError} if a label is not in [0, 1]
   * @throws {ShapeError} if there are not as many labels as rows
   * @throws {ConvergenceError} if Newton's method does not find the mode in 100 steps
   */
  fit(x: MatrixLike, y: ArrayLike<number>): this {
    const name = 'GaussianProcessClassifier.fit';
    const points = copied(readPoints(this.kernel, x, undefined, name).x);
    const n = points.shape[0];
    if (n === 0) throw new ShapeError(name, 'x', 'have at least one row', size(points));
    if (y.length !== n) throw new ShapeError(name, 'y', `have ${n} labels, one for each row of x`, `${y.length}`);
    let labels: Float64Array = Float64Array.from(y);
    const bad = labels.findIndex((v) => !(v >= 0 && v <= 1));
    if (bad >= 0) throw new RangeError(`${name}: y must hold labels from 0 to 1; got ${y[bad]} at ${bad}`);
    const K = gram(this.kernel, points);
    const diagonal = Float64Array.from({ length: n }, (_, i) => K.data[i * (n + 1)] as number);
    const fitTo = (y: Float64Array): State => {
      const model: LabelModel = y.every((v) => v === 0 || v === 1) ? 'bernoulli' : 'continuous';
      return { x: points, mode: laplace(K, y, model, name), model };
    };
    let state = fitTo(labels);
    for (let t = 0; t < this.students; t++) {
      labels = probabilities(state, { first: 0, K, diagonal });
      state = fitTo(labels);
    }
    this.state = state;
    return this;
  }

  /** P(y = 1) at each row of x, averaged over the posterior of f. @param x - m×p */
  predictProbability(x: MatrixLike): Float64Array {
    const state = this.fitted('predictProbability');
    const name = 'GaussianProcessClassifier.predictProbability';
    const to = copied(finiteMatrix(x, name, 'x'));
    if (to.shape[1] !== state.x.shape[1]) throw new ShapeError(name, 'x', `have ${state.x.shape[1]} columns, as in fit`, size(to));
    const out = new Float64Array(to.shape[0]);
    for (const piece of pieces(this.kernel, to, state.x)) out.set(probabilities(state, piece), piece.first);
    return out;
  }

  /** Laplace's approximation of log p(labels) of the last fit. */
  get logMarginalLikelihood(): number {
    return this.fitted('logMarginalLikelihood').mode.logMarginalLikelihood;
  }

  private fitted(method: string): State {
    if (this.state) return this.state;
    throw new Error(`GaussianProcessClassifier.${method}: the process is not fitted; call fit(x, y) first`);
  }
}

/** Mean labels at the rows of a piece. */
function probabilities({ mode: { a, root, factor }, model }: State, { K, diagonal }: Piece): Float64Array {
  const [m, n] = K.shape;
  const mean = matmul(K, a).data;
  // k(X, x) scaled by √W, a column for each row of the piece
  const scaledK = { data: new Float64Array(n * m), shape: [n, m] as const };
  for (let i = 0; i < m; i++) for (let j = 0; j < n; j++) scaledK.data[j * m + i] = (K.data[i * n + j] as number) * (root[j] as number);
  const solved = factor.solve(scaledK).data;
  return diagonal.map((variance, i) => {
    let known = 0;
    for (let j = 0; j < n; j++) known += (scaledK.data[j * m + i] as number) * (solved[j * m + i] as number);
    return averageLabel(model, mean[i] as number, Math.sqrt(Math.max(0, variance - known)));
  });
}
