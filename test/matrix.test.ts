// matrix and toRows: what is read as a matrix, that data are copied, and how contradictions are named.
import { Matrix as MlMatrix } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import { matmul, matrix, ShapeError, toRows } from '../src/index.js';
import { asMatrix, type MatrixLike } from '../src/matrix.js';
import { MISSHAPEN, NONSENSE } from './hostile.js';

describe('matrix', () => {
  it('reads rows', () => {
    expect(
      matrix([
        [1, 2, 3],
        [4, 5, 6],
      ]),
    ).toEqual({ data: Float64Array.of(1, 2, 3, 4, 5, 6), shape: [2, 3] });
    expect(matrix([Float64Array.of(1, 2), Float32Array.of(3, 4)])).toEqual({ data: Float64Array.of(1, 2, 3, 4), shape: [2, 2] });
    expect(matrix([])).toEqual({ data: new Float64Array(0), shape: [0, 0] });
    expect(matrix([[], []])).toEqual({ data: new Float64Array(0), shape: [2, 0] });
  });

  it('reads data with a shape, row by row', () => {
    expect(matrix([1, 2, 3, 4, 5, 6], [2, 3]).data[4]).toBe(5);
    expect(matrix(Float32Array.of(1, 2), [2, 1])).toEqual({ data: Float64Array.of(1, 2), shape: [2, 1] });
    expect(matrix([], [0, 5]).shape).toEqual([0, 5]);
    expect(matrix([], [5, 0]).shape).toEqual([5, 0]);
  });

  it('copies', () => {
    const data = Float64Array.of(1, 2);
    const a = matrix(data, [1, 2]);
    data[0] = 9;
    expect(a.data[0]).toBe(1);
    const rows = [[1, 2]];
    const b = matrix(rows);
    rows[0][0] = 9;
    expect(b.data[0]).toBe(1);
  });

  it('is plain data', () => {
    const a = matrix([
      [1, 2],
      [3, 4],
    ]);
    expect(structuredClone(a)).toEqual(a);
    expect(Object.keys(a)).toEqual(['data', 'shape']);
  });

  it('names what contradicts itself', () => {
    expect(() => matrix([[1, 2], [3]])).toThrow('matrix: rows must have rows of one length (row 0 has 2); got 1 in row 1');
    expect(() => matrix([1, 2, 3], [2, 2])).toThrow('matrix: data must have 2·2 = 4 numbers; got 3');
    for (const shape of [[1.5, 2], [-1, -3], [3], [Number.NaN, 1], ['3', 1], null, 3, {}]) {
      expect(() => matrix([1, 2, 3], shape as [number, number]), `${shape}`).toThrow(ShapeError);
    }
    for (const rows of [null, 3, 'ab', [null], [[1], null], [[1], undefined], {}]) {
      expect(() => matrix(rows as number[][]), JSON.stringify(rows)).toThrow(ShapeError);
    }
  });
});

describe('toRows', () => {
  it('is the inverse of matrix', () => {
    for (const rows of [
      [
        [1, 2],
        [3, 4],
        [5, 6],
      ],
      [[7]],
      [[], []],
      [],
    ])
      expect(toRows(matrix(rows))).toEqual(rows);
  });

  it('gives arrays of their own', () => {
    const a = matrix([[1, 2]]);
    toRows(a)[0][0] = 9;
    expect(a.data[0]).toBe(1);
  });
});

describe('what is read as a matrix', () => {
  const read = (x: unknown) => asMatrix(x as MatrixLike, 'f', 'x');

  it('vectors are columns', () => {
    for (const x of [Float64Array.of(1, 2), Float32Array.of(1, 2), [1, 2]]) expect(read(x).shape).toEqual([2, 1]);
    expect(read(new Float64Array(0)).shape).toEqual([0, 1]);
  });

  it('a Matrix and a Float64Array are not copied', () => {
    const a = matrix([[1, 2]]);
    expect(read(a).data).toBe(a.data);
    const v = Float64Array.of(1);
    expect(read(v).data).toBe(v);
  });

  it('ml-matrix objects, and whatever has rows, columns and get', () => {
    expect(
      read(
        new MlMatrix([
          [1, 2],
          [3, 4],
        ]),
      ),
    ).toEqual(
      matrix([
        [1, 2],
        [3, 4],
      ]),
    );
    expect(
      read(
        new MlMatrix([
          [1, 2],
          [3, 4],
        ]).transpose(),
      ),
    ).toEqual(
      matrix([
        [1, 3],
        [2, 4],
      ]),
    );
    expect(read(new MlMatrix(2, 0)).shape).toEqual([2, 0]);
    expect(read({ rows: 1, columns: 2, get: (i: number, j: number) => 10 * i + j })).toEqual(matrix([[0, 1]]));
    expect(matmul(new MlMatrix([[1, 2]]), new MlMatrix([[3], [4]])).data).toEqual(Float64Array.of(11));
  });

  it.each([...NONSENSE, ...MISSHAPEN].map((x) => [x]))('refuses %j', (x) => {
    expect(() => read(x)).toThrow(ShapeError);
    expect(() => read(x)).toThrow(/^f: x must /);
  });
});
