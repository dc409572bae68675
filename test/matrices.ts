// Test matrices: random, with given spectra (as LAPACK's dlatms), and the famous ones. Seeded: the same in every run.
import type { Matrix } from '../src/matrix.js';
import { random } from '../src/random.js';
import { build, times } from './reference.js';

const EPS = 2 ** -53;

/** Standard normal entries. */
export function gaussian(m: number, n: number, seed = 0): Matrix {
  const r = random(seed);
  return build(m, n, () => r.normal());
}

/** Applies a random reflection I − 2vvᵀ/vᵀv to the rows (A ← H A) and, if asked, to the columns as well. */
function reflect(a: Matrix, v: Float64Array, both: boolean): void {
  const [m, n] = a.shape;
  const f = 2 / v.reduce((s, x) => s + x * x, 0);
  for (let j = 0; j < n; j++) {
    let s = 0;
    for (let i = 0; i < m; i++) s += v[i] * a.data[i * n + j];
    for (let i = 0; i < m; i++) a.data[i * n + j] -= f * s * v[i];
  }
  for (let i = 0; both && i < m; i++) {
    let s = 0;
    for (let j = 0; j < n; j++) s += v[j] * a.data[i * n + j];
    for (let j = 0; j < n; j++) a.data[i * n + j] -= f * s * v[j];
  }
}

/** Q diag(spectrum) Qᵀ, Q a product of random reflections; exactly symmetric. */
export function symmetric(spectrum: ArrayLike<number>, seed = 0): Matrix {
  const n = spectrum.length;
  const r = random(seed + 1000);
  const a = build(n, n, (i, j) => (i === j ? spectrum[i] : 0));
  for (let round = 0; round < 3 && n > 1; round++)
    reflect(
      a,
      Float64Array.from({ length: n }, () => r.normal()),
      true,
    );
  return build(n, n, (i, j) => (j <= i ? a.data[i * n + j] : a.data[j * n + i]));
}

/** n×n orthogonal. */
export function orthogonal(n: number, seed = 0): Matrix {
  const r = random(seed + 2000);
  const q = identity(n);
  for (let round = 0; round < 5 && n > 1; round++)
    reflect(
      q,
      Float64Array.from({ length: n }, () => r.normal()),
      false,
    );
  return q;
}

const share = (i: number, n: number) => (n > 1 ? i / (n - 1) : 0);
const values = (n: number, f: (i: number) => number) => Float64Array.from({ length: n }, (_, i) => f(i));

/** Spectra of the kinds that eigensolvers fear; all in [−1, 1], largest magnitude 1. */
export const spectra: Record<string, (n: number) => Float64Array> = {
  uniform: (n) => values(n, (i) => 1 - share(i, n)),
  geometric: (n) => values(n, (i) => EPS ** share(i, n)),
  'clustered at ε': (n) => values(n, (i) => (i === 0 ? 1 : EPS)),
  'clustered at 1': (n) => values(n, (i) => (i === 0 ? EPS : 1)),
  'rank-deficient': (n) => values(n, (i) => (i < (n + 1) / 2 ? 1 - i / n : 0)),
  'both signs': (n) => values(n, (i) => (i % 2 ? -1 : 1) * (1 - share(i, n) / 2)),
  pairs: (n) => values(n, (i) => 1 - (i >> 1) / n),
  zero: (n) => new Float64Array(n),
};

/** Positive definite with condition about 10. */
export const positiveDefinite = (n: number, seed = 0) =>
  symmetric(
    values(n, (i) => 10 ** -share(i, n)),
    seed,
  );

export const identity = (n: number) => build(n, n, (i, j) => (i === j ? 1 : 0));
export const hilbert = (n: number) => build(n, n, (i, j) => 1 / (i + j + 1));

/** W⁺: tridiagonal, pairs of eigenvalues that agree to many digits. */
export const wilkinson = (n: number) => build(n, n, (i, j) => (i === j ? Math.abs(i - (n - 1) / 2) : Math.abs(i - j) === 1 ? 1 : 0));

/** Copies of W⁺ of order 21, held together by 1e−8: bundles of eigenvalues that agree to all digits. */
export const gluedWilkinson = (n: number) =>
  build(n, n, (i, j) => (i === j ? Math.abs((i % 21) - 10) : Math.abs(i - j) === 1 ? (Math.max(i, j) % 21 ? 1 : 1e-8) : 0));

/** Binomial coefficients: integers up to 1e29 at n = 50. */
export function pascal(n: number): Matrix {
  const a = build(n, n, () => 1);
  for (let i = 1; i < n; i++) for (let j = 1; j < n; j++) a.data[i * n + j] = a.data[(i - 1) * n + j] + a.data[i * n + j - 1];
  return a;
}

export const lehmer = (n: number) => build(n, n, (i, j) => (Math.min(i, j) + 1) / (Math.max(i, j) + 1));

/** Positive definite with one very small eigenvalue. */
export const moler = (n: number) => build(n, n, (i, j) => (i === j ? i + 1 : Math.min(i, j) - 1));

/** Second differences: eigenvalues 2 − 2 cos(π(k + 1)/(n + 1)), ascending. */
export const secondDifference = (n: number) => build(n, n, (i, j) => (i === j ? 2 : Math.abs(i - j) === 1 ? -1 : 0));
export const secondDifferenceValues = (n: number) => values(n, (k) => 4 * Math.sin((Math.PI * (k + 1)) / (2 * (n + 1))) ** 2);

/** D G D with D = diag(10^(−i/2)) from either end: entries over many orders of magnitude. */
export function graded(n: number, upwards = false, seed = 0): Matrix {
  const a = symmetric(
    values(n, (i) => 1 + i / n),
    seed,
  );
  const d = (i: number) => 10 ** (-(upwards ? n - 1 - i : i) / 2);
  return build(n, n, (i, j) => a.data[i * n + j] * d(i) * d(j));
}

/** Symmetric with normal entries. */
export function randomSymmetric(n: number, seed = 0): Matrix {
  const g = gaussian(n, n, seed);
  return build(n, n, (i, j) => g.data[Math.max(i, j) * n + Math.min(i, j)]);
}

/** Everything an eigensolver is tried on. */
export const kinds: Record<string, (n: number) => Matrix> = {
  ...Object.fromEntries(Object.entries(spectra).map(([kind, spectrum]) => [kind, (n: number) => symmetric(spectrum(n), n)])),
  random: (n) => randomSymmetric(n, n),
  'graded downwards': (n) => graded(n),
  'graded upwards': (n) => graded(n, true),
  identity,
  diagonal: (n) => build(n, n, (i, j) => (i === j ? ((i * 7) % 5) - 2 : 0)),
  ones: (n) => build(n, n, () => 1),
  hilbert,
  wilkinson,
  'glued wilkinson': gluedWilkinson,
  pascal,
  lehmer,
  moler,
  'second difference': secondDifference,
  arrow: (n) => build(n, n, (i, j) => (i === j ? i + 1 : Math.min(i, j) === 0 ? 1 : 0)),
  'checkerboard of zeros': (n) => build(n, n, (i, j) => ((i + j) % 2 ? 0 : 1 / (i + j + 1))),
  tiny: (n) => times(randomSymmetric(n, n), 1e-30),
};

/** LAPACK's small sizes, and around the blocks of eight of the kernels. */
export const SIZES = [1, 2, 3, 4, 5, 7, 8, 9, 10, 16, 17, 33, 50];
