// Floor 8 · moments of many filters in one pass over the eigenvectors: T = Φ Vᵀ and, for leave-one-out, S = Ψ (V∘V)ᵀ.
//
//                 r                    block of V          n
//        ┌───────────────┐            ┌───┐         ┌────┬───┬──┐      Φ: filters of the targets, one a row (λ × steps × targets)
//    Φ   │ λ₁  p = 0 … k │            │   │ r   →   │    │ ▒ │  │      Ψ: filters of the diagonals of smoothers
//        │ λ₂  p = 0 … k │      ·     │   │         │    │ ▒ │  │
//        └───────────────┘            └───┘         └────┴───┴──┘      a block of V meets Φ, is squared where it stands, meets Ψ
//
// So V∘V never exists as a whole, and each moment of all samples lies along memory. Flops 2 n r rows of each table.
import type { Engine } from '../engine.js';
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

/** Filters of diagonals, and what becomes of T once both are there, in linear memory with rows of n. */
export interface Diagonals extends Table {
  join(T: number, S: number): void;
}

/** Bytes that `moments` needs. */
export function momentsBytes(e: Engine, [n, r]: readonly [number, number], ...rows: number[]): number {
  const [ld, block] = [paddedLd(r), Math.min(BLOCK, n)];
  return need(...rows.flatMap((count) => [count * ld, count * n]), block * ld) + productBytes(e, block, r);
}

/** Φ Vᵀ of V, n×r: rows×n. With Ψ, after `join` has made of it what it wants. */
export function moments(e: Engine, V: Matrix, phi: Table, psi: Diagonals | undefined, caller: string): Float64Array {
  const [n, r] = V.shape;
  const { arena, kernels } = e;
  const ld = paddedLd(r);
  const tables = psi ? [phi, psi] : [phi];
  const mark = arena.mark();
  try {
    arena.reserve(momentsBytes(e, V.shape, ...tables.map(({ rows }) => rows)), caller);
    const placed = tables.map((table) => {
      const at = arena.alloc(table.rows * ld, caller);
      table.fill(arena.f64(at, table.rows * ld), ld);
      return { rows: table.rows, a: { at, ld, trans: false }, c: arena.alloc(table.rows * n, caller) };
    });
    for (let i = 0; i < n; i += BLOCK) {
      const width = Math.min(BLOCK, n - i);
      const inner = arena.mark();
      const at = copyRows(e, V.data.subarray(i * r, (i + width) * r), width, r, ld, caller);
      placed.forEach(({ rows, a, c }, squares) => {
        if (squares) kernels.dhadamard(width * ld, at, at);
        run(productSteps(e, caller, { m: rows, n: width, k: r, a, b: { at, ld, trans: true }, c: c + 8 * i, ldc: n }));
      });
      arena.release(inner);
    }
    const [T, S] = placed.map(({ c }) => c) as [number, number];
    psi?.join(T, S);
    return arena.copyOut(T, phi.rows * n);
  } finally {
    arena.release(mark);
  }
}
