// The bound: attained by the Wiener filter, undercut by no random filter; what lies outside the range counts in full.
import { describe, expect, test } from 'vitest';
import { fixedDesignRisk, random, spectrum, wienerBound } from '../../src/index.js';
import { relativeRatio } from '../pipeline.js';
import { examples } from '../problems.js';

describe.each(examples)('$name', ({ kernel, x, y }) => {
  const s = spectrum(kernel, x, y);
  const q = y.shape[1];
  const truth = { f: y, noiseVariance: 0.3 };
  const bound = wienerBound(s, truth);

  test('the Wiener filter attains it', () => {
    const share = new Map<number, number>();
    const energy = (j: number) => s.c.data.subarray(j * q, (j + 1) * q).reduce((sum, v) => sum + v * v, 0);
    s.d.forEach((d, j) => {
      if (d > 0) share.set(d, energy(j) / (energy(j) + 0.3 * q) / d);
    });
    expect(relativeRatio([fixedDesignRisk(s, (d) => share.get(d) ?? 0, truth).total], [bound], 1e3)).toBeLessThan(10);
  });

  test('no random filter does better', () => {
    const rng = random(2);
    for (let trial = 0; trial < 100; trial++) {
      const share = new Map(Array.from(s.d, (d) => [d, rng()]));
      expect(fixedDesignRisk(s, (d) => (d > 0 ? share.get(d)! / d : 0), truth).total).toBeGreaterThanOrEqual(bound * (1 - 1e-12));
    }
  });
});

test('a flat truth in closed form; no noise, no risk but outside the range', () => {
  const s = spectrum(
    [
      [1, 0],
      [0, 0],
    ],
    [1, 1],
  );
  expect(wienerBound(s, { f: [3, 2], noiseVariance: 0 })).toBe(2);
  expect(wienerBound(s, { f: [3, 0], noiseVariance: 1 })).toBeCloseTo(0.45, 14);
  expect(() => wienerBound(s, { f: [3], noiseVariance: 1 })).toThrow(/wienerBound: f must have 2 rows/);
  expect(() =>
    wienerBound(s, {
      f: [
        [3, 1],
        [2, 1],
      ],
      noiseVariance: 1,
    }),
  ).toThrow(/wienerBound: f must have 1 columns/);
  expect(() => wienerBound(s, { f: [3, 2], noiseVariance: -1 })).toThrow(/wienerBound: noiseVariance/);
});
