// Floor 19 · a problem written down in its eigenbasis (U = I): all that theorems about spectra know.
import type { Spectrum } from '../../index.js';

/** Eigenvalues (ascending) and rotated targets. */
export function eigenbasis(d: readonly number[], z: readonly number[]): Spectrum {
  const n = d.length;
  const U = Float64Array.from({ length: n * n }, (_, at) => Number(at % (n + 1) === 0));
  const targets = { data: Float64Array.from(z), shape: [n, 1] as const };
  return { n, d: Float64Array.from(d), U: { data: U, shape: [n, n] }, c: targets, y: targets, clamped: 0 };
}
