// Floor 5 · eigenvalues of a symmetric tridiagonal matrix T, with all eigenvectors as rows, with those of the k largest, or without.
//
//   all       implicit QL on the rows of Q or of the identity (dsteqr)          3n³ flops
//   none      QL without square roots (dsterf)                                  O(n²)
//   k largest the values as above, then inverse iteration (dstein)              O(n²) + O(n k) + 12 n k² where eigenvalues crowd
import type { Engine } from '../engine.js';
import { ConvergenceError } from '../errors.js';
import { random } from '../random.js';
import type { Steps } from '../steps.js';
import { need } from '../wasm/arena.js';
import type { Rows } from './rows.js';

/** Sweeps allowed for each eigenvalue, on average (LAPACK's limit; two are usual). */
const SWEEPS = 30;
/** Up to this size small eigenvalues are sought to their own last digit; above, to that of the largest (as LAPACK's divide and conquer). */
const GRADED = 25;
/** Elements touched in one wasm call: about 10 ms. */
const CALL = 2e7;
/** Planes turned in one wasm call without vectors: about 10 ms. */
const PLANES = 1e6;
/** Eigenvectors found in one wasm call, at most. */
const BATCH = 32;
/** Eigenvectors whose eigenvalues are closer than this, relative to ‖T‖, are made orthogonal to each other. */
const NEAR = 0.01;

/** T: n diagonal entries at d, n − 1 below the diagonal at `sub` (room for n). */
export interface Tridiagonal {
  readonly n: number;
  readonly d: number;
  readonly sub: number;
}

/** Bytes of scratch of the functions below. */
export const tridiagonalBytes = (n: number, count: number) => need(n, n, 2 * n, 2, ...(count > 0 ? [count, 5 * n] : []));

/** ‖T‖, about: its largest entry. */
function largestEntry({ arena }: Engine, { n, d, sub }: Tridiagonal): number {
  const top = (x: Float64Array) => x.reduce((t, v) => Math.max(t, Math.abs(v)), 0);
  return Math.max(top(arena.f64(d, n)), top(arena.f64(sub, Math.max(0, n - 1))));
}

/** What is dropped off the diagonal. */
const negligible = (e: Engine, t: Tridiagonal) => (t.n > GRADED ? (largestEntry(e, t) * Number.EPSILON) / 2 : 0);

/** Calls a kernel that iterates on d until it is done. */
function* iterate(e: Engine, caller: string, method: string, n: number, state: number, call: () => number): Steps<void> {
  for (;;) {
    const info = call();
    const found = new Int32Array(e.arena.memory.buffer, state, 1)[0] as number;
    if (info === 0) return;
    if (info > 0) {
      const left = n - info + 1;
      throw new ConvergenceError(caller, method, left, `${left} of ${n} eigenvalues not found after ${SWEEPS * n} sweeps`);
    }
    yield { stage: 'eigenvalues', done: found, total: n };
  }
}

/** Eigenvalues replace d, each row r of the matrix (n×n, or so many columns) becomes the combination of rows that belongs to d_r. `sub` is destroyed. */
export function* qlSteps(e: Engine, caller: string, t: Tridiagonal, { rows, ld }: Rows, columns = t.n): Steps<void> {
  const { kernels, arena } = e;
  const { n, d, sub } = t;
  const mark = arena.mark();
  try {
    const [cs, state] = [arena.alloc(2 * n, caller), arena.alloc(2, caller)];
    arena.f64(state, 2).fill(0);
    const drop = negligible(e, t);
    const budget = Math.max(n, Math.min(PLANES, Math.floor(CALL / columns)));
    const call = () => kernels.dsteqr(n, d, sub, rows, ld, columns, cs, state, drop, SWEEPS * n, budget);
    yield* iterate(e, caller, 'implicit QL', n, state, call);
  } finally {
    arena.release(mark);
  }
}

/** All eigenvalues, in no order. T is kept. */
export function* valuesSteps(e: Engine, caller: string, t: Tridiagonal): Steps<Float64Array> {
  const { kernels, arena } = e;
  const { n } = t;
  const mark = arena.mark();
  try {
    const [d, sub, cs, state] = [n, n, 2 * n, 2].map((size) => arena.alloc(size, caller)) as [number, number, number, number];
    arena.f64(d, n).set(arena.f64(t.d, n));
    arena.f64(sub, n).set(arena.f64(t.sub, n));
    new Int32Array(arena.memory.buffer, state, 4).set(n > GRADED ? [0, -1, 0, 0] : [0, 0, 0, 0]);
    const drop = negligible(e, t);
    if (n > GRADED) {
      arena.f64(sub, n).forEach((v, i, squares) => {
        squares[i] = v * v;
      });
      const call = () => kernels.dsterf(n, d, sub, state, drop, SWEEPS * n, PLANES);
      yield* iterate(e, caller, 'root-free QL', n, state, call);
    } else {
      const call = () => kernels.dsteqr(n, d, sub, 0, 0, n, cs, state, drop, SWEEPS * n, PLANES);
      yield* iterate(e, caller, 'implicit QL', n, state, call);
    }
    return arena.copyOut(d, n);
  } finally {
    arena.release(mark);
  }
}

/**
 * The largest eigenvalues, ascending, their eigenvectors in the given rows; undefined where inverse iteration finds no vector that is an
 * eigenvector to rounding. T is kept.
 */
export function* largestSteps(e: Engine, caller: string, t: Tridiagonal, { rows, count, ld }: Rows): Steps<Float64Array | undefined> {
  const { kernels, arena } = e;
  const { n, d, sub } = t;
  const values = (yield* valuesSteps(e, caller, t)).sort().slice(n - count);
  const mark = arena.mark();
  try {
    const [w, work] = [arena.copyIn(values, caller), arena.alloc(5 * n, caller)];
    const norm = largestEntry(e, t) || 1;
    const uniform = random(0);
    for (let i = 0; i < count; i++) {
      const start = arena.f64(rows + 8 * i * ld, n);
      for (let j = 0; j < n; j++) start[j] = uniform() - 0.5;
    }
    for (let i = 0; i < count; ) {
      const last = Math.min(count, i + Math.max(1, Math.min(BATCH, Math.floor(CALL / (n * (i + BATCH))))));
      if (kernels.dstein(i, last, n, d, sub, w, norm, NEAR * norm, rows, ld, work) !== 0) return undefined;
      i = last;
      yield { stage: 'eigenvectors', done: i, total: count };
    }
    return values;
  } finally {
    arena.release(mark);
  }
}
