// Floor 10 · what a risk is measured on, and its components at each λ (see parts.ts: any risk is a mean of squares, a quadratic in ξ̄).
import { oneOf } from '../check.js';
import type { MatrixLike } from '../matrix.js';
import type { Spectrum } from '../spectral/spectrum.js';
import { gcvComponents } from './components-gcv.js';
import { validationComponents } from './components-held.js';
import { looComponents } from './components-loo.js';
import { truthComponents } from './components-truth.js';
import type { Components } from './parts.js';

/** What a risk is measured on. Every risk is a mean squared error over all entries, that of parameters over the targets. */
export type Criterion =
  /** Exact leave-one-out of the whole pipeline. */
  | 'loo'
  /** Generalised cross-validation, normalised so that it agrees with leave-one-out. */
  | 'gcv'
  /** Generalised cross-validation as published by Dang, Patil & Rinaldo. */
  | 'gcv-published'
  /** K: m×n cross-Gram to the training points, y: m×q. */
  | { readonly validation: { readonly K: MatrixLike; readonly y: MatrixLike } }
  /** Fixed design with known f (n×q). */
  | { readonly truth: { readonly f: MatrixLike; readonly noiseVariance: number } }
  /** The same, measured on the parameters: E‖β̂ − β*‖² in the norm of the kernel, a mean over the targets. */
  | { readonly parameters: { readonly f: MatrixLike; readonly noiseVariance: number } };

/** Components at each λ in turn, for up to `steps` distillations. `free`: unit vector of an unpenalised direction orthogonal to U. */
export function components(
  s: Spectrum,
  criterion: Criterion,
  lambdas: readonly number[],
  steps: number,
  caller: string,
  free?: Float64Array,
): Generator<Components> {
  if (typeof criterion === 'object' && criterion !== null) {
    if ('validation' in criterion) return validationComponents(s, criterion.validation, lambdas, steps, caller);
    if ('parameters' in criterion) return truthComponents(s, criterion.parameters, 'parameters', lambdas, steps, caller);
    if ('truth' in criterion) return truthComponents(s, criterion.truth, 'truth', lambdas, steps, caller);
  }
  oneOf(['loo', 'gcv', 'gcv-published'], criterion, caller, 'criterion');
  if (criterion === 'loo') return looComponents(s, lambdas, steps, free);
  return gcvComponents(s, lambdas, steps, criterion === 'gcv', free);
}
