// Eigenvalues alone and the k largest pairs of a tridiagonal matrix against all of them; T is kept; the way out where vectors fail.
import { beforeAll, describe, expect, it } from 'vitest';
import { engine, initSync } from '../../src/engine.js';
import { paddedLd } from '../../src/linalg/rows.js';
import { largestSteps, qlSteps, tridiagonalBytes, valuesSteps } from '../../src/linalg/tridiagonal.js';
import { run } from '../../src/steps.js';
import { gluedWilkinson, identity, secondDifference, wilkinson } from '../matrices.js';
import { build, copy, matmul, transpose } from '../reference.js';
import { accept, backwardRatio, difference, EPS, LIMIT, norm1, orthogonalityRatio, valuesRatio } from '../residual.js';
import { tridiagonal } from '../tridiagonal.js';
import { released } from '../variants.js';
import '../../src/index.js';

const matrices: Record<string, (n: number) => ReturnType<typeof identity>> = {
  wilkinson,
  gluedWilkinson,
  secondDifference,
  'falling apart': (n) =>
    tridiagonal(
      Array.from({ length: n }, (_, i) => i % 3),
      Array.from({ length: n - 1 }, (_, i) => (i % 4 === 3 ? 0 : 1)),
    ),
  graded: (n) =>
    tridiagonal(
      Array.from({ length: n }, (_, i) => 10 ** (-i / 4)),
      Array.from({ length: n - 1 }, (_, i) => 10 ** (-i / 4 - 1)),
    ),
  'small off the diagonal': (n) => tridiagonal(Array(n).fill(1), Array(n - 1).fill(1e-12)),
};

/** Runs `body` with T and `count` rows in a frame; checks the memory it takes and that T is as it was. */
function frame<T>(
  t: ReturnType<typeof identity>,
  count: number,
  body: (at: { n: number; d: number; sub: number }, rows: number, ld: number) => T,
) {
  const e = engine();
  const { arena } = e;
  const n = t.shape[0];
  const mark = arena.mark();
  try {
    const d = arena.copyIn(
      Float64Array.from({ length: n }, (_, i) => t.data[i * n + i]),
      'test',
    );
    const sub = arena.copyIn(
      Float64Array.from({ length: n }, (_, i) => (i + 1 < n ? t.data[i * n + n + i] : 0)),
      'test',
    );
    const ld = paddedLd(n);
    const rows = arena.alloc(count * ld, 'test');
    const result = body({ n, d, sub }, rows, ld);
    return {
      result,
      rows: build(count, n, (i, j) => arena.f64(rows, count * ld)[i * ld + j]),
      d: arena.copyOut(d, n),
      sub: arena.copyOut(sub, n),
    };
  } finally {
    arena.release(mark);
  }
}

describe.each(released)('tridiagonal eigenproblems, %s', (variant) => {
  beforeAll(() => void initSync({ variant }));

  it.each(Object.keys(matrices))('%s: all, none, some', (kind) => {
    for (const n of [1, 2, 3, 10, 25, 26, 63, 100]) {
      const t = matrices[kind](n);
      const before = copy(t);
      const all = frame(t, n, (at, rows, ld) => {
        const one = identity(n);
        for (let i = 0; i < n; i++)
          engine()
            .arena.f64(rows + 8 * i * ld, n)
            .set(one.data.subarray(i * n, (i + 1) * n));
        run(qlSteps(engine(), 'test', at, { rows, count: n, ld }));
      });
      const w = all.d;
      const what = `${kind} n=${n}`;
      const scaled = build(n, n, (i, j) => all.rows.data[i * n + j] * w[i]);
      accept(backwardRatio(matmul(transpose(all.rows), scaled), t), LIMIT, `${what}: ‖T − WᵀDW‖₁/(n‖T‖₁ε)`);
      const sorted = w.slice().sort();
      const none = frame(t, 0, (at) => run(valuesSteps(engine(), 'test', at)));
      accept(valuesRatio(none.result.slice().sort(), sorted, norm1(t)), LIMIT, `${what}: |values − all|/(n‖T‖₁ε)`);
      for (const k of new Set([1, Math.ceil(n / 5), Math.ceil(n / 2)])) {
        const some = frame(t, k, (at, rows, ld) => run(largestSteps(engine(), 'test', at, { rows, count: k, ld })));
        const values = some.result!;
        accept((valuesRatio(values, sorted.slice(n - k), norm1(t)) * k) / n, LIMIT, `${what} k=${k}: |some − all|/(n‖T‖₁ε)`);
        const z = transpose(some.rows);
        const r = difference(
          matmul(t, z),
          build(n, k, (i, j) => z.data[i * k + j] * values[j]),
        );
        accept(norm1(r) / (n * EPS * (norm1(t) || 1)), LIMIT, `${what} k=${k}: ‖TZ − ZW‖₁/(n‖T‖₁ε)`);
        accept((orthogonalityRatio(z) * k) / n, LIMIT, `${what} k=${k}: ‖ZᵀZ − I‖₁/(nε)`);
        for (const kept of [none, some]) {
          expect(kept.d).toEqual(Float64Array.from({ length: n }, (_, i) => before.data[i * n + i]));
          expect(Array.from(kept.sub)).toEqual(Array.from({ length: n }, (_, i) => (i + 1 < n ? before.data[i * n + n + i] : 0)));
        }
      }
    }
  });

  it('no vector found: nothing is returned, nothing thrown', () => {
    const e = engine();
    const blind = { ...e, kernels: { ...e.kernels, dstein: () => 1 } };
    const found = frame(wilkinson(30), 3, (at, rows, ld) => run(largestSteps(blind, 'test', at, { rows, count: 3, ld })));
    expect(found.result).toBeUndefined();
  });

  it('needs the memory it states', () => {
    const { arena } = engine();
    const n = 40;
    for (const [count, steps] of [
      [0, valuesSteps],
      [n, qlSteps],
      [7, largestSteps],
    ] as const) {
      frame(wilkinson(n), Math.max(1, count), (at, rows, ld) => {
        const start = arena.mark();
        let top = 0;
        for (const _ of steps(engine(), 'test', at, { rows, count, ld })) top = Math.max(top, arena.mark() - start);
        expect(top).toBeLessThanOrEqual(tridiagonalBytes(n, count));
        expect(arena.mark()).toBe(start);
      });
    }
  });
});
