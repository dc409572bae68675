// Floor 2 · argument checks, made once before any work: kernels trust what has passed here.
import { NonFiniteError, ShapeError } from './errors.js';
import { type AnyMatrix, asMatrix, describe, type MatrixLike } from './matrix.js';

/** "300×20", for messages. */
export const size = (a: AnyMatrix) => `${a.shape[0]}×${a.shape[1]}`;

/** Reads a matrix whose entries are all finite. @throws {NonFiniteError} naming the first entry that is not */
export function finiteMatrix(x: MatrixLike, caller: string, argument: string): AnyMatrix {
  const a = asMatrix(x, caller, argument);
  const { data } = a;
  if (allFinite(data)) return a;
  const at = data.findIndex((v) => !Number.isFinite(v));
  throw new NonFiniteError(caller, argument, Math.floor(at / a.shape[1]), at % a.shape[1], data[at] as number);
}

/** x·0 is 0 for a number and NaN for NaN and ±∞: sums tell of all entries. Four of them, because one would wait for itself. */
function allFinite(data: Float64Array | Float32Array): boolean {
  let [s, t, u, v] = [0, 0, 0, 0];
  const whole = data.length - (data.length % 4);
  for (let i = 0; i < whole; i += 4) {
    s += (data[i] as number) * 0;
    t += (data[i + 1] as number) * 0;
    u += (data[i + 2] as number) * 0;
    v += (data[i + 3] as number) * 0;
  }
  for (let i = whole; i < data.length; i++) s += (data[i] as number) * 0;
  return s + t + u + v === 0;
}

/** Reads a finite square matrix. */
export function squareMatrix(x: MatrixLike, caller: string, argument: string): AnyMatrix {
  const a = asMatrix(x, caller, argument);
  if (a.shape[0] !== a.shape[1]) throw new ShapeError(caller, argument, 'be square', size(a));
  return finiteMatrix(a as MatrixLike, caller, argument);
}

/** Reads a finite matrix with the given number of rows; `why` says where the number comes from. */
export function rowsMatrix(x: MatrixLike, rows: number, why: string, caller: string, argument: string): AnyMatrix {
  const a = finiteMatrix(x, caller, argument);
  if (a.shape[0] !== rows) throw new ShapeError(caller, argument, `have ${rows} rows, ${why}`, size(a));
  return a;
}

/**
 * The numbers of what a caller gave as `out`, for the result to be written to; undefined where nothing was given. It must have the shape and
 * the precision of the result, and share no memory with `operands`: those that are still read while the result is written.
 */
export function resultData(
  out: MatrixLike | undefined,
  [m, n]: AnyMatrix['shape'],
  single: boolean,
  caller: string,
  operands: Readonly<Record<string, AnyMatrix | undefined>> = {},
): AnyMatrix['data'] | undefined {
  if (out === undefined) return undefined;
  const { data, shape } = asMatrix(out, caller, 'out');
  const Numbers = single ? Float32Array : Float64Array;
  const own = data === out || data === (out as AnyMatrix).data;
  if (!own || !(data instanceof Numbers) || shape[0] !== m || shape[1] !== n) {
    const got = own ? `${size({ data, shape })} in a ${data.constructor.name}` : describe(out);
    throw new ShapeError(caller, 'out', `be ${m}×${n} in a ${Numbers.name}, as the result is`, got);
  }
  for (const [name, operand] of Object.entries(operands)) {
    if (operand && overlap(operand.data, data)) throw new RangeError(`${caller}: out must not share memory with ${name}`);
  }
  return data;
}

const overlap = (a: AnyMatrix['data'], b: AnyMatrix['data']) =>
  a.buffer === b.buffer && a.byteOffset < b.byteOffset + b.byteLength && b.byteOffset < a.byteOffset + a.byteLength;

/** The same numbers as Float64Array: the array itself where it is one. */
export function float64(data: Float64Array | Float32Array): Float64Array {
  return data instanceof Float64Array ? data : Float64Array.from(data);
}

/** A finite number above a bound. */
export function above(bound: number, value: unknown, caller: string, argument: string): number {
  if (typeof value === 'number' && Number.isFinite(value) && value > bound) return value;
  throw new RangeError(`${caller}: ${argument} must be a finite number > ${bound}; got ${value}`);
}

/** A finite number. */
export function finite(value: unknown, caller: string, argument: string): number {
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw new RangeError(`${caller}: ${argument} must be a finite number; got ${value}`);
}

/** A finite number that is not negative. */
export function notNegative(value: unknown, caller: string, argument: string): number {
  if (typeof value === 'number' && Number.isFinite(value) && value >= 0) return value;
  throw new RangeError(`${caller}: ${argument} must be a finite number ≥ 0; got ${value}`);
}

/** A whole number at or above a bound. */
export function whole(least: number, value: unknown, caller: string, argument: string): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= least) return value;
  throw new RangeError(`${caller}: ${argument} must be a whole number ≥ ${least}; got ${value}`);
}

/** A whole number within two bounds; `why` explains the upper one. */
export function wholeUpTo(least: number, most: number, value: unknown, caller: string, argument: string, why?: string): number {
  const n = whole(least, value, caller, argument);
  if (n <= most) return n;
  throw new RangeError(`${caller}: ${argument} must be at most ${most}; got ${n}${why === undefined ? '' : ` (${why})`}`);
}

/** A list of numbers; of what kind, the caller asks. */
export function list(value: unknown, caller: string, argument: string): void {
  if (Array.isArray(value) || ArrayBuffer.isView(value)) return;
  throw new RangeError(`${caller}: ${argument} must be an array of numbers; got ${value}`);
}

/** One of a list of words. */
export function oneOf<T extends string>(words: readonly T[], value: unknown, caller: string, argument: string): T {
  if (words.includes(value as T)) return value as T;
  throw new RangeError(`${caller}: ${argument} must be one of ${words.map((w) => `'${w}'`).join(', ')}; got ${JSON.stringify(value)}`);
}
