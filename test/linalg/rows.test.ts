// Rows in linear memory: the padded leading dimension, in with NaN behind the rows, sorted and out as columns.
import { describe, expect, it } from 'vitest';
import { engine } from '../../src/engine.js';
import { ascending, copyRows, paddedLd, rowsAsColumns } from '../../src/linalg/rows.js';
import { gaussian } from '../matrices.js';
import { build } from '../reference.js';
import '../../src/index.js';

describe('rows', () => {
  it('leading dimensions are even, hold a row and are no multiple of 32', () => {
    for (let n = 0; n <= 2050; n++) {
      const ld = paddedLd(n);
      expect(ld % 2 === 0 && ld >= n && ld <= n + 9 && (ld === 0 || ld % 32 !== 0), `n=${n} ld=${ld}`).toBe(true);
    }
  });

  it('copyRows and rowsAsColumns', () => {
    const e = engine();
    const mark = e.arena.mark();
    for (const [m, n] of [
      [1, 1],
      [3, 5],
      [5, 32],
      [9, 6],
    ]) {
      const a = gaussian(m, n, m);
      const ld = paddedLd(n);
      const at = copyRows(e, a.data, m, n, ld, 'test');
      const order = ascending(Float64Array.from({ length: m }, (_, i) => (i * 2) % 5)).subarray(0, Math.ceil(m / 2));
      const k = order.length;
      const out = rowsAsColumns(e, n, at, ld, order, e.arena.alloc(k, 'test'), e.arena.alloc(n * k, 'test'));
      expect(out).toEqual(build(n, k, (i, j) => a.data[order[j] * n + i]).data);
    }
    e.arena.release(mark);
  });

  it('ascending: stable', () => {
    expect(Array.from(ascending(Float64Array.of(2, 1, 2, -3, 1)))).toEqual([3, 1, 4, 0, 2]);
  });
});
