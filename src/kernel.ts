// Floor 3 · kernel functions as plain tagged objects: cloneable, storable as JSON, interpreted by gram.
//
// Gamma, lengthScale, degree and coef0 mean what they mean in scikit-learn. Parameters left out are refused by name, as wrong ones are
// (hence the empty defaults).
import { above, finite, wholeUpTo } from './check.js';

/** A kernel function k(x, z) as data: its type and parameters. */
export type Kernel = { readonly type: string; readonly [parameter: string]: unknown };

/** One length scale for all features, or one for each. */
type LengthScale = number | readonly number[];

function lengths(value: unknown, caller: string): LengthScale {
  if (!Array.isArray(value)) return above(0, value, caller, 'lengthScale');
  return value.map((v, j) => above(0, v, caller, `lengthScale[${j}]`));
}

/**
 * ⟨x, z⟩.
 *
 * @example
 * gram(linear(), [[1, 2], [3, 4]]).data // [5, 11, 11, 25]
 */
export const linear = (): Kernel => ({ type: 'linear' });

/** (γ⟨x, z⟩ + c₀)^degree, degree a whole number ≥ 1, γ > 0. @default gamma 1, coef0 1 */
export const poly = ({ degree, gamma = 1, coef0 = 1 }: { degree: number; gamma?: number; coef0?: number } = {} as never): Kernel => ({
  type: 'poly',
  degree: wholeUpTo(1, 2 ** 31 - 1, degree, 'poly', 'degree'),
  gamma: above(0, gamma, 'poly', 'gamma'),
  coef0: finite(coef0, 'poly', 'coef0'),
});

/**
 * exp(−γ‖x − z‖²), γ = 1/(2ℓ²); one length scale ℓ, or one for each feature.
 *
 * @example
 * gram(rbf({ gamma: 1 }), [[0], [1]]).data // [1, 0.36787944117144233, 0.36787944117144233, 1]
 */
export const rbf = (p: { gamma: number } | { lengthScale: number | readonly number[] } = {} as never): Kernel =>
  'gamma' in p ? { type: 'rbf', gamma: above(0, p.gamma, 'rbf', 'gamma') } : { type: 'rbf', lengthScale: lengths(p.lengthScale, 'rbf') };

/** exp(−γ‖x − z‖₁). */
export const laplacian = ({ gamma }: { gamma: number } = {} as never): Kernel => ({
  type: 'laplacian',
  gamma: above(0, gamma, 'laplacian', 'gamma'),
});

/** Matérn: ν = ½: e^{−r}; 3/2: (1 + r) e^{−r}; 5/2: (1 + r + r²/3) e^{−r}; r = √(2ν)‖x − z‖/ℓ. */
export const matern = ({ nu, lengthScale }: { nu: 0.5 | 1.5 | 2.5; lengthScale: number | readonly number[] } = {} as never): Kernel => {
  if (![0.5, 1.5, 2.5].includes(nu)) throw new RangeError(`matern: nu must be 0.5, 1.5 or 2.5; got ${nu}`);
  return { type: 'matern', nu, lengthScale: lengths(lengthScale, 'matern') };
};

/** (1 + ‖x − z‖²/(2αℓ²))^−α. */
export const rationalQuadratic = ({ alpha, lengthScale }: { alpha: number; lengthScale: number } = {} as never): Kernel => ({
  type: 'rationalQuadratic',
  alpha: above(0, alpha, 'rationalQuadratic', 'alpha'),
  lengthScale: above(0, lengthScale, 'rationalQuadratic', 'lengthScale'),
});

/** ⟨x, z⟩/(‖x‖‖z‖); 0 where a row is zero. */
export const cosine = (): Kernel => ({ type: 'cosine' });

/** tanh(γ⟨x, z⟩ + c₀). Not positive definite in general: `spectrum` reports what it has to clamp. @default gamma 1, coef0 1 */
export const sigmoid = ({ gamma = 1, coef0 = 1 }: { gamma?: number; coef0?: number } = {}): Kernel => ({
  type: 'sigmoid',
  gamma: finite(gamma, 'sigmoid', 'gamma'),
  coef0: finite(coef0, 'sigmoid', 'coef0'),
});

/**
 * Green's function of d⁴/dx⁴ on [0, 1] with f = f″ = 0 at both ends: regularising by it is regularising by ∫(f″)². One feature in [0, 1].
 *
 * k(x, t) = (x − t)₊³/6 − x(1 − t)(x² − 2t + t²)/6 = Σ_m 2 sin(mπx) sin(mπt)/(mπ)⁴.
 *
 * @example
 * gram(splineGreen(), [[0.5]]).data // [0.020833333333333332]
 *
 * @see Mobahi, Farajtabar & Bartlett, NeurIPS 2020, §5 (the illustrative example)
 */
export const splineGreen = (): Kernel => ({ type: 'splineGreen' });

/**
 * Arc-cosine kernel ‖x‖ⁿ‖z‖ⁿ J_n(θ)/π, n the order, θ the angle between x and z: 2 E[h(⟨ω, x⟩) h(⟨ω, z⟩)], ω standard normal, with h(t) the
 * step (order 0), max(0, t) (order 1), max(0, t)² (order 2). J₀ = π − θ, J₁ = sin θ + (π − θ) cos θ, J₂ = 3 sin θ cos θ + (π − θ)(1 + 2 cos² θ).
 *
 * At `depth` L it is composed with itself: the angle and the lengths of a layer are those of the features of the layer before. 0 where a
 * row is zero. Order 0 cannot tell angles below 10⁻⁸.
 *
 * @param options.depth - layers, at least 1. @default 1
 * @default order 1
 *
 * @example
 * gram(arcCosine({ order: 0 }), [[1, 0], [0, 2]]).data // [1, 0.5, 0.5, 1]
 * gram(arcCosine(), [[1, 0], [-2, 0]]).data // [1, 0, 0, 4]
 *
 * @see Cho & Saul, Kernel methods for deep learning, NIPS 2009
 */
export const arcCosine = ({ order = 1, depth = 1 }: { order?: 0 | 1 | 2; depth?: number } = {}): Kernel => {
  if (![0, 1, 2].includes(order)) throw new RangeError(`arcCosine: order must be 0, 1 or 2; got ${order}`);
  return { type: 'arcCosine', order, depth: layers(depth, 'arcCosine') };
};

/**
 * Neural tangent kernel of a fully connected ReLU network with `depth` hidden layers, without biases, all layers trained:
 * Σ⁰ = Θ⁰ = ⟨x, z⟩, Σ^h = 2 E[max(0, a) max(0, b)], Θ^h = Θ^{h−1} · 2 P[a > 0, b > 0] + Σ^h, (a, b) normal with covariance Σ^{h−1}.
 *
 * The factor 2 keeps lengths: Σ^h(x, x) = ‖x‖², Θ^h(x, x) = (h + 1)‖x‖² (Arora et al. with c_σ = 2). 0 where a row is zero.
 *
 * @param options.depth - hidden layers, at least 1. @default 1
 *
 * @example
 * gram(ntk(), [[1, 0], [-2, 0]]).data // [2, 0, 0, 8]
 *
 * @see Jacot, Gabriel & Hongler, NeurIPS 2018; Arora et al., On exact computation with an infinitely wide neural net, NeurIPS 2019
 */
export const ntk = ({ depth = 1 }: { depth?: number } = {}): Kernel => ({ type: 'ntk', depth: layers(depth, 'ntk') });

/** Number of layers: each costs an acos an entry, and after a few hundred all entries are alike. */
const layers = (depth: unknown, caller: string): number => wholeUpTo(1, 1000, depth, caller, 'depth');

function several(kernels: Kernel[], caller: string): Kernel[] {
  if (kernels.length === 0) throw new RangeError(`${caller}: kernels must be at least one; got none`);
  return kernels;
}

/** k₁ + k₂ + … */
export const sum = (...kernels: Kernel[]): Kernel => ({ type: 'sum', kernels: several(kernels, 'sum') });

/** k₁ · k₂ · … */
export const product = (...kernels: Kernel[]): Kernel => ({ type: 'product', kernels: several(kernels, 'product') });

/** factor · k, factor > 0. */
export const scaled = (factor: number, kernel: Kernel): Kernel => ({
  type: 'scaled',
  factor: above(0, factor, 'scaled', 'factor'),
  kernel,
});

/** Kernels made anew from their own parameters: what a constructor would refuse is refused here too. */
const rebuild: Record<string, (kernel: Kernel) => Kernel> = {
  linear,
  poly: (k) => poly(k as never),
  rbf: (k) => rbf(k as never),
  laplacian: (k) => laplacian(k as never),
  matern: (k) => matern(k as never),
  rationalQuadratic: (k) => rationalQuadratic(k as never),
  cosine,
  sigmoid: (k) => sigmoid(k as never),
  splineGreen,
  arcCosine: (k) => arcCosine(k as never),
  ntk: (k) => ntk(k as never),
  sum: (k) => sum(...(k.kernels as Kernel[])),
  product: (k) => product(...(k.kernels as Kernel[])),
  scaled: (k) => scaled(k.factor as number, k.kernel as Kernel),
};

/** Checks a kernel that may have been written by hand or read from a file. @throws {RangeError} naming what is missing or wrong */
export function checkKernel(kernel: Kernel, caller: string): void {
  const known = Object.keys(rebuild);
  if (typeof kernel !== 'object' || !known.includes(kernel?.type)) {
    throw new RangeError(`${caller}: kernel.type must be one of ${known.join(', ')}; got ${JSON.stringify(kernel?.type ?? kernel)}`);
  }
  if ((kernel.type === 'sum' || kernel.type === 'product') && !Array.isArray(kernel.kernels)) {
    throw new RangeError(`${caller}: kernel.kernels must be a list of kernels; got ${kernel.kernels}`);
  }
  const whole = (rebuild[kernel.type] as (k: Kernel) => Kernel)(kernel);
  const missing = Object.keys(whole).find((name) => kernel[name] === undefined);
  if (missing) throw new RangeError(`${caller}: kernel.${missing} is missing (kernel.type is '${kernel.type}')`);
  for (const part of parts(kernel)) checkKernel(part, caller);
}

/** The kernels that a sum, product or multiple is made of; none for the others. */
export const parts = (kernel: Kernel): readonly Kernel[] =>
  kernel.type === 'scaled' ? [kernel.kernel as Kernel] : ((kernel.kernels as readonly Kernel[] | undefined) ?? []);
