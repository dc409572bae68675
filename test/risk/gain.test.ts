// Derivatives in λ against differences of risks computed elsewhere; the rules that follow from them; the test for a global gain.
import { describe, expect, test } from 'vitest';
import {
  dualCoef,
  fixedDesignRisk,
  gcv,
  globalGain,
  gram,
  linear,
  loo,
  matmul,
  optimalXi,
  ridge,
  riskDerivatives,
  type SmoothCriterion,
  type Spectrum,
  spectrum,
  tune,
} from '../../src/index.js';
import { gaussian } from '../matrices.js';
import { relativeRatio } from '../pipeline.js';
import { examples } from '../problems.js';

interface Case {
  readonly name: string;
  readonly s: Spectrum;
  readonly criterion: SmoothCriterion;
  /** Ridge's risk, not by way of components. */
  readonly risk: (lambda: number) => number;
}

const cases: Case[] = examples.slice(0, 3).flatMap(({ name, kernel, x, y }): Case[] => {
  const s = spectrum(kernel, x, y);
  const truth = { f: gaussian(x.shape[0], y.shape[1], 5), noiseVariance: 0.4 };
  const held = { K: gram(kernel, gaussian(15, x.shape[1], 77), x), y: gaussian(15, y.shape[1], 78) };
  const mse = (lambda: number) =>
    matmul(held.K, dualCoef(s, ridge(lambda))).data.reduce((t, v, i) => t + (v - held.y.data[i]!) ** 2, 0) / held.y.data.length;
  return [
    { name: `${name}, loo`, s, criterion: 'loo', risk: (lambda) => loo(s, { lambda, steps: 0 }).mse },
    { name: `${name}, gcv`, s, criterion: 'gcv', risk: (lambda) => gcv(s, ridge(lambda)) },
    { name: `${name}, validation`, s, criterion: { validation: held }, risk: mse },
    { name: `${name}, truth`, s, criterion: { truth }, risk: (lambda) => fixedDesignRisk(s, ridge(lambda), truth).total },
  ];
});

describe.each(cases)('$name', ({ s, criterion, risk }) => {
  test.each([0.05, 0.6, 8])('λ = %f: risk, slope and second derivative', (lambda) => {
    const h = 0.02;
    const R = (i: number) => risk(lambda * (1 + h * i));
    // central differences of sixth order
    const slope = (45 * (R(1) - R(-1)) - 9 * (R(2) - R(-2)) + (R(3) - R(-3))) / 60 / h;
    const second = (270 * (R(1) + R(-1)) - 27 * (R(2) + R(-2)) + 2 * (R(3) + R(-3)) - 490 * R(0)) / 180 / h ** 2;
    const found = riskDerivatives(s, { lambda, criterion });
    const top = R(0);
    expect(relativeRatio([found.risk], [top], 1e3)).toBeLessThan(10);
    expect(Math.abs(lambda * found.slope - slope)).toBeLessThan(1e-8 * top);
    expect(Math.abs(lambda ** 2 * found.second - second)).toBeLessThan(1e-6 * top);
  });

  test('derivative form and sign rule of the best weight', () => {
    for (const lambda of [0.01, 0.3, 2, 40]) {
      const { risk, slope, curvature } = riskDerivatives(s, { lambda, criterion });
      const best = optimalXi(s, { lambda, criterion });
      expect(relativeRatio([best.xi], [(-lambda * slope) / (2 * curvature)], 100)).toBeLessThan(10);
      expect(Math.sign(best.xi)).toBe(-Math.sign(slope));
      expect(relativeRatio([best.studentRisk], [risk - (lambda * slope) ** 2 / (4 * curvature)], 1e4)).toBeLessThan(10);
      expect(relativeRatio([best.curvature], [curvature], 10)).toBeLessThan(10);
    }
  });

  test('the minimum of ridge, and whether distillation must gain over it', () => {
    const grid = Array.from({ length: 41 }, (_, i) => 10 ** (i / 5 - 4));
    const found = globalGain(s, { lambdas: grid, criterion });
    const fine = Array.from({ length: 1601 }, (_, i) => 10 ** (i / 200 - 4));
    const least = Math.min(...fine.map(risk));
    if (!found.interior) {
      expect(found.holds).toBe(false);
      expect([grid[0], grid.at(-1)]).toContain(found.lambda);
      return;
    }
    expect(found.risk).toBeLessThanOrEqual(least * (1 + 1e-12));
    expect(Math.abs(found.lambda * found.slope)).toBeLessThan(1e-12 * found.risk);
    expect(
      relativeRatio([found.bound, found.ratio], [(found.lambda ** 2 * found.second) / 2, found.curvature / found.bound], 10),
    ).toBeLessThan(10);
    if (!found.holds) return;
    const student = tune(s, { lambdas: fine, steps: 1, criterion }).bySteps[1]!;
    expect(student.risk).toBeLessThan(least);
  });
});

test('the cases above decide both ways', () => {
  const verdicts = cases.map(({ s, criterion }) => globalGain(s, { lambdas: [1e-3, 1e-2, 0.1, 1, 10, 100], criterion }));
  expect(verdicts.some((v) => v.holds)).toBe(true);
  expect(verdicts.some((v) => !v.holds && v.interior)).toBe(true);
});

test('multiplying K by a number moves λ* and nothing else', () => {
  const { x, y } = examples[2]!;
  const grid = [1e-2, 0.1, 1, 10, 100];
  const at = (c: number) =>
    globalGain(spectrum(linear(), { data: x.data.map((v) => v * Math.sqrt(c)), shape: x.shape }, y), {
      lambdas: grid.map((v) => v * c),
      criterion: 'loo',
    });
  const [one, four] = [at(1), at(4)];
  expect(relativeRatio([four.lambda / 4, four.risk, four.ratio], [one.lambda, one.risk, one.ratio], 1e10)).toBeLessThan(10);
});

test('what is no grid, and the published rule, are refused', () => {
  const s = spectrum([[1]], [1]);
  expect(() => globalGain(s, { lambdas: [1, 2], criterion: 'gcv' })).toThrow(/globalGain: lambdas must hold at least three numbers; got 2/);
  expect(() => globalGain(s, { lambdas: [1, 3, 2], criterion: 'gcv' })).toThrow(
    /globalGain: lambdas\[2\] must be a finite number > 3; got 2/,
  );
  expect(() => riskDerivatives(s, { lambda: 0, criterion: 'gcv' })).toThrow(/riskDerivatives: lambda must be/);
  const published = 'gcv-published' as 'gcv';
  expect(() => riskDerivatives(s, { lambda: 1, criterion: published })).toThrow(/criterion must not be 'gcv-published'/);
});
