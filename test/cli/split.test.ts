import { expect, test } from 'vitest';
import { UsageError } from '../../src/cli/fail.js';
import { cutPoints, parseShares } from '../../src/cli/split.js';

test('30/30/40 cuts where the reference scripts cut', () => {
  const counts = (n: number) => {
    const { a, b } = cutPoints(n, parseShares('30/30/40'));
    return [a, b - a, n - b];
  };
  expect(counts(5698)).toEqual([1709, 1709, 2280]); // Chicago
  expect(counts(1503)).toEqual([450, 451, 602]); // Airfoil
  expect(counts(6941)).toEqual([2082, 2082, 2777]); // Air Quality
  expect(counts(19735)).toEqual([5920, 5921, 7894]); // Appliances Energy
});

test('30/30/40 is int(.3 n), int(.6 n) for every n', () => {
  for (let n = 1; n <= 30_000; n++) {
    const { a, b } = cutPoints(n, [30, 30, 40]);
    if (a !== Math.trunc(0.3 * n) || b !== Math.trunc((0.3 + 0.3) * n)) throw new Error(`n = ${n}: ${a}, ${b}`);
  }
});

test('shares with fractions: whole thirds are not lost to rounding', () => {
  expect(cutPoints(1000, parseShares('33.3/33.3/33.4'))).toEqual({ a: 333, b: 666 });
  expect(cutPoints(10, parseShares('60/0/40'))).toEqual({ a: 6, b: 6 });
});

test.each(['30/30', '30/30/30', '50/50/0', '0/60/40', 'a/b/c', '-10/60/50', '30/30/40/0', ''])('%j is no split', (text) => {
  expect(() => parseShares(text)).toThrow(UsageError);
});
