// Every model of the box against the functions that compute one model.
import { describe, expect, test } from 'vitest';
import { type Criterion, degreesOfFreedom, distilled, fixedDesignRisk, loo, optimalXi, riskPath, spectrum } from '../../src/index.js';
import { gaussian } from '../matrices.js';
import { relativeRatio } from '../pipeline.js';
import { examples } from '../problems.js';

const lambdas = [0.1, 1, 30];
const xis = [-1.5, 0, 0.7, 1, 2];

describe.each(examples.slice(0, 4))('$name', ({ kernel, x, y }) => {
  const s = spectrum(kernel, x, y);
  const truth = { f: gaussian(x.shape[0], y.shape[1], 5), noiseVariance: 0.4 };

  test('order, degrees of freedom, leave-one-out', () => {
    const path = riskPath(s, { lambdas, xis, steps: 3, criterion: 'loo' });
    const order = lambdas.flatMap((l) => xis.flatMap((v) => [0, 1, 2, 3].map((k) => [l, v, k])));
    expect(path.map((m) => [m.lambda, m.xi, m.steps])).toEqual(order);
    for (const { lambda, xi, steps, risk, df } of path) {
      const size = 100 * (1 + Math.abs(xi)) ** (2 * steps) * (1 + s.d.at(-1)! / lambda);
      expect(relativeRatio([risk], [loo(s, { lambda, xi, steps }).mse], size)).toBeLessThan(10);
      expect(relativeRatio([df], [degreesOfFreedom(s, distilled({ lambda, xi, steps }))], size)).toBeLessThan(10);
    }
  });

  test('bias and variance', () => {
    for (const { lambda, xi, steps, risk } of riskPath(s, { lambdas, xis, steps: 3, criterion: { truth } })) {
      const want = fixedDesignRisk(s, distilled({ lambda, xi, steps }), truth).total;
      expect(relativeRatio([risk], [want], 100 * (1 + Math.abs(xi)) ** (2 * steps))).toBeLessThan(10);
    }
  });

  test.each(['loo', 'gcv', 'gcv-published', { truth }] as Criterion[])(
    '%j: a parabola in ξ for one step, lowest at the best weight',
    (criterion) => {
      const { xi, teacherRisk, pureRisk, studentRisk } = optimalXi(s, { lambda: 1, criterion });
      const at = riskPath(s, { lambdas: [1], xis: [0, 1, xi], steps: 1, criterion }).filter((m) => m.steps === 1);
      expect(
        relativeRatio(
          at.map((m) => m.risk),
          [teacherRisk, pureRisk, studentRisk],
          1e3,
        ),
      ).toBeLessThan(10);
    },
  );
});

test('what makes no sense is refused', () => {
  const s = spectrum([[1]], [1]);
  const box = { lambdas: [1], xis: [1], steps: 1, criterion: 'loo' as const };
  expect(() => riskPath(s, { ...box, lambdas: [0] })).toThrow(/riskPath: lambdas\[0\] must be/);
  expect(() => riskPath(s, { ...box, xis: [Number.NaN] })).toThrow(/riskPath: xis\[0\] must be/);
  expect(() => riskPath(s, { ...box, steps: -1 })).toThrow(/riskPath: steps must be/);
});
