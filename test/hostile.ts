// What users hand over by mistake, and what every function must do with it.
import { Matrix as MlMatrix } from 'ml-matrix';
import { expect, it } from 'vitest';
import { type Matrix, type MatrixLike, NonFiniteError, ShapeError, toRows } from '../src/index.js';

/** The error a function throws. */
export function thrown(body: () => unknown): unknown {
  try {
    body();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}

/** Not matrices at all. */
export const NONSENSE: unknown[] = [
  undefined,
  null,
  7,
  'matrix',
  true,
  {},
  { data: [1], shape: [1, 1] },
  new Map(),
  () => 1,
  new Int32Array(4),
];

/** Matrices that contradict themselves. */
export const MISSHAPEN: unknown[] = [
  [[1, 2], [3]],
  [[1], [2, 3]],
  { data: new Float64Array(3), shape: [2, 2] },
  { data: new Float64Array(4), shape: [4] },
  { data: new Float64Array(4), shape: [2, 2, 1] },
  { data: new Float64Array(4), shape: [-2, -2] },
  { data: new Float64Array(4), shape: [1.5, 8 / 3] },
  { data: new Float64Array(4), shape: undefined },
  [null],
  [[1, 2], undefined],
  ['12', '34'],
  { rows: -1, columns: 2, get: () => 1 },
];

/** The same matrix in every form that is accepted. */
export const forms = (a: Matrix): Record<string, MatrixLike> => ({
  'a Matrix': a,
  'an array of rows': toRows(a),
  'typed rows': toRows(a).map((row) => Float64Array.from(row)),
  'an ml-matrix object': new MlMatrix(toRows(a)),
  'a frozen Matrix': Object.freeze({ data: a.data, shape: Object.freeze([...a.shape] as [number, number]) }),
  'a view into a larger buffer': { data: new Float64Array([9, ...a.data, 9]).subarray(1, 1 + a.data.length), shape: a.shape },
});

/** `call` must refuse nonsense, misshapen and non-finite matrices in its argument, naming the argument. */
export function refuses(name: string, argument: string, good: Matrix, call: (a: MatrixLike) => unknown, { finite = true } = {}): void {
  it(`${name}: ${argument} must be a matrix`, () => {
    for (const bad of [...NONSENSE, ...MISSHAPEN]) {
      const error = thrown(() => call(bad as MatrixLike));
      expect(error, JSON.stringify(bad)).toBeInstanceOf(ShapeError);
      expect(error).toMatchObject({ name: 'ShapeError', argument });
      expect((error as Error).message).toContain(`${name}: ${argument} must `);
    }
  });

  it.runIf(finite)(`${name}: one NaN or Infinity in ${argument} is named by row and column`, () => {
    const [m, n] = good.shape;
    for (const value of [Number.NaN, Infinity, -Infinity]) {
      for (const [row, column] of [
        [0, 0],
        [m - 1, 0],
        [0, n - 1],
        [m - 1, n - 1],
      ]) {
        const data = good.data.slice();
        data[row * n + column] = value;
        const error = thrown(() => call({ data, shape: good.shape }));
        expect(error).toBeInstanceOf(NonFiniteError);
        expect(error).toMatchObject({ name: 'NonFiniteError', argument, row, column });
        expect((error as Error).message).toContain(
          `${name}: ${argument} must hold finite numbers; got ${value} in row ${row}, column ${column}`,
        );
      }
    }
  });

  it(`${name}: ${argument} is never written to, and every form of it gives the same result`, () => {
    const before = good.data.slice();
    const want = JSON.stringify(call(good));
    for (const [form, value] of Object.entries(forms(good))) expect(JSON.stringify(call(value)), form).toBe(want);
    expect(good.data).toEqual(before);
  });
}
