// The back-transformation: Q is orthogonal and turns T into A in tridiagonalize.test.ts; here rows alone, other blocks, threads' shares.
import { beforeAll, describe, expect, it } from 'vitest';
import { engine, initSync } from '../../src/engine.js';
import { backTransformBytes, backTransformSteps } from '../../src/linalg/backtransform.js';
import { copyRows, paddedLd } from '../../src/linalg/rows.js';
import { run } from '../../src/steps.js';
import type { Call } from '../../src/wasm/pool.js';
import { gaussian, randomSymmetric } from '../matrices.js';
import { reduceByBlocks } from '../reduction.js';
import { build, sameBits } from '../reference.js';
import { accept, backwardRatio, LIMIT } from '../residual.js';
import { released } from '../variants.js';

/** Reflectors of a symmetric matrix and rows to turn, in a frame. */
function frame<T>(n: number, count: number, body: (at: { a: number; tau: number; rows: number; ld: number }) => T): T {
  const { arena, kernels } = engine();
  const mark = arena.mark();
  const ld = paddedLd(n);
  try {
    const a = copyRows(engine(), randomSymmetric(n, n).data, n, n, ld, 'test');
    const rows = copyRows(engine(), gaussian(count, n, 1).data, count, n, ld, 'test');
    const [d, e, tau] = [arena.alloc(n, 'test'), arena.alloc(n, 'test'), arena.alloc(n, 'test')];
    kernels.dsytd2(0, n, n, a, ld, d, e, tau, arena.copyIn(new Float64Array(4 * (n + 2)), 'test'));
    return body({ a, tau, rows, ld });
  } finally {
    arena.release(mark);
  }
}

describe.each(released)('back-transformation, %s', (variant) => {
  beforeAll(() => void initSync({ variant }));

  it('k rows alone are the rows of all', () => {
    const n = 40;
    const a = randomSymmetric(n, 1);
    const z = gaussian(n, n, 2);
    const all = reduceByBlocks(a, { block: 7, fused: 0 }, z).z;
    for (const k of [1, 3, 12, 13]) {
      const some = reduceByBlocks(
        a,
        { block: 7, fused: 0 },
        build(k, n, (i, j) => z.data[i * n + j]),
      ).z;
      accept(
        backwardRatio(
          some,
          build(k, n, (i, j) => all.data[i * n + j]),
        ),
        LIMIT,
        `k=${k}: ‖some − all‖₁/(n‖all‖₁ε)`,
      );
    }
  });

  it('blocks of any size agree', () => {
    const n = 61;
    const turned = (block: number) =>
      frame(n, 20, ({ a, tau, rows, ld }) => {
        run(backTransformSteps(engine(), 'test', n, a, ld, tau, { rows, count: 20, ld }, block));
        const data = engine().arena.copyOut(rows, 20 * ld);
        return build(20, n, (i, j) => data[i * ld + j]);
      });
    const one = turned(1);
    for (const block of [2, 3, 8, 32, 60, 61])
      accept(backwardRatio(turned(block), one), LIMIT, `block=${block}: ‖Z − one by one‖₁/(n‖Z‖₁ε)`);
  });

  it('shares of several threads are the same bits, in any order', () => {
    const n = 260;
    const turned = (threads: number) =>
      frame(n, n, ({ a, tau, rows, ld }) => {
        const e = engine();
        const backwards = (calls: readonly Call[]) => e.fork([...calls].reverse());
        run(backTransformSteps(threads === 1 ? e : { ...e, threads, fork: backwards }, 'test', n, a, ld, tau, { rows, count: n, ld }));
        return e.arena.copyOut(rows, n * ld);
      });
    sameBits(turned(3), turned(1), '3 threads');
  });

  it('needs the memory it states', () => {
    const n = 70;
    frame(n, n, ({ a, tau, rows, ld }) => {
      const { arena } = engine();
      const start = arena.mark();
      let top = 0;
      for (const { done, total } of backTransformSteps(engine(), 'test', n, a, ld, tau, { rows, count: n, ld }, 8)) {
        top = Math.max(top, arena.mark() - start);
        expect(done).toBeLessThanOrEqual(total);
      }
      expect(top).toBeLessThanOrEqual(backTransformBytes(engine(), n, 8));
      expect(arena.mark()).toBe(start);
    });
  });
});
