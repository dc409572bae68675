// Floor 6 · singular value decomposition of a square matrix in linear memory: M = P diag(s) Wᵀ, singular vectors as rows.
//
//   M → bidiagonal B (dgebd2) → rows of the two orthogonal factors (rowsOfQSteps) → implicit QR (dbdsqr) → s ≥ 0, descending
//
// Not through MMᵀ: small singular values come out to ε‖M‖, not √ε‖M‖. About 8n³/3 + 8n³/3 + 12n³ flops.
// Golub & Van Loan, Matrix Computations, 4th ed., §8.6.
import { exponent } from '../elementary.js';
import type { Engine } from '../engine.js';
import { ConvergenceError } from '../errors.js';
import type { Steps } from '../steps.js';
import { need } from '../wasm/arena.js';
import { lqBytes, rowsOfQSteps } from './reflectors.js';
import { paddedLd } from './rows.js';

/** Sweeps allowed for each singular value, on average; two are usual. */
const SWEEPS = 30;
/** Elements touched in one wasm call: about 10 ms. */
const CALL = 2e7;

/** The decomposition inside a frame: descending order as a permutation of the rows. */
export interface SquareSvd {
  /** s, descending, ≥ 0. */
  readonly values: Float64Array;
  /** Row order[i] belongs to values[i]. */
  readonly order: Uint32Array;
  /** Rows of Pᵀ and of Wᵀ, leading dimension ld. */
  readonly left: number;
  readonly right: number;
  readonly ld: number;
}

const sizes = (n: number) => [n * paddedLd(n), n * paddedLd(n), n, n, n, n, 5 * (n + 2), 4 * n + 2, 1];

/** Bytes that `squareSvdSteps` needs besides the matrix. */
export const squareSvdBytes = (e: Engine, n: number) => need(n * paddedLd(n), ...sizes(n)) + lqBytes(e, n, n);

/** Decomposes the n×n matrix at `a`, entries not far from 1, which is overwritten; results stay in the frame of the caller. */
export function* squareSvdSteps(e: Engine, caller: string, n: number, a: number, lda: number): Steps<SquareSvd> {
  const { arena, kernels } = e;
  const ld = paddedLd(n);
  const [left, right, d, sub, tauq, taup, work, cs, state] = sizes(n).map((size) => arena.alloc(size, caller)) as number[] as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const mark = arena.mark();
  const u = arena.alloc(n * ld, caller);
  arena.f64(work, 5 * (n + 2)).fill(0);
  for (let first = 0; first < n; ) {
    const last = Math.min(n, first + Math.max(1, Math.floor(CALL / (4 * (n - first) ** 2))));
    kernels.dgebd2(first, last, n, a, lda, d, sub, tauq, taup, u, ld, work);
    first = last;
    yield { stage: 'bidiagonal reduction', done: first, total: n };
  }
  yield* rowsOfQSteps(e, caller, { m: n, n, a: u, lda: ld, tau: tauq }, n, left, ld);
  // G_i leaves the first coordinate alone
  const first = arena.f64(right, n * ld);
  first.fill(0, 0, n);
  for (let i = 0; i < n; i++) first[i * ld] = i === 0 ? 1 : 0;
  if (n > 1) yield* rowsOfQSteps(e, caller, { m: n - 1, n: n - 1, a: a + 8, lda, tau: taup }, n - 1, right + 8 * (ld + 1), ld);
  arena.release(mark);

  arena.f64(state, 1).fill(0);
  const top = Math.max(largest(arena.f64(d, n)), largest(arena.f64(sub, Math.max(0, n - 1))));
  const drop = 4 * Number.EPSILON * top;
  const budget = Math.max(n, Math.floor(CALL / (2 * Math.max(1, n))));
  for (;;) {
    const info = kernels.dbdsqr(n, d, sub, left, ld, right, ld, n, cs, state, drop, SWEEPS * n, budget);
    if (info === 0) break;
    if (info > 0)
      throw new ConvergenceError(caller, 'implicit QR', info, `${info} of ${n} singular values not found after ${SWEEPS * n} sweeps`);
    yield { stage: 'singular values', done: new Int32Array(arena.memory.buffer, state, 1)[0] as number, total: n };
  }
  const found = arena.copyOut(d, n);
  found.forEach((v, i) => {
    if (v < 0) kernels.dscal(n, -1, right + 8 * i * ld);
  });
  const lengths = found.map(Math.abs);
  const order = Uint32Array.from(lengths, (_, i) => i).sort((i, j) => (lengths[j] as number) - (lengths[i] as number) || i - j);
  return { values: Float64Array.from(order, (i) => lengths[i] as number), order, left, right, ld };
}

const largest = (x: Float64Array) => x.reduce((t, v) => Math.max(t, Math.abs(v)), 0);

/** 2^k ≤ the largest magnitude < 2^(k+1), k within ±1000; 1 for 0: what a matrix is divided by before its squares are formed. */
export function powerBelow(x: Float64Array): number {
  const top = largest(x);
  return top > 0 ? 2 ** Math.max(-1000, Math.min(1000, exponent(top))) : 1;
}
