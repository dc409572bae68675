// Floor 6 · symmetric eigenproblem: A = V diag(w) Vᵀ.
//
//   scale by a power of two → tridiagonal (dsytd2) → Q by rows (dorgtr) → implicit QL (dsteqr) → ascending, vectors by columns
//                                                                        → above `CROSSOVER` divide and conquer (stedc), times Q
//
// Eigenvectors stand as rows inside, so that every rotation runs along memory; they are transposed once, on the way out.
import { squareMatrix, whole } from '../check.js';
import { type Engine, engine } from '../engine.js';
import { ConvergenceError, ShapeError } from '../errors.js';
import { asMatrix, type Matrix, type MatrixLike } from '../matrix.js';
import { type RunOptions, run, runAsync, type Steps } from '../steps.js';
import { need } from '../wasm/arena.js';
import { matmul, type Operand, productBytes, productSteps } from './blas.js';
import { ascending, copyRows, paddedLd, rowsAsColumns } from './rows.js';
import { stedcBytes, stedcSteps } from './stedc.js';

export interface Eigh {
  /** Eigenvalues, ascending. */
  readonly values: Float64Array;
  /** Eigenvector j in column j. */
  readonly vectors: Matrix;
}

/** Sweeps allowed for each eigenvalue, on average (LAPACK's limit; two are usual). */
const SWEEPS = 30;
/** Up to this size small eigenvalues are sought to their own last digit; above, to that of the largest (as LAPACK's divide and conquer). */
const GRADED = 25;
/** From this order on divide and conquer finds the vectors of T: for random matrices 1.1 times as fast as QL at 64, 1.4 at 96, 1.8 at 128. */
const CROSSOVER = 96;
/** Elements touched in one wasm call: about 10 ms. */
const CALL = 2e7;

/** Bytes that `eighInPlace` needs besides the matrix: the rows of Q, those of W, and the vectors of the iteration. */
export function eighInPlaceBytes(n: number, vectors: boolean): number {
  const size = vectors ? n * paddedLd(n) : 0;
  const iteration = need(size, n, n, n, 4 * (n + 2), 2 * n, 1);
  if (!vectors || n < CROSSOVER) return iteration;
  return iteration + need(size) + Math.max(stedcBytes(engine(), n), productBytes(engine(), n, n));
}

/** Bytes that `eigh` needs. */
export const eighBytes = (n: number) => need(n * paddedLd(n)) + eighInPlaceBytes(n, true) + need(n * n);

interface InPlace {
  /** n eigenvalues, in the order of the rows. */
  readonly d: number;
  /** Rows of eigenvectors, leading dimension ld. */
  readonly rows: number;
  readonly ld: number;
}

/**
 * Decomposes the lower triangle at `a`, which is overwritten. Allocates its results in the frame of the caller.
 * Eigenvalues are not sorted.
 */
export function* eighInPlace(e: Engine, caller: string, n: number, a: number, lda: number, vectors: boolean): Steps<InPlace> {
  const { kernels, arena } = e;
  const ld = paddedLd(n);
  const rows = vectors ? arena.alloc(n * ld, caller) : 0;
  const [d, sub, tau] = [arena.alloc(n, caller), arena.alloc(n, caller), arena.alloc(n, caller)];
  const work = arena.alloc(4 * (n + 2), caller);
  const [cs, state] = [arena.alloc(2 * n, caller), arena.alloc(1, caller)];
  const scale = scaleLower(e, n, a, lda);
  arena.f64(work, 4 * (n + 2)).fill(0);
  arena.f64(state, 1).fill(0);

  for (let last = n; last > 0; ) {
    const first = Math.max(0, last - Math.max(1, Math.floor(CALL / (last * last))));
    kernels.dsytd2(first, last, n, a, lda, d, sub, tau, work);
    last = first;
    yield { stage: 'tridiagonal reduction', done: n - last, total: n };
  }
  if (vectors) {
    identity(arena.f64(rows, n * ld), n, ld);
    for (let first = 1; first < n; ) {
      const last = Math.min(n, first + Math.max(1, Math.floor(CALL / (first * first))));
      kernels.dorgtr(first, last, n, a, lda, tau, rows, ld);
      first = last;
      yield { stage: 'reflectors', done: first, total: n };
    }
  }
  if (vectors && n >= CROSSOVER) {
    const w = arena.alloc(n * ld, caller);
    yield* stedcSteps(e, caller, { n, d, sub }, { rows: w, ld });
    const [A, B] = [w, rows].map((at) => ({ at, ld, trans: false })) as [Operand, Operand];
    yield* productSteps(e, 'eigenvectors', { m: n, n, k: n, a: A, b: B, c: a, ldc: lda });
    for (let i = 0; i < n; i++) arena.f64(rows + 8 * i * ld, n).set(arena.f64(a + 8 * i * lda, n));
    unscale(arena.f64(d, n), scale);
    return { d, rows, ld };
  }
  const top = Math.max(largest(arena.f64(d, n)), largest(arena.f64(sub, Math.max(0, n - 1))));
  const drop = n > GRADED ? (top * Number.EPSILON) / 2 : 0;
  const budget = vectors ? Math.max(n, Math.floor(CALL / n)) : CALL;
  for (;;) {
    const info = kernels.dsteqr(n, d, sub, rows, ld, n, cs, state, drop, SWEEPS * n, budget);
    const found = new Int32Array(arena.memory.buffer, state, 1)[0] as number;
    if (info === 0) break;
    if (info > 0) {
      const left = n - info + 1;
      throw new ConvergenceError(caller, 'implicit QL', left, `${left} of ${n} eigenvalues not found after ${SWEEPS * n} sweeps`);
    }
    yield { stage: 'eigenvalues', done: found, total: n };
  }
  unscale(arena.f64(d, n), scale);
  return { d, rows, ld };
}

function unscale(values: Float64Array, scale: number): void {
  for (let i = 0; scale !== 0 && i < values.length; i++) values[i] = ldexp(values[i] as number, -scale);
}

const largest = (x: Float64Array) => x.reduce((t, v) => Math.max(t, Math.abs(v)), 0);

/** x·2^k exactly, also where 2^k itself is out of range. */
const ldexp = (x: number, k: number) => x * 2 ** Math.trunc(k / 2) * 2 ** (k - Math.trunc(k / 2));

/** Multiplies the lower triangle by 2^k so that its largest entry lies near 1, where squares could leave the range; returns k. */
function scaleLower(e: Engine, n: number, a: number, lda: number): number {
  let top = 0;
  const data = e.arena.f64(a, n * lda);
  for (let i = 0; i < n; i++) for (let j = i * lda; j <= i * lda + i; j++) top = Math.max(top, Math.abs(data[j] as number));
  if (top === 0 || (top > 1e-100 && top < 1e100)) return 0;
  const k = -Math.floor(Math.log2(top));
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
 * @param options.largest - only the k largest eigenvalues and their vectors (in this release at the cost of all)
 * @returns `values` w, ascending; `vectors` V, n×n (n×k), eigenvector j in column j, VᵀV = I
 * @throws {ShapeError} if `a` is not square
 * @throws {NonFiniteError} if an entry is NaN or infinite
 * @throws {ConvergenceError} if an iteration does not settle within its limit
 *
 * Cost: about 6n³ flops, fewer where eigenvalues crowd; 5n² doubles of workspace.
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

function* eighSteps(aLike: MatrixLike, { largest: largestCount }: { largest?: number }): Steps<Eigh> {
  const a = squareMatrix(aLike, 'eigh', 'a');
  const n = a.shape[0];
  const k = largestCount === undefined ? n : Math.min(n, whole(1, largestCount, 'eigh', 'largest'));
  const e = engine();
  const { arena } = e;
  const mark = arena.mark();
  try {
    arena.reserve(eighBytes(n), 'eigh');
    const ld = paddedLd(n);
    const at = copyRows(e, a.data, n, n, ld, 'eigh');
    const { d, rows, ld: ldq } = yield* eighInPlace(e, 'eigh', n, at, ld, true);
    const found = arena.copyOut(d, n);
    const order = ascending(found).slice(n - k);
    const data = rowsAsColumns(e, n, rows, ldq, order, at, arena.alloc(n * k, 'eigh'));
    return { values: Float64Array.from(order, (i) => found[i] as number), vectors: { data, shape: [n, k] } };
  } finally {
    arena.release(mark);
  }
}

/**
 * Eigenvalues of a real symmetric matrix, ascending, without vectors: about a fifth of the work of `eigh`.
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
    e.arena.reserve(need(n * ld) + eighInPlaceBytes(n, false), 'eigvalsh');
    const at = copyRows(e, x.data, n, n, ld, 'eigvalsh');
    return e.arena.copyOut(run(eighInPlace(e, 'eigvalsh', n, at, ld, false)).d, n).sort();
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
