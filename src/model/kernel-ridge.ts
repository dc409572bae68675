// Floor 14 · kernel ridge regression as a model: fit, predict, score, and a life as JSON.
import { above, finiteMatrix, oneOf, rowsMatrix, size, squareMatrix, whole } from '../check.js';
import { ShapeError } from '../errors.js';
import { checkDomain, readPoints } from '../gram/leaf.js';
import type { AnyMatrix, Matrix, MatrixLike } from '../matrix.js';
import { type RunOptions, run, runAsync, type Steps } from '../steps.js';
import { type Factored, factorize, solved, solvedByTarget, withoutSample, withSamples } from './change.js';
import { fitProblem, joined } from './fit.js';
import type { Fitted, KernelRidgeOptions, Plan, Student } from './fitted.js';
import { predictSteps } from './predict.js';
import { type Problem, rootWeights, thin } from './problem.js';
import { optionsOf, stateOf, store } from './stored.js';

/**
 * Kernel ridge regression: min Σ (y_i − f(x_i))² + λ‖f‖², f(x) = k(x, X) α, α = (K + λI)⁻¹ y.
 *
 * Cost: `fit` n³/3 flops at a fixed λ, about 9n³ where λ is chosen (np² for a linear kernel); a sample more or less O(n²); `predict` 2mnp,
 * by pieces of rows: a million of them need no more memory than a thousand.
 *
 * @example
 * new KernelRidge({ kernel: linear(), lambda: 1 }).fit([[1], [2]], [1, 2]).predict([[3]]).data // [2.5]
 *
 * @see scikit-learn's KernelRidge, whose alpha is `lambda` here
 */
export class KernelRidge {
  protected state: Fitted | undefined;
  /** Factors of the problem of `state`, from the first change of its samples on. */
  private factored: Factored | undefined;

  /** The class, for messages and JSON: `constructor.name` does not survive minifiers. */
  protected get name(): string {
    return 'KernelRidge';
  }

  constructor(readonly options: KernelRidgeOptions) {
    const { kernel, lambda, solver = 'auto' } = options;
    const { name } = this;
    if (kernel !== 'precomputed' && typeof kernel?.type !== 'string') {
      throw new RangeError(`${name}: kernel must be a kernel (rbf(…), linear(), …) or 'precomputed'; got ${String(kernel)}`);
    }
    if (typeof lambda === 'string') oneOf(['loo', 'gcv'], lambda, name, 'lambda');
    else for (const v of [lambda].flat()) above(0, v, name, 'lambda');
    oneOf(['auto', 'cholesky', 'eigh'], solver, name, 'solver');
  }

  /**
   * Fits the model and returns it.
   *
   * @param x - n×p points (K, n×n, for a precomputed kernel)
   * @param y - n×q targets
   * @param options.sampleWeight - n positive weights
   * @throws {NonFiniteError} if an entry is NaN or infinite
   * @throws {ShapeError} if the rows of x and y differ in number
   * @throws {NotPositiveDefiniteError} if K + λI is not positive definite: an indefinite kernel, or a λ far below rounding
   */
  fit(x: MatrixLike, y: MatrixLike, options: { sampleWeight?: ArrayLike<number> } = {}): this {
    return run(this.fitSteps(x, y, options.sampleWeight));
  }

  /** `fit` in slices, with progress and cancellation; a cancelled fit leaves the model as it was. */
  fitAsync(x: MatrixLike, y: MatrixLike, options: RunOptions & { sampleWeight?: ArrayLike<number> } = {}): Promise<this> {
    return runAsync(this.fitSteps(x, y, options.sampleWeight), options);
  }

  /**
   * Adds samples to a fitted model and returns it: what fitting all of them at the λ and ξ in use would give. A λ or ξ that was chosen
   * ('loo', 'gcv') is not chosen again; `fit` does that.
   *
   * A linear kernel with fewer features than samples is refitted at that λ, 4np² flops, unless the solver is 'cholesky'. If anything is
   * thrown, the model is as it was. The rounding errors of the factor add up, one of about ε‖K + λI‖ a change.
   *
   * @param x - k×p points; for a precomputed kernel the new rows of K, k×(n + k), against the old samples and then the new
   * @param y - k×q targets
   * @param options.sampleWeight - k positive weights. @default 1 each
   * @throws {ShapeError} if the columns of x or y are not those of the model
   * @throws {NotPositiveDefiniteError} if the larger K + λI is not positive definite
   * @throws {Error} if the model comes from JSON and its kernel is precomputed: K is not stored
   *
   * Cost: n³/3 flops at the first change of a model, which makes the factor; then n²(k + 2q) flops and nk kernel functions (with an
   * intercept n²), and 8n² bytes that the model keeps; as much for each λ that differs.
   *
   * @example
   * new KernelRidge({ kernel: linear(), lambda: 1 }).fit([[1]], [1]).addSamples([[2]], [2]).predict([[3]]).data // [2.5]
   *
   * @see Golub & Van Loan, Matrix Computations, 4th ed., §6.5
   */
  addSamples(x: MatrixLike, y: MatrixLike, options: { sampleWeight?: ArrayLike<number> } = {}): this {
    const { state, problem, name } = this.changeable('addSamples');
    const { kernel } = problem;
    const [n, q] = problem.y.shape;
    const Y = finiteMatrix(y, name, 'y');
    const [k] = Y.shape;
    if (Y.shape[1] !== q) throw new ShapeError(name, 'y', `have ${q} columns, as the model has targets`, size(Y));
    const X = kernel === 'precomputed' ? finiteMatrix(x, name, 'x') : readPoints(kernel, x, undefined, name).x;
    const width = kernel === 'precomputed' ? n + k : problem.x.shape[1];
    const why = kernel === 'precomputed' ? `${n} samples and ${k} new ones` : 'as in fit';
    if (X.shape[0] !== k) throw new ShapeError(name, 'y', `have ${X.shape[0]} rows, as x has ${X.shape[0]} rows`, size(Y));
    if (X.shape[1] !== width) throw new ShapeError(name, 'x', `have ${width} columns, ${why}`, size(X));
    const root = rootWeights(options.sampleWeight, k, name);
    const added = { x: copy(X), y: copy(Y), ...(root ? { root } : {}) };
    return k === 0 ? this : this.become(withSamples(this.factors(state, problem, name), added, name), state, name);
  }

  /**
   * Takes one sample out of a fitted model and returns it: what fitting the others at the λ and ξ in use would give. See `addSamples`.
   *
   * @param index - its row: 0 … n − 1; rows below it move up
   * @throws {RangeError} if there is no such row, or no other
   *
   * Cost: 3(n − index)² + 2n²q flops (with an intercept n² kernel functions); n³/3 at the first change of a model.
   *
   * @example
   * new KernelRidge({ kernel: linear(), lambda: 1 }).fit([[1], [5], [2]], [1, 0, 2]).removeSample(1).predict([[3]]).data // [2.5]
   */
  removeSample(index: number): this {
    const { state, problem, name } = this.changeable('removeSample');
    const [n] = problem.y.shape;
    whole(0, index, name, 'index');
    if (index >= n) throw new RangeError(`${name}: index must be below ${n}, the number of samples; got ${index}`);
    if (n === 1) throw new RangeError(`${name}: index must leave a sample in the model; got ${index} of 1`);
    return this.become(withoutSample(this.factors(state, problem, name), index), state, name);
  }

  /** Predictions k(x, X) α + b, m×q. @param x - m×p (m×n cross-Gram for a precomputed kernel) */
  predict(x: MatrixLike): Matrix {
    return this.predictAt(x, this.fitted('predict').fits.length - 1, 'predict');
  }

  /** R² = 1 − Σ(y − ŷ)²/Σ(y − ȳ)², the mean over targets. A constant target scores 1 where it is met exactly, else 0. */
  score(x: MatrixLike, y: MatrixLike): number {
    const predicted = this.predict(x);
    const [m, q] = predicted.shape;
    const name = `${this.name}.score`;
    const truth = rowsMatrix(y, m, `as x has ${m} rows`, name, 'y');
    if (truth.shape[1] !== q) throw new ShapeError(name, 'y', `have ${q} columns, as the model has targets`, size(truth));
    let total = 0;
    for (let t = 0; t < q; t++) {
      let [mean, rest, spread] = [0, 0, 0];
      for (let i = 0; i < m; i++) mean += (truth.data[i * q + t] as number) / m;
      for (let i = 0; i < m; i++) {
        const v = truth.data[i * q + t] as number;
        rest += (v - (predicted.data[i * q + t] as number)) ** 2;
        spread += (v - mean) ** 2;
      }
      total += spread > 0 ? 1 - rest / spread : Number(rest === 0);
    }
    return total / q;
  }

  /** Coefficients α, n×q. */
  get dualCoef(): Matrix {
    return (this.fitted('dualCoef').fits.at(-1) as Student).coef;
  }

  /** b for each target; zeros without an intercept. */
  get intercept(): Float64Array {
    return (this.fitted('intercept').fits.at(-1) as Student).intercept;
  }

  /** The λ that was given or chosen. */
  get lambda(): readonly number[] {
    return this.fitted('lambda').lambda;
  }

  /** Everything that predictions need, as JSON values; `fromJSON` gives a model that predicts the same bits. */
  toJSON(): unknown {
    return store(this.name, this.options, this.fitted('toJSON'));
  }

  /** A model from what `toJSON` gave. */
  static fromJSON(json: unknown): KernelRidge {
    const model = new KernelRidge(optionsOf(json, 'KernelRidge'));
    model.state = stateOf(json);
    return model;
  }

  /** What distillation adds: the weights of the students. Plain ridge has none. */
  protected get plan(): Plan {
    return { steps: 0, xi: [] };
  }

  protected fitted(method: string): Fitted {
    if (this.state) return this.state;
    throw new Error(`${this.name}.${method}: the model is not fitted; call fit(x, y) first`);
  }

  protected predictAt(xLike: MatrixLike, step: number, method: string): Matrix {
    const { x: train, fits } = this.fitted(method);
    const { coef, intercept } = fits[step] as Student;
    const { kernel } = this.options;
    const name = `${this.name}.${method}`;
    const x = finiteMatrix(xLike, name, 'x');
    const width = kernel === 'precomputed' ? coef.shape[0] : train.shape[1];
    if (x.shape[1] !== width) throw new ShapeError(name, 'x', `have ${width} columns, as in fit`, size(x));
    if (kernel !== 'precomputed') checkDomain(kernel, x, name, 'x');
    const { data, shape } = run(predictSteps(kernel, x, train, coef));
    const q = shape[1];
    for (let i = 0; i < data.length; i += q) for (let t = 0; t < q; t++) data[i + t] = (data[i + t] as number) + (intercept[t] as number);
    return { data, shape };
  }

  /** What a change starts from. */
  private changeable(method: string): { state: Fitted; problem: Problem; name: string } {
    const state = this.fitted(method);
    const { problem } = state;
    const name = `${this.name}.${method}`;
    if (problem) return { state, problem, name };
    throw new Error(
      `${name}: the model was stored without its ${this.options.kernel === 'precomputed' ? 'K' : 'targets'}; call fit(x, y) first`,
    );
  }

  /** The factors of the problem; none where it is refitted by the thin spectrum. */
  private factors(state: Fitted, problem: Problem, name: string): Factored {
    if (this.factored) return this.factored;
    return this.thin(problem) ? { problem, factors: new Map() } : factorize(problem, state.lambda, name);
  }

  private thin(problem: Problem): boolean {
    return thin(problem) && this.options.solver !== 'cholesky';
  }

  /** Takes over a changed problem at the λ and ξ of `state`. */
  private become(changed: Factored, { lambda, xi }: Fitted, name: string): this {
    const { problem } = changed;
    const perTarget = this.perTarget(problem.y.shape[1], name);
    if (this.thin(problem)) {
      const options = { ...this.options, lambda };
      this.state = run(fitProblem(problem, options, { steps: xi.length, xi }, perTarget, name));
      this.factored = undefined;
      return this;
    }
    const ready = changed.factors.size > 0 ? changed : factorize(problem, lambda, name);
    const fits = perTarget ? [joined(solvedByTarget(ready, perTarget))] : solved(ready, lambda, xi);
    const x = problem.kernel === 'precomputed' ? (this.state as Fitted).x : problem.x;
    this.state = { x, fits, lambda, xi, problem };
    this.factored = ready;
    return this;
  }

  private *fitSteps(xLike: MatrixLike, yLike: MatrixLike, weights: ArrayLike<number> | undefined): Steps<this> {
    const { kernel, intercept = false } = this.options;
    const name = `${this.name}.fit`;
    const X: AnyMatrix = kernel === 'precomputed' ? squareMatrix(xLike, name, 'x') : readPoints(kernel, xLike, undefined, name).x;
    const n = X.shape[0];
    const Y = rowsMatrix(yLike, n, `as x has ${n} rows`, name, 'y');
    if (n === 0) throw new ShapeError(name, 'x', 'have at least one row', size(X));
    const root = rootWeights(weights, n, name);
    const problem: Problem = { kernel, x: copy(X), y: copy(Y), intercept, ...(root ? { root } : {}) };
    this.state = yield* fitProblem(problem, this.options, this.plan, this.perTarget(Y.shape[1], name), name);
    this.factored = undefined;
    return this;
  }

  /** λ for each target, where they differ. */
  protected perTarget(q: number, name: string): readonly number[] | undefined {
    const { lambda } = this.options;
    if (!Array.isArray(lambda)) return undefined;
    if (lambda.length !== q) throw new ShapeError(name, 'lambda', `have one number for each of the ${q} targets`, `${lambda.length}`);
    return lambda;
  }
}

const copy = ({ data, shape }: AnyMatrix): Matrix => ({ data: Float64Array.from(data), shape });
