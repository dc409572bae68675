// Exact leave-one-out and leave-fold-out against really leaving rows out and refitting everything, by Gaussian elimination.
import { describe, expect, test } from 'vitest';
import { gram, kfold, linear, loo, rbf, ShapeError, spectrum } from '../../src/index.js';
import toy from '../golden/toy.json' with { type: 'json' };
import { condition, leaveOut, plans, relativeRatio } from '../pipeline.js';
import { examples, singles, uneven } from '../problems.js';
import { LIMIT } from '../residual.js';

describe.each(examples)('$name', ({ kernel, x, y }) => {
  const s = spectrum(kernel, x, y);
  const K = gram(kernel, x);
  const n = x.shape[0];

  test.each(Object.entries(plans))('%s', (_, plan) => {
    const options = { ...plan, steps: plan.xi.length };
    // leaving out divides by diagonals of the resolvent: a row that determines its own fit makes that small
    const kappa = condition(s.d.at(-1)!, plan) ** 2;
    for (const [name, folds, { mse, predictions }] of [
      ['one by one', singles(n), loo(s, options)],
      ['one by one, as folds', singles(n), kfold(s, { ...options, folds: n })],
      ['uneven folds', uneven(n), kfold(s, { ...options, folds: uneven(n) })],
    ] as const) {
      const brute = leaveOut(K, y, folds, plan);
      expect(relativeRatio(predictions.data, brute.data, kappa), name).toBeLessThan(LIMIT);
      const sum = brute.data.reduce((t, v, at) => t + ((y.data[at] as number) - v) ** 2, 0);
      expect(relativeRatio([mse], [sum / brute.data.length], kappa), `${name}: mse`).toBeLessThan(LIMIT);
    }
  });
});

test('well-conditioned problems: 1e−10 relative, for any ξ and λ by step', () => {
  for (const { kernel, x, y } of examples.slice(0, 3)) {
    for (const xi of [[-3], [7.5], [0.2, -11, 1.5]]) {
      const lambda = [2, ...xi.map((_, t) => 1 + t)];
      const brute = leaveOut(gram(kernel, x), y, singles(x.shape[0]), { lambda, xi }).data;
      const { data } = loo(spectrum(kernel, x, y), { lambda, xi }).predictions;
      const top = brute.reduce((t, v) => Math.max(t, Math.abs(v)), 0);
      data.forEach((v, at) => {
        expect(Math.abs(v - brute[at]!)).toBeLessThan(1e-10 * top);
      });
    }
  }
});

test('the toy: golden values', () => {
  const s = spectrum(
    rbf({ gamma: 80 }),
    toy.x.map((v) => [v]),
    toy.y,
  );
  toy.loo.pureMse.forEach((mse, steps) => {
    expect(relativeRatio([loo(s, { lambda: 0.2, steps }).mse], [mse], 100)).toBeLessThan(1);
  });
  toy.loo.predictions.forEach((golden, steps) => {
    expect(relativeRatio(loo(s, { lambda: 0.2, steps }).predictions.data, golden, 100)).toBeLessThan(1);
  });
});

test('the hat-matrix shortcut is not leave-one-out of a student', () => {
  const { kernel, x, y } = examples[0]!;
  const s = spectrum(kernel, x, y);
  const n = x.shape[0];
  const exact = loo(s, { lambda: 0.3 }).predictions.data;
  const h = s.d.map((d) => (d / (d + 0.3)) ** 2);
  const gaps = Array.from({ length: n }, (_, i) => {
    let [fit, lever] = [0, 0];
    for (let j = 0; j < n; j++) {
      fit += s.U.data[i * n + j]! * h[j]! * s.c.data[j]!;
      lever += s.U.data[i * n + j]! ** 2 * h[j]!;
    }
    return Math.abs(y.data[i]! - (y.data[i]! - fit) / (1 - lever) - exact[i]!);
  });
  expect(Math.max(...gaps)).toBeGreaterThan(1e-3);
});

describe('folds', () => {
  const s = spectrum(linear(), [[1], [2], [3], [4]], [1, 2, 3, 5]);

  test('a number means contiguous blocks', () => {
    const lists = kfold(s, {
      lambda: 1,
      steps: 1,
      folds: [
        [0, 1],
        [2, 3],
      ],
    });
    expect(kfold(s, { lambda: 1, steps: 1, folds: 2 })).toEqual(lists);
  });

  test('rows in no fold are not predicted', () => {
    const { predictions, mse } = kfold(s, { lambda: 1, steps: 0, folds: [[1]] });
    expect(Array.from(predictions.data, Number.isNaN)).toEqual([true, false, true, true]);
    expect(mse).toBeCloseTo((2 - predictions.data[1]!) ** 2, 14);
  });

  test.each([[[[0, 0]]], [[[0], [0]]], [[[4]]], [[[]]], [[[0, 1, 2, 3]]], [[[-1]]], [[[0.5]]]])('%j is refused', (folds) => {
    expect(() => kfold(s, { lambda: 1, folds })).toThrow(ShapeError);
  });

  test.each([1, 5, 2.5])('%d folds are refused', (folds) => {
    expect(() => kfold(s, { lambda: 1, folds })).toThrow(/kfold: folds must be/);
  });
});
