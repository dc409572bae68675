// Floor 8 · what a thin spectrum leaves out: the part of the sample space outside the span of U, where a = 0 and g = 1/λ.
import { matmul } from '../linalg/blas.js';
import type { Spectrum } from './spectrum.js';

/** The orthogonal complement of U: `rest` is the diagonal of its projector, `y` the targets' part in it, `size` its dimension. */
export interface Remainder {
  readonly size: number;
  /** rest_i = 1 − Σ_j U_ij², n. */
  readonly rest: Float64Array;
  /** y − U c, n×q. */
  readonly y: Float64Array;
}

/**
 * The complement of U. `free`: a unit vector in it that carries no penalty (an intercept) and is taken out; the targets are
 * supposed to be orthogonal to it.
 */
export function remainder({ n, d, U, c, y }: Spectrum, free?: Float64Array): Remainder {
  const r = d.length;
  const size = n - r - (free ? 1 : 0);
  if (size <= 0) return { size: 0, rest: new Float64Array(n), y: new Float64Array(y.data.length) };
  const inside = matmul(U, c).data;
  const rest = Float64Array.from({ length: n }, (_, i) => {
    let s = free ? 1 - (free[i] as number) ** 2 : 1;
    for (let j = i * r; j < (i + 1) * r; j++) s -= (U.data[j] as number) ** 2;
    return Math.max(0, s);
  });
  return { size, rest, y: y.data.map((v, i) => v - (inside[i] as number)) };
}
