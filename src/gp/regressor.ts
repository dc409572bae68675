// Floor 11 · Gaussian process regression and its self-distillation, from one spectrum.
//
//   mean  k(x, X) U w(D) c           w = 1/(d + γ); data-centric: w_t = d w_{t−1}/(d + γ_t), the pure students of distill/filter.ts
//   var   k(x, x) − Σ_j (U_jᵀ k(X, x))²/(d_j + γ)
//
//   data-centric            each process is fitted to the means of the one before; the variance is that of the last fit, which takes the
//                           means for data: it does not know of the distillation
//   distribution-centric    each posterior is the prior of the next process, which sees y again: one process with 1/γ = Σ 1/γ_t
//
// Borup & Andersen, Self-Distillation for Gaussian Process Regression and Classification, arXiv 2304.02641, 2023.
import { above, finiteMatrix, oneOf, rowsMatrix, size, wholeUpTo } from '../check.js';
import { distilled, ROW_STEPS } from '../distill/filter.js';
import { ShapeError } from '../errors.js';
import { readPoints } from '../gram/leaf.js';
import type { Kernel } from '../kernel.js';
import { matmul } from '../linalg/blas.js';
import type { Matrix, MatrixLike } from '../matrix.js';
import { dualCoef } from '../spectral/apply.js';
import { type Spectrum, spectrum } from '../spectral/spectrum.js';
import { copied, pieces } from './covariance.js';
import { evidence } from './evidence.js';

/** How a process learns from the one before: from its predictions at the training points, or from its whole posterior. */
export type GaussianProcessDistillation = 'none' | 'data-centric' | 'distribution-centric';

export interface GaussianProcessRegressorOptions {
  /** Covariance function. */
  kernel: Kernel;
  /** Variance γ > 0 of the noise; or γ₀ … γ_k, one for the first fit and each distillation. */
  noise: number | readonly number[];
  /** @default 'none' */
  distillation?: GaussianProcessDistillation;
  /** Number of distillations k. @default the length of `noise` less one, or 1; 0 without distillation */
  steps?: number;
}

/** A fitted process: everything is a function of these. */
interface State {
  readonly x: Matrix;
  readonly s: Spectrum;
  readonly coef: Matrix;
}

/** The number of distillations, and its agreement with what is asked for. */
export function readSteps(name: string, distillation: GaussianProcessDistillation, steps: number | undefined, implied: number): number {
  oneOf(['none', 'data-centric', 'distribution-centric'], distillation, name, 'distillation');
  const k = wholeUpTo(0, ROW_STEPS, steps ?? (distillation === 'none' ? 0 : implied), name, 'steps');
  if (distillation !== 'none' || k === 0) return k;
  throw new RangeError(`${name}: steps needs distillation 'data-centric' or 'distribution-centric'; got ${k} with 'none'`);
}

/**
 * Gaussian process regression: y = f(x) + noise, f a process with mean 0 and covariance `kernel`; its posterior mean and standard deviation.
 *
 * Targets with several columns share kernel and noise: the standard deviation is the same for all.
 *
 * Cost: `fit` 9n³; `predict` 2mn² for m points, by pieces of rows.
 *
 * @example
 * new GaussianProcessRegressor({ kernel: linear(), noise: 1 }).fit([[1], [2]], [1, 2]).predict([[6]]).mean.data // [5]
 * new GaussianProcessRegressor({ kernel: linear(), noise: 3 }).fit([[1], [0]], [1, 2]).predict([[2]]).std // [1.7320508075688772]
 *
 * @see Rasmussen & Williams, Gaussian Processes for Machine Learning, 2006, algorithm 2.1
 * @see Borup & Andersen, arXiv 2304.02641, 2023
 */
export class GaussianProcessRegressor {
  /** γ of every fit. */
  private readonly noises: readonly number[];
  private state: State | undefined;

  constructor(readonly options: GaussianProcessRegressorOptions) {
    const { noise, distillation = 'none', steps } = options;
    const name = 'GaussianProcessRegressor';
    const given = typeof noise === 'number' ? undefined : noise;
    const k = readSteps(name, distillation, steps, given ? given.length - 1 : 1);
    if (given && given.length !== k + 1) {
      throw new ShapeError(name, 'noise', `have ${k + 1} numbers, for the first fit and ${k} distillations`, `${given.length}`);
    }
    this.noises = Array.from({ length: k + 1 }, (_, t) =>
      given ? above(0, given[t], name, `noise[${t}]`) : above(0, noise, name, 'noise'),
    );
  }

  /**
   * Fits the process and returns it.
   *
   * @param x - n×p points
   * @param y - n×q targets
   * @throws {NonFiniteError} if an entry is NaN or infinite
   * @throws {ShapeError} if the rows of x and y differ in number
   */
  fit(x: MatrixLike, y: MatrixLike): this {
    const name = 'GaussianProcessRegressor.fit';
    const points = copied(readPoints(this.options.kernel, x, undefined, name).x);
    const n = points.shape[0];
    if (n === 0) throw new ShapeError(name, 'x', 'have at least one row', size(points));
    const s = spectrum(this.options.kernel, points, rowsMatrix(y, n, `as x has ${n} rows`, name, 'y') as Matrix);
    this.state = { x: points, s, coef: dualCoef(s, distilled({ lambda: this.fitNoises, xi: 1 }), { leastNorm: true }) };
    return this;
  }

  /** Posterior mean, m×q, and standard deviation of f (without the noise), m. @param x - m×p */
  predict(x: MatrixLike): { readonly mean: Matrix; readonly std: Float64Array } {
    const { s, coef, x: train } = this.fitted('predict');
    const name = 'GaussianProcessRegressor.predict';
    const to = copied(finiteMatrix(x, name, 'x'));
    if (to.shape[1] !== train.shape[1]) throw new ShapeError(name, 'x', `have ${train.shape[1]} columns, as in fit`, size(to));
    const [m, q, r] = [to.shape[0], coef.shape[1], s.d.length];
    const mean = new Float64Array(m * q);
    const std = new Float64Array(m);
    const gamma = this.fitNoises.at(-1) as number;
    // what a row of k(x, X) holds against a direction with d = 0 is rounding
    const g = s.d.map((d) => (d === 0 ? 0 : 1 / (d + gamma)));
    for (const { first, K, diagonal } of pieces(this.options.kernel, to, train)) {
      mean.set(matmul(K, coef).data, first * q);
      const along = matmul(K, s.U).data;
      diagonal.forEach((variance, i) => {
        let known = 0;
        for (let j = 0; j < r; j++) known += (along[i * r + j] as number) ** 2 * (g[j] as number);
        std[first + i] = Math.sqrt(Math.max(0, variance - known));
      });
    }
    return { mean: { data: mean, shape: [m, q] }, std };
  }

  /**
   * log p(targets) of the last fit: of y; data-centric: of the means that the last process was fitted to; distribution-centric: of y
   * under the one process that the whole is.
   */
  get logMarginalLikelihood(): number {
    const noises = [...this.fitNoises];
    const last = noises.pop() as number;
    return evidence(this.fitted('logMarginalLikelihood').s, last, (d) => noises.reduce((h, gamma) => h * (d / (d + gamma)), 1));
  }

  /** γ of the fits that are made: a distribution-centric chain is one fit. */
  private get fitNoises(): readonly number[] {
    if (this.options.distillation !== 'distribution-centric') return this.noises;
    return [1 / this.noises.reduce((sum, gamma) => sum + 1 / gamma, 0)];
  }

  private fitted(method: string): State {
    if (this.state) return this.state;
    throw new Error(`GaussianProcessRegressor.${method}: the process is not fitted; call fit(x, y) first`);
  }
}
