// Floor 3 · the mixing weight of one step for any learner, from held-out predictions of two trainings instead of a grid of trainings.
//
//   v   predictions of the first fit (trained on the targets alone)
//   u   predictions of a refit on the teacher's outputs alone
//   f_ξ = (1 − ξ) v + ξ u       exact where the fit is linear in its targets (every kernel ridge), an approximation for networks
//
// Borup & Andersen, NeurIPS 2021, Algorithm 1 (α = 1 − ξ).
import { finiteMatrix, rowsMatrix, size } from '../check.js';
import { ShapeError } from '../errors.js';
import type { AnyMatrix, MatrixLike } from '../matrix.js';
import { bestWeight } from './weight.js';

/** Held-out targets and predictions, all of one shape. */
export interface Held {
  readonly y: MatrixLike;
  /** Of the first fit. */
  readonly first: MatrixLike;
  /** Of the model refitted to the teacher's outputs alone. */
  readonly refit: MatrixLike;
  /** Keeps the weight in [0, 1]. @default false */
  readonly clamp?: boolean;
}

/**
 * Best weight of the teacher for any learner: α* = ⟨y − u, v − u⟩/‖v − u‖², ξ = 1 − α*, over all entries.
 *
 * One extra training a step (ξ = 1) replaces a grid over ξ: train the next student with the weight found here.
 *
 * @returns ξ, any real number unless `clamp`; 0 (α = 1) where both models predict the same
 * @throws {ShapeError} if the shapes differ
 *
 * Cost: O(mq).
 *
 * @example
 * mixingWeight({ y: [1, 2], first: [0, 0], refit: [2, 4] }).xi // 0.5
 *
 * @see Borup & Andersen, NeurIPS 2021, Algorithm 1
 */
export function mixingWeight({ y, first, refit, clamp = false }: Held): { readonly xi: number; readonly alpha: number } {
  const Y = finiteMatrix(y, 'mixingWeight', 'y');
  const v = like(Y, first, 'first');
  const u = like(Y, refit, 'refit');
  const free = bestWeight(
    v.data.map((value, i) => value - (Y.data[i] as number)),
    u.data.map((value, i) => value - (v.data[i] as number)),
  ).xi;
  const xi = clamp ? Math.min(1, Math.max(0, free)) : free;
  return { xi, alpha: 1 - xi };
}

function like(y: AnyMatrix, x: MatrixLike, argument: string): AnyMatrix {
  const a = rowsMatrix(x, y.shape[0], 'as y has', 'mixingWeight', argument);
  if (a.shape[1] !== y.shape[1]) throw new ShapeError('mixingWeight', argument, `have ${y.shape[1]} columns, as y has`, size(a));
  return a;
}
