// The excess-risk quadratic: against its formula, against refits of noiseless targets and noise, its minimum, ranks, shrinking.
import { describe, expect, test } from 'vitest';
import {
  excessRiskQuadratic,
  fixedDesignRisk,
  gram,
  preconditioned,
  random,
  type Spectrum,
  spectrum,
  toRows,
  toXi,
  wienerBound,
} from '../../src/index.js';
import { predict, refit, relativeRatio } from '../pipeline.js';
import { examples } from '../problems.js';
import { build } from '../reference.js';

const evaluate = ({ M, m, c }: { M: { data: Float64Array }; m: Float64Array; c: number }, x: readonly number[]) =>
  x.reduce((sum, v, i) => sum + 2 * m[i]! * v + x.reduce((t, u, j) => t + u * v * M.data[i * x.length + j]!, 0), c);

describe.each(examples)('$name', ({ kernel, x, y }) => {
  const s = spectrum(kernel, x, y);
  const [n, q] = y.shape;
  const lambda = 0.6;
  const truth = { f: y, noiseVariance: 0.2 };
  const three = excessRiskQuadratic(s, { lambda, steps: 3, ...truth });

  test('M, m and c by their formulas', () => {
    const [M, m] = [build(3, 3, () => 0), new Float64Array(3)];
    let c = 0;
    const energies = Array.from(s.d, (_, j) => s.c.data.subarray(j * q, (j + 1) * q).reduce((sum, v) => sum + v * v, 0));
    c += Math.max(0, y.data.reduce((sum, v) => sum + v * v, 0) - energies.reduce((sum, v) => sum + v, 0));
    s.d.forEach((d, j) => {
      const a = d / (d + lambda);
      const S = energies[j]!;
      const e = [1, 2, 3].map((i) => a * (1 - a ** i));
      c += (1 - a) ** 2 * S + q * 0.2 * a * a;
      e.forEach((v, i) => {
        m[i]! += v * ((1 - a) * S - q * 0.2 * a);
        e.forEach((u, l) => {
          M.data[3 * i + l]! += (S + q * 0.2) * v * u;
        });
      });
    });
    expect(
      relativeRatio(
        three.M.data,
        M.data.map((v) => v / (n * q)),
        1e3,
      ),
    ).toBeLessThan(10);
    expect(
      relativeRatio(
        three.m,
        m.map((v) => v / (n * q)),
        1e3 * (c / (n * q) / Math.max(...m.map(Math.abs)) / (n * q) + 1),
      ),
    ).toBeLessThan(10);
    expect(relativeRatio([three.c], [c / (n * q)], 1e3)).toBeLessThan(10);
  });

  test('the quadratic is the risk of the models: bias by refits of y, variance by refits of each unit vector', () => {
    const rng = random(4);
    const K = gram(kernel, x);
    for (let trial = 0; trial < 3; trial++) {
      const xiBar = [1, 2].map(() => 2 * rng() - 1);
      const two = excessRiskQuadratic(s, { lambda, steps: 2, ...truth });
      const plan = { lambda: [lambda, lambda, lambda], xi: toXi(xiBar) };
      const size = plan.xi.reduce((p, v) => p * (1 + Math.abs(v)), 1) ** 2;
      const fit = predict(K, refit(K, y, plan)[2]!).data;
      const smoother = predict(
        K,
        refit(
          K,
          build(n, n, (i, j) => Number(i === j)),
          plan,
        )[2]!,
      ).data;
      const bias = fit.reduce((sum, v, i) => sum + (v - y.data[i]!) ** 2, 0);
      const risk = (bias + q * 0.2 * smoother.reduce((sum, v) => sum + v * v, 0)) / (n * q);
      expect(relativeRatio([evaluate(two, xiBar)], [risk], 1e6 * size)).toBeLessThan(10);
      expect(relativeRatio([evaluate(two, xiBar)], [fixedDesignRisk(s, preconditioned({ lambda, xiBar }), truth).total], 1e5)).toBeLessThan(
        10,
      );
    }
  });

  test('the minimiser: no neighbour is better, risk falls with the steps and stays above the bound', () => {
    let before = Number.POSITIVE_INFINITY;
    for (let steps = 0; steps <= 3; steps++) {
      const found = excessRiskQuadratic(s, { lambda, steps, ...truth });
      expect(found.risk).toBeLessThanOrEqual(before);
      expect(found.risk).toBeGreaterThanOrEqual(found.bound * (1 - 1e-12));
      expect(found.bound).toBe(wienerBound(s, truth));
      before = found.risk;
      for (let i = 0; i < steps; i++) {
        for (const step of [-0.1, 0.1]) {
          const other = Array.from(found.xiBar, (v, j) => v + (i === j ? step * (1 + Math.abs(v)) : 0));
          expect(evaluate(found, other)).toBeGreaterThan(found.risk - 1e-9 * found.c);
        }
      }
    }
  });
});

const design = (s: readonly number[]): Spectrum =>
  spectrum(
    toRows(build(s.length, s.length, (i, j) => (i === j ? s[i]! ** 2 : 0))),
    s.map(() => 1),
  );

test('rank 4, θ along one direction: risks of 0 … 4 students over a grid of λ', () => {
  const s = [1 / 4, 1 / 3, 1 / 2, 1];
  const f = [0, 0, 0, 1];
  const at = (steps: number) =>
    Math.min(
      ...Array.from(
        { length: 601 },
        (_, i) => 4 * excessRiskQuadratic(design(s), { lambda: 10 ** (i / 100 - 3), steps, f, noiseVariance: 0.1 }).risk,
      ),
    );
  expect([0, 1, 2, 3, 4].map((k) => at(k).toFixed(6))).toEqual(['0.142308', '0.097391', '0.090950', '0.090909', '0.090909']);
  expect((4 * excessRiskQuadratic(design(s), { lambda: 1, steps: 1, f, noiseVariance: 0.1 }).bound).toFixed(6)).toBe('0.090909');
});

test('equal eigenvalues: rank 1; shrink keeps wild weights down', () => {
  expect(excessRiskQuadratic(design([1, 1, 1]), { lambda: 1, steps: 3, f: [1, 2, 3], noiseVariance: 0.1 }).rank).toBe(1);
  const close = design([0.97, 0.98, 0.99, 1]);
  const options = { lambda: 0.125, steps: 2, f: [0, 0, 0, 1], noiseVariance: 0.1 };
  const size = (shrink: number) => Math.hypot(...excessRiskQuadratic(close, { ...options, shrink }).xiBar);
  expect(size(0)).toBeGreaterThan(1e3);
  expect(size(1e-4)).toBeLessThan(10);
});

test('arguments', () => {
  const s = design([1, 2]);
  const options = { lambda: 1, steps: 1, f: [1, 1], noiseVariance: 1 };
  expect(() => excessRiskQuadratic(s, { ...options, lambda: 0 })).toThrow(/excessRiskQuadratic: lambda/);
  expect(() => excessRiskQuadratic(s, { ...options, steps: -1 })).toThrow(/excessRiskQuadratic: steps/);
  expect(() => excessRiskQuadratic(s, { ...options, shrink: -1 })).toThrow(/excessRiskQuadratic: shrink/);
});
