// Floor 6 · k(x, z) α for many rows of x, K never made: what a fitted kernel model predicts.
//
//              z, columns of K           a block of K, 512×512, is computed in scratch (gram/block.ts), multiplied by its rows of α
//            ┌────┬────┬────┐   ┌─┐      while it is in cache, and forgotten. Linear memory: z prepared once, one piece of x, one
//   piece of │████│    │    │ · │α│      block, α; the same for a thousand rows and for a million.
//       x    └────┴────┴────┘   └─┘
//
// Points are centred by the means of z, so that a prediction does not depend on the rows that come with it.
import { engine } from './engine.js';
import { blockBytes, blockSteps } from './gram/block.js';
import type { Block } from './gram/grid.js';
import { ready, readyBytes } from './gram/sets.js';
import type { Kernel } from './kernel.js';
import { pieces, shares } from './linalg/shares.js';
import type { AnyMatrix, Matrix } from './matrix.js';
import { doubles } from './room.js';
import type { Steps } from './steps.js';
import { need } from './wasm/arena.js';

/** Rows and columns of a block of K. */
const BLOCK = 512;

/**
 * k(x, z) α, m×q: x m×p, z n×p, α n×q, all finite. In double, whatever x holds.
 *
 * Cost: 2mnp + 2mnq flops and mn kernel functions.
 */
export function* crossApplySteps(
  kernel: Kernel,
  x: AnyMatrix,
  z: AnyMatrix,
  alpha: Matrix,
  { block: side = BLOCK }: { readonly block?: number } = {},
): Steps<Matrix> {
  const e = engine();
  const { arena, kernels } = e;
  const [m] = x.shape;
  const [n, p] = z.shape;
  const q = alpha.shape[1];
  const most = Math.min(side, m);
  const width = Math.min(side, n);
  const plan = { kernel, z, x, rows: most, single: false };
  const sizes = [n * q, most * width, most * q, q > 1 ? kernels.dgemmwork() / 8 : 0] as const;
  const mark = arena.mark();
  try {
    arena.reserve(readyBytes(plan) + blockBytes(e, kernel, most, width, p) + need(...sizes), 'predict');
    const data = doubles(m * q, 'predict');
    const { tree, fill } = ready(e, plan);
    const [weights, K, out, work] = sizes.map((size) => arena.alloc(size, 'predict')) as [number, number, number, number];
    arena.f64(weights, n * q).set(alpha.data);
    /** out ← K α(j …) + β out. */
    const multiply = ({ rows, j, columns }: Block) => {
      const [from, beta] = [weights + 8 * j * q, Number(j > 0)];
      if (q > 1) kernels.dgemm(0, 0, rows, q, columns, 1, K, columns, from, q, beta, out, q, work);
      else {
        const at = ([r, size]: [number, number]) =>
          ['dgemv', 0, size, columns, 1, K + 8 * r * columns, columns, from, beta, out + 8 * r] as const;
        e.fork(shares(rows, pieces(e), 8).map(at));
      }
    };
    for (let first = 0; first < m; first += side) {
      const rows = Math.min(side, m - first);
      fill(first, rows);
      for (let j = 0; j < n; j += side) {
        const block: Block = { i: 0, rows, j, columns: Math.min(side, n - j), lower: false };
        for (const _ of blockSteps(e, tree, p, block, K, block.columns)) yield { stage: 'predict', done: first, total: m };
        multiply(block);
      }
      data.set(arena.f64(out, rows * q), first * q);
      yield { stage: 'predict', done: first + rows, total: m };
    }
    return { data, shape: [m, q] };
  } finally {
    arena.release(mark);
  }
}
