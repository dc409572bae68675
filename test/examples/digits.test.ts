// The example runs: the first 600 digits, three kernels, a student.
import { expect, test } from 'vitest';
import { digits, judge } from '../../examples/digits.js';
import { arcCosine, ntk, rbf } from '../../src/index.js';

test('1,797 digits, as many of each as the source says', () => {
  const { x, labels } = digits();
  expect(x.shape).toEqual([1797, 64]);
  expect(Array.from({ length: 10 }, (_, d) => labels.filter((v) => v === d).length)).toEqual([
    178, 182, 177, 183, 181, 182, 181, 179, 174, 180,
  ]);
  expect([Math.min(...x.data), Math.max(...x.data)]).toEqual([0, 1]);
});

test.each([
  ['rbf', rbf({ gamma: 0.25 }), {}],
  ['its student', rbf({ gamma: 0.25 }), { xi: 'loo', xiPerClass: true }],
  ['arcCosine', arcCosine({ depth: 2 }), {}],
  ['ntk', ntk({ depth: 3 }), {}],
] as const)('%s: leave-one-out tells what held-out digits confirm', (_, kernel, options) => {
  const { looAccuracy, heldAccuracy, logLoss } = judge(kernel, options, 600);
  expect(looAccuracy).toBeGreaterThan(0.97);
  // 200 digits: the standard error is 1 %
  expect(Math.abs(looAccuracy - heldAccuracy)).toBeLessThan(0.03);
  expect(logLoss).toBeLessThan(0.15);
});
