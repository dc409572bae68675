// Floor 5 · triangular systems by halves, inside a frame: substitution on small diagonal blocks, the packed product for the rest.
//
//   ┌ T11     ┐ ┌ X1 ┐   ┌ B1 ┐      X1 = T11⁻¹ B1,   B2 ← B2 − T21 X1,   X2 = T22⁻¹ B2,   each half in the same way;
//   └ T21 T22 ┘ └ X2 ┘ = └ B2 ┘      for an upper triangle the second half comes first, from the right the halves are columns.
//
// Halves keep the inner size of the products large: each block of X is packed log₂(n/64) times and not n/64 times.
// Elmroth, Gustavson, Jonsson & Kågström, SIAM Review 46:3, 2004, §4.
import type { Engine } from '../engine.js';
import type { Steps } from '../steps.js';
import { need } from '../wasm/arena.js';
import { productBytes, productSteps } from './blas.js';
import { FORK, pieces, shares } from './shares.js';

/** Rows of a block that is substituted. */
const BLOCK = 64;

/** T X = B: L or U as it stands, or transposed. */
export type Side = 'L' | 'Lᵀ' | 'U' | 'Uᵀ';

/** A triangle and right-hand sides in linear memory, n×n and n×q. */
export interface Triangular {
  readonly side: Side;
  readonly n: number;
  readonly q: number;
  readonly a: number;
  readonly lda: number;
  readonly b: number;
  readonly ldb: number;
  /** The diagonal is 1 and not read. */
  readonly unit?: boolean;
}

const KERNEL = { L: 'dtrsmLLN', Lᵀ: 'dtrsmLLT', U: 'dtrsmLUN', Uᵀ: 'dtrsmLUT' } as const;

/** Bytes of scratch of `triangularSteps` for q right-hand sides. */
export const triangularBytes = (e: Engine, n: number, q: number) => productBytes(e, q, n);

/** The first half of n, a whole number of blocks. */
export const half = (n: number, block: number) => block * Math.ceil(n / (2 * block));

/** B ← T⁻¹ B. Yields nothing but the products inside do, so that no call is long. */
export function* triangularSteps(e: Engine, stage: string, t: Triangular): Steps<void> {
  const { side, n, q, a, lda, b, ldb, unit = false } = t;
  if (q === 1 && ldb === 1) return substitute(e, side, unit, n, a, lda, b);
  if (n <= BLOCK) {
    const most = n * n * q > FORK ? pieces(e) : 1;
    e.fork(shares(q, most, 4).map(([from, columns]) => [KERNEL[side], Number(unit), n, columns, a, lda, b + 8 * from, ldb]));
    return;
  }
  const top = half(n, BLOCK);
  const first = { ...t, n: top };
  const second = { ...t, n: n - top, a: a + 8 * top * (lda + 1), b: b + 8 * top * ldb };
  const [begin, end] = side === 'L' || side === 'Uᵀ' ? [first, second] : [second, first];
  yield* triangularSteps(e, stage, begin);
  // the block that couples the halves: below the diagonal of L, to the right of it in U
  const at = side === 'L' || side === 'Lᵀ' ? a + 8 * top * lda : a + 8 * top;
  const trans = side === 'Lᵀ' || side === 'Uᵀ';
  const coupling = { at, ld: lda, trans };
  const known = { at: begin.b, ld: ldb, trans: false };
  yield* productSteps(e, stage, { m: end.n, n: q, k: begin.n, a: coupling, b: known, c: end.b, ldc: ldb, alpha: -1, beta: 1 });
  yield* triangularSteps(e, stage, end);
}

/** b ← T⁻¹ b for one contiguous right-hand side, in the same halves: n² flops, nothing to pack and no pause to make. */
export function substitute(e: Engine, side: Side, unit: boolean, n: number, a: number, lda: number, b: number): void {
  if (n <= BLOCK) {
    e.kernels[KERNEL[side]](unit ? 1 : 0, n, 1, a, lda, b, 1);
    return;
  }
  const top = half(n, BLOCK);
  const rest = n - top;
  const corner = a + 8 * top * (lda + 1);
  const below = b + 8 * top;
  const lower = side === 'L' || side === 'Lᵀ';
  const coupling = lower ? a + 8 * top * lda : a + 8 * top;
  if (side === 'L' || side === 'Uᵀ') {
    substitute(e, side, unit, top, a, lda, b);
    e.kernels.dgemv(lower ? 0 : 1, lower ? rest : top, lower ? top : rest, -1, coupling, lda, b, 1, below);
    substitute(e, side, unit, rest, corner, lda, below);
  } else {
    substitute(e, side, unit, rest, corner, lda, below);
    e.kernels.dgemv(lower ? 1 : 0, lower ? rest : top, lower ? top : rest, -1, coupling, lda, below, 1, b);
    substitute(e, side, unit, top, a, lda, b);
  }
}

/** Columns of L that are substituted at once from the right. */
const NARROW = 32;

/** Bytes of scratch of `rightSteps`. */
export const rightBytes = (e: Engine, n: number) => Math.max(productBytes(e, n, n), need(...new Array<number>(pieces(e)).fill(4 * NARROW)));

/** B ← B L⁻ᵀ for the m×n matrix B at b and the n×n lower triangle at l. */
export function* rightSteps(e: Engine, stage: string, m: number, n: number, l: number, ldl: number, b: number, ldb: number): Steps<void> {
  if (n <= NARROW) {
    const { arena } = e;
    const mark = arena.mark();
    const calls = shares(m, m * n * n > FORK ? pieces(e) : 1, 4);
    const work = calls.map(() => arena.alloc(4 * NARROW, stage));
    e.fork(calls.map(([from, rows], i) => ['dtrsmRLT', rows, n, l, ldl, b + 8 * from * ldb, ldb, work[i] as number]));
    arena.release(mark);
    return;
  }
  const left = half(n, NARROW);
  const right = b + 8 * left;
  const below = l + 8 * left * ldl;
  yield* rightSteps(e, stage, m, left, l, ldl, b, ldb);
  const operands = { a: { at: b, ld: ldb, trans: false }, b: { at: below, ld: ldl, trans: true } };
  yield* productSteps(e, stage, { m, n: n - left, k: left, ...operands, c: right, ldc: ldb, alpha: -1, beta: 1 });
  yield* rightSteps(e, stage, m, n - left, below + 8 * left, ldl, right, ldb);
}
