// The parameter criterion against parameters: the linear map from targets to β̂ written out, and the best weight under growing noise.
import { describe, expect, test } from 'vitest';
import { linear, type Matrix, optimalXi, spectrum, tune } from '../../src/index.js';
import { gaussian, identity } from '../matrices.js';
import { refit, relativeRatio } from '../pipeline.js';
import { build, matmul, transpose } from '../reference.js';

const squares = (a: Matrix) => a.data.reduce((t, v) => t + v * v, 0);

describe.each([
  ['thin', gaussian(25, 4, 1)],
  ['square', gaussian(8, 8, 2)],
  ['wide', gaussian(6, 11, 3)],
])('%s', (_, X) => {
  const [n, p] = X.shape;
  const K = matmul(X, transpose(X));
  // a truth that the rows can tell: in their span
  const beta = matmul(transpose(X), gaussian(n, 2, 4));
  const f = matmul(X, beta);
  const s = spectrum(linear(), X, f);
  const at = (lambda: number, xi: number, noiseVariance: number) => {
    const map = matmul(transpose(X), refit(K, identity(n), { lambda: [lambda, lambda], xi: [xi] })[1]!.coef); // p×n: y ↦ β̂
    const mean = matmul(map, f);
    const bias = squares({ data: mean.data.map((v, i) => v - beta.data[i]!), shape: [p, 2] });
    return (bias + 2 * noiseVariance * squares(map)) / 2;
  };

  test.each([0.01, 1, 50])('noise %f: risks of teacher, pure student and best student', (noiseVariance) => {
    for (const lambda of [0.3, 5]) {
      const found = optimalXi(s, { lambda, criterion: { parameters: { f, noiseVariance } } });
      const want = [0, 1, found.xi].map((xi) => at(lambda, xi, noiseVariance));
      const got = [found.teacherRisk, found.pureRisk, found.studentRisk];
      // the reference takes β̂ − β from a solved system
      const kappa = 10 * (1 + s.d.at(-1)! / lambda) * (1 + squares(beta) / Math.min(...want));
      expect(relativeRatio(got, want, kappa * (1 + found.xi ** 2))).toBeLessThan(10);
      for (const step of [-0.05, 0.05]) expect(at(lambda, found.xi + step, noiseVariance)).toBeGreaterThan(found.studentRisk);
    }
  });

  test('ξ* rises with the noise, beyond 1, to its limit', () => {
    const lambda = 0.5;
    const xi = (noiseVariance: number) => optimalXi(s, { lambda, criterion: { parameters: { f, noiseVariance } } }).xi;
    const noises = [1e-4, 1e-2, 1, 100, 1e4];
    const found = noises.map(xi);
    for (let i = 1; i < found.length; i++) expect(found[i]).toBeGreaterThan(found[i - 1]!);
    const sum = (g: (m: number, d: number) => number) => s.d.reduce((t, d) => (d === 0 ? t : t + g(d / (d + lambda), d)), 0);
    const limit = sum((m, d) => (m * m * (1 - m)) / d) / sum((m, d) => (m * (1 - m)) ** 2 / d);
    expect(limit).toBeGreaterThan(1);
    expect(xi(1e12) / limit).toBeCloseTo(1, 8);
  });
});

test('more steps, no more risk; the best weights differ from those of the values', () => {
  const X = gaussian(20, 6, 7);
  const f = matmul(
    X,
    build(6, 1, (i) => i - 2),
  );
  const s = spectrum(linear(), X, f);
  const at = (name: 'truth' | 'parameters') =>
    tune(s, { lambdas: [3], steps: 2, criterion: { [name]: { f, noiseVariance: 2 } } as { truth: { f: Matrix; noiseVariance: number } } });
  const [values, parameters] = [at('truth'), at('parameters')];
  expect(parameters.bySteps[2]!.risk).toBeLessThanOrEqual(parameters.bySteps[1]!.risk);
  expect(parameters.bySteps[1]!.risk).toBeLessThan(parameters.bySteps[0]!.risk);
  expect(Math.abs(parameters.bySteps[1]!.xiBar[0]! - values.bySteps[1]!.xiBar[0]!)).toBeGreaterThan(0.01);
});

test('errors name the criterion', () => {
  const s = spectrum([[1]], [1]);
  const call = (f: number[], noiseVariance: number) => () => optimalXi(s, { lambda: 1, criterion: { parameters: { f, noiseVariance } } });
  expect(call([1, 2], 1)).toThrow(/criterion.parameters.f must have 1 rows/);
  expect(call([1], -1)).toThrow(/criterion.parameters.noiseVariance must be/);
});
