// Floor 5 · Householder factorization of a matrix by rows, A = L Q, by blocks of reflectors on the packed kernel, inside a frame.
//
//        ┌ l          ┐     a panel of 32 rows by dgelq2; then the rows below it at once, C ← C (I − Vᵀ T V):
//   A →  │ l l v v v v│     W = C Vᵀ and C ← C − W (T V), two products that the engine's threads share.
//        └ l l l v v v┘     With A = Xᵀ this is the QR factorization of X. A may have more rows than columns.
//
// 2m²(n − m/3) flops for m ≤ n rows, the same again for the rows of Q. Golub & Van Loan §5.2.3.
import type { Engine } from '../engine.js';
import type { Steps } from '../steps.js';
import { need } from '../wasm/arena.js';
import { productBytes, productSteps } from './blas.js';
import { paddedLd } from './rows.js';

/** Reflectors at once. */
const BLOCK = 32;

/** An m×n matrix in linear memory, and room for min(m, n) scales of reflectors. */
export interface Reflected {
  readonly m: number;
  readonly n: number;
  readonly a: number;
  readonly lda: number;
  readonly tau: number;
}

/** Doubles: V and T V; T and V Vᵀ; W; scratch of the kernels. */
const sizes = (e: Engine, m: number, n: number, block: number) => [
  2 * block * paddedLd(n),
  2 * block * block,
  m * block,
  e.kernels.dgemmwork() / 8,
];

/** Bytes that `lqSteps` and `rowsOfQSteps` need besides their matrices. */
export const lqBytes = (e: Engine, m: number, n: number, block = BLOCK) =>
  need(...sizes(e, m, n, block)) + Math.max(productBytes(e, block, n), productBytes(e, n, block));

/** A = L Q in place: L on and below the diagonal, v_j to the right of it, its 1 not stored. */
export function* lqSteps(e: Engine, caller: string, { m, n, a, lda, tau }: Reflected, block = BLOCK): Steps<void> {
  const k = Math.min(m, n);
  yield* framed(e, caller, m, n, block, function* (apply) {
    for (let j = 0; j < k; j += block) {
      const nb = Math.min(block, k - j);
      const end = j + nb;
      e.kernels.dgelq2(j, end, end, n, a, lda, tau);
      if (end < m) yield* apply(false, nb, n - j, a + 8 * (j * lda + j), lda, tau + 8 * j, m - end, a + 8 * (end * lda + j), lda);
      yield { stage: 'reflectors', done: end, total: k };
    }
  });
}

/** The first `rows` rows of Q (n×n, orthogonal) at q, from the min(m, n) ≤ rows reflectors that `lqSteps` left in A. */
export function* rowsOfQSteps(
  e: Engine,
  caller: string,
  { m, n, a, lda, tau }: Reflected,
  rows: number,
  q: number,
  ldq: number,
  block = BLOCK,
): Steps<void> {
  const k = Math.min(m, n);
  for (let i = 0; i < rows; i++) {
    const row = e.arena.f64(q + 8 * i * ldq, n).fill(0);
    row[i] = 1;
  }
  yield* framed(e, caller, rows, n, block, function* (apply) {
    for (let end = k; end > 0; ) {
      const nb = end % block || block;
      const j = end - nb;
      yield* apply(true, nb, n - j, a + 8 * (j * lda + j), lda, tau + 8 * j, rows - j, q + 8 * (j * ldq + j), ldq);
      end = j;
      yield { stage: 'orthogonal factor', done: k - end, total: k };
    }
  });
}

/** Applies k reflectors of length n in the rows at a, or their inverse, to the rows × n matrix at c from the right. */
type Apply = (
  inverse: boolean,
  k: number,
  n: number,
  a: number,
  lda: number,
  tau: number,
  rows: number,
  c: number,
  ldc: number,
) => Steps<void>;

function* framed(e: Engine, caller: string, m: number, n: number, block: number, body: (apply: Apply) => Steps<void>): Steps<void> {
  const { arena, kernels } = e;
  const mark = arena.mark();
  try {
    const [v, t, w, work] = sizes(e, m, n, block).map((size) => arena.alloc(size, caller)) as [number, number, number, number];
    yield* body(function* (inverse, k, length, a, lda, tau, rows, c, ldc) {
      const ldv = paddedLd(length);
      kernels.dlarftr(Number(inverse), k, length, a, lda, tau, v, ldv, t, work);
      const C = { at: c, ld: ldc, trans: false };
      yield* productSteps(e, caller, { m: rows, n: k, k: length, a: C, b: { at: v, ld: ldv, trans: true }, c: w, ldc: k });
      const [W, TV] = [w, v + 8 * k * ldv].map((at, i) => ({ at, ld: i ? ldv : k, trans: false })) as [typeof C, typeof C];
      yield* productSteps(e, caller, { m: rows, n: length, k, a: W, b: TV, c, ldc, alpha: -1, beta: 1 });
    });
  } finally {
    arena.release(mark);
  }
}
