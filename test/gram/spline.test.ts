// The Green's function of d⁴/dx⁴: its formula, its sine series, accuracy towards the ends, symmetry, floats, composites, refusals.
import { beforeAll, describe, expect, it } from 'vitest';
import {
  eigvalsh,
  gram,
  initSync,
  KernelRidge,
  linear,
  type Matrix,
  random,
  ShapeError,
  scaled,
  splineGreen,
  sum,
} from '../../src/index.js';
import { build, sameBits, transpose } from '../reference.js';
import { accept, EPS, LIMIT } from '../residual.js';
import { released } from '../variants.js';

/** By the formula as published, in exact thousandths. */
const green = (x: number, t: number) => (Math.max(x - t, 0) ** 3 - x * (1 - t) * (x * x - 2 * t + t * t)) / 6;

/** Σ_m 2 sin(mπx) sin(mπt)/(mπ)⁴; what is left out after 4000 terms is below 1e-12. */
function series(x: number, t: number): number {
  let value = 0;
  for (let m = 4000; m >= 1; m--) value += (2 * Math.sin(m * Math.PI * x) * Math.sin(m * Math.PI * t)) / (m * Math.PI) ** 4;
  return value;
}

const points = (n: number, seed: number): Matrix => {
  const rng = random(seed);
  return { data: Float64Array.from({ length: n }, () => rng()), shape: [n, 1] };
};

describe.each(released)('gram(splineGreen()), %s', (variant) => {
  beforeAll(() => void initSync({ variant }));

  it('the published formula, symmetric to the last bit, all sizes around the blocks', () => {
    for (const [n, m] of [
      [1, 1],
      [2, 3],
      [13, 8],
      [513, 5],
    ] as const) {
      const [x, z] = [points(n, n), points(m, 7)];
      const [K, cross] = [gram(splineGreen(), x), gram(splineGreen(), x, z)];
      sameBits(transpose(K).data, K.data, `n=${n}: symmetry`);
      const error = (got: Matrix, b: Matrix) =>
        got.data.reduce((top, v, at) => {
          const want = green(x.data[Math.floor(at / got.shape[1])]!, b.data[at % got.shape[1]]!);
          return Math.max(top, Math.abs(v - want) / (EPS * 0.05));
        }, 0);
      accept(Math.max(error(K, x), error(cross, z)), LIMIT, `spline n=${n} m=${m}: |error|/(ε/20)`);
    }
  });

  it('the sine series', () => {
    for (const [x, t, value] of [
      [0.3, 0.7, 0.0123],
      [0.5, 0.5, 1 / 48],
      [0.8, 0.2, 0.00613333],
    ] as const) {
      const [v] = gram(splineGreen(), [[x]], [[t]]).data;
      expect(Math.abs(v! - series(x, t))).toBeLessThan(1e-12);
      expect(v).toBeCloseTo(value, 8);
    }
  });

  it('relative accuracy towards both ends, where the formula itself cancels', () => {
    for (const e of [1e-3, 1e-9, 1e-15]) {
      // near 0: k(e, 2e) = e(1 − 2e)(4e − 5e²)/6; near 1 by symmetry, at points that are doubles
      const [low] = gram(splineGreen(), [[e]], [[2 * e]]).data;
      expect(Math.abs(low! / ((e * (1 - 2 * e) * (4 * e - 5 * e * e)) / 6) - 1)).toBeLessThan(10 * EPS);
      const [x, t] = [1 - e, 1 - 2 * e];
      const [a, b] = [1 - x, 1 - t];
      const [high] = gram(splineGreen(), [[x]], [[t]]).data;
      expect(Math.abs(high! / ((a * (1 - b) * (2 * b - b * b - a * a)) / 6) - 1)).toBeLessThan(20 * EPS);
    }
    expect(Array.from(gram(splineGreen(), [[0], [1]], [[0], [0.4], [1]]).data)).toEqual([0, 0, 0, 0, 0, 0]);
  });

  it('floats, and inside a sum', () => {
    const x = points(9, 3);
    const single = { data: Float32Array.from(x.data), shape: x.shape };
    const double = { data: Float64Array.from(single.data), shape: x.shape };
    const [K, want] = [gram(splineGreen(), single), gram(splineGreen(), double)];
    expect(K.data).toBeInstanceOf(Float32Array);
    sameBits(K.data, Float32Array.from(want.data), 'floats');
    const both = gram(sum(linear(), scaled(3, splineGreen())), double);
    const parts = build(9, 9, (i, j) => double.data[i]! * double.data[j]! + 3 * want.data[9 * i + j]!);
    expect(both.data.every((v, i) => Math.abs(v - parts.data[i]!) < 10 * EPS)).toBe(true);
  });
});

it('is positive definite inside (0, 1), and a model can be fitted and stored with it', () => {
  const x = Array.from({ length: 9 }, (_, i) => [(i + 1) / 10]);
  expect(eigvalsh(gram(splineGreen(), x))[0]).toBeGreaterThan(0);
  const y = x.map(([v]) => Math.sin(2 * Math.PI * v!));
  const model = new KernelRidge({ kernel: splineGreen(), lambda: 1e-12 }).fit(x, y);
  expect(model.predict([[0.25]]).data[0]).toBeCloseTo(1, 2);
  expect(() => model.predict([[2]])).toThrow('KernelRidge.predict: x must lie in [0, 1]');
  expect(KernelRidge.fromJSON(JSON.parse(JSON.stringify(model))).predict([[0.25]])).toEqual(model.predict([[0.25]]));
});

it('refuses what lies outside, in either set, also inside a sum', () => {
  expect(() => gram(splineGreen(), [[0.1, 0.2]])).toThrow(ShapeError);
  expect(() => gram(splineGreen(), [[0.1, 0.2]])).toThrow('gram: x must have one column, as the kernel is splineGreen; got 1×2');
  expect(() => gram(splineGreen(), [[0.1], [1.5]])).toThrow('gram: x must lie in [0, 1], as the kernel is splineGreen; got 1.5');
  expect(() => gram(sum(linear(), splineGreen()), [[0.1]], [[-1e-9]])).toThrow('gram: z must lie in [0, 1]');
});
