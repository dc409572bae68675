// Cells: every entry once, and the rows of blocks that end from the last to the first.
import { describe, expect, it } from 'vitest';
import { type Cell, grid } from '../../src/gram/grid.js';

/** How often each entry lies in a cell, or opposite one that is not on the diagonal. */
function covered(n: number, m: number, cells: Iterable<Cell>, symmetric: boolean): Uint8Array {
  const times = new Uint8Array(n * m);
  for (const { i, rows, j, columns, lower } of cells) {
    for (let r = i; r < i + rows; r++) {
      for (let c = j; c < j + columns; c++) {
        times[r * m + c]!++;
        if (symmetric && !lower) times[c * m + r]!++;
      }
    }
  }
  return times;
}

describe('the cells of a matrix', () => {
  it.each([1, 4, 5, 12, 13])('%i rows and columns: every entry once, the last row first', (n) => {
    for (const side of [1, 4, 6, 20]) {
      expect(covered(n, n, grid(n, n, side, side, true), true)).toEqual(new Uint8Array(n * n).fill(1));
      for (const m of [1, 7, 8]) expect(covered(n, m, grid(n, m, side, 3, false), false)).toEqual(new Uint8Array(n * m).fill(1));
      const ends = [...grid(n, n, side, side, true)].filter((cell) => cell.ends).map(({ i }) => i);
      expect(ends).toEqual(Array.from({ length: Math.ceil(n / side) }, (_, r) => r * side).reverse());
    }
  });
});
