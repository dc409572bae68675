// Tuning: components against exact leave-one-out, minima against perturbation, golden values, properties that theory promises.
import { describe, expect, test } from 'vitest';
import {
  type Criterion,
  distilled,
  dualCoef,
  fitted,
  fixedDesignRisk,
  gcv,
  gram,
  loo,
  matmul,
  optimalXi,
  preconditioned,
  rbf,
  spectrum,
  tune,
} from '../../src/index.js';
import toy from '../golden/toy.json' with { type: 'json' };
import { gaussian } from '../matrices.js';
import { relativeRatio } from '../pipeline.js';
import { examples } from '../problems.js';

const s0 = spectrum(
  rbf({ gamma: 80 }),
  toy.x.map((v) => [v]),
  toy.y,
);

describe('the toy: golden values', () => {
  test('one step by exact leave-one-out', () => {
    const { xi, studentRisk, teacherRisk, pureRisk } = optimalXi(s0, { lambda: 0.2, criterion: 'loo' });
    expect(relativeRatio([xi], [toy.loo.xi], 1000)).toBeLessThan(10);
    expect(relativeRatio([studentRisk, teacherRisk, pureRisk], [toy.loo.mse, ...toy.loo.pureMse], 100)).toBe(Number.POSITIVE_INFINITY);
    expect(relativeRatio([studentRisk, teacherRisk, pureRisk], [toy.loo.mse, ...toy.loo.pureMse.slice(0, 2)], 100)).toBeLessThan(10);
  });

  test('two steps by exact leave-one-out', () => {
    const { xiBar, risk, rank } = tune(s0, { lambdas: [0.2], steps: 2, criterion: 'loo' }).bySteps[2]!;
    expect(relativeRatio(xiBar, toy.loo.xiBar, 1e5)).toBeLessThan(10);
    expect(relativeRatio([risk], [toy.loo.mse2], 100)).toBeLessThan(10);
    expect(rank).toBe(2);
  });

  test('generalised cross-validation, as published and consistent with leave-one-out', () => {
    const published = optimalXi(s0, { lambda: 0.2, criterion: 'gcv-published' });
    const consistent = optimalXi(s0, { lambda: 0.2, criterion: 'gcv' });
    expect(relativeRatio([published.xi, consistent.xi], [toy.gcv.xiPublished, toy.gcv.xiConsistent], 1e4)).toBeLessThan(10);
    for (const { studentRisk, teacherRisk } of [published, consistent]) {
      expect(relativeRatio([studentRisk, teacherRisk], [toy.gcv.student, toy.gcv.teacher], 100)).toBeLessThan(10);
    }
    const ratio = (11 - toy.gcv.dfPure) / (11 - toy.gcv.df);
    expect(relativeRatio([published.xi / consistent.xi], [ratio], 1e4)).toBeLessThan(10);
  });

  test('against the noiseless sine: the joint optimum falls with every step', () => {
    const grid = Array.from({ length: 101 }, (_, i) => [i / 100]);
    const K = gram(
      rbf({ gamma: 80 }),
      grid,
      toy.x.map((v) => [v]),
    );
    const y = grid.map(([v]) => Math.sin(2 * Math.PI * v!));
    const { bySteps } = tune(s0, { lambdas: [0.2], steps: 5, criterion: { validation: { K, y } } });
    bySteps.forEach(({ risk }, k) => {
      expect(relativeRatio([risk], [toy.jointOptimal[k]!], 1e5), `${k} steps`).toBeLessThan(10);
    });
  });
});

const held = (x: (typeof examples)[number]) => ({
  K: gram(x.kernel, gaussian(15, x.x.shape[1], 77), x.x),
  y: gaussian(15, x.y.shape[1], 78),
});

describe.each(examples)('$name', (example) => {
  const { kernel, x, y } = example;
  const s = spectrum(kernel, x, y);
  const truth = { f: fitted(s, distilled({ lambda: 0.1 })), noiseVariance: 0.09 };
  const criteria: [string, Criterion][] = [
    ['loo', 'loo'],
    ['gcv', 'gcv'],
    ['gcv-published', 'gcv-published'],
    ['validation', { validation: held(example) }],
    ['truth', { truth }],
  ];
  const lambdas = [1e-3, 0.1, 1, 30];

  test.each(criteria)('%s: no more steps, no more risk; small changes of ξ̄ do not help', (_, criterion) => {
    const { path, bySteps, best } = tune(s, { lambdas, steps: 3, criterion });
    expect(path.map((t) => [t.lambda, t.steps])).toEqual(lambdas.flatMap((l) => [0, 1, 2, 3].map((k) => [l, k])));
    for (const l of lambdas) {
      const risks = path.filter((t) => t.lambda === l).map((t) => t.risk);
      for (let k = 1; k < risks.length; k++) expect(risks[k]).toBeLessThanOrEqual(risks[k - 1]!);
    }
    expect(bySteps.map((t) => t.risk)).toEqual([0, 1, 2, 3].map((k) => Math.min(...path.filter((t) => t.steps === k).map((t) => t.risk))));
    expect(best.risk).toBe(Math.min(...path.map((t) => t.risk)));
    const one = optimalXi(s, { lambda: 0.1, criterion });
    const tuned = path.find((t) => t.lambda === 0.1 && t.steps === 1)!;
    expect(relativeRatio([tuned.risk], [one.studentRisk], 1e3)).toBeLessThan(10);
    expect(one.studentRisk).toBeLessThanOrEqual(Math.min(one.teacherRisk, one.pureRisk) * (1 + 1e-12));
  });

  test('the risks are those of the models: loo', () => {
    for (const { lambda, xi, xiBar, steps, risk, rank } of tune(s, { lambdas: [0.1, 1], steps: 2, criterion: 'loo' }).path) {
      if (rank < steps) continue;
      const size = 1 + xiBar.reduce((t, v) => t + Math.abs(v), 0);
      const value = loo(s, { lambda, xi, steps }).mse;
      expect(Math.abs(value - risk)).toBeLessThan(1e-12 * size ** 2 * (1 + s.d.at(-1)! / lambda) * Math.max(risk, 1e-3));
    }
  });

  test('the risks are those of the models: validation and truth', () => {
    const { K, y: v } = held(example);
    for (const { filter, risk, xiBar } of tune(s, { lambdas: [0.1, 1], steps: 2, criterion: { validation: { K, y: v } } }).path) {
      const size = 1 + xiBar.reduce((t, x) => t + Math.abs(x), 0);
      const out = matmul(K, dualCoef(s, filter)).data;
      const mse = out.reduce((t, p, at) => t + (p - v.data[at]!) ** 2, 0) / out.length;
      expect(relativeRatio([mse], [risk], 1e5 * size ** 2)).toBeLessThan(1);
    }
    for (const { filter, risk, xiBar } of tune(s, { lambdas: [0.1, 1], steps: 2, criterion: { truth } }).path) {
      const size = 1 + xiBar.reduce((t, x) => t + Math.abs(x), 0);
      expect(relativeRatio([fixedDesignRisk(s, filter, truth).total], [risk], 1e5 * size ** 2)).toBeLessThan(1);
    }
  });

  test('gcv: the least value over ξ is found, whatever the normalisation', () => {
    const { studentRisk, teacherRisk } = optimalXi(s, { lambda: 0.5, criterion: 'gcv' });
    const at = (xi: number) => gcv(s, preconditioned({ lambda: 0.5, xiBar: [xi] }));
    expect(relativeRatio([teacherRisk], [at(0)], 1e3)).toBeLessThan(10);
    // ternary search between the asymptotes would need their place; a fine scan is enough to meet the minimum
    let least = Number.POSITIVE_INFINITY;
    for (let i = -4000; i <= 4000; i++) least = Math.min(least, at(Math.sinh(i / 400)));
    expect(least).toBeGreaterThanOrEqual(studentRisk * (1 - 1e-9));
    expect(least).toBeLessThanOrEqual(teacherRisk * (1 + 1e-12));
  });
});

test('shrink keeps the weights down, and its risk between best and ridge', () => {
  const { kernel, x, y } = examples[0]!;
  const s = spectrum(kernel, x, y);
  const at = (shrink: number) => tune(s, { lambdas: [0.5], steps: 3, criterion: 'loo', shrink }).bySteps[3]!;
  const size = (t: { xiBar: readonly number[] }) => Math.hypot(...t.xiBar);
  const [free, some, much] = [at(0), at(1e-4), at(1e6)];
  expect(size(some)).toBeLessThan(size(free));
  expect(size(much)).toBeLessThan(1e-5);
  expect(free.risk).toBeLessThan(some.risk);
  expect(some.risk).toBeLessThan(much.risk);
});

test('equal eigenvalues: distillation gives nothing', () => {
  const s = spectrum(
    [
      [2, 0, 0],
      [0, 2, 0],
      [0, 0, 2],
    ],
    [1, -2, 0.5],
  );
  const truth = { f: [1, -1, 0.3], noiseVariance: 0.25 };
  const grid = Array.from({ length: 400 }, (_, i) => 10 ** (i / 50 - 4));
  const { bySteps } = tune(s, { lambdas: grid, steps: 2, criterion: { truth } });
  const best = (1 / 3) * ((2.09 * 0.75) / (2.09 + 0.75)); // t r γ²/(t + r γ²)/n
  for (const { risk } of bySteps.slice(1)) expect(relativeRatio([risk], [best], 1e4)).toBeLessThan(10);
  expect(bySteps[0]!.risk / best).toBeLessThan(1 + 1e-4);
});

test.each([
  [{ lambdas: [], steps: 1 }, /tune: lambdas must hold at least one number/],
  [{ lambdas: [1, 0], steps: 1 }, /tune: lambdas\[1\] must be a finite number > 0; got 0/],
  [{ lambdas: [1], steps: -1 }, /tune: steps must be a whole number ≥ 0; got -1/],
  [{ lambdas: [1], steps: 1, shrink: -1 }, /tune: shrink must be/],
])('%j is refused', (options, message) => {
  expect(() => tune(s0, { ...options, criterion: 'loo' })).toThrow(message);
});

test('criteria that do not fit are refused', () => {
  const tuned = (criterion: unknown) => () => tune(s0, { lambdas: [1], steps: 1, criterion: criterion as Criterion });
  expect(tuned('aic')).toThrow(/tune: criterion must be one of 'loo', 'gcv', 'gcv-published'; got "aic"/);
  expect(tuned({ validation: { K: [[1, 2]], y: [1] } })).toThrow(/criterion.validation.K must have 11 columns/);
  expect(tuned({ validation: { K: gaussian(2, 11), y: [1] } })).toThrow(/criterion.validation.y must have 2 rows/);
  expect(tuned({ truth: { f: [1], noiseVariance: 1 } })).toThrow(/criterion.truth.f must have 11 rows/);
  expect(tuned({ truth: { f: gaussian(11, 1), noiseVariance: -1 } })).toThrow(/noiseVariance must be/);
});
