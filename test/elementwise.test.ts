// exp and log of arrays: the kernels' values on any length (their accuracy: assembly/math.test.ts).
import { expect, test } from 'vitest';
import { expOf, logOf } from '../src/elementwise.js';
import '../src/index.js';
import { sameBits } from './reference.js';
import { accept, EPS } from './residual.js';

test.each([0, 1, 2, 3, 8, 101])('n = %i', (n) => {
  const x = Float64Array.from({ length: n }, (_, i) => (i - 50) / 3.7);
  const copy = x.slice();
  expOf(x).forEach((v, i) => accept(Math.abs(v / Math.exp(x[i]) - 1), 4 * EPS, `exp ${x[i]}`));
  logOf(expOf(x)).forEach((v, i) => accept(Math.abs(v - x[i]), 4 * EPS * (1 + Math.abs(x[i])), `log exp ${x[i]}`));
  sameBits(x, copy, 'the argument');
  expect(expOf(Array.from(x))).toEqual(expOf(x));
});
