// Floor 6 · symmetric indefinite systems: P A Pᵀ = Nᵀ D N by panels from the last row upwards, inside a frame.
//
//        ┌ A11       ┐      panel: dlasyf, pivots of one or two rows (Bunch & Kaufman);
//        │           │      A11 ← A11 − N_panelᵀ W_panel, lower triangle (productSteps): almost all the work
//        └ N_panel   ┘
//
// n³/3 flops: half of LU, and no squares as in AᵀA. Bunch & Kaufman, Math. Comp. 31:163, 1977.
import type { Engine } from '../engine.js';
import type { Steps } from '../steps.js';
import { need } from '../wasm/arena.js';
import { productBytes, productSteps } from './blas.js';
import { substitute, triangularBytes, triangularSteps } from './triangular.js';

/** Rows of a panel. */
const BLOCK = 32;

/** The lower triangle of a symmetric matrix in linear memory, its pivots (n 32-bit integers) and the diagonals of D (n each). */
export interface Ldl {
  readonly n: number;
  readonly a: number;
  readonly lda: number;
  readonly pivots: number;
  readonly d: number;
  readonly e: number;
}

/** Bytes that `ldlSteps` needs besides matrix, pivots and D. */
export const ldlBytes = (e: Engine, n: number) => need((BLOCK + 1) * n) + productBytes(e, n, BLOCK);

/** Bytes that `ldlSolveSteps` needs besides factors and right-hand sides. */
export const ldlSolveBytes = (e: Engine, n: number, q: number) => triangularBytes(e, n, q);

/** Factors the lower triangle in place; false where a pivot is 0. */
export function* ldlSteps(e: Engine, caller: string, { n, a, lda, pivots, d, e: off }: Ldl, block = BLOCK): Steps<boolean> {
  const { arena, kernels } = e;
  const mark = arena.mark();
  try {
    const w = arena.alloc((block + 1) * n, caller);
    for (let order = n; order > 0; ) {
      const nb = order <= block ? order : block;
      const done = kernels.dlasyf(n, order, nb, a, lda, w, n, d, off, pivots);
      const rest = order - done;
      const operands = { a: { at: a + 8 * rest * lda, ld: lda, trans: true }, b: { at: w, ld: n, trans: false } };
      if (rest > 0) {
        reverse(e, n, done, w);
        yield* productSteps(e, caller, { m: rest, n: rest, k: done, ...operands, c: a, ldc: lda, alpha: -1, beta: 1, lower: true });
      }
      order = rest;
      yield { stage: 'ldl', done: n - order, total: n };
    }
    const [D, E] = [arena.f64(d, n), arena.f64(off, n)];
    return D.every((v, i) => v !== 0 || E[i] !== 0 || (i + 1 < n && E[i + 1] !== 0));
  } finally {
    arena.release(mark);
  }
}

/** The rows of W stand from the last to the first; the product wants them as those of N. */
function reverse({ arena }: Engine, n: number, count: number, w: number): void {
  for (let i = 0, j = count - 1; i < j; i++, j--) {
    const [x, y] = [arena.f64(w + 8 * i * n, n), arena.f64(w + 8 * j * n, n)];
    const kept = x.slice();
    x.set(y);
    y.set(kept);
  }
}

/** B ← A⁻¹ B, B n×q, contiguous. */
export function* ldlSolveSteps(e: Engine, caller: string, ldl: Ldl, q: number, b: number): Steps<void> {
  if (q === 1) return ldlSolve(e, ldl, b);
  const { n, a, lda, pivots, d, e: off } = ldl;
  const system = { n, q, a, lda, b, ldb: q, unit: true };
  e.kernels.dlaswp(q, b, q, n, 0, pivots);
  yield* triangularSteps(e, caller, { ...system, side: 'Lᵀ' });
  e.kernels.ddiagonal(n, q, d, off, b, q);
  yield* triangularSteps(e, caller, { ...system, side: 'L' });
  e.kernels.dlaswp(q, b, q, 0, n, pivots);
}

/** The same for one column. */
export function ldlSolve(e: Engine, { n, a, lda, pivots, d, e: off }: Ldl, b: number): void {
  e.kernels.dlaswp(1, b, 1, n, 0, pivots);
  substitute(e, 'Lᵀ', true, n, a, lda, b);
  e.kernels.ddiagonal(n, 1, d, off, b, 1);
  substitute(e, 'L', true, n, a, lda, b);
  e.kernels.dlaswp(1, b, 1, 0, n, pivots);
}
