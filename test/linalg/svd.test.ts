// svd: ‖A − USVᵀ‖ and orthogonality in LAPACK's units for all shapes, spectra and scales; singular values against those built in.
import { beforeAll, describe, expect, it } from 'vitest';
import { eigvalsh, initSync, svd, svdAsync } from '../../src/index.js';
import type { Matrix } from '../../src/matrix.js';
import { refuses } from '../hostile.js';
import { gaussian, graded, hilbert, identity, orthogonal, spectra } from '../matrices.js';
import { build, matmul, sameBits, times, transpose } from '../reference.js';
import { accept, difference, EPS, LIMIT, norm1, orthogonalityRatio, valuesRatio } from '../residual.js';
import { released } from '../variants.js';

const SHAPES = [
  [1, 1],
  [3, 1],
  [1, 4],
  [2, 2],
  [3, 3],
  [5, 2],
  [2, 5],
  [10, 10],
  [31, 31],
  [33, 32],
  [32, 33],
  [65, 65],
  [100, 33],
  [33, 100],
  [200, 20],
] as const;

/** U diag(spectrum) Vᵀ with random orthogonal U, V: m×n. */
function withValues(m: number, n: number, values: ArrayLike<number>, seed = 0): Matrix {
  const [u, v] = [orthogonal(m, seed), orthogonal(n, seed + 1)];
  return matmul(
    build(m, n, (i, j) => (j < values.length ? u.data[i * m + j] * values[j] : 0)),
    transpose(v),
  );
}

function check(a: Matrix, what: string) {
  const [m, n] = a.shape;
  const r = Math.min(m, n);
  const { U, values, V } = svd(a);
  expect([U.shape, values.length, V.shape], what).toEqual([[m, r], r, [n, r]]);
  for (let i = 0; i < r; i++) expect(values[i], `${what}: value ${i}`).toBeGreaterThanOrEqual(i + 1 < r ? values[i + 1] : 0);
  const where = `svd ${m}×${n} ${what}`;
  const most = Math.max(m, n);
  accept((orthogonalityRatio(U) * r) / most, LIMIT, `${where}: ‖UᵀU − I‖₁/(max(m, n) ε)`);
  accept((orthogonalityRatio(V) * r) / most, LIMIT, `${where}: ‖VᵀV − I‖₁/(max(m, n) ε)`);
  const back = matmul({ data: U.data.map((x, i) => x * values[i % r]), shape: U.shape }, transpose(V));
  const size = norm1(a);
  if (size > 0) accept(norm1(difference(back, a)) / size / (most * EPS), LIMIT, `${where}: ‖A − USVᵀ‖₁/(max(m, n)‖A‖₁ε)`);
  else sameBits(values, new Float64Array(r), where);
  return values;
}

describe.each(released)('svd, %s', (variant) => {
  beforeAll(() => void initSync({ variant }));

  it.each(SHAPES)('%i×%i, scales 1 and 1e±150', (m, n) => {
    for (const scale of [1, 1e150, 1e-150]) check(times(gaussian(m, n, m + n), scale), `scale=${scale}`);
  });

  it('singular values that were built in: uniform, geometric, clustered, in pairs, rank-deficient, zero', () => {
    for (const [kind, spectrum] of Object.entries(spectra)) {
      for (const [m, n] of [
        [12, 12],
        [40, 40],
        [60, 33],
        [20, 45],
      ]) {
        const want = spectrum(Math.min(m, n)).map(Math.abs).sort().reverse();
        const got = check(withValues(m, n, want, m), kind);
        accept(valuesRatio(got, want, 1), LIMIT, `svd ${m}×${n} ${kind}: max|s − exact|/(r‖A‖ε)`);
      }
    }
  });

  it('Hilbert: the squares of the small ones would be far below rounding', () => {
    const values = check(hilbert(12), 'Hilbert');
    // Hilbert matrices are positive definite: singular values are eigenvalues
    accept(valuesRatio(values, eigvalsh(hilbert(12)).reverse(), values[0]), LIMIT, 'Hilbert: against eigvalsh');
    expect(values[11] / values[0]).toBeLessThan(1e-15);
    expect(values[10] / values[0]).toBeGreaterThan(1e-15);
  });

  it('graded both ways, triangular, a single entry, permutations, identity, equal rows, zero rows and columns', () => {
    const n = 40;
    const cases: Record<string, Matrix> = {
      graded: graded(n),
      'graded upwards': graded(n, true),
      bidiagonal: build(n, n, (i, j) => (i === j ? 1 : j === i + 1 ? 1e3 : 0)),
      'lower bidiagonal': build(n, n, (i, j) => (i === j ? 1 : i === j + 1 ? 1e-3 : 0)),
      'a zero on the diagonal': build(n, n, (i, j) => (i === j ? (i === 17 ? 0 : 1) : j === i + 1 ? 1 : 0)),
      'one entry': build(n, n, (i, j) => (i === 3 && j === 5 ? -2 : 0)),
      permutation: build(n, n, (i, j) => ((7 * i + 3) % n === j ? 1 : 0)),
      identity: identity(n),
      'minus identity': times(identity(n), -1),
      ones: build(n, 25, () => 1),
      'ones, each noise of the noise before: down to numbers without full precision': build(60, 60, () => 1 / 3),
      'equal rows': build(n, 25, (i, j) => Math.cos((i % 5) * j + 1)),
      'zero columns': build(n, 25, (i, j) => (j % 3 ? Math.sin(i * j + i) : 0)),
    };
    for (const [name, a] of Object.entries(cases)) check(a, name);
    sameBits(check(identity(n), 'identity'), new Float64Array(n).fill(1), 'identity');
  });

  it('empty; in slices the same bits', async () => {
    expect(svd([])).toMatchObject({ U: { shape: [0, 0] }, values: new Float64Array(0), V: { shape: [0, 0] } });
    for (const shape of [
      [0, 3],
      [3, 0],
    ] as const) {
      const { U, V } = svd({ data: new Float64Array(0), shape });
      expect([U.shape, V.shape]).toEqual([
        [shape[0], 0],
        [shape[1], 0],
      ]);
    }
    const a = gaussian(70, 40, 5);
    expect(await svdAsync(a, { slice: 0 })).toEqual(svd(a));
  });
});

describe('arguments of svd', () => {
  refuses('svd', 'a', gaussian(5, 3, 1), (a) => svd(a));
});
