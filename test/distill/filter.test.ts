// Filters of self-distillation: recursion, closed forms, limits and the map ξ ↔ ξ̄, against each other and against published losses.
import { describe, expect, test } from 'vitest';
import {
  distilled,
  distilledLimit,
  dualCoef,
  type Filter,
  gram,
  matmul,
  preconditioned,
  random,
  rbf,
  ridge,
  spectrum,
  toXi,
  toXiBar,
} from '../../src/index.js';
import toy from '../golden/toy.json' with { type: 'json' };
import { relativeRatio } from '../pipeline.js';

const D = [0, 1e-300, 1e-12, 0.01, 0.5, 1, 3, 100, 1e8, 1e150];
const at = (w: Filter) => D.map(w);
const same = (a: Filter, b: Filter, factor = 1) => expect(relativeRatio(at(a), at(b), factor)).toBeLessThan(10);

describe('the 11 points of Mobahi et al. 2020 as kept by Borup & Andersen: published losses', () => {
  const x = toy.x.map((v) => [v]);
  const kernel = rbf({ gamma: 80 });
  const s = spectrum(kernel, x, toy.y);
  const grid = Array.from({ length: 101 }, (_, i) => [i / 100]);
  const K = gram(kernel, grid, x);
  const loss = (w: Filter) =>
    matmul(K, dualCoef(s, w)).data.reduce((sum, v, i) => sum + (v - Math.sin((2 * Math.PI * i) / 100)) ** 2, 0) / 101;

  test.each(toy.published)('xi = $xi', ({ xi, losses, limit }) => {
    losses.forEach((published, steps) => {
      expect(loss(distilled({ lambda: 0.2, xi, steps })).toFixed(5), `step ${steps + 1}`).toBe(published);
    });
    expect(loss(distilledLimit({ lambda: 0.2, xi })).toFixed(5)).toBe(limit);
  });

  test('the column that the README of the repository labels 0.25 belongs to α = 0.35', () => {
    expect(loss(distilled({ lambda: 0.2, xi: 0.75, steps: 1 })).toFixed(5)).not.toBe('0.15424');
  });

  test('eigenvalues of K', () => {
    expect(
      Array.from(s.d)
        .reverse()
        .map((v) => v.toFixed(5)),
    ).toEqual(toy.eigenvalues);
  });
});

describe('identities', () => {
  test('xi = 0 is the teacher refitted: the last λ alone counts', () => {
    same(distilled({ lambda: [5, 0.3], xi: [0] }), ridge(0.3));
    same(distilled({ lambda: 0.7, steps: 0 }), ridge(0.7));
  });

  test('xi = 1 at one λ is a power: w = aᵏ g', () => {
    for (const k of [1, 2, 5]) same(distilled({ lambda: 2, steps: k }), (d) => (d / (d + 2)) ** k / (d + 2), k);
  });

  test('order of the λ does not matter at xi = 1', () => {
    same(distilled({ lambda: [0.1, 3, 40], xi: [1, 1] }), distilled({ lambda: [40, 0.1, 3], xi: [1, 1] }), 3);
  });

  test.each([0, 0.35, 0.75, -0.9, 0.999])('constant xi = %f: geometric closed form, and its limit', (xi) => {
    const lambda = 0.4;
    const limit = distilledLimit({ lambda, xi });
    for (const k of [1, 4, 9]) {
      const closed: Filter = (d) => limit(d) + ((xi * d) / (d + lambda)) ** k * (1 / (d + lambda) - limit(d));
      for (const d of D.filter((v) => v < 1e100)) {
        expect(relativeRatio([distilled({ lambda, xi, steps: k })(d)], [closed(d)], 50 / (1 - Math.abs(xi)))).toBeLessThan(1);
      }
    }
    for (const d of [0, 0.1, 1, 5]) expect(relativeRatio([distilled({ lambda, xi, steps: 3000 })(d)], [limit(d)], 300)).toBeLessThan(1);
    if (xi < 1) same(limit, ridge(lambda / (1 - xi)), 4);
  });

  test('the limit collapses at xi = 1 and says where it diverges', () => {
    expect(at(distilledLimit({ lambda: 0.2, xi: 1 }))).toEqual(D.map(() => 0));
    const wild = distilledLimit({ lambda: 1, xi: -1.5 });
    expect(wild(1)).toBeCloseTo(2.5 / 3.5, 15);
    expect(() => wild(3)).toThrow(/distilledLimit: xi must satisfy .* got -1.5 at d = 3/);
    const far = (k: number) => Math.abs(distilled({ lambda: 1, xi: -1.5, steps: k })(3));
    expect(far(200)).toBeGreaterThan(1000 * far(100)); // the recursion does blow up there
  });

  test('preconditioner form = recursion, ξ → ξ̄ → ξ', () => {
    const rng = random(5);
    for (let trial = 0; trial < 200; trial++) {
      const xi = Array.from({ length: 1 + rng.int(6) }, () => 4 * rng() - 2);
      const xiBar = toXiBar(xi);
      const size = 1 + xiBar.reduce((sum, v) => sum + Math.abs(v), 0);
      const lambda = 10 ** (4 * rng() - 2);
      for (const d of [0, 0.3, 2, 50]) {
        const [w, v] = [distilled({ lambda, xi })(d), preconditioned({ lambda, xiBar })(d)];
        expect(Math.abs(w - v)).toBeLessThan((50 * size * Number.EPSILON * xi.reduce((p, x) => p * (1 + Math.abs(x)), 1)) / (d + lambda));
      }
      const back = toXi(xiBar);
      const tails = xiBar.map((_, m) => Math.abs(xiBar.slice(m).reduce((sum, v) => sum + v, 0)));
      expect(relativeRatio(back, xi, (100 * size) / Math.min(1, ...tails))).toBeLessThan(1);
    }
  });

  test('iterated Tikhonov is distillation: ξ_t = −t/(k + 1 − t), ξ̄_i = (−1)ⁱ C(k+1, i+1)', () => {
    for (const k of [1, 2, 3]) {
      const xi = Array.from({ length: k }, (_, i) => -(i + 1) / (k - i));
      const filter = distilled({ lambda: 0.6, xi });
      for (const d of [0.01, 0.5, 4]) {
        const missing = 1 - (1 - d / (d + 0.6)) ** (k + 1);
        expect(relativeRatio([d * filter(d)], [missing], 100)).toBeLessThan(1);
      }
    }
    expect(toXiBar([-1 / 3, -1, -3]).map((v) => Math.round(v * 1e9) / 1e9)).toEqual([-6, 4, -1]);
  });

  test('a vanished tail sum: ξ = 0 where nothing follows, infinite where something does', () => {
    expect(toXi([2, 0])).toEqual([0, 2]);
    expect(toXi([1, -1])).toEqual([Number.NEGATIVE_INFINITY, 0]);
  });
});

describe('arguments', () => {
  test.each([
    [{ lambda: 0 }, /distilled: lambda must be a finite number > 0; got 0/],
    [{ lambda: [1, -2] }, /distilled: lambda\[1\] must be .* got -2/],
    [{ lambda: 1, xi: Number.NaN }, /distilled: xi must be a finite number; got NaN/],
    [{ lambda: 1, xi: [1, 2], steps: 3 }, /distilled: xi must have 3 numbers for 3 steps; got 2/],
    [{ lambda: [1, 2], steps: 2 }, /distilled: lambda must have 3 numbers for 2 steps; got 2/],
    [{ lambda: 1, steps: 1.5 }, /distilled: steps must be a whole number ≥ 0; got 1.5/],
  ])('%j', (options, message) => {
    expect(() => distilled(options)).toThrow(message);
  });

  test('steps follow from the lists', () => {
    expect(distilled({ lambda: [1, 2, 3] })(2)).toBe(distilled({ lambda: [1, 2, 3], xi: 1, steps: 2 })(2));
    expect(distilled({ lambda: 1, xi: [0.5, 2] })(2)).toBe(distilled({ lambda: [1, 1, 1], xi: [0.5, 2], steps: 2 })(2));
  });
});
