// choleskyUpdate, choleskyDowndate, choleskyAppend, choleskyRemove: the factor of the changed matrix, against LAPACK's ratio.
import { beforeAll, describe, expect, it } from 'vitest';
import {
  cholesky,
  choleskyAppend,
  choleskyDowndate,
  choleskyRemove,
  choleskyUpdate,
  initSync,
  NotPositiveDefiniteError,
  ShapeError,
} from '../../src/index.js';
import type { Matrix } from '../../src/matrix.js';
import { refuses, thrown } from '../hostile.js';
import { gaussian, positiveDefinite } from '../matrices.js';
import { build, matmul, times, transpose } from '../reference.js';
import { accept, choleskyRatio, LIMIT, norm1 } from '../residual.js';
import { released } from '../variants.js';

const SIZES = [1, 2, 3, 4, 5, 8, 33, 64, 65, 130];
const plus = (a: Matrix, sign: number, x: Matrix): Matrix => {
  const square = matmul(x, transpose(x)).data;
  return { data: a.data.map((v, i) => v + sign * square[i]), shape: a.shape };
};
const leading = (a: Matrix, n: number) => build(n, n, (i, j) => a.data[i * a.shape[0] + j]);
const isLower = ({ data, shape: [n] }: Matrix) => data.every((v, i) => i % n <= Math.floor(i / n) || Object.is(v, 0));

describe.each(released)('changes of a Cholesky factor, %s', (variant) => {
  beforeAll(() => void initSync({ variant }));

  it.each(SIZES)('update and downdate at n = %i, scales 1 and 1e±150', (n) => {
    for (const k of [1, 3]) {
      for (const scale of [1, 1e150, 1e-150]) {
        const [a, x] = [times(positiveDefinite(n, n), scale), times(gaussian(n, k, n), Math.sqrt(scale))];
        const sum = plus(a, 1, x);
        const up = choleskyUpdate(cholesky(a), x);
        expect(isLower(up.L)).toBe(true);
        accept(choleskyRatio(up.L, sum), LIMIT, `choleskyUpdate n=${n} k=${k} scale=${scale}: ‖LLᵀ−A‖₁/(n‖A‖₁ε)`);
        const down = choleskyDowndate(cholesky(sum), x);
        // what is taken away is rounded too: the error is one of the larger matrix
        const ratio = (choleskyRatio(down.L, a) * norm1(a)) / norm1(sum);
        expect(isLower(down.L)).toBe(true);
        accept(ratio, LIMIT, `choleskyDowndate n=${n} k=${k} scale=${scale}: ‖LLᵀ−A‖₁/(n‖A + XXᵀ‖₁ε)`);
      }
    }
  });

  it.each(SIZES)('append and remove at n = %i', (n) => {
    for (const k of [1, 2, 40]) {
      const a = positiveDefinite(n + k, n);
      const rows = build(k, n + k, (i, j) => a.data[(n + i) * (n + k) + j]);
      const grown = choleskyAppend(cholesky(leading(a, n)), rows);
      expect(isLower(grown.L)).toBe(true);
      accept(choleskyRatio(grown.L, a), LIMIT, `choleskyAppend n=${n} k=${k}: ‖LLᵀ−A‖₁/(n‖A‖₁ε)`);
    }
    const a = positiveDefinite(n, n);
    for (const index of new Set([0, n >> 1, n - 1])) {
      const at = (i: number) => (i < index ? i : i + 1);
      const small = choleskyRemove(cholesky(a), index);
      expect(isLower(small.L)).toBe(true);
      if (n === 1) expect(small.L.shape).toEqual([0, 0]);
      else {
        const want = build(n - 1, n - 1, (i, j) => a.data[at(i) * n + at(j)]);
        accept(choleskyRatio(small.L, want), LIMIT, `choleskyRemove n=${n} index=${index}: ‖LLᵀ−A‖₁/(n‖A‖₁ε)`);
      }
    }
  });

  it('the new factorization solves and knows its determinant and condition; the old one is as it was', () => {
    const [a, x, b] = [positiveDefinite(20, 1), gaussian(20, 1, 2), gaussian(20, 1, 3)];
    const factor = cholesky(a);
    const before = factor.L.data.slice();
    const [got, want] = [choleskyUpdate(factor, x), cholesky(plus(a, 1, x))];
    expect(factor.L.data).toEqual(before);
    accept(Math.abs(got.logDet - want.logDet) / (20 * 2 ** -52 * (1 + Math.abs(want.logDet))), LIMIT, 'logDet: |difference|/(nε|log det|)');
    accept(Math.abs(got.rcond / want.rcond - 1) / 1e-3, 1, 'rcond: relative difference/1e-3');
    const solved = want.solve(b).data;
    got.solve(b).data.forEach((v, i) => {
      accept(
        Math.abs(v - solved[i]) / (20 * 2 ** -52 * Math.max(...solved.map(Math.abs))),
        1 / want.rcond,
        `x${i}: |difference|/(nε‖x‖), κ`,
      );
    });
  });

  it('a downdate or an appended row that leaves no positive definite matrix is refused, naming the minor', () => {
    for (const order of [1, 4, 7]) {
      const x = build(9, 1, (i) => (i === order - 1 ? 2 : 0));
      const error = thrown(() => choleskyDowndate(cholesky(build(9, 9, (i, j) => (i === j ? 1 : 0))), x));
      expect(error).toBeInstanceOf(NotPositiveDefiniteError);
      expect(error).toMatchObject({ order, pivot: -3 });
      expect((error as Error).message).toMatch(/^choleskyDowndate: the leading minor of order/);
    }
    const appended = thrown(() => choleskyAppend(cholesky([[4]]), [[4, 1]]));
    expect(appended).toMatchObject({ name: 'NotPositiveDefiniteError', order: 2, pivot: -3 });
  });
});

describe('arguments', () => {
  const factor = cholesky(positiveDefinite(4, 6));
  refuses('choleskyUpdate', 'x', gaussian(4, 2, 1), (x) => choleskyUpdate(factor, x).L);
  refuses('choleskyDowndate', 'x', times(gaussian(4, 2, 1), 1e-3), (x) => choleskyDowndate(factor, x).L);
  refuses(
    'choleskyAppend',
    'rows',
    build(1, 5, (_, j) => (j < 4 ? 0 : 1)),
    (rows) => choleskyAppend(factor, rows).L,
  );

  it('shapes and indices', () => {
    expect(() => choleskyUpdate(factor, gaussian(3, 1))).toThrow(ShapeError);
    expect(() => choleskyAppend(factor, gaussian(2, 5))).toThrow(ShapeError);
    expect(choleskyAppend(factor, [])).toBe(factor);
    for (const index of [-1, 4, 0.5, Number.NaN]) expect(() => choleskyRemove(factor, index)).toThrow(RangeError);
  });
});
