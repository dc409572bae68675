// Floor 16 · classification by self-distilled kernel ridge regression on one-hot targets, all classes from one spectrum.
//
//   scores  s_t(x) = k(x, X) α_t + b_t,  α_t fitted to 1[y_i = t];   predict: the class of the largest score
//   s^loo   exact leave-one-out scores of the whole pipeline (risk/loo.ts): accuracy, and the temperature of p = softmax(s/T)
//
// The temperature must not be fitted on scores of rows that the model has seen: they are surer than those of new rows.

import { squareMatrix } from '../check.js';
import type { Schedule } from '../distill/filter.js';
import { ShapeError } from '../errors.js';
import { readPoints } from '../gram/leaf.js';
import type { AnyMatrix, Matrix, MatrixLike } from '../matrix.js';
import { looOf } from '../risk/loo.js';
import { doubles } from '../room.js';
import { type RunOptions, run, runAsync, type Steps } from '../steps.js';
import { joined, type Shared, searched, students, written } from './fit.js';
import type { Automatic, Fitted, Plan, Student } from './fitted.js';
import { column, type Problem, problemSpectrum } from './problem.js';
import { SelfDistilledKernelRidge, type SelfDistilledOptions } from './self-distilled.js';
import { optionsOf, stateOf, store } from './stored.js';
import { fitTemperature, softmax } from './temperature.js';

export interface KernelRidgeClassifierOptions extends SelfDistilledOptions {
  /** With `xi: 'loo'` or `'gcv'`: choose ξ₁ … ξ_k for every class by itself. @default false: the same for all */
  xiPerClass?: boolean;
}

type Label = number | string;

/** What a fit finds besides the regression. */
interface Labelled {
  readonly classes: readonly Label[];
  readonly temperature: number;
  readonly looAccuracy: number;
  /** ξ₁ … ξ_k of every class. */
  readonly xi: readonly (readonly number[])[];
}

/** The regression inside: checks of the options, predictions, under the classifier's name. */
class Scores extends SelfDistilledKernelRidge {
  protected override get name(): string {
    return NAME;
  }
  get wanted(): Plan {
    return this.plan;
  }
  get found(): Fitted {
    return this.fitted('toJSON');
  }
  set found(state: Fitted) {
    this.state = state;
  }
  at(x: MatrixLike, method: string): Matrix {
    return this.predictAt(x, this.fitted(method).fits.length - 1, method);
  }
}

const NAME = 'KernelRidgeClassifier';

/**
 * Classification by (self-distilled) kernel ridge regression on one-hot targets; any labels, exact leave-one-out accuracy and calibrated
 * probabilities from one spectrum.
 *
 * The options are those of `SelfDistilledKernelRidge` (`steps: 0` for plain ridge); λ and ξ found by `'loo'` or `'gcv'` are those of the
 * squared error of all classes together.
 *
 * Cost: `fit` about 9n³, and O(n² steps) for leave-one-out; `predict` 2mn(p + classes).
 *
 * @example
 * new KernelRidgeClassifier({ kernel: linear(), lambda: 1, steps: 0 }).fit([[-2], [-1], [1], [2]], ['no', 'no', 'yes', 'yes']).predict([[3]])[0] === 'yes' // true
 *
 * @see Rifkin & Klautau, In defense of one-vs-all classification, JMLR 2004
 */
export class KernelRidgeClassifier {
  private readonly scores: Scores;
  private labelled: Labelled | undefined;

  constructor(readonly options: KernelRidgeClassifierOptions) {
    this.scores = new Scores(options);
    if (options.xiPerClass && typeof options.xi !== 'string') {
      throw new RangeError(`${NAME}: xiPerClass needs xi 'loo' or 'gcv'; got ${JSON.stringify(options.xi)}`);
    }
  }

  /**
   * Fits the model and returns it.
   *
   * @param x - n×p points (K, n×n, for a precomputed kernel)
   * @param labels - n numbers or strings, of two classes at least
   * @throws {ShapeError} if there are not as many labels as rows
   * @throws {RangeError} if there is only one class, or a label is neither a string nor a finite number
   */
  fit(x: MatrixLike, labels: ArrayLike<Label>): this {
    return run(this.fitSteps(x, labels));
  }

  /** `fit` in slices, with progress and cancellation; a cancelled fit leaves the model as it was. */
  fitAsync(x: MatrixLike, labels: ArrayLike<Label>, options: RunOptions = {}): Promise<this> {
    return runAsync(this.fitSteps(x, labels), options);
  }

  /** The class of the largest score for each row; of two equal scores the class that comes first. */
  predict(x: MatrixLike): Label[] {
    const { classes } = this.fitted('predict');
    return largest(this.scores.at(x, 'predict')).map((t) => classes[t] as Label);
  }

  /** softmax(scores/T), m×classes, in the order of `classes`. */
  predictProbability(x: MatrixLike): Matrix {
    const { temperature } = this.fitted('predictProbability');
    return softmax(this.scores.at(x, 'predictProbability'), temperature);
  }

  /** The labels that occur: numbers ascending, then strings by code unit. */
  get classes(): readonly Label[] {
    return this.fitted('classes').classes;
  }

  /** Share of the training rows that are classified rightly by models that never saw them, teacher included. */
  get looAccuracy(): number {
    return this.fitted('looAccuracy').looAccuracy;
  }

  /** T of the softmax: the likeliest for the leave-one-out scores, between 0.001 and 1000. */
  get temperature(): number {
    return this.fitted('temperature').temperature;
  }

  /** λ of the teacher and of each student, given or chosen. */
  get lambda(): readonly number[] {
    this.fitted('lambda');
    return this.scores.lambda;
  }

  /** ξ₁ … ξ_k of every class, given or chosen. */
  get xi(): readonly (readonly number[])[] {
    return this.fitted('xi').xi;
  }

  /** Everything that predictions need, as JSON values; `fromJSON` gives a model that predicts the same bits. */
  toJSON(): unknown {
    const labelled = this.fitted('toJSON');
    return { ...(store(NAME, this.options, this.scores.found) as object), labelled };
  }

  /** A model from what `toJSON` gave. */
  static fromJSON(json: unknown): KernelRidgeClassifier {
    const model = new KernelRidgeClassifier(optionsOf(json, NAME) as KernelRidgeClassifierOptions);
    const { labelled } = json as { labelled?: Labelled };
    if (!Array.isArray(labelled?.classes)) throw new RangeError(`${NAME}.fromJSON: json.labelled must hold the classes; got ${labelled}`);
    model.scores.found = stateOf(json);
    model.labelled = labelled;
    return model;
  }

  private fitted(method: string): Labelled {
    if (this.labelled) return this.labelled;
    throw new Error(`${NAME}.${method}: the model is not fitted; call fit(x, labels) first`);
  }

  private *fitSteps(xLike: MatrixLike, labels: ArrayLike<Label>): Steps<this> {
    const { options } = this;
    const { kernel, intercept = false } = options;
    const name = `${NAME}.fit`;
    const { data, shape }: AnyMatrix =
      kernel === 'precomputed' ? squareMatrix(xLike, name, 'x') : readPoints(kernel, xLike, undefined, name).x;
    const n = shape[0];
    if (labels.length !== n) throw new ShapeError(name, 'labels', `have ${n} entries, one for each row of x`, `${labels.length}`);
    const classes = classesOf(labels, name);
    const own = Array.from(labels, (label) => classes.indexOf(label));
    const q = classes.length;
    const y: Matrix = { data: doubles(n * q, name), shape: [n, q] };
    own.forEach((t, i) => {
      y.data[i * q + t] = 1;
    });
    const problem: Problem = { kernel, x: { data: Float64Array.from(data), shape }, y, intercept };
    const shared = yield* problemSpectrum(problem);
    const schedules = this.schedules(shared, q, name);
    const { s, free } = shared;
    const parts: Student[][] = [];
    const held = { data: new Float64Array(n * q), shape: [n, q] as const };
    const alike = schedules.length === 1;
    for (let t = 0; t < schedules.length; t++) {
      const schedule = schedules[t] as Schedule;
      const one = alike ? s : { ...s, c: column(s.c, t), y: column(s.y, t) };
      const truth = alike ? y : column(y, t);
      parts.push(yield* students({ ...problem, y: truth }, schedule, one, name));
      // the residual is the same for targets that are centred; the prediction of the targets themselves is not
      const { predictions } = looOf(one, schedule, free);
      predictions.data.forEach((v, at) => {
        const i = alike ? at : at * q + t;
        held.data[i] = v + (truth.data[at] as number) - (one.y.data[at] as number);
      });
      yield { stage: 'leave-one-out', done: t + 1, total: schedules.length };
    }
    const first = schedules[0] as Schedule;
    const fits = alike ? (parts[0] as Student[]) : first.lambda.map((_, k) => joined(parts.map((steps) => steps[k] as Student)));
    const kept = kernel === 'precomputed' ? { data: new Float64Array(0), shape: [0, 0] as const } : problem.x;
    const right = largest(held).reduce((count, t, i) => count + Number(t === own[i]), 0);
    this.scores.found = { x: kept, fits, lambda: first.lambda, xi: first.xi };
    this.labelled = {
      classes,
      temperature: fitTemperature(held, own),
      looAccuracy: right / n,
      xi: classes.map((_, t) => (schedules[alike ? 0 : t] as Schedule).xi),
    };
    return this;
  }

  /** One schedule for all classes, or one for each. */
  private schedules({ s, free }: Shared, q: number, name: string): Schedule[] {
    const { options } = this;
    const plan = this.scores.wanted;
    const criterion = [options.lambda, plan.xi].find((v) => typeof v === 'string') as Automatic | undefined;
    if (!criterion) return [written(options, plan)];
    const shared: Shared = free ? { s, free } : { s };
    const together = searched(shared, options, plan, criterion, name);
    if (!options.xiPerClass) return [together];
    const lambda = together.lambda[0] as number;
    return Array.from({ length: q }, (_, t) =>
      searched({ ...shared, s: { ...s, c: column(s.c, t), y: column(s.y, t) } }, { ...options, lambda }, plan, criterion, name),
    );
  }
}

/** The column of the largest entry of each row. */
function largest({ data, shape: [m, q] }: Matrix): number[] {
  return Array.from({ length: m }, (_, i) => {
    let best = 0;
    for (let t = 1; t < q; t++) if ((data[i * q + t] as number) > (data[i * q + best] as number)) best = t;
    return best;
  });
}

/** The labels that occur, in order. */
function classesOf(labels: ArrayLike<Label>, name: string): Label[] {
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i];
    if (typeof label === 'string' || (typeof label === 'number' && Number.isFinite(label))) continue;
    throw new RangeError(`${name}: labels must be strings or finite numbers; got ${label} at ${i}`);
  }
  const classes = [...new Set(Array.from(labels))];
  if (classes.length < 2) throw new RangeError(`${name}: labels must be of two classes at least; got ${JSON.stringify(classes)}`);
  const numbers = classes.filter((v) => typeof v === 'number').sort((a, b) => a - b);
  const strings = classes.filter((v) => typeof v === 'string').sort((a, b) => (a < b ? -1 : 1));
  return [...numbers, ...strings];
}
