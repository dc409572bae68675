// Greedy weights: the published rule on the toy, a search by refits, the training rows that never vote for a teacher.
import { describe, expect, test } from 'vitest';
import {
  type Criterion,
  distilled,
  fitted,
  fixedDesignRisk,
  gram,
  greedyXi,
  loo,
  optimalXi,
  rbf,
  spectrum,
  tune,
} from '../../src/index.js';
import toy from '../golden/toy.json' with { type: 'json' };
import { gaussian } from '../matrices.js';
import { predict, refit, relativeRatio } from '../pipeline.js';
import { examples } from '../problems.js';

const column = (x: readonly number[]) => x.map((v) => [v]);
const s0 = spectrum(rbf({ gamma: 80 }), column(toy.x), toy.y);

describe('the toy against the noiseless sine', () => {
  const grid = Array.from({ length: 101 }, (_, i) => i / 100);
  const truth: Criterion = {
    validation: { K: gram(rbf({ gamma: 80 }), column(grid), column(toy.x)), y: grid.map((x) => Math.sin(2 * Math.PI * x)) },
  };

  test('α and losses of five steps', () => {
    const { xi, risk } = greedyXi(s0, { lambda: 0.2, steps: 5, criterion: truth });
    expect(xi.map((v) => (1 - v).toFixed(5))).toEqual(['-0.62184', '0.33036', '0.33476', '0.33577', '0.33604']);
    expect(risk.map((v) => v.toFixed(6))).toEqual(['0.148340', '0.148890', '0.149226', '0.149407', '0.149502']);
  });

  test('the joint optimum is never worse', () => {
    const { risk } = greedyXi(s0, { lambda: 0.2, steps: 5, criterion: truth });
    const { bySteps } = tune(s0, { lambdas: [0.2], steps: 5, criterion: truth });
    risk.forEach((v, t) => {
      expect(v).toBeGreaterThanOrEqual(bySteps[t + 1]!.risk * (1 - 1e-12));
    });
  });

  test('clamped weights stay in [0, 1]', () => {
    const { xi, risk } = greedyXi(s0, { lambda: 0.2, steps: 3, criterion: truth, clamp: true });
    expect(xi[0]).toBe(1);
    expect(risk[0]!.toFixed(5)).toBe(toy.published[0]!.losses[1]);
    for (const v of xi) expect(v >= 0 && v <= 1).toBe(true);
  });
});

describe.each(examples)('$name', ({ kernel, x, y }) => {
  const s = spectrum(kernel, x, y);
  const K = gram(kernel, x);
  const held = { K: gram(kernel, gaussian(15, x.shape[1], 77), x), y: gaussian(15, y.shape[1], 78) };
  const lambda = 0.4;

  test('the first step is optimalXi; the risks are those of the models', () => {
    for (const criterion of ['loo', 'gcv', { validation: held }] as Criterion[]) {
      const best = optimalXi(s, { lambda, criterion });
      const { xi, risk } = greedyXi(s, { lambda, steps: 2, criterion });
      expect([xi[0], risk[0]]).toEqual([best.xi, best.studentRisk]);
    }
    const { xi, risk } = greedyXi(s, { lambda, steps: 2, criterion: 'loo' });
    const size = xi.reduce((p, v) => p * (1 + Math.abs(v)), 1);
    expect(relativeRatio([loo(s, { lambda, xi }).mse], [risk[1]!], 1e5 * size ** 2)).toBeLessThan(10);
    const truth = { f: fitted(s, distilled({ lambda: 0.1 })), noiseVariance: 0.09 };
    const known = greedyXi(s, { lambda, steps: 3, criterion: { truth } });
    const total = fixedDesignRisk(s, distilled({ lambda, xi: known.xi }), truth).total;
    expect(relativeRatio([total], [known.risk[2]!], 1e5 * known.xi.reduce((p, v) => p * (1 + Math.abs(v)), 1) ** 2)).toBeLessThan(10);
  });

  test('a plain search by refits finds no better weight for the second step', () => {
    const { xi, risk } = greedyXi(s, { lambda, steps: 2, criterion: { validation: held } });
    const error = (weight: number) => {
      const p = predict(held.K, refit(K, y, { lambda: [lambda, lambda, lambda], xi: [xi[0]!, weight] })[2]!).data;
      return p.reduce((sum, v, i) => sum + (v - held.y.data[i]!) ** 2, 0) / p.length;
    };
    const size = xi.reduce((p, v) => p * (1 + Math.abs(v)), 1);
    expect(relativeRatio([error(xi[1]!)], [risk[1]!], 1e6 * size ** 2)).toBeLessThan(10);
    for (const step of [-0.3, 0.3]) expect(error(xi[1]! + step * (1 + Math.abs(xi[1]!)))).toBeGreaterThan(risk[1]!);
  });

  test('judged on the training rows, α ≥ 1: no step wants its teacher; and the closed form of the first', () => {
    const { xi } = greedyXi(s, { lambda, steps: 1, criterion: { validation: { K, y } } });
    let [over, under] = [0, 0];
    s.d.forEach((d, j) => {
      const a = d / (d + lambda);
      for (let t = 0; t < y.shape[1]; t++) {
        const z = s.c.data[j * y.shape[1] + t]!;
        over += a * (1 - a) * (1 - a * a) * z * z;
        under += (a * (1 - a) * z) ** 2;
      }
    });
    expect(relativeRatio([1 - xi[0]!], [over / under], 1e6)).toBeLessThan(10);
    expect(xi[0]).toBeLessThanOrEqual(0);
  });
});

test.each([
  [{ lambda: 0, steps: 1 }, /greedyXi: lambda must be a finite number > 0/],
  [{ lambda: 1, steps: 0.5 }, /greedyXi: steps must be a whole number/],
])('%j is refused', (options, message) => {
  expect(() => greedyXi(s0, { ...options, criterion: 'loo' })).toThrow(message);
});

test('no steps, no weights', () => {
  expect(greedyXi(s0, { lambda: 1, steps: 0, criterion: 'loo' })).toEqual({ xi: [], risk: [] });
});
