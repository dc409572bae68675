// Floor 8 · one target of several: the same decomposition, one column of the rotated targets.
import { whole } from '../check.js';
import type { Matrix } from '../matrix.js';
import type { Spectrum } from './spectrum.js';

/**
 * The spectrum with target j alone; U and d are shared, not copied. For whatever is chosen per target: λ, ξ, a constraint.
 *
 * @param j - 0 … q − 1
 *
 * @example
 * oneTarget(spectrum([[1]], [[2, 5]]), 1).c.data // [5]
 */
export function oneTarget(s: Spectrum, j: number): Spectrum {
  const q = s.c.shape[1];
  whole(0, j, 'oneTarget', 'j');
  if (j >= q) throw new RangeError(`oneTarget: j must be below ${q}, the number of targets; got ${j}`);
  const column = ({ data, shape: [rows] }: Matrix): Matrix => ({
    data: Float64Array.from({ length: rows }, (_, i) => data[i * q + j] as number),
    shape: [rows, 1],
  });
  return { ...s, c: column(s.c), y: column(s.y) };
}
