// Floor 8 · a filter applied to a spectrum: fitted values, coefficients, degrees of freedom.
import { matmul } from '../linalg/blas.js';
import type { Matrix } from '../matrix.js';
import type { Filter } from './filter.js';
import { type Spectrum, vectorsOf } from './spectrum.js';

/** U (f ∘ c), f given for each eigenvalue. */
function expand(s: Spectrum, f: (d: number) => number, caller: string): Matrix {
  const { d, c } = s;
  const U = vectorsOf(s, caller);
  const q = c.shape[1];
  const weighted = c.data.slice();
  d.forEach((v, i) => {
    const x = f(v);
    for (let t = 0; t < q; t++) weighted[i * q + t] = x * (weighted[i * q + t] as number);
  });
  return matmul(U, { data: weighted, shape: c.shape });
}

/**
 * Fitted values U D w(D) c, n×q.
 *
 * @example
 * fitted(spectrum([[2, 0], [0, 2]], [1, 3]), ridge(2)).data // [0.5, 1.5]
 */
export const fitted = (s: Spectrum, w: Filter): Matrix => expand(s, (d) => d * w(d), 'fitted');

/**
 * Coefficients U w(D) c, n×q: a prediction at x is k(x, X) times them.
 *
 * @param options.leastNorm - leave out what lies outside the range of K (d = 0, or outside a thin U): it changes no prediction, but with
 *   a small λ and large ξ its rounding would drown them. @default true for a thin spectrum, else false: the solution of (K + λI)α = …
 *
 * @example
 * dualCoef(spectrum([[2, 0], [0, 2]], [1, 3]), ridge(2)).data // [0.25, 0.75]
 */
export function dualCoef(s: Spectrum, w: Filter, { leastNorm = s.d.length < s.n }: { leastNorm?: boolean } = {}): Matrix {
  return expand(s, leastNorm ? (d) => (d === 0 ? 0 : w(d)) : w, 'dualCoef');
}

/**
 * Degrees of freedom Σ d w(d): the trace of the smoother.
 *
 * @example
 * degreesOfFreedom(spectrum([[2, 0], [0, 2]], [1, 3]), ridge(2)) // 1
 */
export const degreesOfFreedom = ({ d }: Spectrum, w: Filter): number => d.reduce((sum, v) => sum + v * w(v), 0);
