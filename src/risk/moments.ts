// Floor 8 · moments of many filters in one pass over the eigenvectors: T = Φ Vᵀ and, where diagonals are wanted, S = Ψ (V∘V)ᵀ.
//
//                 r                    block of V          n
//        ┌───────────────┐            ┌───┐         ┌────┬───┬──┐      Φ: filters of the targets, one a row (λ × steps × targets)
//    Φ   │ λ₁  p = 0 … k │            │   │ r   →   │    │ ▒ │  │      Ψ: filters of the diagonals of smoothers
//        │ λ₂  p = 0 … k │      ·     │   │         │    │ ▒ │  │
//        └───────────────┘            └───┘         └────┴───┴──┘      a block of V meets Φ, is squared where it stands, meets Ψ
//
// So V∘V never exists as a whole, and each moment of all samples lies along memory. Flops 2 n r rows of each table.
import { engine } from '../engine.js';
import { productBytes, productSteps } from '../linalg/blas.js';
import { copyRows, paddedLd } from '../linalg/rows.js';
import type { Matrix } from '../matrix.js';
import { run } from '../steps.js';
import { need } from '../wasm/arena.js';

/** Rows of V at a time: the columns of one packed block of the product. */
export const BLOCK = 512;

/** Filters to be filled in, one a row, the rows ld apart. */
export interface Table {
  readonly rows: number;
  fill(out: Float64Array, ld: number): void;
}

/** Φ Vᵀ (rows×n) and Ψ (V∘V)ᵀ of V, n×r; the second is empty without Ψ. */
export function moments(V: Matrix, phi: Table, psi: Table | undefined, caller: string): [Float64Array, Float64Array] {
  const [n, r] = V.shape;
  const e = engine();
  const { arena, kernels } = e;
  const ld = paddedLd(r);
  const block = Math.min(BLOCK, n);
  const tables = psi ? [phi, psi] : [phi];
  const mark = arena.mark();
  try {
    arena.reserve(need(...tables.flatMap(({ rows }) => [rows * ld, rows * n]), block * ld) + productBytes(e, block, r), caller);
    const placed = tables.map(({ rows, fill }) => {
      const at = arena.alloc(rows * ld, caller);
      fill(arena.f64(at, rows * ld), ld);
      return { rows, a: { at, ld, trans: false }, c: arena.alloc(rows * n, caller) };
    });
    for (let i = 0; i < n; i += block) {
      const width = Math.min(block, n - i);
      const inner = arena.mark();
      const at = copyRows(e, V.data.subarray(i * r, (i + width) * r), width, r, ld, caller);
      placed.forEach(({ rows, a, c }, squares) => {
        if (squares) kernels.dhadamard(width * ld, at, at);
        run(productSteps(e, caller, { m: rows, n: width, k: r, a, b: { at, ld, trans: true }, c: c + 8 * i, ldc: n }));
      });
      arena.release(inner);
    }
    const [T, S] = placed.map(({ rows, c }) => arena.copyOut(c, rows * n));
    return [T as Float64Array, S ?? new Float64Array(0)];
  } finally {
    arena.release(mark);
  }
}
