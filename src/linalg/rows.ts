// Floor 4 · matrices by rows in linear memory: a padded leading dimension, in and out of it, rows sorted and taken out as columns.
import type { Engine } from '../engine.js';
import { pieces, shares } from './shares.js';

/** A leading dimension that never is a multiple of 32 doubles: columns must not fall into one cache set. */
export function paddedLd(n: number): number {
  const even = n + (n & 1);
  return even % 32 === 0 && n > 0 ? even + 8 : even;
}

/** Rows in linear memory, such as eigenvectors: `count` of them, leading dimension ld. */
export interface Rows {
  readonly rows: number;
  readonly count: number;
  readonly ld: number;
}

/** Copies m×n data into the arena with leading dimension ld. */
export function copyRows(
  e: Engine,
  data: ArrayLike<number> & { subarray(i: number, j: number): ArrayLike<number> },
  m: number,
  n: number,
  ld: number,
  caller: string,
): number {
  if (ld === n) return e.arena.copyIn(data, caller);
  const at = e.arena.alloc(m * ld, caller);
  const to = e.arena.f64(at, m * ld);
  for (let i = 0; i < m; i++) to.set(data.subarray(i * n, (i + 1) * n), i * ld);
  return at;
}

/** The permutation that makes the values ascend; equal ones keep their order. Each is looked up among the sorted values. */
export function ascending(values: Float64Array): Uint32Array {
  const n = values.length;
  const sorted = values.slice().sort();
  const order = new Uint32Array(n);
  const taken = new Uint32Array(n);
  for (let i = 0; i < n; i++) {
    const v = values[i] as number;
    let [from, to] = [0, n - 1];
    while (from < to) {
      const middle = (from + to) >> 1;
      if ((sorted[middle] as number) < v) from = middle + 1;
      else to = middle;
    }
    const before = taken[from] as number;
    order[from + before] = i;
    taken[from] = before + 1;
  }
  return order;
}

/** Rows turned at once (assembly/move.ts), and elements that are worth a fork: about 0.1 ms. */
const TURNED = 8;
const FORKED = 1e5;

/**
 * Takes rows of length n in the given order out as columns. `list` has room for as many integers as there are rows, `out` for the
 * result.
 */
export function rowsAsColumns(e: Engine, n: number, rows: number, ld: number, order: Uint32Array, list: number, out: number): Float64Array {
  const k = order.length;
  new Uint32Array(e.arena.memory.buffer, list, k).set(order);
  const several = n * k > FORKED ? pieces(e) : 1;
  e.fork(shares(k, several, TURNED).map(([from, size]) => ['dcolumns', from, from + size, n, list, rows, ld, out, k]));
  return e.arena.copyOut(out, n * k);
}
