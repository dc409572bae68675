// Floor 5 · blocked tridiagonal reduction A = Q T Qᵀ: panels of rows from below, the rest updated by one triangular product.
//
//        ┌ A ← A − VᵀW − WᵀV  ┐      half of the work is a product of inner size 2·block on the packed kernel,
//        │  ───────────────── │      half the matrix-vector products inside the panel
//        └  block rows of v   ┘      down to order `fused`, where the one-pass reduction (dsytd2) takes over
//
// Dongarra, Hammarling & Sorensen, Block reduction of matrices to condensed forms, J. Comput. Appl. Math. 27:215, 1989.
import type { Engine } from '../engine.js';
import type { Steps } from '../steps.js';
import { need } from '../wasm/arena.js';
import type { Call } from '../wasm/pool.js';
import { type Piece, productBytes, productSteps } from './blas.js';
import { paddedLd } from './rows.js';
import { shares } from './shares.js';

/** Rows of a panel, and the order below which panels do not pay. */
export interface ReductionBlocks {
  readonly block: number;
  readonly fused: number;
}

/**
 * 24 and 32 rows within 3 %, 48 and 64 slower by 5 and 8 %: the panel's own work grows with them. Below 384 the triangle stays in a
 * second-level cache of 1 MB and one pass that updates and multiplies is as fast as two (256: 1.89 against 2.30 ms, 512: 16.0 against
 * 16.3 ms, Node 20 on a busy machine).
 */
export const REDUCTION: ReductionBlocks = { block: 32, fused: 384 };

/** Elements touched in one wasm call: about 10 ms. */
const CALL = 2e7;

/** Parts of the triangle in a product of the panel. Their number decides the bits; 2, 4 and 8 are as fast, on one thread and on two. */
const PARTS = 4;
const PART = Array.from({ length: PARTS }, (_, part) => part);

/** Where the reduction leaves T and the scales of its reflectors: n doubles each. */
export interface Reduced {
  readonly d: number;
  readonly sub: number;
  readonly tau: number;
}

/** Bytes that the reduction needs besides the matrix and its results. */
export const reductionBytes = (e: Engine, n: number, { block } = REDUCTION) =>
  need(4 * (n + 2), 3 * block * paddedLd(n), 2 * block, PARTS * paddedLd(n)) + productBytes(e, n, 2 * block);

/** Reduces the lower triangle at `a`: v_i replaces the first i entries of row i, its last one (1) not stored. */
export function* reductionSteps(
  e: Engine,
  caller: string,
  n: number,
  a: number,
  lda: number,
  { d, sub, tau }: Reduced,
  { block, fused } = REDUCTION,
): Steps<void> {
  const { kernels, arena } = e;
  const stage = 'tridiagonal reduction';
  const mark = arena.mark();
  try {
    let left = n;
    const ldp = paddedLd(n);
    const [p, coefficients, y] = [3 * block * ldp, 2 * block, PARTS * ldp].map((size) => arena.alloc(size, caller)) as [
      number,
      number,
      number,
    ];
    while (left > Math.max(block, fused)) {
      const step = Math.max(1, Math.floor(CALL / (left * left)));
      for (let s = 0; s < block; s++) {
        kernels.dlatrdv(s, block, left, a, lda, d, sub, tau, p, ldp, coefficients);
        const v = p + 8 * s * ldp;
        const products = PART.map((part): Call => ['dsymv', part, PARTS, left - 1 - s, a, lda, v, y + 8 * part * ldp]);
        const sums = shares(s, 4, 2).map(([from, size]): Call => ['dlatrdc', from, from + size, s, block, left, p, ldp, coefficients]);
        e.fork([...products, ...sums]);
        kernels.dlatrdw(s, block, left, tau, p, ldp, coefficients, PARTS, y, ldp);
        if (s % step === step - 1 || s === block - 1) yield { stage, done: n - left, total: n };
      }
      left -= block;
      // A ← A − [V; W]ᵀ [W; V]
      const factors = {
        m: left,
        n: left,
        k: 2 * block,
        a: { at: p, ld: ldp, trans: true },
        b: { at: p + 8 * block * ldp, ld: ldp, trans: false },
      };
      const last = ({ m, n, k, a: at, packed, c, i, j, work }: Piece): Call => [
        'dgebp',
        0,
        1,
        m,
        n,
        k,
        -1,
        at,
        ldp,
        packed,
        1,
        c,
        lda,
        i - j,
        work,
      ];
      for (const _ of productSteps(e, stage, { ...factors, c: a, ldc: lda, lower: true, last })) yield { stage, done: n - left, total: n };
    }
    const order = left;
    const work = arena.alloc(4 * (order + 2), caller);
    arena.f64(work, 4 * (order + 2)).fill(0);
    while (left > 0) {
      const first = Math.max(0, left - Math.max(1, Math.floor(CALL / (left * left))));
      kernels.dsytd2(first, left, order, a, lda, d, sub, tau, work);
      left = first;
      yield { stage, done: n - left, total: n };
    }
  } finally {
    arena.release(mark);
  }
}

/** Reflectors applied between two pauses: each takes microseconds. */
const REFLECTORS = 1000;

/** y ← Qᵀy for q vectors in rows, for the reduced matrix at `a` and the scales of its reflectors at `tau`; 4n² flops a vector. */
export function* projectSteps(
  { kernels, arena }: Engine,
  n: number,
  a: number,
  lda: number,
  tau: number,
  y: number,
  q: number,
): Steps<void> {
  for (let i = n - 1; i > 0; i--) {
    const v = a + 8 * i * lda;
    const scale = arena.f64(tau + 8 * i, 1)[0] as number;
    for (let row = y; row < y + 8 * q * n; row += 8 * n) {
      const last = arena.f64(row + 8 * (i - 1), 1);
      const s = scale * (kernels.ddot(i - 1, v, row) + (last[0] as number));
      kernels.daxpy(i - 1, -s, v, row);
      last[0] = (last[0] as number) - s;
    }
    if (i % REFLECTORS === 0) yield { stage: 'rotation of the targets', done: n - i, total: n };
  }
}
