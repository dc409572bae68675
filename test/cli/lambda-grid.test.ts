import { expect, test } from 'vitest';
import { UsageError } from '../../src/cli/fail.js';
import { parseLambdas } from '../../src/cli/lambda-grid.js';

test('powers of ten, exact, both ends in', () => {
  expect(parseLambdas('1e-3:1e5')).toEqual([0.001, 0.01, 0.1, 1, 10, 100, 1000, 10000, 100000]);
  expect(parseLambdas('0.5:70')).toEqual([0.5, 5, 50]);
  expect(parseLambdas('3')).toEqual([3]);
});

test.each(['0:1', '-1:1', '10:1', 'a:b', '1:2:3', '', ':', '1e-3:', 'Infinity'])('%j is no grid', (text) => {
  expect(() => parseLambdas(text)).toThrow(UsageError);
});
