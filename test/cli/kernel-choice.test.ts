import { expect, test } from 'vitest';
import { UsageError } from '../../src/cli/fail.js';
import { buildKernel, defaultLambda, kernelNames, parseKernel } from '../../src/cli/kernel-choice.js';
import { gram, matrix, medianGamma } from '../../src/index.js';

const x = matrix([
  [0, 0.5],
  [1, -1],
  [-2, 0.3],
  [0.2, 0.1],
  [3, 3],
]);

test.each(kernelNames)('%s is a kernel that the library computes', (name) => {
  const K = gram(buildKernel(parseKernel(name, undefined), x), x);
  expect(K.shape).toEqual([5, 5]);
  expect(K.data.every(Number.isFinite)).toBe(true);
});

test('gamma: the median heuristic, or the number given; a length scale is that of the same Gaussian', () => {
  expect(buildKernel(parseKernel('rbf', 'median'), x).gamma).toBe(medianGamma(x));
  expect(buildKernel(parseKernel('rbf', '0.02'), x).gamma).toBe(0.02);
  expect(buildKernel(parseKernel('matern32', '0.5'), x)).toMatchObject({ nu: 1.5, lengthScale: 1 });
  expect(buildKernel(parseKernel('poly', undefined), x)).toMatchObject({ degree: 3, gamma: 0.5 });
});

test('penalties start lower where eigenvalues are small', () => {
  expect([defaultLambda('linear'), defaultLambda('rbf')]).toEqual(['1e-3:1e5', '1e-6:1e4']);
});

test('refused', () => {
  expect(() => parseKernel('gauss', undefined)).toThrow(UsageError);
  expect(() => parseKernel('gauss', undefined)).toThrow('--kernel must be one of linear');
  expect(() => parseKernel('linear', '2')).toThrow('--gamma has no meaning for the linear kernel');
  for (const gamma of ['0', '-1', 'wide', 'Infinity', ''])
    expect(() => parseKernel('rbf', gamma)).toThrow('--gamma must be a number above 0 or median');
});
