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
import type { Call } from '../wasm/pool.js';
import { paddedLd, type Rows } from './rows.js';
import { FORK, pieces, shares } from './shares.js';

/** Reflectors at once. 24 to 32 best up to n = 512 (64: 16 % slower at 256, the zeros of V weigh), 32 to 96 within 8 % at 1024. */
const BLOCK = 32;
/** Rows that the strips of every micro-kernel divide. */
const STRIP = 12;
/** Multiply-adds in one wasm call: about 10 ms. */
const CALL = 1e8;

/** Doubles: V and T V; T and V Vᵀ; both packed, of two blocks; scratch of the products and of each piece. */
const sizes = ({ kernels, threads }: Engine, n: number, block: number) => [
  2 * block * paddedLd(n),
  2 * block * block,
  2 * n * (block + 4),
  2 * (n + 4) * block,
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
    const reflectors = (first: number) => Math.min(block, n - first);
    /** Packed blocks stand in two places in turn. */
    const place = (first: number) => {
      const odd = ((first - 1) / block) & 1;
      return [vt + 8 * odd * n * (block + 4), tv + 8 * odd * (n + 4) * block] as const;
    };
    const form = (first: number): Call => ['dlarft', first, reflectors(first), a, lda, tau, v, ldv, t, ...place(first), work];
    e.fork(n > 1 ? [form(1)] : []);
    for (let first = 1; first < n; first += block) {
      const k = reflectors(first);
      const m = first + k - 1;
      const several = 2 * m * k * count > FORK ? pieces(e) : 1;
      const height = e.threads * STRIP * Math.ceil(CALL / (STRIP * 2 * m * k));
      for (let i = 0; i < count; i += height) {
        const slab = shares(Math.min(height, count - i), several, STRIP);
        // the next block of reflectors is formed beside this one's work
        const next = i === 0 && m + 1 < n ? [form(m + 1)] : [];
        const apply = slab.map(
          ([from, size], s): Call => ['dlarfb', size, m, k, ...place(first), rows + 8 * (i + from) * ld, ld, scratch + s * piece],
        );
        e.fork([...next, ...apply]);
        yield { stage: 'back transformation', done: i + height < count ? first : m + 1, total: n };
      }
    }
  } finally {
    arena.release(mark);
  }
}
