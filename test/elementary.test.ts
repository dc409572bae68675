// exp, expm1, log1p and log against forty exact digits; powers, exponents and lengths against what they are made of.
import { expect, test } from 'vitest';
import { exp, expm1, exponent, ldexp, log, log1p, norm, power } from '../src/elementary.js';
import { random } from '../src/random.js';
import { expError, expm1Error, log1pError, logError } from './exact.js';

const rng = random(3);
/** ±10^(a … b). */
const points = (count: number, a: number, b: number, signs = [1, -1]) =>
  Array.from({ length: count }, (_, i) => signs[i % signs.length]! * 10 ** (a + (b - a) * rng()));
const worst = (xs: readonly number[], error: (x: number) => number) => xs.reduce((top, x) => Math.max(top, Math.abs(error(x))), 0);

test('e^x − 1 within 3 ulp', () => {
  const xs = [...points(4000, -12, 1.6), ...points(2000, -1, 0.3), 0.34657, 0.34658, -0.34657, -0.34658, 1.0397, -1.0398];
  expect(worst(xs, (x) => expm1Error(x, expm1(x)))).toBeLessThan(3);
  expect([0, -800, 800, 1e-300, -Infinity].map(expm1)).toEqual([0, -1, Infinity, 1e-300, -1]);
  expect(expm1(709.78)).toBeCloseTo(1.792822e308, -303);
  expect(expm1(Number.NaN)).toBeNaN();
});

test('log(1 + x) within 3 ulp', () => {
  const xs = [...points(4000, -12, 0, [1, -1]).filter((x) => x > -1), ...points(2000, -1, 12, [1]), -0.2929, -0.2928, 0.4142, 0.4143];
  expect(worst(xs, (x) => log1pError(x, log1p(x)))).toBeLessThan(3);
  expect([0, -1, Infinity, 1e-300].map(log1p)).toEqual([0, -Infinity, Infinity, 1e-300]);
  expect([log1p(-2), log1p(Number.NaN)]).toEqual([Number.NaN, Number.NaN]);
});

test('log x within 3 ulp', () => {
  expect(worst(points(4000, -30, 30, [1]), (x) => logError(x, log(x)))).toBeLessThan(3);
  expect([0, 1, Infinity].map(log)).toEqual([-Infinity, 0, Infinity]);
  expect(log(Number.MIN_VALUE)).toBeCloseTo(-1074 * Math.LN2, 10);
  expect([log(-1), log(Number.NaN)]).toEqual([Number.NaN, Number.NaN]);
});

test('e^x within 3 ulp, from the least to the largest number', () => {
  expect(worst([...points(4000, -12, 1.9), ...points(500, 0.6, 1.9)], (x) => expError(x, exp(x)))).toBeLessThan(3);
  for (const x of [-700, -400, 100, 400, 700]) expect(Math.abs(log(exp(x)) / x - 1)).toBeLessThan(2 ** -51);
  expect([0, -800, -Infinity, 800, Infinity, 1e-300].map(exp)).toEqual([1, 0, 0, Infinity, Infinity, 1]);
  expect(exp(-745)).toBe(Number.MIN_VALUE);
  expect(exp(709.78)).toBeCloseTo(1.792822e308, -303);
  expect(exp(Number.NaN)).toBeNaN();
});

test('xⁿ for whole n', () => {
  for (const n of [0, 1, 2, 3, 5, 10, 31, 64]) expect(power(3, n)).toBe(Number(3n ** BigInt(n)));
  expect([power(0, 0), power(0.5, 1074), power(2, 1024), power(-2, 3)]).toEqual([1, Number.MIN_VALUE, Infinity, -8]);
});

test('exponents are exact at and beside every power of two, subnormal ones too', () => {
  for (let k = -1074; k < 1024; k++) {
    const x = ldexp(1, k);
    expect(exponent(x)).toBe(k);
    if (k > -1022) expect([exponent(x * (1 - 2 ** -53)), exponent(x * (1 + 2 ** -52))]).toEqual([k - 1, k]);
  }
});

test('the length of a vector, at any scale', () => {
  for (const scale of [1, 1e-200, 1e200]) expect(norm([3 * scale, 4 * scale])).toBe(5 * scale);
  expect([norm([]), norm([0, 0]), norm(new Float64Array([-7]))]).toEqual([0, 0, 7]);
});
