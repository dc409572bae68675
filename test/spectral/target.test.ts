// One target of several: what the spectrum of that target alone is.
import { expect, test } from 'vitest';
import { fitted, oneTarget, ridge, spectrum } from '../../src/index.js';
import { relativeRatio } from '../pipeline.js';
import { examples } from '../problems.js';

const several = examples.filter(({ y }) => y.shape[1] > 1);

test.each(several)('$name', ({ kernel, x, y }) => {
  const s = spectrum(kernel, x, y);
  for (let j = 0; j < y.shape[1]; j++) {
    const column = Float64Array.from({ length: y.shape[0] }, (_, i) => y.data[i * y.shape[1] + j]!);
    const [one, direct] = [oneTarget(s, j), spectrum(kernel, x, column)];
    expect(one.y).toEqual(direct.y);
    expect(one.U).toBe(s.U);
    expect(relativeRatio(fitted(one, ridge(0.3)).data, fitted(direct, ridge(0.3)).data, 100)).toBeLessThan(10);
  }
});

test('columns that are not there', () => {
  const s = spectrum([[1]], [[2, 5]]);
  expect(() => oneTarget(s, 2)).toThrow('oneTarget: j must be below 2, the number of targets; got 2');
  expect(() => oneTarget(s, -1)).toThrow('oneTarget: j must be a whole number');
});
