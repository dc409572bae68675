// Absurd counts: each is refused by name, at once, where the work or the result would never end or end the process.
import { describe, expect, test } from 'vitest';
import {
  constrainedDistillation,
  distillByRefit,
  excessRiskQuadratic,
  GaussianProcessClassifier,
  GaussianProcessRegressor,
  greedyXi,
  init,
  iteratedTikhonov,
  kfold,
  loo,
  MemoryLimitError,
  matmul,
  medianGamma,
  poly,
  rbf,
  riskPath,
  SelfDistilledKernelRidge,
  spectrum,
  tune,
} from '../src/index.js';
import { thrown } from './hostile.js';

const x = Array.from({ length: 12 }, (_, i) => [Math.sin(3 * i), i / 12]);
const y = x.map(([a, b]) => (a as number) * (b as number));
const kernel = rbf({ gamma: 1 });
const s = spectrum(kernel, x, y);
const N = 1e9;
const K = [[1, 0], [0, 2]]; // biome-ignore format: a matrix

describe('a thousand million', () => {
  test.each<[string, string, number, () => unknown]>([
    ['tune', 'steps', 200, () => tune(s, { lambdas: [1], steps: N, criterion: 'gcv' })],
    ['tune', 'steps', 200, () => tune(s, { lambdas: [1], steps: N, criterion: 'loo' })],
    ['excessRiskQuadratic', 'steps', 200, () => excessRiskQuadratic(s, { lambda: 1, steps: N, f: y, noiseVariance: 1 })],
    ['riskPath', 'steps', 1000, () => riskPath(s, { lambdas: [1], xis: [1], steps: N, criterion: 'gcv' })],
    ['greedyXi', 'steps', 1000, () => greedyXi(s, { lambda: 1, steps: N, criterion: 'gcv' })],
    ['constrainedDistillation', 'maxRounds', 1e6, () => constrainedDistillation(s, { epsilon: 1e-20, maxRounds: N })],
    ['iteratedTikhonov', 'steps', 1e6, () => iteratedTikhonov({ lambda: 1, steps: N })],
    ['loo', 'steps', 1e4, () => loo(s, { lambda: 1, steps: N })],
    ['kfold', 'steps', 1e4, () => kfold(s, { lambda: 1, steps: N, folds: 3 })],
    ['distillByRefit', 'steps', 1e4, () => distillByRefit(K, [1, 2], { lambda: 1, steps: N })],
    ['SelfDistilledKernelRidge', 'steps', 200, () => new SelfDistilledKernelRidge({ kernel, lambda: 1, xi: 'loo', steps: N })],
    ['SelfDistilledKernelRidge', 'steps', 1000, () => new SelfDistilledKernelRidge({ kernel, lambda: 'loo', xi: 1, steps: N })],
    ['SelfDistilledKernelRidge', 'steps', 1e4, () => new SelfDistilledKernelRidge({ kernel, lambda: 1, xi: 1, steps: N })],
    ['GaussianProcessRegressor', 'steps', 1e4, () => new GaussianProcessRegressor({ kernel, noise: 1, distillation: 'data-centric', steps: N })],
    ['GaussianProcessClassifier', 'steps', 1e4, () => new GaussianProcessClassifier({ kernel, distillation: 'data-centric', steps: N })],
    ['poly', 'degree', 2 ** 31 - 1, () => poly({ degree: 2 ** 32 + 1 })],
    ['medianGamma', 'pairs', 1e8, () => medianGamma(new Float64Array(1e5), { pairs: N })],
  ])('%s: %s at most %i', (name, argument, most, call) => {
    const error = thrown(call) as Error;
    expect(error).toBeInstanceOf(RangeError);
    expect(error.message).toMatch(new RegExp(`^${name}: ${argument} must be at most ${most}; got \\d+`));
  }); // biome-ignore format: a table

  test('threads of init', async () => {
    await expect(init({ threads: N })).rejects.toThrow('init: threads must be at most 1024; got 1000000000');
  });

  test('rows and columns of an object that says so', () => {
    for (const size of [1e5, 1e6, N]) {
      const error = thrown(() => matmul({ rows: size, columns: size, get: () => 1 }, [[1]]));
      expect(error).toBeInstanceOf(MemoryLimitError);
      expect(error).toMatchObject({ bytes: 8 * size * size, message: expect.stringMatching(/^matmul: needs \d/) });
    }
  });
});

test('lists and criteria that are not there', () => {
  const cases: [unknown, RegExp][] = [
    [{ steps: 1, criterion: 'loo' }, /^tune: lambdas must be an array of numbers; got undefined/],
    [{ lambdas: 5, steps: 1, criterion: 'loo' }, /^tune: lambdas must be an array of numbers; got 5/],
    [{ lambdas: [1], steps: 1, criterion: null }, /^tune: criterion must be one of .*; got null/],
    [{ lambdas: [1], steps: 1, criterion: {} }, /^tune: criterion must be one of .*; got {}/],
  ];
  for (const [options, message] of cases) expect(() => tune(s, options as Parameters<typeof tune>[1])).toThrow(message);
  const without = { lambdas: [1], steps: 1, criterion: 'loo' } as unknown as Parameters<typeof riskPath>[1];
  expect(() => riskPath(s, without)).toThrow(/^riskPath: xis must be an array of numbers; got undefined/);
});

describe('as many as are allowed', () => {
  test('fifty weights', () => {
    const { bySteps } = tune(s, { lambdas: [1], steps: 50, criterion: 'gcv' });
    expect(bySteps.length).toBe(51);
    bySteps.reduce((before, now) => {
      expect(now.risk).toBeLessThanOrEqual(before.risk);
      return now;
    });
  });

  test('a thousand greedy steps and constant ones', () => {
    expect(greedyXi(s, { lambda: 1, steps: 1000, criterion: 'gcv' }).xi.length).toBe(1000);
    expect(riskPath(s, { lambdas: [1], xis: [0.5], steps: 1000, criterion: 'gcv' }).length).toBe(1001);
  });

  test('twenty thousand rounds, in memory that grows with their number and not with its square', () => {
    const { rounds, collapsed } = constrainedDistillation(s, { epsilon: 1e-20, maxRounds: 20_000 });
    expect([rounds.length, collapsed]).toEqual([20_000, false]);
    const last = rounds[rounds.length - 1]!;
    expect(last.filter(s.d.at(-1) as number)).toBeGreaterThan(0);
  });
});
