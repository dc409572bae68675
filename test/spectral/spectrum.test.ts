// The spectrum: K = U diag(d) Uᵀ and c = Uᵀy by LAPACK's ratios, full and thin; what is clamped, what is refused.
import { describe, expect, test } from 'vitest';
import {
  eighResidual,
  gram,
  linear,
  type Matrix,
  matmul,
  NonFiniteError,
  rbf,
  ShapeError,
  sigmoid,
  spectrum,
  spectrumAsync,
} from '../../src/index.js';
import { gaussian } from '../matrices.js';
import { relativeRatio } from '../pipeline.js';
import { examples } from '../problems.js';
import { matmul as plain, transpose } from '../reference.js';
import { accept, backwardRatio, LIMIT, orthogonalityRatio } from '../residual.js';

const rebuilt = (d: Float64Array, U: Matrix) =>
  plain({ data: U.data.map((v, at) => v * (d[at % d.length] as number)), shape: U.shape }, transpose(U));

describe.each(examples)('$name', ({ name, kernel, x, y }) => {
  const s = spectrum(kernel, x, y);
  const [n, p] = x.shape;

  test('shapes', () => {
    const r = kernel.type === 'linear' && p < n ? p : n;
    expect([s.n, s.d.length, s.U.shape, s.c.shape, s.y.shape]).toEqual([n, r, [n, r], [r, y.shape[1]], y.shape]);
  });

  test('K = U diag(d) Uᵀ, orthonormal, ascending, ≥ 0', () => {
    accept(backwardRatio(rebuilt(s.d, s.U), gram(kernel, x)), LIMIT, `spectrum ${name}: ‖K − UDUᵀ‖/(n‖K‖ε)`);
    accept(orthogonalityRatio(s.U), LIMIT, `spectrum ${name}: ‖UᵀU − I‖/(nε)`);
    expect(s.d.every((v, i) => v >= (s.d[i - 1] ?? 0))).toBe(true);
  });

  test('c = Uᵀy, y kept', () => {
    expect(relativeRatio(s.c.data, plain(transpose(s.U), y).data, n)).toBeLessThan(2);
    expect(s.y.data).toEqual(y.data);
    expect(s.y.data).not.toBe(y.data);
  });

  test('in slices: the same bits', async () => {
    const stages = new Set<string>();
    expect(await spectrumAsync(kernel, x, y, { slice: 0, onProgress: ({ stage }) => stages.add(stage) })).toEqual(s);
    expect(stages.size).toBeGreaterThan(0);
  });
});

test('from K it is the eigendecomposition, whatever stands above the diagonal', () => {
  const K = gram(rbf({ gamma: 0.2 }), gaussian(40, 3));
  const s = spectrum(K, gaussian(40, 1));
  const { backward, orthogonality } = eighResidual(K, { values: s.d, vectors: s.U });
  expect(Math.max(backward, orthogonality)).toBeLessThan(LIMIT);
  const lower = { data: K.data.map((v, at) => (at % 40 > Math.floor(at / 40) ? 77 : v)), shape: K.shape };
  expect(spectrum(lower, gaussian(40, 1)).d).toEqual(s.d);
});

describe('thin spectra keep small singular values that XXᵀ would lose', () => {
  test('a column 1e−9 of the others: σ to its own digits', () => {
    const x = gaussian(60, 3, 4);
    const u = Math.hypot(...Array.from({ length: 60 }, (_, i) => x.data[3 * i] as number));
    const data = new Float64Array(120);
    for (let i = 0; i < 60; i++) {
      data[2 * i] = x.data[3 * i] as number;
      data[2 * i + 1] = (x.data[3 * i] as number) + 1e-9 * (x.data[3 * i + 1] as number);
    }
    // second singular value: the part of the perturbation orthogonal to the first column, over √2
    const along =
      Array.from({ length: 60 }, (_, i) => (x.data[3 * i] as number) * (x.data[3 * i + 1] as number)).reduce((a, b) => a + b) / u;
    const rest = Math.hypot(
      ...Array.from({ length: 60 }, (_, i) => (x.data[3 * i + 1] as number) - (along * (x.data[3 * i] as number)) / u),
    );
    const sigma = (1e-9 * rest) / Math.SQRT2;
    const { d } = spectrum(linear(), { data, shape: [60, 2] }, new Float64Array(60));
    expect(Math.abs(Math.sqrt(d[0]!) / sigma - 1)).toBeLessThan(1e-6); // ε·κ = 2e−16·2e9; through XXᵀ nothing would be left
  });

  test('rank lost: zero exactly, and U still orthonormal', () => {
    const x = gaussian(50, 2, 1);
    const data = Float64Array.from(
      { length: 200 },
      (_, at) => [x.data[2 * (at >> 2)]!, x.data[2 * (at >> 2) + 1]!, x.data[2 * (at >> 2)]!, 0][at & 3]!,
    );
    const s = spectrum(linear(), { data, shape: [50, 4] }, new Float64Array(50));
    expect(Array.from(s.d.subarray(0, 2))).toEqual([0, 0]);
    expect(orthogonalityRatio(s.U)).toBeLessThan(LIMIT);
  });

  test.each([1e-150, 1e150])('scale %f', (scale) => {
    const x = gaussian(20, 3);
    const one = spectrum(linear(), x, new Float64Array(20));
    const big = spectrum(linear(), { data: x.data.map((v) => v * scale), shape: x.shape }, new Float64Array(20));
    expect(
      relativeRatio(
        big.d.map((v) => v / scale / scale),
        one.d,
        60,
      ),
    ).toBeLessThan(1);
    expect(orthogonalityRatio(big.U)).toBeLessThan(LIMIT);
  });
});

describe('edges', () => {
  test('one row', () => {
    expect(spectrum([[4]], [2])).toEqual({
      n: 1,
      d: new Float64Array([4]),
      U: { data: new Float64Array([1]), shape: [1, 1] },
      c: { data: new Float64Array([2]), shape: [1, 1] },
      y: { data: new Float64Array([2]), shape: [1, 1] },
      clamped: 0,
    });
  });

  test('negative eigenvalues are clamped and counted', () => {
    const s = spectrum(
      [
        [0, 2],
        [2, 0],
      ],
      [1, 1],
    );
    expect([s.d[0], s.clamped]).toEqual([0, 1]);
    expect(relativeRatio([s.d[1]!], [2], 2)).toBeLessThan(2);
    expect(spectrum(sigmoid({ gamma: 2, coef0: -1 }), gaussian(30, 2), new Float64Array(30)).clamped).toBeGreaterThan(2);
  });

  test('eigenvalues that are rounding are 0 and counted, on either side of 0', () => {
    const x = gaussian(10, 2);
    const twice = { data: Float64Array.from([...x.data, ...x.data]), shape: [20, 2] as const };
    const s = spectrum(rbf({ gamma: 1 }), twice, new Float64Array(20));
    expect(s.d.filter((d) => d === 0)).toHaveLength(10);
    expect(s.clamped).toBeLessThanOrEqual(10);
    expect(s.clamped).toBeGreaterThan(0);
  });

  test('K = 0 and all rows equal', () => {
    expect(
      Array.from(
        spectrum(
          [
            [0, 0],
            [0, 0],
          ],
          [1, 2],
        ).d,
      ),
    ).toEqual([0, 0]);
    const s = spectrum(rbf({ gamma: 1 }), [[1], [1], [1]], [1, 2, 3]);
    expect(relativeRatio([s.d[2]!], [3], 3)).toBeLessThan(2);
  });

  test.each([
    [
      'K',
      () =>
        spectrum(
          [
            [1, 0],
            [Number.NaN, 1],
          ],
          [1, 2],
        ),
      1,
      0,
    ],
    [
      'y',
      () =>
        spectrum(
          [
            [1, 0],
            [0, 1],
          ],
          [1, Number.POSITIVE_INFINITY],
        ),
      1,
      0,
    ],
    [
      'x',
      () =>
        spectrum(
          rbf({ gamma: 1 }),
          [
            [1, 2],
            [3, Number.NaN],
          ],
          [1, 2],
        ),
      1,
      1,
    ],
  ] as const)('NaN or infinity in %s', (argument, call, row, column) => {
    expect(call).toThrow(NonFiniteError);
    try {
      call();
    } catch (error) {
      expect(error).toMatchObject({ argument, row, column });
    }
  });

  test('wrong shapes', () => {
    expect(() => spectrum([[1, 2]], [1])).toThrow(ShapeError);
    expect(() => spectrum([[1]], [1, 2])).toThrow(/spectrum: y must have 1 rows, as K is 1×1; got 2×1/);
    expect(() => spectrum(linear(), [[1], [2]], [1])).toThrow(/spectrum: y must have 2 rows, as x has 2 rows; got 1×1/);
  });

  test('U and c of a product: the targets come back', () => {
    const s = spectrum(gram(rbf({ gamma: 1 }), gaussian(25, 2)), gaussian(25, 2, 9));
    expect(relativeRatio(matmul(s.U, s.c).data, s.y.data, 25)).toBeLessThan(5);
  });
});
