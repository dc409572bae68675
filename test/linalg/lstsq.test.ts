// lstsq: NIST's certified regressions, residuals orthogonal to the columns, least norm of all solutions, rank, and its arguments.
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { initSync, lstsq, ShapeError, svd } from '../../src/index.js';
import type { Matrix } from '../../src/matrix.js';
import { refuses } from '../hostile.js';
import { gaussian, orthogonal } from '../matrices.js';
import { build, matmul, times, transpose } from '../reference.js';
import { accept, difference, EPS, LIMIT, norm1 } from '../residual.js';
import { released } from '../variants.js';

interface Certified {
  readonly model: string;
  readonly coefficients: number[];
  readonly rss: number;
  readonly y: number[];
  readonly x: number[][];
}
const { sets } = JSON.parse(readFileSync(new URL('../golden/nist.json', import.meta.url), 'utf8')) as { sets: Record<string, Certified> };

/** The design of the model: powers of x, the variables with an intercept, or through the origin. */
function design({ model, x }: Certified): number[][] {
  const degree = /^poly(\d+)$/.exec(model)?.[1];
  if (degree) return x.map(([t]) => Array.from({ length: Number(degree) + 1 }, (_, k) => t ** k));
  return x.map((row) => (model === 'noint' ? row : [1, ...row]));
}

/** Correct digits, as NIST counts them. */
const digits = (got: number, want: number) => (got === want ? 16 : -Math.log10(Math.abs(got - want) / (want === 0 ? 1 : Math.abs(want))));

/** Digits that LAPACK's Householder QR gave, 1 less for luck (NumPy 2.4, OpenBLAS: 10.9, 8.1, 12.2, 12.1, 14.7, 15.1, 9.3, 13.7, 9.1, 7.8, 5.9). */
const DIGITS: Record<string, number> = {
  longley: 9.9,
  filip: 7.1,
  pontius: 11.2,
  norris: 11.1,
  noint1: 13.7,
  noint2: 14.1,
  wampler1: 8.3,
  wampler2: 11,
  wampler3: 8.1,
  wampler4: 6.8,
  wampler5: 4.9,
};

const norm2 = (x: ArrayLike<number>) => Math.sqrt(Array.from(x).reduce((s, v) => s + v * v, 0));

describe.each(released)('lstsq, %s', (variant) => {
  beforeAll(() => void initSync({ variant }));

  it.each(Object.keys(DIGITS))('NIST %s', (name) => {
    const set = sets[name];
    const a = design(set);
    const { x, rank } = lstsq(a, set.y, { rcond: 0 });
    expect(rank).toBe(set.coefficients.length);
    const least = Math.min(...set.coefficients.map((c, i) => digits(x.data[i], c)));
    expect(least, `${name}: correct digits of the worst coefficient`).toBeGreaterThan(DIGITS[name]);
    // rank at the default tolerance: all but Filip, whose condition is 1.8e15, count as full (as in NumPy)
    expect(lstsq(a, set.y).rank).toBe(set.coefficients.length - Number(name === 'filip'));
  });

  it('full rank, tall: the residual is orthogonal to the columns, at scales 1 and 1e±150', () => {
    for (const [m, n, q] of [
      [1, 1, 1],
      [3, 2, 1],
      [40, 40, 2],
      [70, 33, 3],
      [100, 65, 1],
      [30, 5, 0],
    ]) {
      for (const scale of [1, 1e150, 1e-150]) {
        const [a, b] = [gaussian(m, n, m), gaussian(m, q, n)];
        const { x, rank } = lstsq(times(a, scale), b);
        expect(rank).toBe(n);
        const r = difference(b, matmul(a, times(x, scale)));
        const gradient = norm1(matmul(transpose(a), r));
        if (q > 0) accept(gradient / (norm1(a) * norm1(b) * m * EPS), LIMIT, `lstsq ${m}×${n} scale=${scale}: ‖Aᵀr‖₁/(‖A‖₁‖b‖₁ m ε)`);
      }
    }
  });

  it('full rank, wide: solves the system with an x in the row space', () => {
    for (const [m, n, q] of [
      [1, 3, 1],
      [33, 70, 2],
      [64, 65, 1],
    ]) {
      const [a, b] = [gaussian(m, n, m), gaussian(m, q, n)];
      const { x, rank } = lstsq(a, b);
      expect([rank, x.shape]).toEqual([m, [n, q]]);
      accept(norm1(difference(matmul(a, x), b)) / (norm1(a) * norm1(x) * n * EPS), LIMIT, `lstsq ${m}×${n}: ‖b − Ax‖₁/(‖A‖₁‖x‖₁ n ε)`);
      const { V } = svd(a);
      const inside = matmul(V, matmul(transpose(V), x));
      accept(norm1(difference(x, inside)) / (norm1(x) * n * EPS), LIMIT, `lstsq ${m}×${n}: ‖x − VVᵀx‖₁/(‖x‖₁ n ε)`);
    }
  });

  it('rank-deficient: the rank is found and x is the pseudo-inverse times b', () => {
    for (const [m, n, r] of [
      [20, 12, 5],
      [12, 20, 5],
      [40, 40, 1],
      [50, 33, 32],
    ]) {
      const most = Math.min(m, n);
      const s = Float64Array.from({ length: r }, (_, i) => 1 + i / r);
      const [u, v] = [orthogonal(m, 1), orthogonal(n, 2)];
      const column = (q: Matrix, j: number) => build(q.shape[0], 1, (i) => q.data[i * q.shape[0] + j]);
      const a = matmul(
        build(m, n, (i, j) => (j < r ? u.data[i * m + j] * s[j] : 0)),
        transpose(v),
      );
      const b = gaussian(m, 1, 3);
      const { x, rank, values } = lstsq(a, b);
      expect([rank, values.length]).toEqual([r, most]);
      const want = new Float64Array(n);
      for (let k = 0; k < r; k++) {
        const c = matmul(transpose(column(u, k)), b).data[0] / s[k];
        for (let i = 0; i < n; i++) want[i] += c * v.data[i * n + k];
      }
      const error = norm2(x.data.map((t, i) => t - want[i]));
      accept(error / (norm2(want) * Math.max(m, n) * EPS), LIMIT, `lstsq ${m}×${n} rank ${r}: ‖x − A⁺b‖/(‖x‖ max(m, n) ε)`);
    }
  });

  it('rcond decides what counts as 0', () => {
    const a = build(3, 3, (i, j) => (i === j ? 10 ** (-4 * i) : 0));
    const { rank, values } = lstsq(a, [1, 1, 1]);
    expect(rank).toBe(3);
    values.forEach((v, i) => {
      accept(Math.abs(v - 10 ** (-4 * i)) / EPS, LIMIT, `value ${i}: |error|/ε`);
    });
    const cut = lstsq(a, [1, 1, 1], { rcond: 1e-6 });
    expect(cut.rank).toBe(2);
    expect(cut.x.data[2]).toBe(0);
    expect(lstsq(a, [1, 1, 1], { rcond: 1 }).x.data).toEqual(new Float64Array(3));
  });

  it('zero, empty, no right-hand side', () => {
    const zero = build(4, 3, () => 0);
    expect(lstsq(zero, [1, 2, 3, 4])).toEqual({ x: { data: new Float64Array(3), shape: [3, 1] }, rank: 0, values: new Float64Array(3) });
    expect(lstsq([], [])).toMatchObject({ rank: 0, x: { shape: [0, 0] } });
    expect(lstsq({ data: new Float64Array(0), shape: [0, 3] }, { data: new Float64Array(0), shape: [0, 2] }).x).toEqual({
      data: new Float64Array(6),
      shape: [3, 2],
    });
  });
});

describe('arguments of lstsq', () => {
  const [a, b] = [gaussian(5, 3, 1), gaussian(5, 2, 2)];
  refuses('lstsq', 'a', a, (x) => lstsq(x, b));
  refuses('lstsq', 'b', b, (x) => lstsq(a, x));

  it('matching rows, a finite rcond', () => {
    expect(() => lstsq(a, gaussian(4, 1))).toThrow(ShapeError);
    for (const rcond of [Number.NaN, Infinity, '1']) expect(() => lstsq(a, b, { rcond: rcond as number })).toThrow(RangeError);
  });
});
