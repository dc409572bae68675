// Drives the blocked reduction and the back-transformation with blocks of any size: A = Q T Qᵀ.
import { expect } from 'vitest';
import { engine } from '../src/engine.js';
import { backTransformSteps } from '../src/linalg/backtransform.js';
import { copyRows, paddedLd } from '../src/linalg/rows.js';
import { type ReductionBlocks, reductionBytes, reductionSteps } from '../src/linalg/tridiagonalize.js';
import type { Matrix } from '../src/matrix.js';
import { type Progress, run } from '../src/steps.js';
import { identity } from './matrices.js';
import { build } from './reference.js';
import '../src/index.js';

export interface Reduction {
  d: Float64Array;
  e: Float64Array;
  /** Z Qᵀ */
  z: Matrix;
  reduced: Matrix;
  progress: Progress[];
}

/** T, and the rows of z times Qᵀ; above the diagonal stands NaN. */
export function reduceByBlocks(a: Matrix, blocks: ReductionBlocks, z = identity(a.shape[0]), block = blocks.block): Reduction {
  const e = engine();
  const { arena } = e;
  const mark = arena.mark();
  const n = a.shape[0];
  const ld = paddedLd(n);
  try {
    const at = copyRows(e, build(n, n, (i, j) => (j <= i ? a.data[i * n + j] : Number.NaN)).data, n, n, ld, 'test');
    const rows = copyRows(e, z.data, z.shape[0], n, ld, 'test');
    const [d, sub, tau] = [arena.alloc(n, 'test'), arena.alloc(n, 'test'), arena.alloc(n, 'test')];
    const free = arena.mark();
    arena.reserve(reductionBytes(e, n, blocks), 'test');
    const progress = [...reductionSteps(e, 'test', n, at, ld, { d, sub, tau }, blocks)];
    run(backTransformSteps(e, 'test', n, at, ld, tau, { rows, count: z.shape[0], ld }, block));
    expect(arena.mark()).toBe(free);
    return {
      d: arena.copyOut(d, n),
      e: arena.copyOut(sub, Math.max(0, n - 1)),
      z: build(z.shape[0], n, (i, j) => arena.f64(rows, z.shape[0] * ld)[i * ld + j]),
      reduced: build(n, n, (i, j) => arena.f64(at, n * ld)[i * ld + j]),
      progress,
    };
  } finally {
    arena.release(mark);
  }
}
