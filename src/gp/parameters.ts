// Floor 7 · the free parameters of a kernel, as logarithms, and the derivative of Σ A_ij K_ij by each of them.
//
//   Δ = x_ij − x_kj, summed over features for one length scale, by itself for one of each
//   rbf  ∂K/∂log ℓ = K Δ²/ℓ²,  ∂K/∂log γ = −γ Δ² K          laplacian  ∂K/∂log γ = −γ ‖Δ‖₁ K
//   matern, r = √(2ν)‖Δ/ℓ‖:  ∂K/∂log ℓ = (2ν Δ²/ℓ²) e^{−r} · (1/r, 1, (1 + r)/3),   e^{−r} = K/(1, 1 + r, 1 + r + r²/3)
//   rational quadratic, B = Δ²/(2αℓ²):  ∂K/∂log ℓ = 2αB/(1 + B) K,   ∂K/∂log α = α(B/(1 + B) − log(1 + B)) K
//   scaled  ∂K/∂log f = K      sum  each part by itself      product  A becomes A ∘ (the other factors)
//
// Every derivative is K times something rational in the distance, so no transcendental function is needed besides those of `gram`
// (log(1 + B) is −log(K)/α). Kernels without these parameters (linear, poly, cosine, sigmoid, …) are held as they are.
import { logOf } from '../elementwise.js';
import { gram } from '../gram.js';
import { type Kernel, parts } from '../kernel.js';
import type { Matrix } from '../matrix.js';

/** Names of the free parameters of a kernel by itself, in order; a list stands for as many as it has entries. */
const FREE: Record<string, readonly string[]> = {
  rbf: ['gamma', 'lengthScale'],
  laplacian: ['gamma'],
  matern: ['lengthScale'],
  rationalQuadratic: ['lengthScale', 'alpha'],
  scaled: ['factor'],
};

const own = (kernel: Kernel) => (FREE[kernel.type] ?? []).filter((name) => kernel[name] !== undefined);

/** The free parameters of the kernel and of all that it is made of. */
export function parametersOf(kernel: Kernel): number[] {
  return [...own(kernel).flatMap((name) => kernel[name] as number | readonly number[]), ...parts(kernel).flatMap(parametersOf)];
}

/** The kernel with other parameters, in the order of `parametersOf`. */
export function withParameters(kernel: Kernel, values: readonly number[]): Kernel {
  let at = 0;
  const next = () => values[at++] as number;
  const rebuilt = (k: Kernel): Kernel => {
    const changed = Object.fromEntries(own(k).map((name) => [name, Array.isArray(k[name]) ? k[name].map(next) : next()]));
    if (k.type === 'scaled') return { ...k, ...changed, kernel: rebuilt(k.kernel as Kernel) };
    return Array.isArray(k.kernels) ? { ...k, kernels: k.kernels.map(rebuilt) } : { ...k, ...changed };
  };
  return rebuilt(kernel);
}

/** ∂/∂log θ of Σ_ij A_ij k(x_i, x_j; θ) for every free θ; A symmetric. O(n² p) for every kernel in the tree. */
export function gradientOf(kernel: Kernel, x: Matrix, A: Matrix): number[] {
  const inner = parts(kernel);
  if (parametersOf(kernel).length === 0) return [];
  const weighted = (by: (at: number) => number): Matrix => ({ data: A.data.map((v, at) => v * by(at)), shape: A.shape });
  if (kernel.type === 'scaled') {
    const [part, factor] = [inner[0] as Kernel, kernel.factor as number];
    const K = gram(part, x).data;
    return [
      factor * A.data.reduce((sum, v, at) => sum + v * (K[at] as number), 0),
      ...gradientOf(
        part,
        x,
        weighted(() => factor),
      ),
    ];
  }
  if (kernel.type === 'sum') return inner.flatMap((part) => gradientOf(part, x, A));
  if (kernel.type === 'product') {
    const grams = inner.map((part) => gram(part, x).data);
    return inner.flatMap((part, i) => {
      const others = grams.filter((_, j) => j !== i);
      return gradientOf(
        part,
        x,
        weighted((at) => others.reduce((product, K) => product * (K[at] as number), 1)),
      );
    });
  }
  return leafGradient(kernel, x, A);
}

function leafGradient(kernel: Kernel, { data: x, shape: [n, p] }: Matrix, A: Matrix): number[] {
  const K = gram(kernel, { data: x, shape: [n, p] }).data;
  const ell = kernel.lengthScale as number | readonly number[] | undefined;
  const scales = Float64Array.from({ length: p }, (_, j) => (Array.isArray(ell) ? ell[j] : (ell ?? 1)));
  const alpha = (kernel.alpha as number | undefined) ?? 1;
  const logs = kernel.type === 'rationalQuadratic' ? logOf(K) : undefined;
  const slope = SLOPE[`${kernel.type}${kernel.nu ?? ''}`] as (square: number, alpha: number) => number;
  const by = new Float64Array(p); // Σ A ∂K/∂log ℓ_j, feature by feature
  const squares = new Float64Array(p);
  let byAlpha = 0;
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < i; k++) {
      let square = 0;
      for (let j = 0; j < p; j++) {
        const delta = Math.abs((x[i * p + j] as number) - (x[k * p + j] as number)) / (scales[j] as number);
        squares[j] = kernel.type === 'laplacian' ? delta : delta * delta;
        square += squares[j] as number;
      }
      const at = i * n + k;
      // twice: the entry above the diagonal is the same; on it nothing depends on the parameters
      const weight = 2 * (A.data[at] as number) * (K[at] as number);
      const s = weight * slope(square, alpha);
      for (let j = 0; j < p; j++) by[j] = (by[j] as number) + s * (squares[j] as number);
      if (logs) byAlpha += weight * ((alpha * (square / (2 * alpha))) / (1 + square / (2 * alpha)) + (logs[at] as number));
    }
  }
  const total = by.reduce((a, b) => a + b, 0);
  if (kernel.gamma !== undefined) return [-(kernel.gamma as number) * total];
  return [...(Array.isArray(ell) ? by : [total]), ...(logs ? [byAlpha] : [])];
}

/** (∂K/∂log ℓ_j)/(K Δ_j²/ℓ_j²) from Σ Δ²/ℓ². */
const SLOPE: Record<string, (square: number, alpha: number) => number> = {
  rbf: () => 1,
  laplacian: () => 1,
  'matern0.5': (square) => (square > 0 ? 1 / Math.sqrt(square) : 0),
  'matern1.5': (square) => 3 / (1 + Math.sqrt(3 * square)),
  'matern2.5': (square) => {
    const r = Math.sqrt(5 * square);
    return (5 / 3) * ((1 + r) / (1 + r + (r * r) / 3));
  },
  rationalQuadratic: (square, alpha) => 1 / (1 + square / (2 * alpha)),
};
