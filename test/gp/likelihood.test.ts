// The gradient of the log marginal likelihood against differences of the eliminated one, and its maximum against a grid.
import { describe, expect, test } from 'vitest';
import { evidenceAndGradient } from '../../src/gp/likelihood.js';
import { parametersOf, withParameters } from '../../src/gp/parameters.js';
import {
  GaussianProcessRegressor,
  gram,
  type Kernel,
  linear,
  matern,
  maximizeLikelihood,
  NonFiniteError,
  rbf,
  ShapeError,
  scaled,
  sum,
} from '../../src/index.js';
import { random } from '../../src/random.js';
import { gaussian } from '../matrices.js';
import { build } from '../reference.js';
import { logNormal } from './dense.js';

const KERNELS: [string, Kernel][] = [
  ['rbf', rbf({ lengthScale: 1.3 })],
  ['scaled ARD Matérn', scaled(1.7, matern({ nu: 2.5, lengthScale: [0.8, 2] }))],
  ['linear, a thin spectrum', linear()],
  ['linear and rbf', sum(scaled(0.3, linear()), rbf({ gamma: 0.5 }))],
];

describe.each(KERNELS)('%s', (_, kernel) => {
  const x = gaussian(18, 2, 3);
  test.each([1, 2])('%i targets: value and gradient', (q) => {
    const y = build(18, q, (i, t) => Math.sin(2 * x.data[2 * i] + t) + 0.1 * (i % 3));
    const logs = [0.2, ...parametersOf(kernel)].map(Math.log);
    const at = (logs: number[]) => logNormal(gram(withParameters(kernel, logs.slice(1).map(Math.exp)), x), Math.exp(logs[0]!), y);
    const { value, gradient } = evidenceAndGradient(kernel, 0.2, x, y);
    expect(Math.abs(value - at(logs)) / Math.abs(value)).toBeLessThan(1e-12);
    const h = 1e-3;
    gradient.forEach((g, i) => {
      const shifted = (k: number) => at(logs.map((v, j) => (j === i ? v + k * h : v)));
      const difference = (8 * (shifted(1) - shifted(-1)) - (shifted(2) - shifted(-2))) / (12 * h);
      expect(Math.abs(g - difference), `${i}: ${g} against ${difference}`).toBeLessThan(1e-9 * (1 + Math.abs(value)));
    });
  });
});

describe('maximizeLikelihood', () => {
  const x = build(40, 1, (i) => i / 8);
  const rng = random(3);
  const y = build(40, 1, (i) => 2 * Math.sin(1.5 * x.data[i]) + 0.2 * rng.normal());

  test('no point of a fine grid around it is better, and the noise is found', () => {
    const kernel = scaled(1, rbf({ lengthScale: 1 }));
    const found = maximizeLikelihood({ kernel, noise: 1, x, y });
    expect(found.converged).toBe(true);
    expect(found.noise).toBeGreaterThan(0.02);
    expect(found.noise).toBeLessThan(0.08);
    for (const g of found.gradient) expect(Math.abs(g)).toBeLessThan(40e-6);
    const [factor, ell] = parametersOf(found.kernel) as [number, number];
    for (const a of [0.97, 1, 1.03])
      for (const b of [0.97, 1, 1.03])
        for (const c of [0.97, 1, 1.03]) {
          const here = logNormal(gram(withParameters(kernel, [factor * a, ell * b]), x), found.noise * c, y);
          expect(here).toBeLessThanOrEqual(found.logMarginalLikelihood + 1e-9);
        }
    const model = new GaussianProcessRegressor({ kernel: found.kernel, noise: found.noise }).fit(x, y);
    expect(model.logMarginalLikelihood).toBe(found.logMarginalLikelihood);
  });

  test('never below the start; one iteration is one iteration', () => {
    const before = new GaussianProcessRegressor({ kernel: rbf({ gamma: 30 }), noise: 2 }).fit(x, y).logMarginalLikelihood;
    const one = maximizeLikelihood({ kernel: rbf({ gamma: 30 }), noise: 2, x, y, iterations: 1 });
    expect([one.iterations, one.converged]).toEqual([1, false]);
    expect(one.logMarginalLikelihood).toBeGreaterThan(before);
  });

  test('targets of zeros drive the noise and the factor to the end of the range, not to an error', () => {
    const found = maximizeLikelihood({ kernel: scaled(1, rbf({ lengthScale: 1 })), noise: 1, x, y: new Float64Array(40) });
    expect(Number.isFinite(found.logMarginalLikelihood)).toBe(true);
    expect(found.noise).toBeLessThan(1e-5);
  });

  test('refusals', () => {
    expect(() => maximizeLikelihood({ kernel: linear(), noise: 0, x, y })).toThrow(
      'maximizeLikelihood: noise must be a finite number > 0; got 0',
    );
    expect(() => maximizeLikelihood({ kernel: linear(), noise: 1, x, y, iterations: 0 })).toThrow('maximizeLikelihood: iterations');
    expect(() => maximizeLikelihood({ kernel: linear(), noise: 1, x, y: [1, 2] as never })).toThrow(ShapeError);
    expect(() => maximizeLikelihood({ kernel: linear(), noise: 1, x: [[Number.NaN]], y: [[1]] })).toThrow(NonFiniteError);
  });
});
