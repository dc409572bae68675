// Floor 8 · a weighted regression with an intercept, written in coordinates in which it is plain kernel ridge.
//
//   min Σ w_i (y_i − f(x_i) − b)² + λ‖f‖²     ρ = √w, u = ρ/‖ρ‖
//   K̃ = ρ K ρ, ỹ = ρ y: coefficients α = ρ α̃.  The intercept is the direction u, which carries no penalty.
//
// For refits K̃ and ρ are enough (distill/refit.ts). The spectrum is that of J K̃ J, J = I − uuᵀ, without u itself: u is lifted above all
// other eigenvalues (J K̃ J + t uuᵀ), so that it cannot mix with other null vectors, and its column is dropped.
import { ShapeError } from '../errors.js';
import { gramSteps } from '../gram.js';
import type { Kernel } from '../kernel.js';
import type { AnyMatrix, Matrix } from '../matrix.js';
import { type Spectrum, type SpectrumOptions, spectrumOfKernel, spectrumOfMatrix } from '../spectral/spectrum.js';
import type { Steps } from '../steps.js';

export interface Problem {
  readonly kernel: Kernel | 'precomputed';
  /** Points n×p, or K itself where it is precomputed. */
  readonly x: Matrix;
  /** Targets n×q. */
  readonly y: Matrix;
  /** √w, where there are weights. */
  readonly root?: Float64Array;
  readonly intercept: boolean;
}

/** Reads the weights of n samples as their roots. @throws {ShapeError} */
export function rootWeights(weights: ArrayLike<number> | undefined, n: number, caller: string): Float64Array | undefined {
  if (weights === undefined) return undefined;
  if (weights.length !== n) throw new ShapeError(caller, 'sampleWeight', `have ${n} numbers, one for each row`, `${weights.length}`);
  const root = Float64Array.from(weights, Math.sqrt);
  const bad = root.findIndex((v) => !(v > 0 && Number.isFinite(v)));
  if (bad >= 0) throw new RangeError(`${caller}: sampleWeight must hold finite numbers > 0; got ${weights[bad]} at ${bad}`);
  return root;
}

/** The free direction ρ (not normalised), where there is an intercept. */
export const freeDirection = ({ intercept, root, y }: Problem): Float64Array | undefined =>
  intercept ? (root ?? new Float64Array(y.shape[0]).fill(1)) : undefined;

/** Rows of m multiplied by √w. */
export function scaleRows({ data, shape }: Matrix, root: Float64Array | undefined): Matrix {
  return { data: root ? data.map((v, at) => v * (root[Math.floor(at / shape[1])] as number)) : data, shape };
}

/** A linear kernel with fewer features than samples: its spectrum costs np². */
export const thin = (problem: Problem): problem is Problem & { readonly kernel: Kernel } =>
  problem.kernel !== 'precomputed' && problem.kernel.type === 'linear' && problem.x.shape[1] < problem.x.shape[0];

/** Column t, n×1. */
export const column = ({ data, shape: [n, q] }: Matrix, t: number): Matrix => ({
  data: Float64Array.from({ length: n }, (_, i) => data[i * q + t] as number),
  shape: [n, 1],
});

/** K̃, n×n. */
export function* weightedGram({ kernel, x, root }: Problem): Steps<Matrix> {
  const K: AnyMatrix = kernel === 'precomputed' ? x : yield* gramSteps(kernel, x, undefined);
  const n = K.shape[0];
  const data = Float64Array.from(K.data);
  if (root)
    for (let i = 0; i < n; i++)
      for (let j = 0; j < n; j++) data[i * n + j] = (data[i * n + j] as number) * (root[i] as number) * (root[j] as number);
  return { data, shape: [n, n] };
}

/** Spectrum of the problem, and the unit direction of the intercept, which is orthogonal to its U. */
export function* problemSpectrum(problem: Problem, options: SpectrumOptions = {}): Steps<{ s: Spectrum; free?: Float64Array }> {
  const { x, root } = problem;
  const y = scaleRows(problem.y, root);
  const direction = freeDirection(problem);
  if (!direction) {
    if (thin(problem)) return { s: yield* spectrumOfKernel(problem.kernel, scaleRows(x, root), y) };
    return { s: yield* spectrumOfMatrix(yield* weightedGram(problem), y, options) };
  }
  const length = Math.sqrt(direction.reduce((t, v) => t + v * v, 0));
  const u = direction.map((v) => v / length);
  const centred = project(y, u);
  if (thin(problem)) return { s: yield* spectrumOfKernel(problem.kernel, project(scaleRows(x, root), u), centred), free: u };
  const K = lift(yield* weightedGram(problem), u);
  return { s: dropLast(yield* spectrumOfMatrix(K, centred, options)), free: u };
}

/** (I − uuᵀ) M. */
function project({ data, shape }: Matrix, u: Float64Array): Matrix {
  const [n, q] = shape;
  const along = new Float64Array(q);
  for (let i = 0; i < n; i++) for (let t = 0; t < q; t++) along[t] = (along[t] as number) + (u[i] as number) * (data[i * q + t] as number);
  return { data: data.map((v, at) => v - (u[Math.floor(at / q)] as number) * (along[at % q] as number)), shape };
}

/** J K J + t uuᵀ with t above every eigenvalue of J K J. */
function lift(K: Matrix, u: Float64Array): Matrix {
  const [n] = K.shape;
  const half = project(K, u);
  const JKJ = new Float64Array(n * n);
  let norm = 0;
  for (let i = 0; i < n; i++) {
    let along = 0;
    for (let j = 0; j < n; j++) along += (half.data[i * n + j] as number) * (u[j] as number);
    let row = 0;
    for (let j = 0; j < n; j++) {
      const v = (half.data[i * n + j] as number) - along * (u[j] as number);
      JKJ[i * n + j] = v;
      row += Math.abs(v);
    }
    norm = Math.max(norm, row);
  }
  const t = norm > 0 ? 2 * norm : 1;
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) JKJ[i * n + j] = (JKJ[i * n + j] as number) + t * (u[i] as number) * (u[j] as number);
  return { data: JKJ, shape: [n, n] };
}

/** The spectrum without its largest eigenvalue. */
function dropLast({ n, d, U, c, y, clamped }: Spectrum): Spectrum {
  const r = d.length - 1;
  const q = c.shape[1];
  if (U.shape[1] === 0) return { n, d: d.slice(0, r), U, c: { data: c.data.slice(0, r * q), shape: [r, q] }, y, clamped };
  const data = new Float64Array(n * r);
  for (let i = 0; i < n; i++) data.set(U.data.subarray(i * (r + 1), i * (r + 1) + r), i * r);
  return { n, d: d.slice(0, r), U: { data, shape: [n, r] }, c: { data: c.data.slice(0, r * q), shape: [r, q] }, y, clamped };
}
