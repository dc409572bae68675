// Floor 10 · fitted models as JSON values and back.
import { asMatrix, type Matrix } from '../matrix.js';
import type { Fitted, KernelRidgeOptions } from './fitted.js';

interface StoredMatrix {
  readonly data: number[];
  readonly shape: readonly [number, number];
}

interface Stored {
  readonly model: string;
  readonly version: number;
  readonly options: KernelRidgeOptions;
  readonly x: StoredMatrix;
  readonly fits: { coef: StoredMatrix; intercept: number[] }[];
  readonly lambda: number[];
  readonly xi: number[];
  /** Targets, and roots of the weights where there are any: not read to predict, but to add and remove samples. */
  readonly y?: StoredMatrix;
  readonly root?: number[];
}

/** A fitted model as JSON values. */
export function store(model: string, options: KernelRidgeOptions, { x, fits, lambda, xi, problem }: Fitted): unknown {
  const plain = ({ data, shape }: Matrix) => ({ data: Array.from(data), shape });
  const stored = fits.map(({ coef, intercept }) => ({ coef: plain(coef), intercept: Array.from(intercept) }));
  const targets = problem ? { y: plain(problem.y), ...(problem.root ? { root: Array.from(problem.root) } : {}) } : {};
  return { model, version: 1, options, x: plain(x), fits: stored, lambda, xi, ...targets };
}

/** The options of a stored model. @throws {RangeError} if it is not one */
export function optionsOf(json: unknown, model: string): KernelRidgeOptions {
  const stored = json as Partial<Stored> | null;
  if (typeof stored !== 'object' || stored?.model !== model || stored.version !== 1 || !Array.isArray(stored.fits) || !stored.options) {
    throw new RangeError(
      `${model}.fromJSON: json must be what toJSON of a fitted ${model} gave (version 1); got ${JSON.stringify(json)?.slice(0, 60)}`,
    );
  }
  return stored.options;
}

/** The fitted state of a stored model. A precomputed K is not stored. */
export function stateOf(json: unknown): Fitted {
  const { x, fits, lambda, xi, y, root, options } = json as Stored;
  const read = (m: StoredMatrix, argument: string) =>
    asMatrix({ data: Float64Array.from(m.data), shape: m.shape } as Matrix, 'fromJSON', argument) as Matrix;
  const { kernel, intercept = false } = options;
  const points = read(x, 'json.x');
  const weights = root ? { root: Float64Array.from(root) } : {};
  return {
    x: points,
    fits: fits.map(({ coef, intercept }, k) => ({ coef: read(coef, `json.fits[${k}].coef`), intercept: Float64Array.from(intercept) })),
    lambda,
    xi,
    ...(y && kernel !== 'precomputed' ? { problem: { kernel, x: points, y: read(y, 'json.y'), intercept, ...weights } } : {}),
  };
}
