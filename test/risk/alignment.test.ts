// Alignment: against the angles of the coefficient vector of a plain ridge; degenerate targets.
import { expect, test } from 'vitest';
import { alignment, linear, matmul, spectrum } from '../../src/index.js';
import { eliminate, relativeRatio } from '../pipeline.js';
import { examples } from '../problems.js';
import { build, transpose } from '../reference.js';

test.each(examples.filter(({ kernel }) => kernel.type === 'linear'))('$name: XᵀU has the directions, θ̂ by elimination', ({ x, y }) => {
  const lambda = 0.3;
  const [p, q] = [x.shape[1], y.shape[1]];
  const XX = matmul(x, x, { transposeA: true });
  const system = build(p, p, (i, j) => XX.data[i * p + j]! + (i === j ? lambda : 0));
  const theta = eliminate(system, matmul(transpose(x), y));
  const s = spectrum(linear(), x, y);
  const directions = matmul(transpose(x), s.U); // columns √d_j w_j
  const dots = matmul(transpose(directions), theta).data;
  const total = theta.data.reduce((sum, v) => sum + v * v, 0);
  const want = Array.from(s.d, (d, j) => (d > 0 ? dots.subarray(j * q, (j + 1) * q).reduce((sum, v) => sum + v * v, 0) / d / total : 0));
  const got = alignment(s, { lambda });
  expect(relativeRatio(got, want, 1e5)).toBeLessThan(10);
  expect(got.reduce((sum, v) => sum + v, 0)).toBeCloseTo(1, 12);
});

test('λ = 0: one direction, all directions alike, none', () => {
  const K = [
    [1, 0, 0],
    [0, 4, 0],
    [0, 0, 9],
  ];
  expect(Array.from(alignment(spectrum(K, [0, 0, 3])))).toEqual([0, 0, 1]);
  for (const share of alignment(spectrum(K, [1, 2, 3]))) expect(share).toBeCloseTo(1 / 3, 14);
  expect(Array.from(alignment(spectrum(K, [0, 0, 0])))).toEqual([0, 0, 0]);
  expect(
    Array.from(
      alignment(
        spectrum(
          [
            [0, 0],
            [0, 1],
          ],
          [5, 1],
        ),
      ),
    ),
  ).toEqual([0, 1]);
  expect(() => alignment(spectrum(K, [1, 1, 1]), { lambda: -1 })).toThrow(/alignment: lambda/);
});
