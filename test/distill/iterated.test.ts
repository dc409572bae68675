// Iterated Tikhonov: against fits to what is left over, against its closed form, and as a distillation with negative weights.
import { describe, expect, test } from 'vitest';
import { distilled, fitted, gram, iteratedTikhonov, ridge, spectrum } from '../../src/index.js';
import { eliminate, relativeRatio } from '../pipeline.js';
import { examples } from '../problems.js';
import { build, matmul } from '../reference.js';

test.each(examples)('each round fits what is left: $name', ({ kernel, x, y }) => {
  const K = gram(kernel, x);
  const n = K.shape[0];
  const shifted = build(n, n, (i, j) => K.data[i * n + j]! + (i === j ? 0.7 : 0));
  const s = spectrum(kernel, x, y);
  let fit = build(n, y.shape[1], () => 0);
  for (let steps = 0; steps <= 4; steps++) {
    const left = { data: y.data.map((v, i) => v - fit.data[i]!), shape: y.shape };
    const more = matmul(K, eliminate(shifted, left));
    fit = { data: fit.data.map((v, i) => v + more.data[i]!), shape: y.shape };
    const got = fitted(s, iteratedTikhonov({ lambda: 0.7, steps }));
    expect(relativeRatio(got.data, fit.data, 10 * n * (1 + s.d.at(-1)! / 0.7))).toBeLessThan(10);
  }
});

describe('as a filter', () => {
  const D = [0, 1e-300, 0.01, 1, 100, 1e150];
  test('steps 0 is ridge; the closed form; distillation with ξ_t = −t/(k + 1 − t)', () => {
    expect(D.map(iteratedTikhonov({ lambda: 0.6, steps: 0 }))).toEqual(D.map(ridge(0.6)));
    for (const k of [1, 2, 3, 6]) {
      const w = iteratedTikhonov({ lambda: 0.6, steps: k });
      const xi = Array.from({ length: k }, (_, i) => -(i + 1) / (k - i));
      const closed = [0.5, 4].map((d) => (1 - (0.6 / (d + 0.6)) ** (k + 1)) / d);
      expect(relativeRatio([0.5, 4].map(w), closed, 20)).toBeLessThan(10);
      expect(relativeRatio(D.map(w), D.map(distilled({ lambda: 0.6, xi })), 50 * 4 ** k)).toBeLessThan(10);
      expect(w(0)).toBeCloseTo((k + 1) / 0.6, 12);
    }
  });

  test.each([
    [{ lambda: 0, steps: 1 }, /iteratedTikhonov: lambda must be a finite number > 0/],
    [{ lambda: 1, steps: -1 }, /iteratedTikhonov: steps must be a whole number/],
  ])('%j', (options, message) => {
    expect(() => iteratedTikhonov(options)).toThrow(message);
  });
});
