// Floor 5 · eigenvalues and eigenvectors of a symmetric tridiagonal matrix by divide and conquer.
//
//        T = ⎡T₁   ⎤ + ρ v vᵀ          tear in the middle until pieces of LEAF rows are left, solve those by implicit QL (dsteqr), and
//            ⎣   T₂⎦                   merge: deflate (dlaed2), solve the secular equation (dlaed4), multiply
//
//        W of the merge, k undone rows:   S (k×k)  ×  ⎡top rows  │ 0           ⎤   two products on the packed kernel,
//                                                     ⎢mixed     │ mixed       ⎥   columns left and right of the cut
//                                                     ⎣0         │ bottom rows ⎦
//
// Eigenvectors stand in the rows of W: rows are gathered, rotated and written along memory. Nearly all work is in the products of the
// last merges: 4/3 n³ flops if nothing deflates. What is negligible is judged by ‖T‖, once for all merges: rounding noise in a corner
// of T, as Gram matrices have, is done with before it costs anything.
//
// Cuppen, Numer. Math. 36, 1981; Gu & Eisenstat, SIAM J. Matrix Anal. Appl. 16, 1995. The kernels: assembly/secular.ts, deflate.ts.
import { power } from '../elementary.js';
import type { Engine } from '../engine.js';
import { ConvergenceError } from '../errors.js';
import type { Progress, Steps } from '../steps.js';
import { need } from '../wasm/arena.js';
import type { Call } from '../wasm/pool.js';
import { productBytes, productSteps } from './blas.js';
import { ascending, paddedLd } from './rows.js';
import { pieces, shares } from './shares.js';

/** Rows of a piece that implicit QL solves: 24 and 32 cost up to 20 % more at n = 80, 64 costs 10 % more at n = 128. */
const LEAF = 48;
/** Sweeps allowed for each eigenvalue of a piece, on average. */
const SWEEPS = 30;
/** Evaluations allowed for each zero of a secular equation; bisection alone needs fewer. */
const EVALUATIONS = 300;
/** Nanoseconds of one kernel call, about. */
const CALL = 1e7;
/** Nanoseconds of work below which threads would wait longer for each other than they help. */
const FORK = 1e5;
/** What is negligible beside ‖T‖ in a merge. */
const NEGLIGIBLE = 4 * Number.EPSILON;

/** T: n diagonal entries at d, n − 1 below the diagonal at `sub`, which has room for n. */
interface Tridiagonal {
  readonly n: number;
  readonly d: number;
  readonly sub: number;
}

/** A block of T torn before row `cut` by taking the element `beta` out. */
interface Tear {
  readonly from: number;
  readonly cut: number;
  readonly to: number;
  readonly beta: number;
}

/** Half of n, rounded up: rows of a half, and doubles that hold n integers. */
const half = (n: number) => (n + 1) >> 1;

/** Doubles of a matrix of at most m×n with padded rows: `paddedLd` adds up to 9. */
const padded = (m: number, n: number) => m * (n + 9);

/** Doubles of scratch, by name. */
const sizes = (e: Engine, n: number) => ({
  /** Eigenvectors of the secular equation. */
  s: padded(n, n),
  /** Gathered rows, left and right of the cut. */
  left: padded(half(n), half(n)),
  right: padded(half(n), half(n)),
  /** The undone eigenvalues with their weights, given and recomputed. */
  poles: n,
  z: n,
  exact: n,
  weights: n,
  /** Rows of the merge: by eigenvalue, by kind; places of the poles among them. */
  order: half(n),
  rows: half(n),
  place: half(n),
  spare: half(n),
  rotations: 4 * n,
  counts: 2,
  work: pieces(e) * n,
  /** Rotations and state of the pieces under implicit QL. */
  cs: 2 * n,
  state: n,
});

type Scratch = ReturnType<typeof sizes>;

/** Bytes of scratch that `stedcSteps` needs for a matrix of order n. */
export const stedcBytes = (e: Engine, n: number) => need(...Object.values(sizes(e, n))) + productBytes(e, n, n);

/**
 * T = Wᵀ diag(d) W: the eigenvalues replace d, in no order, and row i of W becomes the eigenvector of d_i. W is n×n with leading
 * dimension ld and need not be set before. `sub` is destroyed. Needs `stedcBytes` of scratch.
 *
 * @param options.leaf - rows up to which a piece is not torn, at least 1
 * @throws {ConvergenceError} if an eigenvalue of a piece, or a zero of a secular equation, is not found
 */
export function* stedcSteps(
  e: Engine,
  caller: string,
  { n, d, sub }: Tridiagonal,
  { rows, ld }: { rows: number; ld: number },
  { leaf = LEAF } = {},
): Steps<void> {
  const { arena } = e;
  const mark = arena.mark();
  try {
    const at = Object.fromEntries(Object.entries(sizes(e, n)).map(([name, size]) => [name, arena.alloc(size, caller)])) as Scratch;
    const diagonal = () => arena.f64(d, n);
    const below = () => arena.f64(sub, Math.max(0, n - 1));
    const unit = normalize(diagonal(), below());
    const norm = largest(diagonal(), below());
    const { tears, leaves } = tear(diagonal(), below(), leaf);

    yield* leafSteps(e, caller, leaves, { n, d, sub, rows, ld, drop: (norm * Number.EPSILON) / 2 }, at);
    // told in rows; the work of a merge is about the cube of its size
    const all = tears.reduce((sum, { from, to }) => sum + power(to - from, 3), 0);
    let done = 0;
    for (const t of tears) {
      const progress = { stage: 'divide and conquer', done: Math.floor((n * done) / all), total: n };
      yield* mergeSteps(e, caller, t, { d: d + 8 * t.from, w: rows + 8 * (t.from * ld + t.from), ld }, NEGLIGIBLE * norm, at, progress);
      done += power(t.to - t.from, 3);
    }
    diagonal().forEach((v, i, values) => {
      values[i] = v / unit;
    });
  } finally {
    arena.release(mark);
  }
}

/** T times a power of two that brings its largest entry to between 1 and 2; returns the power. */
function normalize(d: Float64Array, sub: Float64Array): number {
  const top = largest(d, sub);
  let unit = 1;
  while (top * unit >= 2) unit /= 2;
  while (top * unit < 1 && unit < 2 ** 1000) unit *= 2;
  for (const x of [d, sub]) {
    x.forEach((v, i) => {
      x[i] = v * unit;
    });
  }
  return unit;
}

const largest = (...arrays: Float64Array[]) => arrays.reduce((top, x) => x.reduce((t, v) => Math.max(t, Math.abs(v)), top), 0);

/** Tears T in halves down to pieces of `leaf` rows, which changes the diagonal on both sides. Inner tears come before outer ones. */
function tear(d: Float64Array, sub: Float64Array, leaf: number): { tears: Tear[]; leaves: [from: number, to: number][] } {
  const tears: Tear[] = [];
  const leaves: [number, number][] = [];
  const halve = (from: number, to: number): void => {
    if (to - from <= leaf) {
      leaves.push([from, to]);
      return;
    }
    const cut = (from + to) >> 1;
    const beta = sub[cut - 1] as number;
    for (const i of [cut - 1, cut]) d[i] = (d[i] as number) - Math.abs(beta);
    halve(from, cut);
    halve(cut, to);
    tears.push({ from, cut, to, beta });
  };
  halve(0, d.length);
  return { tears, leaves };
}

/** Solves the pieces by implicit QL, several in one fork. */
function* leafSteps(
  e: Engine,
  caller: string,
  leaves: readonly [from: number, to: number][],
  { n, d, sub, rows, ld, drop }: Tridiagonal & { rows: number; ld: number; drop: number },
  { cs, state, order }: Scratch,
): Steps<void> {
  const { arena } = e;
  const batch = 8 * pieces(e);
  for (let i = 0; i < leaves.length; i += batch) {
    const some = leaves.slice(i, i + batch).map(([from, to]) => ({ from, size: to - from, w: rows + 8 * (from * ld + from) }));
    for (const { from, size } of some) {
      arena.f64(state + 8 * from, 1).fill(0);
      const block = arena.f64(rows + 8 * from * ld, size * ld).fill(0);
      for (let j = 0; j < size; j++) block[j * ld + from + j] = 1;
    }
    e.fork(
      some.map(({ from, size, w }) => {
        const limit = SWEEPS * size;
        return ['dsteqr', size, d + 8 * from, sub + 8 * from, w, ld, size, cs + 16 * from, state + 8 * from, drop, limit, 2 ** 30];
      }),
    );
    for (const { from, size } of some) {
      if ((new Int32Array(arena.memory.buffer, state + 8 * from, 1)[0] as number) < size) {
        const limit = `${SWEEPS * size} sweeps`;
        throw new ConvergenceError(caller, 'implicit QL', size, `the eigenvalues of a piece of ${size} rows not found after ${limit}`);
      }
      new Uint32Array(arena.memory.buffer, order + 4 * from, size).set(ascending(arena.f64(d + 8 * from, size)));
    }
    const last = some[some.length - 1] as { from: number; size: number };
    yield { stage: 'implicit QL', done: last.from + last.size, total: n };
  }
}

/** Merges the two solved halves of a block, whose eigenvalues stand at d and whose rows at w. */
function* mergeSteps(
  e: Engine,
  caller: string,
  { from, cut, to, beta }: Tear,
  { d, w, ld }: { d: number; w: number; ld: number },
  tol: number,
  { s, left, right, poles, z, exact, weights, order: orders, rows, place, spare, rotations, counts, work }: Scratch,
  progress: Progress,
): Steps<void> {
  const { kernels, arena } = e;
  const [n, n1, n2, order] = [to - from, cut - from, to - cut, orders + 4 * from];
  const k = kernels.dlaed2(n, n1, beta, tol, w, ld, d, order, poles, z, rows, place, rotations, counts, spare, weights);
  if (k > 0) {
    const [k1, k2, turns] = new Int32Array(arena.memory.buffer, counts, 3) as unknown as [number, number, number];
    const [ldl, ldr, lds] = [paddedLd(n1), paddedLd(n2), paddedLd(k)];
    const each = (count: number, cost: number, call: (first: number, last: number, piece: number) => Call) =>
      shareSteps(e, count, cost, progress, call);
    yield* each(n, turns, (first, last) => ['drots', turns, rotations, first, last, w, ld]);
    yield* each(k1, n1 / 4, (first, last) => ['dgather', first, last, n1, rows, w, ld, left, ldl]);
    yield* each(k2, n2 / 4, (first, last) => ['dgather', first, last, n2, rows + 4 * (k - k2), w + 8 * n1, ld, right, ldr]);
    kernels.dsettle(n, k, rows, w, ld);
    yield* each(k, 4 * k, (first, last) => ['dlaed4', first, last, k, poles, z, d, s, lds, EVALUATIONS]);
    checkFound(caller, arena.f64(d, k));
    yield* each(k, k, (first, last) => ['dlowner', first, last, k, poles, z, s, lds, exact]);
    yield* each(k, 2 * k, (first, last, piece) => ['dlaed3', first, last, k, exact, place, s, lds, work + 8 * piece * n]);
    const product = (columns: number, inner: number, first: number, b: number, ldb: number, c: number) =>
      productSteps(e, caller, {
        ...{ m: k, n: columns, k: inner },
        a: { at: s + 8 * first, ld: lds, trans: false },
        b: { at: b, ld: ldb, trans: false },
        ...{ c, ldc: ld },
      });
    for (const _ of product(n1, k1, 0, left, ldl, w)) yield progress;
    for (const _ of product(n2, k2, k - k2, right, ldr, w + 8 * n1)) yield progress;
  }
  kernels.dlamrg(n, k, poles, rows, d, order);
  yield progress;
}

function checkFound(caller: string, values: Float64Array): void {
  const missing = values.reduce((count, v) => count + Number(Number.isNaN(v)), 0);
  if (missing === 0) return;
  throw new ConvergenceError(caller, 'secular equation', missing, `${missing} of ${values.length} zeros of a secular equation not found`);
}

/** Calls for the ranges of 0 … count, `cost` nanoseconds an item: shared by the threads, none much longer than 10 ms. */
function* shareSteps(
  e: Engine,
  count: number,
  cost: number,
  progress: Progress,
  call: (first: number, last: number, piece: number) => Call,
): Steps<void> {
  const several = count * cost > FORK ? pieces(e) : 1;
  const most = 8 * Math.max(1, Math.floor((e.threads * CALL) / (8 * cost)));
  for (let from = 0; from < count; from += most) {
    const rest = Math.min(most, count - from);
    e.fork(shares(rest, several, 8).map(([first, size], piece) => call(from + first, from + first + size, piece)));
    yield progress;
  }
}
