// Iterated Tikhonov: residuals really fitted again, and the self-distillation with negative weights that it is.
import { describe, expect, test } from 'vitest';
import { distilled, dualCoef, fitted, gram, iteratedTikhonov, type Matrix, preconditioned, ridge, spectrum } from '../../src/index.js';
import { condition, predict, refit, relativeRatio } from '../pipeline.js';
import { examples } from '../problems.js';
import { LIMIT } from '../residual.js';

const D = [0, 1e-300, 1e-12, 0.01, 0.5, 1, 3, 100, 1e8, 1e150];
const weights = (k: number) => Array.from({ length: k }, (_, t) => -(t + 1) / (k - t));

describe.each([0, 1, 2, 5])('%i times', (steps) => {
  test.each(examples)('residuals fitted again by elimination: $name', ({ kernel, x, y }) => {
    const [K, s, lambda] = [gram(kernel, x), spectrum(kernel, x, y), 0.3];
    let [target, total] = [y, new Float64Array(y.data.length)];
    for (let t = 0; t <= steps; t++) {
      const f = predict(K, refit(K, target, { lambda: [lambda], xi: [] })[0]!);
      total = total.map((v, i) => v + f.data[i]!);
      target = { data: target.data.map((v, i) => v - f.data[i]!), shape: y.shape } as Matrix;
    }
    const kappa = (steps + 1) * condition(s.d.at(-1)!, { lambda: [lambda], xi: [] });
    expect(relativeRatio(fitted(s, iteratedTikhonov({ lambda, steps })).data, total, kappa)).toBeLessThan(LIMIT);
  });

  test('k students with ξ_t = −t/(k + 1 − t), ξ̄_i = (−1)ⁱ C(k + 1, i + 1)', () => {
    const w = iteratedTikhonov({ lambda: 0.7, steps });
    let choose = steps + 1;
    const xiBar = Array.from({ length: steps }, (_, i) => {
      choose = (choose * (steps - i)) / (i + 2);
      return (i % 2 ? 1 : -1) * choose;
    });
    for (const d of D) {
      const most = 4 ** steps;
      expect(relativeRatio([distilled({ lambda: 0.7, xi: weights(steps), steps })(d)], [w(d)], 10 * most)).toBeLessThan(LIMIT);
      expect(relativeRatio([preconditioned({ lambda: 0.7, xiBar })(d)], [w(d)], 10 * most)).toBeLessThan(LIMIT);
    }
  });
});

test('0 steps is ridge, many steps interpolate', () => {
  expect(D.map(iteratedTikhonov({ lambda: 0.7, steps: 0 }))).toEqual(D.map(ridge(0.7)));
  expect(iteratedTikhonov({ lambda: 1, steps: 2000 })(0.5)).toBeCloseTo(2, 14);
  expect(dualCoef(spectrum([[1]], [3]), iteratedTikhonov({ lambda: 1, steps: 1 })).data[0]).toBe(2.25);
});

test('what makes no sense is refused', () => {
  expect(() => iteratedTikhonov({ lambda: 0, steps: 1 })).toThrow(/iteratedTikhonov: lambda must be/);
  expect(() => iteratedTikhonov({ lambda: 1, steps: 1.5 })).toThrow(/iteratedTikhonov: steps must be/);
});
