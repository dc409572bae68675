// The mixing weight from held-out predictions: exact for kernel ridge, against refits; edge cases and refusals.
import { describe, expect, test } from 'vitest';
import { distillByRefit, gram, greedyXi, type Matrix, matmul, mixingWeight, optimalXi, spectrum } from '../../src/index.js';
import { gaussian } from '../matrices.js';
import { predict, refit, relativeRatio } from '../pipeline.js';
import { examples } from '../problems.js';

const mse = (p: Matrix, y: Matrix) => p.data.reduce((sum, v, i) => sum + (v - y.data[i]!) ** 2, 0);

describe.each(examples)('$name', ({ kernel, x, y }) => {
  const K = gram(kernel, x);
  const cross = gram(kernel, gaussian(15, x.shape[1], 77), x);
  const held = gaussian(15, y.shape[1], 78);
  const lambda = 0.4;

  test('the weight that three trainings tell is that of the spectrum', () => {
    const [teacher, pure] = distillByRefit(K, y, { lambda, xi: 1 });
    const { xi, alpha } = mixingWeight({ y: held, first: matmul(cross, teacher!), refit: matmul(cross, pure!) });
    const best = optimalXi(spectrum(kernel, x, y), { lambda, criterion: { validation: { K: cross, y: held } } });
    expect(relativeRatio([xi], [best.xi], 1e5)).toBeLessThan(10);
    expect(alpha).toBe(1 - xi);
  });

  test('no student trained with another weight predicts better: plain refits', () => {
    const students = refit(K, y, { lambda: [lambda, lambda], xi: [1] });
    const { xi } = mixingWeight({ y: held, first: predict(cross, students[0]!), refit: predict(cross, students[1]!) });
    const error = (weight: number) => mse(predict(cross, refit(K, y, { lambda: [lambda, lambda], xi: [weight] })[1]!), held);
    for (const step of [-0.5, 0.5]) expect(error(xi + step)).toBeGreaterThan(error(xi));
  });

  test('step after step it is the greedy choice', () => {
    const weights: number[] = [];
    const teacher = matmul(cross, distillByRefit(K, y, { lambda, steps: 0 })[0]!);
    for (let t = 0; t < 3; t++) {
      const alone = distillByRefit(K, y, { lambda, xi: [...weights, 1] }).at(-1)!;
      weights.push(mixingWeight({ y: held, first: teacher, refit: matmul(cross, alone) }).xi);
    }
    const { xi } = greedyXi(spectrum(kernel, x, y), { lambda, steps: 3, criterion: { validation: { K: cross, y: held } } });
    const size = weights.reduce((p, v) => p * (1 + Math.abs(v)), 1);
    expect(relativeRatio(xi, weights, 1e6 * size)).toBeLessThan(10);
  });
});

test('nothing to choose where both models agree; clamped to [0, 1]', () => {
  expect(mixingWeight({ y: [1, 2], first: [3, 4], refit: [3, 4] })).toEqual({ xi: 0, alpha: 1 });
  expect(mixingWeight({ y: [3, 6], first: [0, 0], refit: [1, 2] })).toEqual({ xi: 3, alpha: -2 });
  expect(mixingWeight({ y: [3, 6], first: [0, 0], refit: [1, 2], clamp: true })).toEqual({ xi: 1, alpha: 0 });
  expect(mixingWeight({ y: [-3, -6], first: [0, 0], refit: [1, 2], clamp: true })).toEqual({ xi: 0, alpha: 1 });
});

test('shapes must agree', () => {
  expect(() => mixingWeight({ y: [1, 2], first: [1], refit: [1, 2] })).toThrow(/mixingWeight: first must have 2 rows, as y has/);
  expect(() =>
    mixingWeight({
      y: [1, 2],
      first: [1, 2],
      refit: [
        [1, 2],
        [3, 4],
      ],
    }),
  ).toThrow(/mixingWeight: refit must have 1 columns/);
  expect(() => mixingWeight({ y: [1, Number.NaN], first: [1, 2], refit: [1, 2] })).toThrow(/mixingWeight: y/);
});
