// Floor 6 · symmetric eigenproblem: A = V diag(w) Vᵀ.
//
//   scale by a power of two → tridiagonal T = Qᵀ A Q → eigenvectors of T, all or the k largest → times Q → ascending, by columns
//
// Eigenvectors stand as rows inside, so that every rotation runs along memory; they are transposed once, on the way out.

import { squareMatrix, whole } from '../check.js';
import { exponent, ldexp } from '../elementary.js';
import { type Engine, engine } from '../engine.js';
import { ShapeError } from '../errors.js';
import { asMatrix, type Matrix, type MatrixLike } from '../matrix.js';
import { type RunOptions, run, runAsync, type Steps } from '../steps.js';
import { need } from '../wasm/arena.js';
import { backTransformBytes, backTransformSteps } from './backtransform.js';
import { matmul } from './blas.js';
import { ascending, copyRows, paddedLd, rowsAsColumns } from './rows.js';
import { stedcBytes, stedcSteps } from './stedc.js';
import { largestSteps, qlSteps, tridiagonalBytes, valuesSteps } from './tridiagonal.js';
import { projectSteps, reductionBytes, reductionSteps } from './tridiagonalize.js';

export interface Eigh {
  /** Eigenvalues, ascending. */
  readonly values: Float64Array;
  /** Eigenvector j in column j. */
  readonly vectors: Matrix;
}

/**
 * From this order on divide and conquer finds the eigenvectors of T and blocks of reflectors turn them; below, QL turns Q itself. Equal at
 * 72, 8 % quicker at 80 (Node 20; at 94 by 7 %, Node 24 23 %).
 */
const BLOCKED = 72;
/**
 * The k largest alone pay where k is at most n over this: inverse iteration makes neighbours orthogonal at up to 6nk² flops, which at n/4
 * still is less than what the others would cost. Below order `BLOCKED` all are found at once.
 */
const PART = 4;

/** Doubles of the results: d, off-diagonal and τ of T, and the rows of eigenvectors. */
const results = (n: number, count: number) => [n, n, n, count * paddedLd(n)];

const inPart = (n: number, count: number) => n >= BLOCKED && count * PART <= n;

/** Rows that are computed where `count` are wanted. */
const rowsFor = (n: number, count: number) => (count === 0 || inPart(n, count) ? count : n);

/** Bytes that `eighInPlace` needs besides the matrix. */
export function eighInPlaceBytes(e: Engine, n: number, count: number): number {
  const rows = count === 0 ? 0 : n; // should the k largest not be found alone
  const phases = [
    reductionBytes(e, n),
    tridiagonalBytes(n, count),
    ...(rows > 0 && n >= BLOCKED ? [backTransformBytes(e, n), stedcBytes(e, n)] : []),
  ];
  return need(...results(n, rows), ...results(n, rowsFor(n, count))) + Math.max(...phases);
}

/** Bytes that `eigh` needs. */
const eighBytes = (e: Engine, n: number) => need(n * paddedLd(n), n * n) + eighInPlaceBytes(e, n, n);

/** Eigenvalues, and as many rows of eigenvectors with leading dimension ld where there are any. */
export interface InPlace {
  readonly values: Float64Array;
  readonly rows: number;
  readonly ld: number;
}

/**
 * Decomposes the lower triangle at `a`, which is overwritten: all eigenpairs, or at least the `count` largest, or only the eigenvalues
 * (count = 0), in any order. The rows are in the frame of the caller.
 */
export function* eighInPlace(e: Engine, caller: string, n: number, a: number, lda: number, count: number): Steps<InPlace> {
  const { arena } = e;
  const ld = paddedLd(n);
  const [d, sub, tau] = results(n, 0).map((size) => arena.alloc(size, caller)) as [number, number, number];
  const scale = scaleLower(e, n, a, lda, d);
  const unscaled = (values: Float64Array) => (scale === 0 ? values : values.map((v) => ldexp(v, -scale)));
  const reduced = { n, d, sub };
  yield* reductionSteps(e, caller, n, a, lda, { d, sub, tau });
  if (count === 0) return { values: unscaled(yield* valuesSteps(e, caller, reduced)), rows: 0, ld };

  if (inPart(n, count)) {
    const rows = arena.alloc(count * ld, caller);
    const values = yield* largestSteps(e, caller, reduced, { rows, count, ld });
    if (values) {
      yield* backTransformSteps(e, caller, n, a, lda, tau, { rows, count, ld });
      return { values: unscaled(values), rows, ld };
    }
  }
  const all = { rows: arena.alloc(n * ld, caller), count: n, ld };
  if (n >= BLOCKED) {
    yield* stedcSteps(e, caller, reduced, all);
    yield* backTransformSteps(e, caller, n, a, lda, tau, all);
  } else {
    identity(arena.f64(all.rows, n * ld), n, ld);
    e.kernels.dorgtr(1, n, n, a, lda, tau, all.rows, ld);
    yield* qlSteps(e, caller, reduced, all);
  }
  return { values: unscaled(arena.copyOut(d, n)), rows: all.rows, ld };
}

/** Bytes that `turnInPlace` needs besides the matrix and y. */
export const turnInPlaceBytes = (e: Engine, n: number, q: number) =>
  need(...results(n, 0), n * q) + Math.max(reductionBytes(e, n), tridiagonalBytes(n, n));

/**
 * Eigenvalues of the lower triangle at `a`, which is overwritten, in any order, and y ← Vᵀy for the n×q matrix at y: QL turns the rows of
 * Qᵀy in place of those of Q, so that no vector is formed. 4/3 n³ + O(n²q) flops.
 */
export function* turnInPlace(e: Engine, caller: string, n: number, a: number, lda: number, y: number, q: number): Steps<Float64Array> {
  const { arena, kernels } = e;
  const mark = arena.mark();
  try {
    const [d, sub, tau, rows] = [...results(n, 0).slice(0, 3), n * q].map((size) => arena.alloc(size, caller)) as [
      number,
      number,
      number,
      number,
    ];
    const scale = scaleLower(e, n, a, lda, d);
    yield* reductionSteps(e, caller, n, a, lda, { d, sub, tau });
    kernels.dtranspose(n, q, y, q, rows, n);
    yield* projectSteps(e, n, a, lda, tau, rows, q);
    kernels.dtranspose(q, n, rows, n, y, q);
    yield* qlSteps(e, caller, { n, d, sub }, { rows: y, count: n, ld: q }, q);
    const values = arena.copyOut(d, n);
    return scale === 0 ? values : values.map((v) => ldexp(v, -scale));
  } finally {
    arena.release(mark);
  }
}

/** Multiplies the lower triangle by 2^k so that its largest entry lies near 1, where squares could leave the range; returns k. `work`: n doubles. */
function scaleLower(e: Engine, n: number, a: number, lda: number, work: number): number {
  const norm = e.kernels.dlansy(n, a, lda, work);
  if (norm > 1e-90 && norm < 1e100) return 0;
  let top = 0;
  const data = e.arena.f64(a, n * lda);
  for (let i = 0; i < n; i++) for (let j = i * lda; j <= i * lda + i; j++) top = Math.max(top, Math.abs(data[j] as number));
  if (top === 0 || (top > 1e-100 && top < 1e100)) return 0;
  const k = -exponent(top);
  for (let i = 0; i < n; i++) for (let j = i * lda; j <= i * lda + i; j++) data[j] = ldexp(data[j] as number, k);
  return k;
}

function identity(q: Float64Array, n: number, ld: number): void {
  q.fill(0);
  for (let i = 0; i < n; i++) q[i * ld + i] = 1;
}

/**
 * Eigenvalues and eigenvectors of a real symmetric matrix: A = V diag(w) Vᵀ.
 *
 * Reads the lower triangle only; `a` is not modified.
 *
 * @param a - symmetric, n×n
 * @param options.largest - only the k largest eigenvalues and their vectors; for k ≤ n/4 at the cost of the reduction and O(n²k)
 * @returns `values` w, ascending; `vectors` V, n×n (n×k), eigenvector j in column j, VᵀV = I
 * @throws {ShapeError} if `a` is not square
 * @throws {NonFiniteError} if an entry is NaN or infinite
 * @throws {ConvergenceError} if the eigenvalues are not found in 30n sweeps
 *
 * Cost: about 9n³ flops (k largest: 4/3 n³ + 4n²k); about 5.7n² doubles of linear memory, a and the result among them.
 *
 * @example
 * eigh([[2, 1], [1, 2]]).values // [1, 3]
 *
 * @see Golub & Van Loan, Matrix Computations, 4th ed., §8.3
 */
export function eigh(a: MatrixLike, options: { largest?: number } = {}): Eigh {
  return run(eighSteps(a, options));
}

/** `eigh` in slices, with progress and cancellation. */
export function eighAsync(a: MatrixLike, options: RunOptions & { largest?: number } = {}): Promise<Eigh> {
  return runAsync(eighSteps(a, options), options);
}

/** `eigh` as steps. */
export function* eighSteps(aLike: MatrixLike, { largest: largestCount }: { largest?: number }): Steps<Eigh> {
  const a = squareMatrix(aLike, 'eigh', 'a');
  const n = a.shape[0];
  const k = largestCount === undefined ? n : Math.min(n, whole(1, largestCount, 'eigh', 'largest'));
  const e = engine();
  const { arena } = e;
  const mark = arena.mark();
  try {
    arena.reserve(eighBytes(e, n), 'eigh');
    const ld = paddedLd(n);
    const at = copyRows(e, a.data, n, n, ld, 'eigh');
    const { values, rows } = yield* eighInPlace(e, 'eigh', n, at, ld, k);
    const order = ascending(values).slice(values.length - k);
    const data = rowsAsColumns(e, n, rows, ld, order, at, arena.alloc(n * k, 'eigh'));
    const sorted = new Float64Array(k);
    for (let j = 0; j < k; j++) sorted[j] = values[order[j] as number] as number;
    return { values: sorted, vectors: { data, shape: [n, k] } };
  } finally {
    arena.release(mark);
  }
}

/**
 * Eigenvalues of a real symmetric matrix, ascending, without vectors: the reduction (4/3 n³ flops) and O(n²).
 *
 * @param a - symmetric, n×n; the lower triangle is read
 * @throws as `eigh`
 *
 * @example
 * eigvalsh([[2, 1], [1, 2]]) // [1, 3]
 */
export function eigvalsh(a: MatrixLike): Float64Array {
  const x = squareMatrix(a, 'eigvalsh', 'a');
  const n = x.shape[0];
  const e = engine();
  const mark = e.arena.mark();
  try {
    const ld = paddedLd(n);
    e.arena.reserve(need(n * ld) + eighInPlaceBytes(e, n, 0), 'eigvalsh');
    const at = copyRows(e, x.data, n, n, ld, 'eigvalsh');
    return run(eighInPlace(e, 'eigvalsh', n, at, ld, 0)).values.sort();
  } finally {
    e.arena.release(mark);
  }
}

/**
 * LAPACK's scaled residuals of a decomposition: ‖A − VWVᵀ‖₁/(n‖A‖₁ε) and ‖VᵀV − I‖₁/(nε), ε = 2⁻⁵². Below 30 is sound.
 *
 * @param a - symmetric, n×n (the lower triangle is read)
 * @param e - all n eigenpairs
 *
 * @example
 * eighResidual([[2, 1], [1, 2]], eigh([[2, 1], [1, 2]])).backward < 30 // true
 */
export function eighResidual(a: MatrixLike, e: Eigh): { backward: number; orthogonality: number } {
  const A = squareMatrix(a, 'eighResidual', 'a');
  const V = asMatrix(e.vectors, 'eighResidual', 'e.vectors') as Matrix;
  const n = A.shape[0];
  if (V.shape[0] !== n || V.shape[1] !== n || e.values.length !== n) {
    throw new ShapeError('eighResidual', 'e', `hold ${n} eigenpairs, as a is ${n}×${n}`, `${e.values.length} of length ${V.shape[0]}`);
  }
  if (n === 0) return { backward: 0, orthogonality: 0 };
  const at = (i: number, j: number) => A.data[Math.max(i, j) * n + Math.min(i, j)] as number;
  // a power of two takes the scale out: entries near 1e±150 must not over- or underflow in the products
  let top = 0;
  for (let i = 0; i < n; i++) for (let j = 0; j <= i; j++) top = Math.max(top, Math.abs(at(i, j)));
  const unit = top > 0 ? top : 1;
  const VW = { data: V.data.map((v, i) => v * ((e.values[i % n] as number) / unit)), shape: V.shape };
  const back = matmul(VW, V, { transposeB: true }).data;
  const orth = matmul(V, V, { transposeA: true }).data;
  let [normA, residual, departure] = [0, 0, 0];
  for (let j = 0; j < n; j++) {
    let [sumA, sumR, sumI] = [0, 0, 0];
    for (let i = 0; i < n; i++) {
      const x = at(i, j) / unit;
      sumA += Math.abs(x);
      sumR += Math.abs(x - (back[i * n + j] as number));
      sumI += Math.abs((orth[i * n + j] as number) - (i === j ? 1 : 0));
    }
    normA = Math.max(normA, sumA);
    residual = Math.max(residual, sumR);
    departure = Math.max(departure, sumI);
  }
  const eps = n * Number.EPSILON;
  return { backward: normA > 0 ? residual / (normA * eps) : residual / eps, orthogonality: departure / eps };
}
