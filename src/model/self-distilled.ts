// Floor 15 · self-distilled kernel ridge regression as a model: a teacher and k students, each fitted to a mix of y and its teacher's values.
import { finite, oneOf, wholeUpTo } from '../check.js';
import { ROW_STEPS, schedule } from '../distill/filter.js';
import type { Matrix, MatrixLike } from '../matrix.js';
import { MOST_STEPS } from '../risk/parts.js';
import { tunedSteps } from '../risk/tune.js';
import type { Automatic, KernelRidgeOptions, Plan } from './fitted.js';
import { KernelRidge } from './kernel-ridge.js';
import { optionsOf, stateOf } from './stored.js';

export interface SelfDistilledOptions extends KernelRidgeOptions {
  /** λ > 0 for every fit; λ₀ … λ_k, one for the teacher and each student; or the criterion that chooses one. */
  lambda: KernelRidgeOptions['lambda'];
  /** Weight of the teacher in each student's targets: one for all steps, ξ₁ … ξ_k, or the criterion that chooses them. @default 1 */
  xi?: number | readonly number[] | Automatic;
  /** Number of students k. @default the length of `xi`, or 1 */
  steps?: number;
}

/**
 * Self-distilled kernel ridge regression: student t is fitted to (1 − ξ_t) y + ξ_t ŷ_{t−1}, ŷ_{t−1} its teacher's fitted values.
 *
 * With `lambda: 'loo'` and `xi: 'loo'` both are chosen by exact leave-one-out of the whole pipeline.
 *
 * Cost: as `KernelRidge`; further steps are O(n²). At most 10⁴; 1000 where a criterion chooses λ, 200 where it chooses ξ.
 *
 * @example
 * new SelfDistilledKernelRidge({ kernel: linear(), lambda: 1, xi: 1 }).fit([[1], [2]], [1, 2]).predictStep([[6]], 0).data // [5]
 * new SelfDistilledKernelRidge({ kernel: linear(), lambda: 1, xi: 1, steps: 2 }).fit([[1], [0]], [8, 0]).predict([[1]]).data // [1]
 *
 * @see Borup & Andersen, NeurIPS 2021; Pareek, Du & Oh, NeurIPS 2024
 */
export class SelfDistilledKernelRidge extends KernelRidge {
  constructor(override readonly options: SelfDistilledOptions) {
    super(options);
    const { lambda, xi = 1, steps } = options;
    const { name } = this;
    if (typeof xi === 'string') oneOf(['loo', 'gcv'], xi, name, 'xi');
    else for (const v of [xi].flat()) finite(v, name, 'xi');
    if (steps !== undefined) countable(steps, options, name);
    const named = [lambda, xi].filter((v) => typeof v === 'string');
    if (named.length === 2 && lambda !== xi)
      throw new RangeError(`${name}: lambda and xi must name the same criterion; got '${lambda}' and '${xi}'`);
    if (typeof xi === 'string' && Array.isArray(lambda)) {
      throw new RangeError(`${name}: xi '${xi}' needs one lambda for all steps; got ${lambda.length}`);
    }
    // checks lengths against each other
    if (typeof lambda !== 'string')
      schedule({ lambda, ...(typeof xi === 'string' ? {} : { xi }), ...(steps === undefined ? {} : { steps }) }, name, ROW_STEPS);
  }

  /** ξ₁ … ξ_k, given or chosen. */
  get xi(): readonly number[] {
    return this.fitted('xi').xi;
  }

  /** Predictions of the student after `step` distillations; 0 is the teacher. */
  predictStep(x: MatrixLike, step: number): Matrix {
    const last = this.fitted('predictStep').fits.length - 1;
    if (!(Number.isInteger(step) && step >= 0 && step <= last)) {
      throw new RangeError(`${this.name}.predictStep: step must be a whole number from 0 to ${last}; got ${step}`);
    }
    return this.predictAt(x, step, 'predictStep');
  }

  static override fromJSON(json: unknown): SelfDistilledKernelRidge {
    const model = new SelfDistilledKernelRidge(optionsOf(json, 'SelfDistilledKernelRidge'));
    model.state = stateOf(json);
    return model;
  }

  protected override get name(): string {
    return 'SelfDistilledKernelRidge';
  }

  protected override get plan(): Plan {
    const { lambda, xi = 1, steps } = this.options;
    if (typeof xi === 'string') return { steps: steps ?? 1, xi };
    const { xi: written } = schedule(
      { lambda: typeof lambda === 'string' ? 1 : lambda, xi, ...(steps === undefined ? {} : { steps }) },
      this.name,
    );
    return { steps: written.length, xi: written };
  }

  protected override perTarget(): undefined {
    return undefined;
  }
}

/** As many students as the way to λ and ξ can bear: searched together, compared on the rows, or only fitted. */
function countable(steps: number, { lambda, xi }: SelfDistilledOptions, name: string): number {
  if (typeof xi === 'string') return tunedSteps(steps, name);
  return wholeUpTo(0, typeof lambda === 'string' ? MOST_STEPS : ROW_STEPS, steps, name, 'steps');
}
