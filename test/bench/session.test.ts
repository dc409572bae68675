// Names of operations: what they stand for, and in which order they are done.
import { expect, test } from 'vitest';
import { expand, names } from '../../bench/session.js';

test.each([
  [['matmul'], ['matmul', 'matmul32', 'shapes', 'cold']],
  [
    ['exp', 'gram'],
    ['gram', 'kernels', 'exp'],
  ],
  [['matmul32'], ['matmul32']],
  [['threads'], ['threads']],
])('%j stands for %j', (chosen, expected) => {
  expect(expand(chosen)).toEqual(expected);
});

test('without names: everything but threads, which must not be pinned', () => {
  expect(expand([])).toEqual(names.filter((name) => name !== 'threads'));
  expect(names).toContain('threads');
});
