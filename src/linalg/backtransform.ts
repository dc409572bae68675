// Floor 5 · back-transformation: eigenvectors of T to those of A = Q T Qᵀ, by blocks of reflectors on the packed kernel.
//
//   row w of the eigenvectors of T  →  w Qᵀ = w H_1 H_2 ⋯ H_{n−1},  `block` reflectors at once: Z ← Z − (Z Vᵀ)(T V)
//
//        ┌───────────┐
//      Z │ ▒▒▒▒▒ · · │      a block that ends with H_i touches the first i columns; 4 i flops a reflector and row, 2 n³ for all
//        └───────────┘      rows are independent: the engine's threads share them
//
// Bischof & Van Loan, The WY representation for products of Householder matrices, SIAM J. Sci. Stat. Comput. 8(1):s2, 1987.
import type { Engine } from '../engine.js';
import type { Steps } from '../steps.js';
import { need } from '../wasm/arena.js';
import { paddedLd, type Rows } from './rows.js';
import { FORK, pieces, shares } from './shares.js';

/** Reflectors at once. 24 to 32 best up to n = 512 (64: 16 % slower at 256, the zeros of V weigh), 32 to 96 within 8 % at 1024. */
const BLOCK = 32;
/** Depth of a packed block (assembly/gemm.ts). */
const KC = 256;
/** Rows that the strips of every micro-kernel divide. */
const STRIP = 12;
/** Multiply-adds in one wasm call: about 10 ms. */
const CALL = 1e8;

/** Doubles: V and T V; T and V Vᵀ; both packed; scratch of the products and of each piece. */
const sizes = ({ kernels, threads }: Engine, n: number, block: number) => [
  2 * block * paddedLd(n),
  2 * block * block,
  n * (block + 4),
  (n + 4) * block,
  kernels.dgemmwork() / 8,
  (pieces({ threads }) * kernels.dlarfbwork()) / 8,
];

/** Bytes that the back-transformation needs besides the matrix and the rows. */
export const backTransformBytes = (e: Engine, n: number, block = BLOCK) => need(...sizes(e, n, block));

/** Z ← Z Qᵀ for the reduced matrix at `a` and the scales of its reflectors at `tau`, as `reductionSteps` left them. */
export function* backTransformSteps(
  e: Engine,
  caller: string,
  n: number,
  a: number,
  lda: number,
  tau: number,
  { rows, count, ld }: Rows,
  block = BLOCK,
): Steps<void> {
  const { kernels, arena } = e;
  const mark = arena.mark();
  try {
    const ldv = paddedLd(n);
    const [v, t, vt, tv, work, scratch] = sizes(e, n, block).map((size) => arena.alloc(size, caller)) as [
      number,
      number,
      number,
      number,
      number,
      number,
    ];
    const piece = kernels.dlarfbwork();
    for (let first = 1; first < n; first += block) {
      const k = Math.min(block, n - first);
      const m = first + k - 1;
      kernels.dlarft(first, k, a, lda, tau, v, ldv, t, work);
      const several = 2 * m * k * count > FORK ? pieces(e) : 1;
      for (let q = 0; q < m; q += KC) kernels.dpackb(1, Math.min(KC, m - q), k, v + 8 * q, ldv, vt + 8 * q * 4 * Math.ceil(k / 4));
      kernels.dpackb(0, k, m, v + 8 * k * ldv, ldv, tv);
      const height = e.threads * STRIP * Math.ceil(CALL / (STRIP * 2 * m * k));
      for (let i = 0; i < count; i += height) {
        const slab = shares(Math.min(height, count - i), several, STRIP);
        e.fork(slab.map(([from, size], s) => ['dlarfb', size, m, k, vt, tv, rows + 8 * (i + from) * ld, ld, scratch + s * piece]));
        yield { stage: 'back transformation', done: i + height < count ? first : m + 1, total: n };
      }
    }
  } finally {
    arena.release(mark);
  }
}
