// Components in few coordinates: every length and angle stays, whatever the scale and the number of entries.
import { expect, test } from 'vitest';
import '../../src/index.js';
import { compressed } from '../../src/risk/compress.js';
import { gaussian } from '../matrices.js';
import { accept, EPS } from '../residual.js';

const dot = (x: Float64Array, y: Float64Array) => x.reduce((s, v, i) => s + v * y[i]!, 0);
const made = (n: number, k: number, scale = 1) => {
  const { data } = gaussian(k + 1, n, n + k);
  const [first, ...differences] = Array.from({ length: k + 1 }, (_, j) => data.slice(j * n, (j + 1) * n).map((v) => v * scale));
  return { lambda: 1, first: first!, differences, count: n };
};

test.each([
  [40, 0, 1],
  [40, 1, 1],
  [41, 6, 1e150],
  [300, 10, 1e-150],
  [12, 10, 1],
])('%i entries, %i differences, scale %f', (n, k, scale) => {
  const before = made(n, k, scale);
  const after = compressed(before);
  expect([after.lambda, after.count, after.first.length, after.differences.length]).toEqual([1, n, k + 1, k]);
  const [x, y] = [before, after].map(({ first, differences }) => [first, ...differences].map((v) => v.map((w) => w / scale)));
  x!.forEach((u, i) => {
    x!.forEach((v, j) => {
      const size = Math.sqrt(dot(u, u) * dot(v, v));
      accept(Math.abs(dot(u, v) - dot(y![i]!, y![j]!)) / (n * EPS * size), 10, `⟨${i}, ${j}⟩`);
    });
  });
});

test('a difference 1e-12 as long as the residual keeps its own digits', () => {
  const { first, differences, ...rest } = made(50, 2);
  const tiny = differences.map((d) => d.map((v) => 1e-12 * v));
  const after = compressed({ ...rest, first, differences: tiny });
  const [a, b] = after.differences as [Float64Array, Float64Array];
  accept(Math.abs(dot(a, b) - dot(tiny[0]!, tiny[1]!)) / (50 * EPS * Math.sqrt(dot(a, a) * dot(b, b))), 10, '⟨D₁, D₂⟩');
});

test('no more entries than rows: as they are', () => {
  const parts = made(3, 2);
  expect(compressed(parts)).toBe(parts);
});
