// Floor 10 · the hyper-parameters of Gaussian process regression: log marginal likelihood with its gradient, and its maximum.
import { above, rowsMatrix, whole } from '../check.js';
import { expOf, logOf } from '../elementwise.js';
import { readPoints } from '../gram/leaf.js';
import type { Kernel } from '../kernel.js';
import type { Matrix, MatrixLike } from '../matrix.js';
import { spectrum } from '../spectral/spectrum.js';
import { type Ascent, ascend, type Evaluated } from './ascend.js';
import { copied } from './covariance.js';
import { evidence, sensitivity } from './evidence.js';
import { gradientOf, parametersOf, withParameters } from './parameters.js';

/** log p(y | x, kernel, noise), and its derivatives by the logarithms of the noise and of the kernel's free parameters, in that order. */
export function evidenceAndGradient(kernel: Kernel, noise: number, x: Matrix, y: Matrix): Evaluated {
  const s = spectrum(kernel, x, y);
  const A = sensitivity(s, noise);
  let trace = 0;
  for (let i = 0; i < s.n; i++) trace += A.data[i * (s.n + 1)] as number;
  return { value: evidence(s, noise), gradient: [noise * trace, ...gradientOf(kernel, x, A)].map((v) => v / 2) };
}

export interface Likelihood {
  /** The kernel with the parameters that were found. */
  readonly kernel: Kernel;
  /** The noise variance that was found. */
  readonly noise: number;
  readonly logMarginalLikelihood: number;
  /** Derivatives by the logarithms of the noise and of the kernel's parameters; all near 0 where `converged`. */
  readonly gradient: readonly number[];
  readonly iterations: number;
  readonly converged: boolean;
}

/**
 * Maximises the log marginal likelihood of Gaussian process regression over the noise variance and the parameters of the kernel:
 * length scales, `gamma`, `alpha` and factors of `scaled`, through sums and products. What else a kernel has is held.
 *
 * Climbs from the values given by limited-memory BFGS on the logarithms, each kept within a factor of e¹⁴ of where it began; the
 * likelihood has several maxima in general, and this finds one near the start. The value never falls below that of the start.
 *
 * @param problem.kernel - where to begin
 * @param problem.noise - noise variance to begin with, > 0
 * @param problem.x - n×p points
 * @param problem.y - n×q targets, independent given the kernel
 * @param problem.iterations - most steps; `converged` says whether they were enough. @default 100
 * @throws {NonFiniteError} if an entry is NaN or infinite
 *
 * Cost: for each step a decomposition (9n³), a product (2n³) and O(n² p) for every kernel.
 *
 * @example
 * maximizeLikelihood({ kernel: rbf({ gamma: 1 }), noise: 1, x: [[0], [1], [2], [3]], y: [0, 1, 0, -1] }).converged // true
 *
 * @see Rasmussen & Williams, Gaussian Processes for Machine Learning, 2006, §5.4
 */
export function maximizeLikelihood({
  kernel,
  noise,
  x: xLike,
  y: yLike,
  iterations = 100,
}: {
  kernel: Kernel;
  noise: number;
  x: MatrixLike;
  y: MatrixLike;
  iterations?: number;
}): Likelihood {
  const name = 'maximizeLikelihood';
  above(0, noise, name, 'noise');
  whole(1, iterations, name, 'iterations');
  const x = copied(readPoints(kernel, xLike, undefined, name).x);
  const y = copied(rowsMatrix(yLike, x.shape[0], `as x has ${x.shape[0]} rows`, name, 'y'));
  const values = (logs: readonly number[]) => Array.from(expOf(logs));
  const at = (logs: readonly number[]): { noise: number; kernel: Kernel } => {
    const [first, ...rest] = values(logs) as [number, ...number[]];
    return { noise: first, kernel: withParameters(kernel, rest) };
  };
  const start = Array.from(logOf([noise, ...parametersOf(kernel)]));
  const evaluate = (logs: readonly number[]): Evaluated => {
    const { noise, kernel } = at(logs);
    return evidenceAndGradient(kernel, noise, x, y);
  };
  const found: Ascent = ascend(evaluate, start, { iterations, tolerance: 1e-6 * Math.max(1, y.data.length) });
  const { value, gradient, iterations: taken, converged } = found;
  return { ...at(found.x), logMarginalLikelihood: value, gradient, iterations: taken, converged };
}
