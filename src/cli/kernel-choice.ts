// Floor 19 · kernels by name for the command line, one width parameter for all: γ.
//
// γ is that of the Gaussian kernel, exp(−γ‖x − z‖²); kernels with a length scale take ℓ = 1/√(2γ), the ℓ of the same Gaussian.
// "median" sets γ from the median distance of the training rows; the two kernels of the dot product, poly and sigmoid, then take
// 1/features (standardised rows have ‖x‖² ≈ features), and the Laplacian, whose distance is a sum over features, 1/(ℓ√features).
import {
  cosine,
  type Kernel,
  laplacian,
  linear,
  type Matrix,
  matern,
  medianGamma,
  poly,
  rationalQuadratic,
  rbf,
  sigmoid,
} from '../index.js';
import { UsageError } from './fail.js';

export interface KernelChoice {
  readonly name: KernelName;
  readonly gamma: number | 'median';
}

/** What γ is for a kernel: its own parameter, a length scale, or nothing. */
const KERNELS = {
  linear: { usesGamma: false, make: () => linear() },
  cosine: { usesGamma: false, make: () => cosine() },
  rbf: { usesGamma: true, make: (c: KernelChoice, x: Matrix) => rbf({ gamma: gaussianGamma(c, x) }) },
  laplacian: { usesGamma: true, make: (c: KernelChoice, x: Matrix) => laplacian({ gamma: laplacianGamma(c, x) }) },
  matern12: { usesGamma: true, make: (c: KernelChoice, x: Matrix) => matern({ nu: 0.5, lengthScale: lengthScale(c, x) }) },
  matern32: { usesGamma: true, make: (c: KernelChoice, x: Matrix) => matern({ nu: 1.5, lengthScale: lengthScale(c, x) }) },
  matern52: { usesGamma: true, make: (c: KernelChoice, x: Matrix) => matern({ nu: 2.5, lengthScale: lengthScale(c, x) }) },
  rationalQuadratic: {
    usesGamma: true,
    make: (c: KernelChoice, x: Matrix) => rationalQuadratic({ alpha: 1, lengthScale: lengthScale(c, x) }),
  },
  poly: { usesGamma: true, make: (c: KernelChoice, x: Matrix) => poly({ degree: 3, gamma: dotGamma(c, x), coef0: 1 }) },
  sigmoid: { usesGamma: true, make: (c: KernelChoice, x: Matrix) => sigmoid({ gamma: dotGamma(c, x), coef0: 0 }) },
} as const;

export type KernelName = keyof typeof KERNELS;
export const kernelNames = Object.keys(KERNELS) as KernelName[];

/**
 * Reads `--kernel` and `--gamma`.
 *
 * @throws {UsageError} for an unknown name, a γ that is not a number above 0, or a γ given to a kernel that has none
 */
export function parseKernel(name: string, gamma: string | undefined): KernelChoice {
  const known = kernelNames.find((kernel) => kernel === name);
  if (!known) throw new UsageError(`--kernel must be one of ${kernelNames.join(', ')}; got "${name}"`);
  if (gamma !== undefined && !KERNELS[known].usesGamma) throw new UsageError(`--gamma has no meaning for the ${known} kernel`);
  if (gamma === undefined || gamma === 'median') return { name: known, gamma: 'median' };
  const value = Number(gamma);
  if (!(value > 0 && value < Infinity)) throw new UsageError(`--gamma must be a number above 0 or median; got "${gamma}"`);
  return { name: known, gamma: value };
}

/** Powers of ten searched when `--lambda` is not given: a linear kernel has few large eigenvalues, the others many small ones. */
export function defaultLambda(name: KernelName): string {
  return name === 'linear' ? '1e-3:1e5' : '1e-6:1e4';
}

/** The kernel itself; `x` holds the standardised training rows. */
export function buildKernel(choice: KernelChoice, x: Matrix): Kernel {
  return KERNELS[choice.name].make(choice, x);
}

function gaussianGamma({ gamma }: KernelChoice, x: Matrix): number {
  return gamma === 'median' ? medianGamma(x) : gamma;
}

function lengthScale(choice: KernelChoice, x: Matrix): number {
  return 1 / Math.sqrt(2 * gaussianGamma(choice, x));
}

function laplacianGamma(choice: KernelChoice, x: Matrix): number {
  return choice.gamma === 'median' ? 1 / (lengthScale(choice, x) * Math.sqrt(x.shape[1])) : choice.gamma;
}

function dotGamma({ gamma }: KernelChoice, x: Matrix): number {
  return gamma === 'median' ? 1 / x.shape[1] : gamma;
}
