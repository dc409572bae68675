// A spectrum without vectors tells of d and c what the full one tells: eigenvalues, energies of the targets, GCV and its best weights.
import { describe, expect, test } from 'vitest';
import {
  degreesOfFreedom,
  dualCoef,
  fitted,
  fixedDesignRisk,
  gcv,
  gram,
  initSync,
  kfold,
  loo,
  matern,
  rbf,
  ridge,
  ShapeError,
  type Spectrum,
  spectrum,
  spectrumAsync,
  tune,
} from '../../src/index.js';
import { gaussian } from '../matrices.js';
import { EPS, LIMIT } from '../residual.js';
import { released } from '../variants.js';

const LAMBDAS = [1e-3, 0.1, 10];

describe.each(released)('%s', (variant) => {
  test.each([1, 2, 3, 25, 26, 71, 72, 73, 97, 200, 450])('n = %d: eigenvalues, energies, GCV', (n) => {
    initSync({ variant });
    for (const q of [1, 3]) {
      const [x, y] = [gaussian(n, 3, n), gaussian(n, q, n + 1)];
      const kernel = rbf({ gamma: 0.3 });
      const [full, turned] = [spectrum(kernel, x, y), spectrum(kernel, x, y, { vectors: false })];
      expect(turned.U).toEqual({ data: new Float64Array(0), shape: [n, 0] });
      const top = full.d.at(-1) as number;
      turned.d.forEach((v, i) => {
        expect(Math.abs(v - (full.d[i] as number)) / (n * top * EPS), `n=${n} q=${q} d[${i}]`).toBeLessThan(LIMIT);
      });
      // what lies on one eigenvalue, or on a crowd of them, is the same: cumulated energies between gaps
      const energy = ({ c }: Spectrum, upTo: number) => c.data.subarray(0, upTo * q).reduce((sum, v) => sum + v * v, 0);
      const all = energy(full, n);
      for (let i = 1; i <= n; i++) {
        const gap = i === n ? Number.POSITIVE_INFINITY : (full.d[i] as number) - (full.d[i - 1] as number);
        if (gap < 1e-3 * top) continue;
        expect(Math.abs(energy(turned, i) - energy(full, i)) / (n * all * EPS * 1e3), `n=${n} q=${q} energy up to ${i}`).toBeLessThan(
          LIMIT,
        );
      }
      for (const lambda of LAMBDAS) {
        expect(Math.abs(gcv(turned, ridge(lambda)) / gcv(full, ridge(lambda)) - 1)).toBeLessThan(1e4 * n * EPS);
        expect(Math.abs(degreesOfFreedom(turned, ridge(lambda)) / degreesOfFreedom(full, ridge(lambda)) - 1)).toBeLessThan(1e4 * n * EPS);
      }
    }
  });

  test('the best weights of GCV, from a matrix and asynchronously', async () => {
    initSync({ variant });
    const [x, y] = [gaussian(80, 2, 5), gaussian(80, 1, 6)];
    const kernel = matern({ nu: 1.5, lengthScale: 1 });
    const options = { lambdas: LAMBDAS, steps: 2, criterion: 'gcv' } as const;
    const want = tune(spectrum(kernel, x, y), options).best;
    const K = gram(kernel, x);
    for (const s of [spectrum(K, y, { vectors: false }), await spectrumAsync(kernel, x, y, { vectors: false })]) {
      const { best } = tune(s, options);
      expect([best.lambda, best.steps]).toEqual([want.lambda, want.steps]);
      expect(Math.abs(best.risk / want.risk - 1)).toBeLessThan(1e-10);
    }
  });
});

test('what needs vectors says so', () => {
  const s = spectrum(rbf({ gamma: 1 }), gaussian(9, 2), gaussian(9, 1, 2), { vectors: false });
  const truth = { f: gaussian(9, 1, 3), noiseVariance: 1 };
  const calls = {
    fitted: () => fitted(s, ridge(1)),
    dualCoef: () => dualCoef(s, ridge(1)),
    loo: () => loo(s, { lambda: 1 }),
    kfold: () => kfold(s, { lambda: 1, folds: 3 }),
    fixedDesignRisk: () => fixedDesignRisk(s, ridge(1), truth),
    tune: () => tune(s, { lambdas: [1], steps: 1, criterion: 'loo' }),
  };
  for (const call of Object.values(calls)) {
    expect(call).toThrow(ShapeError);
    expect(call).toThrow(/: s must hold eigenvectors \(not made with { vectors: false }\); got none/);
  }
  expect(() => tune(s, { lambdas: [1], steps: 1, criterion: { truth } })).toThrow(ShapeError);
});
