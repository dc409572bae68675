// Results that JavaScript has no room for: an error with a type, at once, whoever asks.
import { describe, expect, test } from 'vitest';
import {
  type Cholesky,
  choleskyAppend,
  choleskyDowndate,
  choleskyRemove,
  choleskyUpdate,
  distilled,
  gram,
  KernelRidge,
  linear,
  MemoryLimitError,
  matmul,
  medianGamma,
  rbf,
  SelfDistilledKernelRidge,
  ShapeError,
  spectrum,
  syrk,
} from '../src/index.js';
import { doubles, floats } from '../src/room.js';
import { thrown } from './hostile.js';

const N = 400_000;
const points = { data: Float64Array.from({ length: N }, (_, i) => i / N), shape: [N, 1] as const };
const single = { data: new Float32Array(2 * N), shape: [2 * N, 1] as const };
const wide = (q: number) => ({ data: new Float64Array(2 * q), shape: [2, q] as const });
const kernel = rbf({ gamma: 1 });

test('doubles and floats: zeros, or an error with the bytes', () => {
  expect([doubles(2, 'a'), floats(2, 'a')]).toEqual([new Float64Array(2), new Float32Array(2)]);
  expect(thrown(() => doubles(1e15, 'who'))).toMatchObject({ name: 'MemoryLimitError', bytes: 8e15, limit: Infinity });
  expect(thrown(() => floats(1e15, 'who'))).toMatchObject({
    bytes: 4e15,
    message: expect.stringContaining('who: needs 4000000000000000 bytes'),
  });
});

describe('more than 50 GB', () => {
  test.each<[string, () => unknown]>([
    ['matmul', () => matmul(points, { ...points, shape: [1, N] })],
    ['syrk', () => syrk(points)],
    ['gram', () => gram(kernel, points)],
    ['gram of Float32Array', () => gram(kernel, single)],
    ['gram of two sets', () => gram(linear(), points, points)],
    ['spectrum', () => spectrum(kernel, points, points.data)],
    ['KernelRidge.fit', () => new KernelRidge({ kernel, lambda: 1, intercept: true }).fit(points, points.data)],
    ['predict', () => new KernelRidge({ kernel, lambda: 1 }).fit([[1], [2]], wide(60_000)).predict(points)],
    ['predict of a linear kernel', () => new KernelRidge({ kernel: linear(), lambda: 1 }).fit([[1], [2]], wide(60_000)).predict(points)],
    ['predictStep', () => new SelfDistilledKernelRidge({ kernel, lambda: 1, xi: 1, steps: 1 }).fit([[1], [2]], wide(60_000)).predictStep(points, 1)],
  ])('%s', (_, call) => expect(thrown(call)).toBeInstanceOf(MemoryLimitError)); // biome-ignore format: a table
});

test('medianGamma of more pairs than memory holds: it ended the process', () => {
  expect(thrown(() => medianGamma(points, { pairs: 7e10 }))).toMatchObject({
    message: expect.stringMatching(/^medianGamma: pairs must be at most 100000000; got \d+$/),
  });
  expect(medianGamma([[0], [2]], { pairs: 1e15 })).toBe(0.125);
});

test('more steps than can be written out are refused by name', () => {
  const error = thrown(() => distilled({ lambda: 1, steps: 1e10 })) as Error;
  expect(error).toBeInstanceOf(RangeError);
  expect(error.message).toMatch(/^distilled: steps must be at most 1000000; got 10000000000/);
});

test('a matrix in place of its factorization is a ShapeError', () => {
  const notFactor = [[4]] as unknown as Cholesky;
  for (const call of [choleskyUpdate, choleskyDowndate, choleskyAppend, choleskyRemove]) {
    const error = thrown(() => (call as typeof choleskyUpdate)(notFactor, [1]));
    expect(error).toBeInstanceOf(ShapeError);
    expect((error as Error).message).toBe(`${call.name}: factor must be what cholesky returned; got Array`);
  }
});
