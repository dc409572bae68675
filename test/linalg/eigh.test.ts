// eigh and eigvalsh: residuals on every kind of matrix and scale, known spectra, order, the k largest, kernels' Gram matrices.
import { beforeAll, describe, expect, it } from 'vitest';
import type { Matrix } from '../../src/index.js';
import { eigh, eighAsync, eighResidual, eigvalsh, gram, initSync, rbf, ShapeError } from '../../src/index.js';
import { refuses } from '../hostile.js';
import {
  gaussian,
  identity,
  kinds,
  randomSymmetric,
  SIZES,
  secondDifference,
  secondDifferenceValues,
  spectra,
  symmetric,
} from '../matrices.js';
import { build, matmul, times } from '../reference.js';
import { accept, EIGEN_LIMIT, EPS, eigenRatio, LIMIT, norm1, orthogonalityRatio, valuesRatio } from '../residual.js';
import { released } from '../variants.js';

const ascends = (w: Float64Array) => w.every((v, i) => i === 0 || w[i - 1] <= v);

describe.each(released)('eigh, %s', (variant) => {
  beforeAll(() => void initSync({ variant }));

  const check = (a: Matrix, what: string) => {
    const { values, vectors } = eigh(a);
    const n = a.shape[0];
    expect(vectors.shape).toEqual([n, n]);
    expect(ascends(values), `${what}: order`).toBe(true);
    accept(eigenRatio(a, values, vectors), EIGEN_LIMIT, `${what}: ‖A−VWVᵀ‖₁/(n‖A‖₁ε)`);
    accept(orthogonalityRatio(vectors), EIGEN_LIMIT, `${what}: ‖VᵀV−I‖₁/(nε)`);
    accept(valuesRatio(eigvalsh(a), values, norm1(a)), LIMIT, `${what}: |eigvalsh − w|/(n‖A‖₁ε)`);
    const { backward, orthogonality } = eighResidual(a, { values, vectors });
    expect(Math.max(backward, orthogonality)).toBeLessThan(30);
    return values;
  };

  describe.each(Object.keys(kinds))('%s', (kind) => {
    it('sizes 1 … 50, scales 1 and 1e±150', () => {
      for (const n of SIZES) {
        for (const scale of [1, 1e150, 1e-150]) check(times(kinds[kind](n), scale), `eigh ${kind} n=${n} scale=${scale}`);
      }
    });

    it.each([63, 64, 65, 100])('n = %i', (n) => void check(kinds[kind](n), `eigh ${kind} n=${n}`));
  });

  it.each(Object.keys(spectra))('finds the given spectrum: %s', (kind) => {
    for (const n of [1, 2, 5, 33, 100]) {
      const exact = spectra[kind](n).sort();
      const a = symmetric(exact, n);
      accept(valuesRatio(eigvalsh(a), exact, norm1(a)), EIGEN_LIMIT, `eigvalsh ${kind} n=${n}: |w − exact|/(n‖A‖₁ε)`);
    }
  });

  it('second differences: the eigenvalues of the textbook', () => {
    accept(valuesRatio(eigvalsh(secondDifference(200)), secondDifferenceValues(200), 4), EIGEN_LIMIT, '|w − exact|/(n‖A‖₁ε)');
  });

  // the spectra this package lives on: smooth kernels, eigenvalues falling to rounding level and far below
  it.each([0.05, 0.5, 2, 5])('Gram matrices of an RBF kernel, γ = %f', (gamma) => {
    for (const [n, p] of [
      [50, 1],
      [120, 2],
      [200, 2],
      [300, 3],
    ]) {
      check(gram(rbf({ gamma }), gaussian(n, p, n)), `eigh of an RBF Gram matrix γ=${gamma} n=${n} p=${p}`);
    }
  });

  it('issue: graded spectra take more than 30 sweeps for the first eigenvalue and must still converge', () => {
    for (const n of [50, 200, 300])
      for (const kind of ['geometric', 'graded downwards', 'graded upwards']) check(kinds[kind](n), `eigh ${kind} n=${n}`);
  });

  it('extreme entries: subnormal, near the largest number, one large among small', () => {
    for (const scale of [1e300, 1e-290]) check(times(secondDifference(9), scale), `eigh scale=${scale}`);
    // subnormal numbers have steps of 2⁻¹⁰⁷⁴ and no relative precision
    const tiny = eigvalsh(times(secondDifference(9), 2 ** -1060));
    secondDifferenceValues(9).forEach((v, i) =>
      accept(Math.abs(tiny[i] - v * 2 ** -1060) / 2 ** -1074, 2, `subnormal eigenvalue ${i}: |error|/2⁻¹⁰⁷⁴`),
    );
    check(
      build(6, 6, (i, j) => (i === 0 && j === 0 ? 1e200 : 1 / (i + j + 1))),
      'eigh one large entry',
    );
    check(
      build(6, 6, (i, j) => (i === 5 && j === 5 ? 1e200 : 1 / (i + j + 1))),
      'eigh one large entry at the end',
    );
  });

  it('is exact where rotations are not needed', () => {
    expect(eigh(build(4, 4, (i, j) => (i === j ? 4 - i : 0))).values).toEqual(Float64Array.of(1, 2, 3, 4));
    expect(eigvalsh(identity(50))).toEqual(new Float64Array(50).fill(1));
    expect(Math.abs(eigh([[-3]]).vectors.data[0])).toBe(1);
    expect(eigh([[-3]]).values).toEqual(Float64Array.of(-3));
  });

  it('0×0', () => {
    expect(eigh([])).toEqual({ values: new Float64Array(0), vectors: { data: new Float64Array(0), shape: [0, 0] } });
    expect(eigvalsh([])).toEqual(new Float64Array(0));
    expect(eighResidual([], eigh([]))).toEqual({ backward: 0, orthogonality: 0 });
  });

  it('reads the lower triangle only', () => {
    const a = randomSymmetric(34, 1);
    expect(eigh(build(34, 34, (i, j) => (j <= i ? a.data[34 * i + j] : 1e9)))).toEqual(eigh(a));
  });

  it('largest: k gives the last k values and columns of all where all are found', () => {
    const a = randomSymmetric(21, 2);
    const all = eigh(a);
    for (const k of [1, 2, 20, 21, 99]) {
      const some = eigh(a, { largest: k });
      const count = Math.min(k, 21);
      expect(some.values).toEqual(all.values.slice(21 - count));
      expect(some.vectors).toEqual(build(21, count, (i, j) => all.vectors.data[21 * i + 21 - count + j]));
    }
    for (const largest of [0, -1, 1.5, Number.NaN, '3'])
      expect(() => eigh(a, { largest: largest as number })).toThrow(/^eigh: largest must be/);
  });

  describe('largest, found alone', () => {
    const some = (a: Matrix, k: number, what: string) => {
      const n = a.shape[0];
      const all = eigh(a).values;
      const { values, vectors } = eigh(a, { largest: k });
      expect(vectors.shape).toEqual([n, k]);
      expect(ascends(values), `${what}: order`).toBe(true);
      accept((valuesRatio(values, all.slice(n - k), norm1(a)) * k) / n, LIMIT, `${what}: |w − all|/(n‖A‖₁ε)`);
      const unit = norm1(a) || 1;
      const product = matmul(times(a, 1 / unit), vectors);
      product.data.forEach((x, i) => {
        product.data[i] = x - (vectors.data[i] * values[i % k]) / unit;
      });
      accept(norm1(product) / (n * EPS), LIMIT, `${what}: ‖AV − VW‖₁/(n‖A‖₁ε)`);
      accept((orthogonalityRatio(vectors) * k) / n, LIMIT, `${what}: ‖VᵀV − I‖₁/(nε)`);
    };

    it.each(Object.keys(kinds))('%s', (kind) => {
      for (const [n, k, scale] of [
        [96, 1, 1],
        [97, 24, 1e150],
        [130, 32, 1e-150],
        [130, 33, 1],
      ]) {
        some(times(kinds[kind](n), scale), k, `eigh largest=${k} ${kind} n=${n} scale=${scale}`);
      }
    });

    it('issue: little is left of a vector whose eigenvalue has been found many times; rounding must not pass for it', () => {
      some(kinds.ones(130), 20, 'eigh largest=20 ones n=130');
      some(times(kinds.ones(96), 1e150), 24, 'eigh largest=24 ones n=96 scale=1e150');
    });

    it('RBF Gram matrices, rows twice', () => {
      const x = gaussian(60, 2, 1);
      for (const gamma of [0.05, 2])
        some(
          gram(
            rbf({ gamma }),
            build(120, 2, (i, j) => x.data[2 * (i % 60) + j]),
          ),
          20,
          `RBF γ=${gamma}`,
        );
    });
  });

  it('the async twin gives the same bits', async () => {
    const a = randomSymmetric(130, 3);
    expect(await eighAsync(a, { slice: 0 })).toEqual(eigh(a));
    expect(await eighAsync(a, { slice: 0, largest: 5 })).toEqual(eigh(a, { largest: 5 }));
    expect(await eighAsync(a, { slice: 0, largest: 99 })).toEqual(eigh(a, { largest: 99 }));
  });
});

describe('eighResidual', () => {
  const a = randomSymmetric(20, 4);
  const e = eigh(a);

  it('sees a wrong value, a wrong vector and a vector that is too long', () => {
    expect(eighResidual(a, { ...e, values: e.values.map((v, i) => (i === 3 ? v + 1e-10 : v)) }).backward).toBeGreaterThan(1000);
    const bent = build(20, 20, (i, j) => e.vectors.data[20 * i + j] + (i === 2 && j === 5 ? 1e-10 : 0));
    expect(eighResidual(a, { ...e, vectors: bent }).backward).toBeGreaterThan(1000);
    const long = times(e.vectors, 1 + 1e-10);
    expect(eighResidual(a, { ...e, vectors: long }).orthogonality).toBeGreaterThan(1000);
  });

  it('is LAPACK’s ratio', () => {
    const { backward, orthogonality } = eighResidual(a, e);
    // ε is 2⁻⁵² there and 2⁻⁵³ in the tests; both compute the residual with products that round by about ε themselves
    expect(Math.abs(backward - eigenRatio(a, e.values, e.vectors) / 2)).toBeLessThan(0.5);
    expect(Math.abs(orthogonality - orthogonalityRatio(e.vectors) / 2)).toBeLessThan(0.5);
  });

  it('wants all eigenpairs', () => {
    expect(() => eighResidual(a, eigh(a, { largest: 3 }))).toThrow(ShapeError);
  });
});

describe('arguments of eigh', () => {
  const a = randomSymmetric(4, 6);
  refuses('eigh', 'a', a, (x) => eigh(x));
  refuses('eigvalsh', 'a', a, (x) => eigvalsh(x));

  it('square', () => {
    expect(() => eigh(gaussian(3, 4))).toThrow('eigh: a must be square; got 3×4');
    expect(() => eigvalsh([1, 2, 3])).toThrow('eigvalsh: a must be square; got 3×1');
  });
});
