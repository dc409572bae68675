// The argument checks: what passes unchanged, what is refused and in which words; a NaN is found within milliseconds' work.
import { describe, expect, it } from 'vitest';
import { above, finite, finiteMatrix, float64, oneOf, resultData, rowsMatrix, size, squareMatrix, whole } from '../src/check.js';
import { type MatrixLike, NonFiniteError, ShapeError, toRows } from '../src/index.js';
import { NONSENSE, thrown } from './hostile.js';
import { gaussian } from './matrices.js';

const NOT_NUMBERS = ['1', null, undefined, {}, [], true, 1n];

describe('numbers', () => {
  it('above: finite and greater', () => {
    expect(above(0, 1e-300, 'f', 'x')).toBe(1e-300);
    for (const bad of [0, -1, Number.NaN, Infinity, ...NOT_NUMBERS]) expect(() => above(0, bad, 'f', 'x')).toThrow(RangeError);
    expect(() => above(0, -0.5, 'rbf', 'gamma')).toThrow('rbf: gamma must be a finite number > 0; got -0.5');
  });

  it('finite', () => {
    for (const good of [0, -0, -1e308, 5e-324]) expect(finite(good, 'f', 'x')).toBe(good);
    for (const bad of [Number.NaN, Infinity, -Infinity, ...NOT_NUMBERS])
      expect(() => finite(bad, 'f', 'x')).toThrow(/^f: x must be a finite number; got/);
  });

  it('whole: an integer at or above the bound', () => {
    expect(whole(0, 0, 'f', 'x')).toBe(0);
    expect(whole(1, 7, 'f', 'x')).toBe(7);
    for (const bad of [0, -1, 1.5, Number.NaN, Infinity, ...NOT_NUMBERS])
      expect(() => whole(1, bad, 'f', 'x')).toThrow(/^f: x must be a whole number ≥ 1; got/);
  });

  it('oneOf: one of the words', () => {
    expect(oneOf(['a', 'b'], 'b', 'f', 'x')).toBe('b');
    for (const bad of ['c', '', 0, null, undefined, ['a'], {}])
      expect(() => oneOf(['a', 'b'], bad, 'f', 'x')).toThrow(/^f: x must be one of 'a', 'b'; got/);
  });
});

describe('matrices', () => {
  it('finiteMatrix names the first entry that is not finite', () => {
    const a = gaussian(7, 5, 1);
    expect(finiteMatrix(a, 'f', 'x').data).toBe(a.data);
    for (let at = 0; at < 35; at++) {
      for (const value of [Number.NaN, Infinity, -Infinity]) {
        const data = a.data.slice();
        data.fill(value, at);
        const error = thrown(() => finiteMatrix({ data, shape: [7, 5] }, 'f', 'x'));
        expect(error).toBeInstanceOf(NonFiniteError);
        expect(error).toMatchObject({ argument: 'x', row: Math.floor(at / 5), column: at % 5 });
      }
    }
  });

  it('finiteMatrix lets large and small numbers pass: their sum may overflow', () => {
    for (const value of [Number.MAX_VALUE, -Number.MAX_VALUE, 5e-324, -0]) {
      expect(() => finiteMatrix({ data: new Float64Array(100).fill(value), shape: [10, 10] }, 'f', 'x')).not.toThrow();
    }
    expect(() => finiteMatrix({ data: new Float32Array(4).fill(3e38), shape: [2, 2] }, 'f', 'x')).not.toThrow();
  });

  it('finiteMatrix takes empty matrices', () => {
    for (const shape of [
      [0, 0],
      [0, 3],
      [3, 0],
    ] as const)
      expect(finiteMatrix({ data: new Float64Array(0), shape }, 'f', 'x').shape).toBe(shape);
  });

  it('squareMatrix and rowsMatrix name both sizes', () => {
    expect(() => squareMatrix(gaussian(2, 3), 'f', 'x')).toThrow('f: x must be square; got 2×3');
    expect(() => rowsMatrix(gaussian(2, 3), 4, 'as y has', 'f', 'x')).toThrow('f: x must have 4 rows, as y has; got 2×3');
    expect(() => squareMatrix(gaussian(2, 3), 'f', 'x')).toThrow(ShapeError);
    expect(squareMatrix(gaussian(3, 3), 'f', 'x').shape).toEqual([3, 3]);
    expect(rowsMatrix(gaussian(2, 3), 2, '', 'f', 'x').shape).toEqual([2, 3]);
    expect(size(gaussian(2, 3))).toBe('2×3');
  });

  it("resultData: memory of just the shape and precision of the result, the caller's own", () => {
    const out = gaussian(2, 3);
    expect(resultData(undefined, [2, 3], false, 'f')).toBeUndefined();
    expect(resultData(out, [2, 3], false, 'f')).toBe(out.data);
    expect(resultData(out.data, [6, 1], false, 'f')).toBe(out.data);
    const float = { data: new Float32Array(6), shape: [2, 3] as const };
    expect(resultData(float, [2, 3], true, 'f')).toBe(float.data);
    for (const [bad, got] of [
      [gaussian(3, 2), '3×2 in a Float64Array'],
      [out.data, '6×1 in a Float64Array'],
      [float, '2×3 in a Float32Array'],
      [toRows(out), 'Array'],
    ] as const) {
      const error = thrown(() => resultData(bad, [2, 3], false, 'f'));
      expect(error).toMatchObject({ name: 'ShapeError', argument: 'out' });
      expect((error as Error).message).toBe(`f: out must be 2×3 in a Float64Array, as the result is; got ${got}`);
    }
    expect(() => resultData(out, [2, 3], true, 'f')).toThrow(
      'f: out must be 2×3 in a Float32Array, as the result is; got 2×3 in a Float64Array',
    );
    for (const bad of NONSENSE.slice(1)) expect(thrown(() => resultData(bad as MatrixLike, [2, 3], false, 'f'))).toBeInstanceOf(ShapeError);
    expect(() => resultData(out, [2, 3], false, 'f', { x: out })).toThrow('f: out must not share memory with x');
    expect(resultData(out, [2, 3], false, 'f', { x: gaussian(2, 3), z: undefined })).toBe(out.data);
  });

  it('float64 copies only what is not double', () => {
    const a = Float64Array.of(1, 2);
    expect(float64(a)).toBe(a);
    expect(float64(Float32Array.of(1, 2))).toEqual(a);
  });
});
