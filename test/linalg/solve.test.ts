// solve: backward errors of both methods, badly scaled systems, singular ones, and its arguments.
import { beforeAll, describe, expect, it } from 'vitest';
import { initSync, NotPositiveDefiniteError, ShapeError, SingularMatrixError, solve } from '../../src/index.js';
import { refuses, thrown } from '../hostile.js';
import {
  gaussian,
  graded,
  hilbert,
  identity,
  orthogonal,
  positiveDefinite,
  randomSymmetric,
  secondDifference,
  spectra,
  symmetric,
  wilkinson,
} from '../matrices.js';
import { build, times } from '../reference.js';
import { accept, LIMIT, solveRatio } from '../residual.js';
import { released } from '../variants.js';

const METHODS = ['general', 'symmetric', 'positive-definite'] as const;
const MATRIX = {
  general: (n: number) => gaussian(n, n, n),
  symmetric: (n: number) => randomSymmetric(n, n),
  'positive-definite': (n: number) => positiveDefinite(n, n),
};
const SIZES = [1, 2, 3, 5, 10, 31, 32, 33, 50, 63, 64, 65, 129];

describe.each(released)('solve, %s', (variant) => {
  beforeAll(() => void initSync({ variant }));

  it.each(SIZES)('‖b − Ax‖ at n = %i, scales 1 and 1e±150', (n) => {
    for (const q of [1, 3]) {
      for (const scale of [1, 1e150, 1e-150]) {
        const b = gaussian(n, q, n + q);
        for (const assume of METHODS) {
          const a = times(MATRIX[assume](n), scale);
          accept(solveRatio(a, solve(a, b, { assume }), b), LIMIT, `solve ${assume} n=${n} q=${q} scale=${scale}: ‖b−Ax‖₁/(‖A‖₁‖x‖₁nε)`);
        }
      }
    }
  });

  it('needs pivoting: zero diagonal, tiny pivots, permutations', () => {
    const n = 40;
    const g = gaussian(n, n, 1);
    const cases = {
      'zero diagonal': build(n, n, (i, j) => (i === j ? 0 : g.data[i * n + j])),
      'tiny pivots': build(n, n, (i, j) => (i === j ? 1e-18 : g.data[i * n + j])),
      permutation: build(n, n, (i, j) => ((7 * i + 3) % n === j ? 1 : 0)),
      orthogonal: orthogonal(n),
      'backward identity': build(n, n, (i, j) => (i + j === n - 1 ? 1 : 0)),
    };
    for (const [name, a] of Object.entries(cases)) {
      const b = gaussian(n, 2, 2);
      accept(solveRatio(a, solve(a, b), b), LIMIT, `solve ${name}: ‖b−Ax‖₁/(‖A‖₁‖x‖₁nε)`);
    }
  });

  it('rows and columns in different units are not taken for singular', () => {
    const n = 6;
    const g = gaussian(n, n, 3);
    const a = build(n, n, (i, j) => g.data[i * n + j] * 10 ** (20 * i) * 10 ** (-15 * j));
    const x = build(n, 1, (i) => 10 ** (15 * i) * (1 + i));
    // b to full precision: row by row, the units taken out
    const b = build(n, 1, (i) => 10 ** (20 * i) * [0, 1, 2, 3, 4, 5].reduce((s, j) => s + g.data[i * n + j] * (1 + j), 0));
    solve(a, b).data.forEach((v, i) => accept(Math.abs(v / x.data[i] - 1) / (n * 2 ** -53), LIMIT, `x${i}: relative error/(n ε)`));
    const d = build(3, 3, (i, j) => (i === j ? 10 ** (60 * (i - 1)) : 0));
    for (const assume of ['general', 'positive-definite'] as const) expect(solve(d, identity(3), { assume }).shape).toEqual([3, 3]);
  });

  it('singular matrices are refused, with order and condition', () => {
    const singular = {
      zero: build(4, 4, () => 0),
      ones: build(4, 4, () => 1),
      'a zero row': build(4, 4, (i, j) => (i === 2 ? 0 : 1 / (i + j + 1))),
      'equal columns': build(40, 40, (i, j) => gaussian(40, 40, 5).data[i * 40 + (j === 39 ? 0 : j)]),
      'rank 20 of 40': symmetric(
        Float64Array.from({ length: 40 }, (_, i) => (i < 20 ? 1 : 0)),
        3,
      ),
      hilbert: hilbert(15),
    };
    for (const [name, a] of Object.entries(singular)) {
      const error = thrown(() => solve(a, gaussian(a.shape[0], 1)));
      expect(error, name).toBeInstanceOf(SingularMatrixError);
      expect(error).toMatchObject({ name: 'SingularMatrixError', order: a.shape[0] });
      expect((error as SingularMatrixError).rcond).toBeLessThan(Number.EPSILON);
    }
  });

  it('ill-conditioned, but not singular, systems are solved', () => {
    const a = hilbert(8); // condition 1.5e10
    const b = gaussian(8, 1);
    for (const assume of ['general', 'positive-definite'] as const) {
      accept(solveRatio(a, solve(a, b, { assume }), b), LIMIT, `solve Hilbert ${assume}: ‖b−Ax‖₁/(‖A‖₁‖x‖₁nε)`);
    }
  });

  it('symmetric: zero diagonals, saddle points, blocks of two, huge and tiny entries, the lower triangle only', () => {
    const n = 70;
    const g = randomSymmetric(n, 8);
    const at = (i: number, j: number) => g.data[i * n + j];
    const cases = {
      'zero diagonal': build(n, n, (i, j) => (i === j ? 0 : at(i, j))),
      'tiny diagonal': build(n, n, (i, j) => (i === j ? 1e-18 : at(i, j))),
      'saddle point': build(n, n, (i, j) => (i >= 40 && j >= 40 ? 0 : i < 40 && j < 40 ? (i === j ? 2 : 0) : at(i, j))),
      'blocks of two': build(n, n, (i, j) => (i !== j && i >> 1 === j >> 1 ? 1 : 0)),
      'backward identity': build(n, n, (i, j) => (i + j === n - 1 ? 1 : 0)),
      'second difference': secondDifference(n),
      'both signs': symmetric(spectra['both signs'](n), 3),
      wilkinson: wilkinson(31),
      graded: graded(n),
    };
    for (const [name, a] of Object.entries(cases)) {
      const m = a.shape[0];
      const b = gaussian(m, 2, 2);
      const x = solve(a, b, { assume: 'symmetric' });
      accept(solveRatio(a, x, b), LIMIT, `solve symmetric ${name}: ‖b−Ax‖₁/(‖A‖₁‖x‖₁nε)`);
      const skewed = build(m, m, (i, j) => (j <= i ? a.data[m * i + j] : -7));
      expect(solve(skewed, b, { assume: 'symmetric' })).toEqual(x);
    }
  });

  it('positive-definite: reads the lower triangle, refuses what is not', () => {
    const [a, b] = [positiveDefinite(20, 1), gaussian(20, 2)];
    const skewed = build(20, 20, (i, j) => (j <= i ? a.data[20 * i + j] : -7));
    expect(solve(skewed, b, { assume: 'positive-definite' })).toEqual(solve(a, b, { assume: 'positive-definite' }));
    expect(() => solve(times(a, -1), b, { assume: 'positive-definite' })).toThrow(NotPositiveDefiniteError);
  });

  it('0×0, 1×1, no right-hand side, a vector', () => {
    expect(solve([], []).shape).toEqual([0, 0]);
    expect(solve([[4]], [[8]]).data).toEqual(Float64Array.of(2));
    expect(solve(identity(3), { data: new Float64Array(0), shape: [3, 0] }).shape).toEqual([3, 0]);
    expect(
      solve(
        [
          [2, 1],
          [1, 3],
        ],
        [4, 7],
      ),
    ).toEqual({ data: Float64Array.of(1, 2), shape: [2, 1] });
  });
});

describe('arguments of solve', () => {
  const [a, b] = [positiveDefinite(4, 6), gaussian(4, 3)];
  refuses('solve', 'a', a, (x) => solve(x, b));
  refuses('solve', 'b', b, (x) => solve(a, x));

  it('square, matching rows, a known assumption', () => {
    expect(() => solve(gaussian(3, 4), gaussian(3, 1))).toThrow('solve: a must be square; got 3×4');
    expect(() => solve(a, gaussian(3, 1))).toThrow(ShapeError);
    expect(() => solve(a, b, { assume: 'banded' as 'general' })).toThrow(
      /^solve: assume must be one of 'general', 'symmetric', 'positive-definite'; got "banded"$/,
    );
  });
});
