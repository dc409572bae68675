// Floor 9 · what a kernel ridge model is asked for, and what it is once it is fitted: plain data.
import type { Kernel } from '../kernel.js';
import type { Matrix } from '../matrix.js';
import type { Problem } from './problem.js';

/** The criterion that finds what is left open. */
export type Automatic = 'loo' | 'gcv';

export interface KernelRidgeOptions {
  /** From `rbf`, `linear`, …; `'precomputed'`: fit takes K (n×n), predict the cross-Gram (m×n). */
  kernel: Kernel | 'precomputed';
  /** λ > 0 of K + λI; one for each target; or the criterion that chooses it. */
  lambda: number | readonly number[] | Automatic;
  /** Fit an intercept that carries no penalty. @default false */
  intercept?: boolean;
  /** `'auto'`: Cholesky for one fixed λ, or one that GCV chose; the spectrum after leave-one-out or for a linear kernel with p < n. @default 'auto' */
  solver?: 'auto' | 'cholesky' | 'eigh';
}

/** The students: how many, and their weights or the criterion that finds them. */
export interface Plan {
  readonly steps: number;
  readonly xi: readonly number[] | Automatic;
}

/** Teacher or student: coefficients n×q, intercepts q. */
export interface Student {
  readonly coef: Matrix;
  readonly intercept: Float64Array;
}

/** A fitted model as plain data: coefficients and intercept after every step, teacher first. */
export interface Fitted {
  readonly x: Matrix;
  readonly fits: readonly Student[];
  readonly lambda: readonly number[];
  readonly xi: readonly number[];
  /** What it was fitted to: adding and removing samples starts from it. */
  readonly problem?: Problem;
}
