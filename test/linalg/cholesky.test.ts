// cholesky: LAPACK's ratio around the blocks of 64, log-determinant, condition, shift, solves, and what is not positive definite.
import { beforeAll, describe, expect, it } from 'vitest';
import { cholesky, dispose, initSync, NotPositiveDefiniteError, ShapeError } from '../../src/index.js';
import { refuses, thrown } from '../hostile.js';
import { gaussian, hilbert, identity, positiveDefinite, secondDifference, symmetric } from '../matrices.js';
import { build, lower, sameBits, times, upper } from '../reference.js';
import { accept, choleskyRatio, EPS, LIMIT, norm1, solveRatio } from '../residual.js';
import { released } from '../variants.js';

const SIZES = [1, 2, 3, 5, 10, 31, 32, 33, 50, 63, 64, 65, 127, 128, 129, 193];

describe.each(released)('cholesky, %s', (variant) => {
  beforeAll(() => void initSync({ variant }));

  it.each(SIZES)('‖LLᵀ − A‖ at n = %i, scales 1 and 1e±150', (n) => {
    for (const scale of [1, 1e150, 1e-150]) {
      const a = times(positiveDefinite(n, n), scale);
      const { L } = cholesky(a);
      sameBits(
        upper(L).data.filter((_, i) => i % n > Math.floor(i / n)),
        new Float64Array((n * (n - 1)) / 2),
        'above the diagonal',
      );
      accept(choleskyRatio(L, a), LIMIT, `cholesky n=${n} scale=${scale}: ‖LLᵀ−A‖₁/(n‖A‖₁ε)`);
    }
  });

  it('ill-conditioned matrices', () => {
    for (const [name, a] of Object.entries({ hilbert: hilbert(12), 'second difference': secondDifference(150) })) {
      accept(choleskyRatio(cholesky(a).L, a), LIMIT, `cholesky ${name}: ‖LLᵀ−A‖₁/(n‖A‖₁ε)`);
    }
  });

  it('reads the lower triangle only', () => {
    const a = positiveDefinite(70, 1);
    expect(cholesky(build(70, 70, (i, j) => (j <= i ? a.data[70 * i + j] : 1e9))).L).toEqual(cholesky(a).L);
  });

  it('solves with one and many right-hand sides', () => {
    for (const n of [1, 2, 5, 64, 65, 129]) {
      for (const q of [0, 1, 3, 9]) {
        for (const scale of [1, 1e150, 1e-150]) {
          const [a, b] = [times(positiveDefinite(n, n), scale), gaussian(n, q, n + q)];
          const x = cholesky(a).solve(b);
          expect(x.shape).toEqual([n, q]);
          accept(solveRatio(a, x, b), LIMIT, `cholesky.solve n=${n} q=${q} scale=${scale}: ‖b−Ax‖₁/(‖A‖₁‖x‖₁nε)`);
        }
      }
    }
  });

  it('logDet is the sum of the logarithms of the eigenvalues, far beyond the range of det', () => {
    for (const n of [1, 5, 65, 300]) {
      const spectrum = Float64Array.from({ length: n }, (_, i) => 1 + i);
      const exact = spectrum.reduce((s, v) => s + Math.log(v), 0);
      for (const scale of [1, 1e100, 1e-100]) {
        const want = exact + n * Math.log(scale);
        const got = cholesky(times(symmetric(spectrum, n), scale)).logDet;
        // each pivot is known to n ε cond
        accept(
          Math.abs(got - want) / (n * n * EPS * (1 + Math.abs(want))),
          LIMIT,
          `logDet n=${n} scale=${scale}: |error|/(n² ε |log det|)`,
        );
      }
    }
  });

  it('rcond is within a factor of 10 above the truth', () => {
    for (const n of [1, 2, 3, 10, 40, 70]) {
      for (const exponent of [0, 2, 6, 10]) {
        const a = symmetric(
          Float64Array.from({ length: n }, (_, i) => 10 ** ((-exponent * i) / Math.max(1, n - 1))),
          n,
        );
        const exact = 1 / (norm1(a) * norm1(cholesky(a).solve(identity(n))));
        const { rcond } = cholesky(a);
        expect(rcond, `n=${n} cond=1e${exponent}`).toBeGreaterThan(exact * 0.99);
        expect(rcond, `n=${n} cond=1e${exponent}`).toBeLessThan(exact * 10);
        expect(rcond).toBeLessThanOrEqual(1);
      }
    }
    for (const scale of [1e150, 1e-150])
      accept(Math.abs(cholesky(times(identity(5), scale)).rcond - 1) / EPS, LIMIT, `rcond of ${scale}·I: |error|/ε`);
  });

  it('shift is added to the diagonal', () => {
    const a = positiveDefinite(66, 2);
    const shifted = build(66, 66, (i, j) => a.data[66 * i + j] + (i === j ? 0.75 : 0));
    const [with_, without] = [cholesky(a, { shift: 0.75 }), cholesky(shifted)];
    expect(with_.L).toEqual(without.L);
    expect(with_.rcond).toBe(without.rcond);
    expect(
      cholesky(
        build(3, 3, () => 1),
        { shift: 1e-3 },
      ).L.shape,
    ).toEqual([3, 3]);
    expect(() => cholesky(a, { shift: -5 })).toThrow(NotPositiveDefiniteError);
  });

  it('names the first minor that is not positive, in any block', () => {
    for (const order of [1, 2, 63, 64, 65, 66, 130]) {
      const n = 130;
      const a = positiveDefinite(n, 3);
      const l = cholesky(a).L.data;
      a.data[(order - 1) * (n + 1)] -= l[(order - 1) * (n + 1)] ** 2 + 0.125;
      const error = thrown(() => cholesky(a));
      expect(error).toBeInstanceOf(NotPositiveDefiniteError);
      expect(error).toMatchObject({ name: 'NotPositiveDefiniteError', order });
      accept(Math.abs((error as NotPositiveDefiniteError).pivot + 0.125) / (n * EPS), LIMIT, `pivot of minor ${order}: |error|/(n ε)`);
      const { message, jitter } = error as NotPositiveDefiniteError;
      expect(message).toBe(
        `cholesky: the leading minor of order ${order} of ${n} is not positive (pivot -0.125); the smallest shift found that works is ${jitter}`,
      );
    }
    expect(thrown(() => cholesky(build(4, 4, () => 0)))).toMatchObject({ order: 1, pivot: 0 });
  });

  it('the shift that is reported works, and lies near the least that does: rounding, an eigenvalue of −1, one of −1e−5', () => {
    const n = 80;
    for (const scale of [1, 1e150, 1e-150]) {
      for (const least of [0, -1, -1e-5]) {
        const spectrum = Float64Array.from({ length: n }, (_, i) => (i < 40 ? 1 : i === 40 ? least : 0));
        const a = times(symmetric(spectrum, 9), scale);
        const { jitter } = thrown(() => cholesky(a)) as NotPositiveDefiniteError;
        expect(cholesky(a, { shift: jitter! }).rcond).toBeGreaterThan(0);
        expect(jitter! / scale).toBeGreaterThanOrEqual(-least);
        expect(jitter! / scale, `least eigenvalue ${least}`).toBeLessThan(8 * (n * 2 ** -52 - least));
      }
    }
    expect(thrown(() => cholesky(build(4, 4, () => 0)))).toMatchObject({ jitter: undefined });
  });

  it('0×0 and 1×1', () => {
    expect(cholesky([])).toMatchObject({ logDet: 0, rcond: 1, L: { shape: [0, 0] } });
    expect(cholesky([[4]])).toMatchObject({ rcond: 1, L: { data: Float64Array.of(2) } });
    expect(cholesky([[4]]).solve([8]).data).toEqual(Float64Array.of(2));
  });

  it('the factor outlives its engine', () => {
    const a = positiveDefinite(10, 5);
    const factor = cholesky(a);
    const x = factor.solve(gaussian(10, 2));
    dispose();
    initSync({ variant });
    expect(factor.solve(gaussian(10, 2))).toEqual(x);
    expect(lower(factor.L)).toEqual(factor.L);
  });
});

describe('arguments of cholesky', () => {
  const a = positiveDefinite(4, 6);
  refuses('cholesky', 'a', a, (x) => cholesky(x).L);
  refuses('cholesky.solve', 'b', gaussian(4, 3), (b) => cholesky(a).solve(b));

  it('square, with matching right-hand sides and a finite shift', () => {
    expect(() => cholesky(gaussian(3, 4))).toThrow('cholesky: a must be square; got 3×4');
    expect(() => cholesky(a).solve(gaussian(5, 1))).toThrow(ShapeError);
    for (const shift of [Number.NaN, Infinity, '1']) expect(() => cholesky(a, { shift: shift as number })).toThrow(RangeError);
  });
});
