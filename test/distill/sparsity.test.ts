// Sparsity: ratios against the matrices of the recursion, the sign rule against the step itself, limits; never monotone for 0 < ξ < 1.
import { describe, expect, test } from 'vitest';
import {
  distilled,
  distilledLimit,
  type Filter,
  random,
  ridge,
  sparsityIndex,
  sparsityRatio,
  sparsityTrend,
  spectrum,
} from '../../src/index.js';
import { relativeRatio } from '../pipeline.js';

test('ξ = 1: the ratio is (a_k/a_j) to the power of the fits; ξ = 0: constant', () => {
  const first = sparsityRatio(ridge(0.4), 2, 0.3);
  for (let steps = 0; steps < 8; steps++) {
    expect(relativeRatio([sparsityRatio(distilled({ lambda: 0.4, steps }), 2, 0.3)], [first ** (steps + 1)], 20)).toBeLessThan(10);
    expect(sparsityRatio(distilled({ lambda: 0.4, steps, xi: 0 }), 2, 0.3)).toBe(first);
  }
});

test('the limit: (1 + λ/αd_j)/(1 + λ/αd_k)', () => {
  for (const xi of [0.2, 0.65, 0.9]) {
    const closed = (1 + 0.4 / ((1 - xi) * 0.3)) / (1 + 0.4 / ((1 - xi) * 2));
    expect(relativeRatio([sparsityRatio(distilledLimit({ lambda: 0.4, xi }), 2, 0.3)], [closed], 10)).toBeLessThan(10);
    expect(relativeRatio([sparsityRatio(distilled({ lambda: 0.4, xi, steps: 2000 }), 2, 0.3)], [closed], 3000)).toBeLessThan(10);
  }
});

describe('the sign rule', () => {
  test('tells what 1200 random steps do', () => {
    const rng = random(3);
    let checked = 0;
    for (let trial = 0; trial < 300; trial++) {
      const lambda = 10 ** (4 * rng() - 2);
      const dj = 10 ** (4 * rng() - 2);
      const dk = dj * (1 + 10 * rng());
      const xi = Array.from({ length: 4 }, () => rng());
      for (let t = 0; t < 4; t++) {
        const before = distilled({ lambda, xi: xi.slice(0, t), steps: t });
        const after = distilled({ lambda, xi: xi.slice(0, t + 1) });
        const change = sparsityRatio(after, dk, dj) / sparsityRatio(before, dk, dj) - 1;
        if (Math.abs(change) < 1e-12) continue;
        checked++;
        expect(sparsityTrend(before, dk, dj, { lambda, xi: xi[t]! })).toBe(Math.sign(change));
      }
    }
    expect(checked).toBeGreaterThan(1000);
  });

  test('the first student always raises the ratio; later ones may overshoot the limit and come back', () => {
    expect(sparsityTrend(ridge(0.2), 3, 1, { lambda: 0.2, xi: 0.01 })).toBe(1);
    const fall = (steps: number) => sparsityTrend(distilled({ lambda: 1, xi: 0.9, steps }), 1e3, 0.5, { lambda: 1, xi: 0.9 });
    expect(Array.from({ length: 60 }, (_, t) => fall(t))).toContain(-1);
  });
});

test('the index is the least ratio of neighbours; zero eigenvalues have no share', () => {
  const s = spectrum(
    [
      [0, 0, 0, 0],
      [0, 1, 0, 0],
      [0, 0, 3, 0],
      [0, 0, 0, 4],
    ],
    [1, 1, 1, 1],
  );
  const w: Filter = distilled({ lambda: 1, steps: 1 });
  const share = (d: number) => (d / (d + 1)) ** 2;
  expect(relativeRatio([sparsityIndex(s, w)], [Math.min(share(3) / share(1), share(4) / share(3))], 20)).toBeLessThan(10);
  expect(
    sparsityIndex(
      spectrum(
        [
          [0, 0],
          [0, 1],
        ],
        [1, 1],
      ),
      w,
    ),
  ).toBe(Number.POSITIVE_INFINITY);
});
