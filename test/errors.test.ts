// The typed errors: their classes, fields and the form of their messages.
import { describe, expect, it } from 'vitest';
import {
  ConvergenceError,
  cholesky,
  eigh,
  initSync,
  MemoryLimitError,
  matmul,
  NonFiniteError,
  NotPositiveDefiniteError,
  ShapeError,
  SingularMatrixError,
  solve,
} from '../src/index.js';
import { thrown } from './hostile.js';
import { gaussian } from './matrices.js';

const raised: [string, () => unknown, new (...args: never[]) => Error, Error['constructor'], object, string | RegExp][] = [
  [
    'ShapeError',
    () => matmul(gaussian(300, 20), gaussian(19, 5)),
    ShapeError,
    RangeError,
    { argument: 'b', expected: 'have 20 rows, as a has columns (a is 300×20)', got: '19×5' },
    'matmul: b must have 20 rows, as a has columns (a is 300×20); got 19×5',
  ],
  [
    'NonFiniteError',
    () =>
      eigh([
        [1, 0],
        [Number.NaN, 1],
      ]),
    NonFiniteError,
    RangeError,
    { argument: 'a', row: 1, column: 0 },
    'eigh: a must hold finite numbers; got NaN in row 1, column 0 (counted from 0)',
  ],
  [
    'NotPositiveDefiniteError',
    () =>
      cholesky([
        [1, 2],
        [2, 1],
      ]),
    NotPositiveDefiniteError,
    Error,
    { order: 2, pivot: -3, jitter: 1.3 },
    /^cholesky: the leading minor of order 2 of 2 is not positive \(pivot -3\.00\); the smallest shift found that works is 1\.3$/,
  ],
  [
    'SingularMatrixError',
    () =>
      solve(
        [
          [1, 2],
          [2, 4],
        ],
        [1, 2],
      ),
    SingularMatrixError,
    Error,
    { order: 2, rcond: 0 },
    /^solve: the 2×2 matrix is singular to working precision \(reciprocal condition 0\.0\); /,
  ],
];

describe.each(raised)('%s', (name, cause, type, parent, fields, message) => {
  const error = thrown(cause) as Error;

  it('is what it says, by class, parent and name', () => {
    expect(error).toBeInstanceOf(type);
    expect(error).toBeInstanceOf(parent);
    expect(error.name).toBe(name);
    expect(String(error)).toBe(`${name}: ${error.message}`);
    expect(error.stack).toContain(name);
  });

  it('has its fields', () => {
    expect(error).toMatchObject(fields);
  });

  it('names function, argument, requirement and value', () => {
    if (typeof message === 'string') expect(error.message).toBe(message);
    else expect(error.message).toMatch(message);
  });
});

it('MemoryLimitError names the bytes and the limit', () => {
  initSync({ variant: 'simd', maxMemory: 4 * 65536 });
  const error = thrown(() => matmul(gaussian(200, 200), gaussian(200, 200))) as MemoryLimitError;
  initSync({ variant: 'simd' });
  expect(error).toBeInstanceOf(MemoryLimitError);
  expect(error).toBeInstanceOf(RangeError);
  expect(error.name).toBe('MemoryLimitError');
  expect(error.limit).toBe(4 * 65536);
  expect(error.bytes).toBeGreaterThan(3 * 8 * 200 * 200);
  expect(error.message).toContain(`matmul: needs ${error.bytes} bytes of memory, above the limit of ${error.limit}`);
});

it('ConvergenceError carries the stage and how many are missing', () => {
  const error = new ConvergenceError('eigh', 'implicit QL', 3, '3 of 10 eigenvalues not found');
  expect(error).toMatchObject({
    name: 'ConvergenceError',
    stage: 'implicit QL',
    unconverged: 3,
    message: 'eigh: 3 of 10 eigenvalues not found',
  });
  expect(error).toBeInstanceOf(Error);
});
