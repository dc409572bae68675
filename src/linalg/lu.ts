// Floor 6 · LU factorization with partial pivoting P A = L U by halves of the columns, and solves with it, inside a frame.
//
//   ┌ L11\U11 │ U12 ┐     left half of the columns (in the same way; dgetrf up to 64 columns), its row exchanges on the right half,
//   ├─────────┼─────┤     U12 = L11⁻¹ A12 (triangularSteps),  A22 ← A22 − L21 U12 (productSteps),  right half below the first rows,
//   │   L21   │ A22 │     its row exchanges on the left half
//   └         │     ┘
//
// 2n³/3 flops, nearly all of them in the packed product, n/2, n/4, … deep. Exchanges move rows, which lie along memory.
// Toledo, SIAM J. Matrix Anal. Appl. 18:1065, 1997.
import type { Engine } from '../engine.js';
import type { Steps } from '../steps.js';
import { need } from '../wasm/arena.js';
import { productBytes, productSteps } from './blas.js';
import { FORK, pieces, shares } from './shares.js';
import { half, substitute, triangularBytes, triangularSteps } from './triangular.js';

/** Columns that one kernel call factors. */
const BLOCK = 64;

/** A square matrix in linear memory and its pivots, n 32-bit integers. */
export interface Lu {
  readonly n: number;
  readonly a: number;
  readonly lda: number;
  readonly pivots: number;
}

/** Bytes that `luSteps` needs besides matrix and pivots. */
export const luBytes = (e: Engine, n: number) => need(panelSize(e, n)) + (n > BLOCK ? productBytes(e, n, n) : 0);

/** Doubles of scratch of `dgetrf`: of its products, and eight columns. */
const panelSize = (e: Engine, n: number) => Math.max(e.kernels.dgemmwork() / 8, 8 * (n + 1));

/** Bytes that `luSolveSteps` needs besides factors and right-hand sides. */
export const luSolveBytes = (e: Engine, n: number, q: number) => triangularBytes(e, n, q);

/** Factors in place; pivots count from the first row. 0, or j + 1 for the first column j without a non-zero pivot. */
export function* luSteps(e: Engine, caller: string, { n, a, lda, pivots }: Lu): Steps<number> {
  const { arena } = e;
  const mark = arena.mark();
  try {
    const work = arena.alloc(panelSize(e, n), caller);
    return yield* columnsSteps(e, n, 0, n, a, lda, pivots, work);
  } finally {
    arena.release(mark);
  }
}

/** Columns first … first + w of the n×n matrix at a, rows from `first` down. */
function* columnsSteps(
  e: Engine,
  n: number,
  first: number,
  w: number,
  a: number,
  lda: number,
  pivots: number,
  work: number,
): Steps<number> {
  const { kernels, arena } = e;
  const at = (i: number, j: number) => a + 8 * (i * lda + j);
  if (w <= BLOCK) {
    const info = kernels.dgetrf(n - first, w, at(first, first), lda, pivots + 4 * first, work);
    const rows = new Int32Array(arena.memory.buffer, pivots + 4 * first, w);
    for (let i = 0; i < w; i++) rows[i] = (rows[i] as number) + first;
    yield { stage: 'lu', done: first + w, total: n };
    return info > 0 ? first + info : 0;
  }
  const left = half(w, BLOCK);
  const next = first + left;
  const end = first + w;
  const info = yield* columnsSteps(e, n, first, left, a, lda, pivots, work);
  if (info > 0) return info;
  exchangeRows(e, end - next, at(0, next), lda, pivots, first, next);
  const corner = at(first, next);
  yield* triangularSteps(e, 'lu', { side: 'L', unit: true, n: left, q: end - next, a: at(first, first), lda, b: corner, ldb: lda });
  const operands = { a: { at: at(next, first), ld: lda, trans: false }, b: { at: corner, ld: lda, trans: false } };
  yield* productSteps(e, 'lu', { m: n - next, n: end - next, k: left, ...operands, c: at(next, next), ldc: lda, alpha: -1, beta: 1 });
  const last = yield* columnsSteps(e, n, next, end - next, a, lda, pivots, work);
  if (last === 0) exchangeRows(e, left, at(0, first), lda, pivots, next, end);
  return last;
}

/** Exchanges `first` … `last` of the rows of n columns, shared out by columns. */
function exchangeRows(e: Engine, n: number, a: number, lda: number, pivots: number, first: number, last: number): void {
  const most = n * (last - first) > FORK / 4 ? pieces(e) : 1;
  e.fork(shares(n, most, 8).map(([from, columns]) => ['dlaswp', columns, a + 8 * from, lda, first, last, pivots]));
}

/** B ← A⁻¹ B; B n×q, contiguous. */
export function* luSolveSteps(e: Engine, caller: string, lu: Lu, q: number, b: number): Steps<void> {
  const { n, a, lda, pivots } = lu;
  if (q === 1) return luSolve(e, lu, b, false);
  const system = { n, q, a, lda, b, ldb: q };
  e.kernels.dlaswp(q, b, q, 0, n, pivots);
  yield* triangularSteps(e, caller, { ...system, side: 'L', unit: true });
  yield* triangularSteps(e, caller, { ...system, side: 'U' });
}

/** b ← A⁻¹ b, or A⁻ᵀ b, one column. */
export function luSolve(e: Engine, { n, a, lda, pivots }: Lu, b: number, transposed: boolean): void {
  if (!transposed) e.kernels.dlaswp(1, b, 1, 0, n, pivots);
  substitute(e, transposed ? 'Uᵀ' : 'L', !transposed, n, a, lda, b);
  substitute(e, transposed ? 'Lᵀ' : 'U', transposed, n, a, lda, b);
  if (transposed) e.kernels.dlaswp(1, b, 1, n, 0, pivots);
}
