// Floor 21 · one study: a data set and a protocol in, everything the table, the report and the model file show out.
//
//   rows ─▶ train | validation | test ─▶ standardise by train ─▶ K = U diag(d) Uᵀ, once ─▶ λ × steps, ξ by least squares ─▶ test MSE
//
// Errors are mean squared errors in standardised units: 1 is the variance of the target over the training rows.
import {
  degreesOfFreedom,
  dualCoef,
  engineInfo,
  gramAsync,
  type Kernel,
  type Matrix,
  type Spectrum,
  spectrumAsync,
  type Tuned,
  tune,
} from '../index.js';
import type { Dataset } from './dataset.js';
import { type Encoding, encodeRows, fitEncodings, fitScale, type Scale, standardise, type UnknownLevel } from './encode.js';
import { DataError } from './fail.js';
import { buildKernel } from './kernel-choice.js';
import { predictRows, sideBySide } from './predict-rows.js';
import { enterStage, type StageHooks } from './progress.js';
import { type Parts, type Protocol, partition } from './protocol.js';

/** Shuffles of the contrast, and the most rows for which they are made without being asked for. */
const SHUFFLES = 5;
const SHUFFLE_ROWS = 10_000;

/** A model of the table: the best λ and ξ for exactly `steps` students. */
export interface Result {
  readonly kernel: string;
  readonly steps: number;
  readonly lambda: number;
  /** Weight of the teacher in each student's targets, first student first. */
  readonly xi: readonly number[];
  /** The selection criterion: MSE on the validation rows, by leave-one-out, or GCV. */
  readonly validationMse: number;
  readonly testMse: number;
}

export interface Times {
  readonly decomposition: number;
  /** Of all models. */
  readonly tuning: number;
  /** Of each row of the table by itself: the decomposition, and the choice of λ and ξ for that number of steps. */
  readonly rows: readonly number[];
}

/** Errors at one λ for one number of steps, ξ chosen by the criterion. */
export interface PathPoint {
  readonly lambda: number;
  readonly steps: number;
  readonly validationMse: number;
  readonly testMse: number;
}

/** Results after one shuffle of the rows. */
export interface Shuffled {
  readonly seed: number;
  readonly results: readonly Result[];
}

export interface Study {
  readonly name: string;
  readonly target: string;
  readonly rows: number;
  readonly dropped: number;
  readonly features: number;
  readonly protocol: Protocol;
  readonly split: { readonly train: number; readonly validation: number; readonly test: number };
  readonly kernel: Kernel;
  readonly results: readonly Result[];
  /** Index into `results` of the smallest criterion: the model that is kept. */
  readonly chosen: number;
  readonly path: readonly PathPoint[];
  /** Test MSE of always guessing the mean of the training rows. */
  readonly baselineMse: number;
  /** Eigenvalues of K, descending. */
  readonly eigenvalues: Float64Array;
  /** Fitted share d·w(d) of each model of `results`: at every eigenvalue, and over a grid of d to draw it. */
  readonly shares: readonly Float64Array[];
  readonly curves: { readonly d: Float64Array; readonly shares: readonly Float64Array[] };
  /** Test rows in study order, target and one prediction per model of `results`, in the target's units. */
  readonly test: { readonly row: Int32Array; readonly truth: Float64Array; readonly predicted: readonly Float64Array[] };
  /** The same study on the same rows in other orders: what remains of a gain when nothing drifts. Only where it costs little. */
  readonly shuffled?: readonly Shuffled[];
  readonly milliseconds: Times;
  readonly models: number;
  readonly engine: { readonly variant: string; readonly threads: number };
  readonly notes: readonly string[];
  /** What it takes to predict new rows with the chosen model. */
  readonly fitted: { readonly encodings: readonly Encoding[]; readonly target: Scale; readonly train: Matrix; readonly coef: Matrix };
}

/**
 * Runs the protocol on the data.
 *
 * @throws {DataError} if rows are too few, the target is constant, or every feature is constant
 */
export async function runStudy(data: Dataset, protocol: Protocol, hooks: StageHooks = {}): Promise<Study> {
  const prepared = prepare(data, protocol);
  const fit = await fitAll(prepared, protocol, hooks);
  const { tuned, spectrum, kernel } = fit;
  const { parts, x, y, targetScale, encodings } = prepared;

  await enterStage(hooks, 'test');
  const coefs = sideBySide(tuned.path.map((model) => dualCoef(spectrum, model.filter, { leastNorm: true })));
  const predictions = predictRows(kernel, x.test, x.train, coefs);
  const pathMse = tuned.path.map((_, j) => columnMse(predictions, j, y.test));
  const picks = tuned.bySteps.map((best) => tuned.path.findIndex((model) => model.steps === best.steps && model.lambda === best.lambda));
  const testMse = picks.map((j) => pathMse[j]);
  const results = resultsOf(protocol.kernel.name, tuned.bySteps, testMse);
  const chosen = results.reduce((best, result, k) => (result.validationMse < results[best].validationMse ? k : best), 0);

  const cheap = protocol.kernel.name === 'linear' && data.sourceRows.length <= SHUFFLE_ROWS;
  const shuffled = protocol.order === 'file' && cheap ? await shuffledStudies(data, protocol, hooks) : undefined;
  const eigenvalues = spectrum.d.slice().sort().reverse();
  const d = drawingGrid(eigenvalues);
  const engine = engineInfo();
  return {
    name: data.name,
    target: data.target.name,
    rows: data.sourceRows.length,
    dropped: data.dropped,
    features: x.train.shape[1],
    protocol,
    split: { train: parts.train.length, validation: parts.validation.length, test: parts.test.length },
    kernel,
    results,
    chosen,
    path: tuned.path.map(({ lambda, steps, risk }, j) => ({ lambda, steps, validationMse: risk, testMse: pathMse[j] })),
    baselineMse: y.test.reduce((sum, value) => sum + value * value, 0) / y.test.length,
    eigenvalues,
    shares: tuned.bySteps.map((model) => sharesAt(eigenvalues, model)),
    curves: { d, shares: tuned.bySteps.map((model) => sharesAt(d, model)) },
    test: {
      row: parts.test.map((i) => data.sourceRows[i]),
      truth: Float64Array.from(parts.test, (i) => data.target.values[i]),
      predicted: picks.map((j) => Float64Array.from(y.test, (_, i) => unscale(predictions.data[i * coefs.shape[1] + j], targetScale))),
    },
    shuffled,
    milliseconds: fit.milliseconds,
    models: fit.models,
    engine: { variant: engine.variant, threads: engine.threads },
    notes: [...data.notes, ...prepared.notes, ...indefinite(kernel, spectrum)],
    fitted: { encodings, target: targetScale, train: x.train, coef: dualCoef(spectrum, tuned.bySteps[chosen].filter, { leastNorm: true }) },
  };
}

interface Prepared {
  readonly parts: Parts;
  readonly encodings: readonly Encoding[];
  readonly targetScale: Scale;
  readonly x: { readonly train: Matrix; readonly validation: Matrix; readonly test: Matrix };
  readonly y: { readonly train: Float64Array; readonly validation: Float64Array; readonly test: Float64Array };
  readonly notes: readonly string[];
}

function prepare(data: Dataset, protocol: Protocol): Prepared {
  const parts = partition(data, protocol);
  const targetScale = fitScale(data.target.values, parts.train);
  if (targetScale.sd === 0) {
    throw new DataError(
      `${data.name}: the target "${data.target.name}" is ${targetScale.mean} in all ${parts.train.length} training rows; nothing to learn`,
    );
  }
  const encodings = fitEncodings(data.features, parts.train);
  const [train, validation, test] = [parts.train, parts.validation, parts.test].map((rows) => encodeRows(data.features, encodings, rows));
  const constant = encodings.filter((e) => (e.kind === 'number' ? e.sd === 0 : e.levels.every((level) => level.sd === 0)));
  if (constant.length === encodings.length)
    throw new DataError(`${data.name}: every feature is constant in the training rows; nothing to learn from`);

  const notes = encodings
    .filter((e) => e.kind === 'text')
    .map((e) => `"${e.name}" holds text: one 0/1 column for each of its ${e.levels.length} levels`);
  if (constant.length > 0) notes.push(`constant in the training rows, so without influence: ${constant.map((e) => e.name).join(', ')}`);
  notes.push(...unknownNotes([...validation.unknown, ...test.unknown]));
  const y = (rows: Int32Array) => Float64Array.from(rows, (i) => standardise(data.target.values[i], targetScale));
  return {
    parts,
    encodings,
    targetScale,
    x: { train: train.x, validation: validation.x, test: test.x },
    y: { train: y(parts.train), validation: y(parts.validation), test: y(parts.test) },
    notes,
  };
}

/** One sentence for each column with texts that the training rows lack. */
export function unknownNotes(unknown: readonly UnknownLevel[]): string[] {
  const byColumn = new Map<string, Set<string>>();
  for (const { column, text } of unknown) byColumn.set(column, (byColumn.get(column) ?? new Set()).add(text));
  return [...byColumn].map(
    ([column, texts]) =>
      `"${column}": ${[...texts].map((text) => `"${text}"`).join(', ')} not among the training rows; counted as none of the known levels`,
  );
}

interface Fit {
  readonly kernel: Kernel;
  readonly spectrum: Spectrum;
  readonly tuned: { readonly bySteps: readonly Tuned[]; readonly path: readonly Tuned[] };
  /** Number of models tried. */
  readonly models: number;
  readonly milliseconds: Times;
}

/** The decomposition, once, and all models of the λ × steps grid from it. */
async function fitAll({ x, y }: Prepared, protocol: Protocol, hooks: StageHooks, { timeRows = true } = {}): Promise<Fit> {
  const { onProgress, signal } = hooks;
  const kernel = buildKernel(protocol.kernel, x.train);
  await enterStage(hooks, 'decompose');
  const start = performance.now();
  const spectrum = await spectrumAsync(kernel, x.train, y.train, {
    signal,
    onProgress: ({ stage, done, total }) => onProgress?.({ stage: 'decompose', phase: stage, done, total }),
  });
  const decomposed = performance.now();
  await enterStage(hooks, 'tune');
  const criterion =
    protocol.select === 'validation'
      ? { validation: { K: await gramAsync(kernel, x.validation, x.train, { signal }), y: y.validation } }
      : protocol.select;
  const ready = performance.now();
  const tuneTo = (steps: number) => tune(spectrum, { lambdas: protocol.lambdas, steps, criterion });
  const tuned = tuneTo(protocol.steps);
  const tuning = performance.now() - ready;
  // fewer steps once more by themselves: what each row of the table takes without the rows below it
  const fewer = timeRows
    ? Array.from({ length: protocol.steps }, (_, steps) => {
        const begin = performance.now();
        tuneTo(steps);
        return performance.now() - begin;
      })
    : [];
  return {
    kernel,
    spectrum,
    tuned: protocol.select === 'validation' ? tuned : withoutReversals(tuned.path, spectrum),
    models: tuned.path.length,
    milliseconds: {
      decomposition: decomposed - start,
      tuning: ready - decomposed + tuning,
      rows: [...fewer, tuning].map((time) => ready - start + time),
    },
  };
}

/**
 * The models that leave-one-out and GCV can judge: those with degrees of freedom ≥ 0 (all of them where there is none for some number of steps).
 *
 * The targets were centred by their own mean, so the mean of all but one row tells that row's value. Weights of any size let a student turn
 * that mean against itself, with degrees of freedom far below 0; both criteria reward it, and on new rows it is worthless. On pure noise
 * leave-one-out fell to 0.67 of the variance that way.
 */
function withoutReversals(path: readonly Tuned[], spectrum: Spectrum): Fit['tuned'] {
  const steps = [...new Set(path.map((model) => model.steps))].sort((a, b) => a - b);
  const kept = steps.map((k) => {
    const all = path.filter((model) => model.steps === k);
    const sound = all.filter((model) => degreesOfFreedom(spectrum, model.filter) >= 0);
    return sound.length > 0 ? sound : all;
  });
  return { bySteps: kept.map((models) => models.reduce((a, b) => (b.risk < a.risk ? b : a))), path: kept.flat() };
}

/** One shuffle proves little: a few rare rows on one side of a cut can make a gain or hide it. */
async function shuffledStudies(data: Dataset, protocol: Protocol, hooks: StageHooks): Promise<Shuffled[]> {
  const all: Shuffled[] = [];
  for (let i = 0; i < SHUFFLES; i++) {
    await enterStage(hooks, 'shuffle', i, SHUFFLES);
    const shuffled: Protocol = { ...protocol, order: 'shuffle', seed: protocol.seed + i };
    const { x, y, ...prepared } = prepare(data, shuffled);
    const { kernel, spectrum, tuned } = await fitAll({ x, y, ...prepared }, shuffled, { signal: hooks.signal }, { timeRows: false });
    const coefs = sideBySide(tuned.bySteps.map((model) => dualCoef(spectrum, model.filter, { leastNorm: true })));
    const predictions = predictRows(kernel, x.test, x.train, coefs);
    const testMse = tuned.bySteps.map((_, j) => columnMse(predictions, j, y.test));
    all.push({ seed: shuffled.seed, results: resultsOf(protocol.kernel.name, tuned.bySteps, testMse) });
  }
  return all;
}

/** Of the kernels here only this one can have negative eigenvalues that are no rounding. */
function indefinite(kernel: Kernel, { clamped }: Spectrum): string[] {
  if (kernel.type !== 'sigmoid' || clamped === 0) return [];
  return [`the sigmoid kernel is not positive definite in general: ${clamped} eigenvalues, negative or rounding, count as 0`];
}

function resultsOf(kernel: string, models: readonly Tuned[], testMse: readonly number[]): Result[] {
  return models.map(({ steps, lambda, xi, risk }, k) => ({ kernel, steps, lambda, xi: [...xi], validationMse: risk, testMse: testMse[k] }));
}

function columnMse(predictions: Matrix, j: number, y: Float64Array): number {
  const columns = predictions.shape[1];
  return y.reduce((sum, value, i) => sum + (value - predictions.data[i * columns + j]) ** 2, 0) / y.length;
}

function unscale(z: number, { mean, sd }: Scale): number {
  return mean + sd * z;
}

function sharesAt(d: Float64Array, model: Tuned): Float64Array {
  return d.map((value) => value * model.filter(value));
}

/** 240 points, evenly spaced on a log scale, from the smallest eigenvalue that counts to the largest. */
function drawingGrid(descending: Float64Array): Float64Array {
  const [top] = descending;
  const floor = descending.findLast((d) => d > 1e-8 * top) ?? top;
  return Float64Array.from({ length: 240 }, (_, i) => floor * (top / floor) ** (i / 239));
}
