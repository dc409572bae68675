// Nested least squares against elimination, on columns that are nearly dependent, dependent and zero.
import { expect, test } from 'vitest';
import { nestedLeastSquares } from '../../src/risk/leastsquares.js';
import { gaussian } from '../matrices.js';
import { eliminate, relativeRatio } from '../pipeline.js';

const columns = (n: number, k: number, seed = 0) => {
  const { data } = gaussian(k, n, seed);
  return Array.from({ length: k }, (_, j) => data.slice(j * n, (j + 1) * n));
};
const dot = (x: Float64Array, y: Float64Array) => x.reduce((s, v, i) => s + v * (y[i] as number), 0);

test('every leading set of columns solves its normal equations', () => {
  const A = columns(40, 6);
  const r = gaussian(40, 1, 9).data;
  const solutions = nestedLeastSquares(A, r);
  expect(solutions[0]).toEqual({ x: [], rank: 0 });
  for (let k = 1; k <= 6; k++) {
    const part = A.slice(0, k);
    const normal = { data: Float64Array.from(part.flatMap((x) => part.map((y) => dot(x, y)))), shape: [k, k] as const };
    const right = { data: Float64Array.from(part.map((x) => -dot(x, r))), shape: [k, 1] as const };
    expect(relativeRatio(solutions[k]!.x, eliminate(normal, right).data, 1000)).toBeLessThan(10);
    expect(solutions[k]!.rank).toBe(k);
  }
});

test('condition 1e12: the residual is still orthogonal to the columns, which normal equations would miss', () => {
  const [a, b] = columns(50, 2) as [Float64Array, Float64Array];
  const near = a.map((v, i) => v + 1e-12 * (b[i] as number));
  const r = gaussian(50, 1, 4).data;
  const { x, rank } = nestedLeastSquares([a, near], r)[2]!;
  const residual = r.map((v, i) => v + x[0]! * (a[i] as number) + x[1]! * (near[i] as number));
  expect(rank).toBe(2);
  expect(Math.abs(dot(residual, b)) / Math.sqrt(dot(residual, residual) * dot(b, b))).toBeLessThan(1e-3);
});

test('a column twice: least norm, rank 1; a zero column: weight 0', () => {
  const [a] = columns(20, 1) as [Float64Array];
  const r = a.map((v) => -3 * v);
  const twice = nestedLeastSquares([a, a.slice()], r)[2]!;
  expect(relativeRatio(twice.x, [1.5, 1.5], 100)).toBeLessThan(1);
  expect(twice.rank).toBe(1);
  const zero = nestedLeastSquares([new Float64Array(20), a], r)[2]!;
  expect([zero.x[0], zero.rank]).toEqual([0, 1]);
  expect(relativeRatio([zero.x[1]!], [3], 100)).toBeLessThan(1);
});

test.each([1e-150, 1e150])('scale %f', (scale) => {
  const A = columns(20, 3);
  const r = gaussian(20, 1, 1).data;
  const one = nestedLeastSquares(A, r)[3]!;
  const scaled = nestedLeastSquares(
    A.map((c) => c.map((v) => v * scale)),
    r.map((v) => v * scale),
  )[3]!;
  expect(relativeRatio(scaled.x, one.x, 1000)).toBeLessThan(1);
});

test('fewer rows than columns: an exact fit of least norm', () => {
  const A = [
    [1, 0],
    [0, 2],
    [1, 1],
  ].map((v) => Float64Array.from(v));
  const r = Float64Array.from([3, -2]);
  const { x, rank } = nestedLeastSquares(A, r)[3]!;
  expect(rank).toBe(2);
  for (const i of [0, 1]) expect(Math.abs(r[i]! + A.reduce((s, c, j) => s + x[j]! * c[i]!, 0))).toBeLessThan(1e-14);
  // least norm: orthogonal to the null vector (2, 1, −2)
  expect(Math.abs(2 * x[0]! + x[1]! - 2 * x[2]!)).toBeLessThan(1e-14);
});

test('a column that is rounding beside r gets weight 0', () => {
  const r = gaussian(30, 1, 2).data;
  const dust = gaussian(30, 1, 3).data.map((v) => v * 1e-16);
  expect(nestedLeastSquares([dust], r)[1]).toEqual({ x: [0], rank: 0 });
});

test('many columns that hardly differ: the residual of the best fit, in few rotations', () => {
  // values of polynomials of degrees 1 … 80: of rank 80 by their number, of some twenty in double precision
  const at = Float64Array.from({ length: 100 }, (_, i) => (i + 1) / 100);
  const powers = Array.from({ length: 80 }, (_, j) => at.map((v) => v ** (j + 1)));
  const r = at.map((v) => -Math.sin(3 * v));
  const solutions = nestedLeastSquares(powers, r);
  const residual = (x: readonly number[]) => {
    const sum = r.map((v, i) => x.reduce((s, w, j) => s + w * (powers[j]?.[i] as number), v));
    return Math.sqrt(dot(sum, sum));
  };
  const { x, rank } = solutions[80]!;
  expect(rank).toBeGreaterThan(12);
  expect(rank).toBeLessThan(30);
  expect(residual(x)).toBeLessThan(1e-11 * Math.sqrt(dot(r, r)));
  expect(residual(solutions[3]!.x)).toBeGreaterThan(1e-5);
  expect(Math.max(...x.map(Math.abs))).toBeLessThan(1e3); // least norm
});
