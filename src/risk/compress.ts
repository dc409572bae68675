// Floor 9 · residuals in fewer coordinates: an orthogonal change of basis that leaves every length and angle between them as it is.
//
//   D₁  ▒▒▒▒▒▒▒▒▒▒▒▒         ▒                  [D; r] = L Q: the rows of L are those of [D; r] seen in the basis Q of their span,
//   D₂  ▒▒▒▒▒▒▒▒▒▒▒▒    →    ▒ ▒          so ‖r + Σ ξ̄_i D_i‖ is the same, over k + 1 numbers in place of n q
//   r   ▒▒▒▒▒▒▒▒▒▒▒▒         ▒ ▒ ▒
//
// Flops 2 (k + 1)² n q.
import { engine } from '../engine.js';
import { need } from '../wasm/arena.js';
import type { Components } from './parts.js';

/** The same components with k + 1 entries each; themselves where they are no longer than that. `count` stays. */
export function compressed(parts: Components): Components {
  const { first, differences } = parts;
  const rows = differences.length + 1;
  const n = first.length;
  if (n <= rows) return parts;
  const { arena, kernels } = engine();
  const mark = arena.mark();
  try {
    arena.reserve(need(rows * n, rows), 'tune');
    const at = arena.alloc(rows * n, 'tune');
    const tau = arena.alloc(rows, 'tune');
    const A = arena.f64(at, rows * n);
    for (const [j, row] of [...differences, first].entries()) A.set(row, j * n);
    kernels.dgelq2(0, rows, rows, n, at, n, tau);
    // right of the diagonal stand the reflectors
    const L = Array.from({ length: rows }, (_, j) => {
      const row = new Float64Array(rows);
      row.set(A.subarray(j * n, j * n + j + 1));
      return row;
    });
    return { ...parts, first: L.pop() as Float64Array, differences: L };
  } finally {
    arena.release(mark);
  }
}
