// Floor 5 · fitted models as JSON values and back.
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
}

/** A fitted model as JSON values. */
export function store(model: string, options: KernelRidgeOptions, { x, fits, lambda, xi }: Fitted): unknown {
  const plain = ({ data, shape }: Matrix) => ({ data: Array.from(data), shape });
  const stored = fits.map(({ coef, intercept }) => ({ coef: plain(coef), intercept: Array.from(intercept) }));
  return { model, version: 1, options, x: plain(x), fits: stored, lambda, xi };
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

/** The fitted state of a stored model. */
export function stateOf(json: unknown): Fitted {
  const { x, fits, lambda, xi } = json as Stored;
  const read = (m: StoredMatrix, argument: string) =>
    asMatrix({ data: Float64Array.from(m.data), shape: m.shape } as Matrix, 'fromJSON', argument) as Matrix;
  return {
    x: read(x, 'json.x'),
    fits: fits.map(({ coef, intercept }, k) => ({ coef: read(coef, `json.fits[${k}].coef`), intercept: Float64Array.from(intercept) })),
    lambda,
    xi,
  };
}
