// The blocked reduction against the one without blocks, and A = Q T Qᵀ through the back-transformation: blocks are small, so that every
// path is taken at n = 5.
import { beforeAll, describe, expect, it } from 'vitest';
import { engine, initSync } from '../../src/engine.js';
import { copyRows, paddedLd } from '../../src/linalg/rows.js';
import { reductionBytes, reductionSteps } from '../../src/linalg/tridiagonalize.js';
import { need } from '../../src/wasm/arena.js';
import { identity, kinds, randomSymmetric } from '../matrices.js';
import { reduceByBlocks } from '../reduction.js';
import { matmul, times, transpose } from '../reference.js';
import { accept, backwardRatio, LIMIT, orthogonalityRatio } from '../residual.js';
import { tridiagonal } from '../tridiagonal.js';
import { released } from '../variants.js';

const UNBLOCKED = { block: 2, fused: Number.POSITIVE_INFINITY };

describe.each(released)('blocked reduction and back-transformation, %s', (variant) => {
  beforeAll(() => void initSync({ variant }));

  it.each(Object.keys(kinds))('A = Q T Qᵀ: %s', (kind) => {
    for (const [n, block] of [
      [1, 1],
      [2, 1],
      [3, 2],
      [5, 2],
      [6, 3],
      [9, 3],
      [10, 20],
      [31, 8],
      [33, 8],
      [50, 3],
    ]) {
      for (const fused of [0, 8]) {
        for (const scale of [1, 1e100, 1e-100]) {
          const a = times(kinds[kind](n), scale);
          const { d, e, z } = reduceByBlocks(a, { block, fused });
          const q = transpose(z);
          const what = `reduction ${kind} n=${n} block=${block} fused=${fused} scale=${scale}`;
          accept(backwardRatio(matmul(matmul(q, tridiagonal(d, e)), z), a), LIMIT, `${what}: ‖QTQᵀ−A‖₁/(n‖A‖₁ε)`);
          accept(orthogonalityRatio(q), LIMIT, `${what}: ‖QᵀQ−I‖₁/(nε)`);
        }
      }
    }
  });

  it('the blocks of the library, sizes around them', () => {
    for (const n of [95, 96, 97, 128, 161, 257, 300]) {
      const a = randomSymmetric(n, n);
      for (const blocks of [{ block: 32, fused: 0 }, { block: 32, fused: 64 }, UNBLOCKED]) {
        const { d, e, z } = reduceByBlocks(a, blocks, identity(n), 32);
        const what = `n=${n} block=${blocks.block} fused=${blocks.fused}`;
        accept(backwardRatio(matmul(matmul(transpose(z), tridiagonal(d, e)), z), a), LIMIT, `${what}: ‖QTQᵀ−A‖₁/(n‖A‖₁ε)`);
      }
    }
  });

  it('blocked and unblocked find the same T where it is well determined', () => {
    // second differences, turned: T is unique up to signs as long as nothing off its diagonal is small
    const n = 24;
    const a = kinds.uniform(n);
    const [blocked, plain] = [reduceByBlocks(a, { block: 5, fused: 0 }), reduceByBlocks(a, UNBLOCKED)];
    for (const i of [n - 1, n - 2, n - 3]) {
      accept(Math.abs(blocked.d[i] - plain.d[i]) / (n * Number.EPSILON), LIMIT, `d[${i}]: |blocked − plain|/(nε)`);
    }
  });

  it('says how far it is, never backwards', () => {
    const { progress } = reduceByBlocks(randomSymmetric(30, 3), { block: 4, fused: 10 });
    expect(progress.length).toBeGreaterThan(10);
    expect(progress.every(({ done, total }, i) => total === 30 && done >= (progress[i - 1]?.done ?? 0))).toBe(true);
    expect(progress.at(-1)?.done).toBe(30);
  });

  it('what stands above the diagonal is left alone', () => {
    const { reduced } = reduceByBlocks(randomSymmetric(20, 4), { block: 4, fused: 5 });
    for (let i = 0; i < 20; i++) for (let j = i + 1; j < 20; j++) expect(reduced.data[i * 20 + j]).toBeNaN();
  });

  it('needs the memory it states', () => {
    const e = engine();
    const n = 70;
    const mark = e.arena.mark();
    const peak = (bytes: number, steps: Iterable<unknown>) => {
      let top = 0;
      const start = e.arena.mark();
      for (const _ of steps) top = Math.max(top, e.arena.mark() - start);
      expect(top).toBeLessThanOrEqual(bytes);
      expect(top).toBeGreaterThan(need(n));
    };
    const a = copyRows(e, randomSymmetric(n, 5).data, n, n, paddedLd(n), 'test');
    const [d, sub, tau] = [e.arena.alloc(n, 'test'), e.arena.alloc(n, 'test'), e.arena.alloc(n, 'test')];
    const blocks = { block: 8, fused: 16 };
    peak(reductionBytes(e, n, blocks), reductionSteps(e, 'test', n, a, paddedLd(n), { d, sub, tau }, blocks));
    e.arena.release(mark);
  });
});
