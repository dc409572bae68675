// Floor 9 · what no filter can beat when f and the noise are known.
//
//   one direction      min_h (1 − h)² S + qσ² h² = S qσ²/(S + qσ²)   at  h = S/(S + qσ²)            (Wiener)
//
// Pareek, Du & Oh, NeurIPS 2024, eq. 14.
import { above, rowsMatrix } from '../check.js';
import { ShapeError } from '../errors.js';
import { product } from '../linalg/blas.js';
import type { Matrix, MatrixLike } from '../matrix.js';
import type { Spectrum } from '../spectral/spectrum.js';

/** Known noiseless values (n×q) and the variance of independent noise on them. */
export interface Truth {
  readonly f: MatrixLike;
  readonly noiseVariance: number;
}

/** Energy of f and of the noise in each direction, and what no filter can reach: f where d = 0 or outside U. */
export interface Energies {
  readonly d: readonly number[];
  readonly signal: readonly number[];
  readonly noise: readonly number[];
  readonly lost: number;
  readonly count: number;
}

/** @throws {ShapeError} if f is not of the shape of the targets */
export function energies(s: Spectrum, { f, noiseVariance }: Truth, caller: string): Energies {
  const { n, d, U, c } = s;
  const q = c.shape[1];
  const noise = q * (noiseVariance === 0 ? 0 : above(0, noiseVariance, caller, 'noiseVariance'));
  const F = rowsMatrix(f, n, 'as the targets have', caller, 'f');
  if (F.shape[1] !== q) throw new ShapeError(caller, 'f', `have ${q} columns, as the targets have`, `${F.shape[1]}`);
  const rotated = product(U, F as Matrix, { transposeA: true });
  const all = Array.from(F.data).reduce((sum, v) => sum + v * v, 0);
  const S = Array.from(d, (_, i) => rotated.subarray(i * q, (i + 1) * q).reduce((sum, v) => sum + v * v, 0));
  const kept = Array.from(d, (_, i) => i).filter((i) => (d[i] as number) > 0);
  const inNull = S.reduce((sum, v, i) => ((d[i] as number) > 0 ? sum : sum + v), 0);
  const outside = d.length < n ? Math.max(0, all - S.reduce((sum, v) => sum + v, 0)) : 0;
  return {
    d: kept.map((i) => d[i] as number),
    signal: kept.map((i) => S[i] as number),
    noise: kept.map(() => noise),
    lost: inNull + outside,
    count: n * q,
  };
}

const wiener = (signal: number, noise: number) => (signal === 0 || noise === 0 ? 0 : (signal / (signal + noise)) * noise);
/** Σ_j min_h (1 − h)² S_j + qσ² h², over nq. */
export const leastRisk = ({ signal, noise, lost, count }: Energies) =>
  (lost + signal.reduce((sum, v, i) => sum + wiener(v, noise[i] as number), 0)) / count;

/**
 * The least fixed-design risk of any spectral estimator: (1/nq) Σ_j S_j qσ²/(S_j + qσ²), S_j = ‖u_jᵀf‖², plus what f has where d = 0.
 *
 * Students reach it when the eigenvalues are distinct and there are as many steps as eigenvalues.
 *
 * @example
 * wienerBound(spectrum([[1]], [2]), { f: [2], noiseVariance: 4 }) // 2
 */
export const wienerBound = (s: Spectrum, truth: Truth): number => leastRisk(energies(s, truth, 'wienerBound'));
