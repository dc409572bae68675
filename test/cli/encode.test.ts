import { expect, test } from 'vitest';
import type { Column } from '../../src/cli/dataset.js';
import { encodeRows, fitEncodings, fitScale } from '../../src/cli/encode.js';

test('mean and population standard deviation of the training rows only', () => {
  expect(fitScale([1, 3, 100], [0, 1])).toEqual({ mean: 2, sd: 1 });
});

test('very large and very small numbers have a scale too', () => {
  expect(fitScale([2 ** 1000, 3 * 2 ** 1000], [0, 1])).toEqual({ mean: 2 ** 1001, sd: 2 ** 1000 });
  expect(fitScale([2 ** -1000, 3 * 2 ** -1000], [0, 1])).toEqual({ mean: 2 ** -999, sd: 2 ** -1000 });
});

test('a constant column has sd 0 exactly, though its mean is rounded, and stays 0 on every row', () => {
  const column: Column = { name: 'k', kind: 'number', values: Float64Array.of(0.1, 0.1, 0.1, 7) };
  const encodings = fitEncodings([column], [0, 1, 2]);
  expect(encodings[0]).toEqual({ name: 'k', kind: 'number', mean: 0.1, sd: 0 });
  expect(encodeRows([column], encodings, [0, 3]).x.data).toEqual(Float64Array.of(0, 0));
});

test('texts become one standardised column for each level of the training rows', () => {
  const column: Column = { name: 'c', kind: 'text', values: ['b', 'a', 'b', 'b', 'z'] };
  const encodings = fitEncodings([column], [0, 1, 2, 3]);
  const { x, unknown } = encodeRows([column], encodings, [0, 1, 4]);
  expect(x.shape).toEqual([3, 2]);
  // level a: mean 1/4, sd √3/4; level b: mean 3/4, same sd. A text without a level is 0 in both before standardising.
  const r = Math.sqrt(3);
  const expected = [-1 / r, 1 / r, r, -r, -1 / r, -r];
  expected.forEach((v, i) => expect(x.data[i]).toBeCloseTo(v, 14));
  expect(unknown).toEqual([{ column: 'c', text: 'z' }]);
});
