// The two label models: derivatives against differences, the series where it meets the formula, averages against Simpson's rule.
import { describe, expect, test } from 'vitest';
import { averageLabel, type LabelModel, labelModel } from '../../src/gp/labels.js';
import '../../src/index.js';
import { EPS } from '../residual.js';

const MODELS: LabelModel[] = ['bernoulli', 'continuous'];
const one = (model: LabelModel, f: number) => {
  const { a, mean, variance } = labelModel(model, Float64Array.of(f));
  return { a: a[0]!, mean: mean[0]!, variance: variance[0]! };
};
const POINTS = [-40, -6, -1.3, -0.51, -0.49, -0.2, -1e-3, 0.01, 0.3, 0.4999, 0.5001, 0.9, 2.5, 11, 60];

describe.each(MODELS)('%s', (model) => {
  test('mean and variance are the first two derivatives of A', () => {
    for (const f of POINTS) {
      const h = 2e-3;
      const at = (k: number) => one(model, f + k * h);
      const slope = (v: 'a' | 'mean') => (8 * (at(1)[v] - at(-1)[v]) - (at(2)[v] - at(-2)[v])) / (12 * h);
      const { mean, variance } = one(model, f);
      expect(Math.abs(mean - slope('a')), `A′(${f})`).toBeLessThan(2e-11);
      expect(Math.abs(variance - slope('mean')), `A″(${f})`).toBeLessThan(2e-12);
    }
  });

  test('symmetry: mean(−f) = 1 − mean(f), A(−f) = A(f) − f', () => {
    for (const f of POINTS) {
      const [plus, minus] = [one(model, f), one(model, -f)];
      expect(Math.abs(plus.mean + minus.mean - 1)).toBeLessThan(4 * EPS);
      expect(Math.abs(plus.a - minus.a - f)).toBeLessThan(8 * EPS * (1 + Math.abs(f)));
      expect(plus.variance).toBe(minus.variance);
      expect(plus.variance).toBeGreaterThan(0);
    }
  });

  test('far out nothing overflows: sure labels, no variance', () => {
    for (const f of [800, 1e5, 1e200]) {
      expect(one(model, f)).toEqual({ a: expect.closeTo(f, -Math.log10(f)), mean: expect.closeTo(1, 2), variance: expect.closeTo(0, 5) });
      expect(one(model, -f).mean).toBeCloseTo(0, 2);
    }
  });

  test('averages over a normal f: Simpson with 20,000 steps', () => {
    for (const [m, s] of [
      [0, 1],
      [0.7, 0.3],
      [-2, 3],
      [5, 12],
      [1, 0],
      [0, 40],
    ] as const) {
      const steps = 20000;
      let [sum, total] = [0, 0];
      const nodes = Float64Array.from({ length: steps + 1 }, (_, i) => -9 + (18 * i) / steps);
      const { mean } = labelModel(
        model,
        nodes.map((z) => m + s * z),
      );
      nodes.forEach((z, i) => {
        const w = Math.exp((-z * z) / 2) * (i === 0 || i === steps ? 1 : i % 2 ? 4 : 2);
        sum += w * mean[i]!;
        total += w;
      });
      expect(Math.abs(averageLabel(model, m, s) - sum / total), `N(${m}, ${s}²)`).toBeLessThan(1e-13);
    }
    expect(Math.abs(averageLabel(model, 0, 1e6) - 0.5)).toBeLessThan(1e-14);
  });
});

test('Bernoulli is the logistic function', () => {
  for (const f of POINTS) {
    const { a, mean, variance } = one('bernoulli', f);
    expect(Math.abs(mean * (1 + Math.exp(-f)) - 1)).toBeLessThan(8 * EPS);
    expect(Math.abs(a - (Math.max(0, f) + Math.log1p(Math.exp(-Math.abs(f)))))).toBeLessThan(4 * EPS * (1 + Math.abs(f)));
    expect(variance).toBeCloseTo(mean * (1 - mean), 15);
  }
});

test('continuous Bernoulli: the published normaliser, W = 1/12 at 0, and a density that integrates to 1', () => {
  expect(one('continuous', 0)).toEqual({ a: 0, mean: 0.5, variance: 1 / 12 });
  for (const f of POINTS) {
    const logC = Math.log(f / Math.tanh(f / 2));
    expect(Math.abs(one('bernoulli', f).a - one('continuous', f).a - logC)).toBeLessThan(30 * EPS * (1 + Math.abs(f)));
    const derivative = Math.abs(f) < 1e-2 ? undefined : 1 / f - 1 / Math.sinh(f);
    if (derivative !== undefined)
      expect(Math.abs(one('bernoulli', f).mean - one('continuous', f).mean - derivative)).toBeLessThan((30 * EPS) / Math.abs(f));
    // ∫₀¹ e^{yf − A} dy by Simpson
    const n = 4000;
    let sum = 0;
    for (let i = 0; i <= n; i++) sum += Math.exp((i / n) * f - one('continuous', f).a) * (i === 0 || i === n ? 1 : i % 2 ? 4 : 2);
    expect(Math.abs(sum / (3 * n) - 1)).toBeLessThan(1e-8);
  }
});
