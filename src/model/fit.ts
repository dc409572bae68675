// Floor 13 · fitting a kernel ridge model, distilled or not: λ and ξ found where they are left open, then one of two solvers.
import { distilled, type Schedule } from '../distill/filter.js';
import { type Fit, refitSteps } from '../distill/refit.js';
import { gram } from '../gram.js';
import type { Kernel } from '../kernel.js';
import { matmul } from '../linalg/blas.js';
import type { Matrix } from '../matrix.js';
import { dualCoef } from '../spectral/apply.js';
import type { Steps } from '../steps.js';
import { freeDirection, type Problem, problemSpectrum, scaleRows, weightedGram } from './problem.js';
import { type Automatic, search } from './select.js';

export interface KernelRidgeOptions {
  /** From `rbf`, `linear`, …; `'precomputed'`: fit takes K (n×n), predict the cross-Gram (m×n). */
  kernel: Kernel | 'precomputed';
  /** λ > 0 of K + λI; one for each target; or the criterion that chooses it. */
  lambda: number | readonly number[] | Automatic;
  /** Fit an intercept that carries no penalty. @default false */
  intercept?: boolean;
  /** `'auto'`: Cholesky for one fixed λ, the spectrum where λ is chosen or the kernel linear with p < n. @default 'auto' */
  solver?: 'auto' | 'cholesky' | 'eigh';
}

/** The students: how many, and their weights or the criterion that finds them. */
export interface Plan {
  readonly steps: number;
  readonly xi: readonly number[] | Automatic;
}

/** A fitted model as plain data: coefficients and intercept after every step, teacher first. */
export interface Fitted {
  readonly x: Matrix;
  readonly fits: readonly { readonly coef: Matrix; readonly intercept: Float64Array }[];
  readonly lambda: readonly number[];
  readonly xi: readonly number[];
}

/** k(x, X) α; for a linear kernel through the primal weights Xᵀα, which is cheaper and rounds less. */
export function rawPredictions(kernel: Kernel | 'precomputed', x: Matrix, train: Matrix, coef: Matrix): Matrix {
  if (kernel === 'precomputed') return matmul(x, coef);
  if (kernel.type === 'linear') return matmul(x, matmul(train, coef, { transposeA: true }));
  return matmul(gram(kernel, x, train), coef);
}

/** Fits the problem: coefficients and intercept after every step. `perTarget`: a λ for each target of a plain ridge. */
export function* fitProblem(
  problem: Problem,
  options: KernelRidgeOptions,
  plan: Plan,
  perTarget: readonly number[] | undefined,
  name: string,
): Steps<Fitted> {
  const { kernel, x, y, root } = problem;
  const q = y.shape[1];
  const automatic = [options.lambda, plan.xi].find((v) => typeof v === 'string') as Automatic | undefined;
  const thin = kernel !== 'precomputed' && kernel.type === 'linear' && x.shape[1] < x.shape[0];
  const byCholesky = options.solver === 'cholesky' || (options.solver !== 'eigh' && !automatic && !thin && !perTarget);
  const spectral = automatic || !byCholesky ? yield* problemSpectrum(problem) : undefined;

  let schedule: Schedule;
  if (automatic) {
    const { s, free } = spectral as NonNullable<typeof spectral>;
    const lambda = typeof options.lambda === 'number' ? options.lambda : undefined;
    const xi = typeof plan.xi === 'string' ? undefined : plan.xi;
    const found = search(s, free, { lambda, xi, steps: plan.steps, criterion: automatic }, name);
    schedule = { lambda: new Array<number>(plan.steps + 1).fill(found.lambda), xi: found.xi };
  } else schedule = written(options.lambda as number | readonly number[], plan as { steps: number; xi: readonly number[] }, perTarget);

  const scaled = scaleRows(y, root);
  const schedules = perTarget ? perTarget.map((lambda) => ({ lambda: [lambda], xi: [] })) : [schedule];
  const parts: Fit[][] = [];
  for (let t = 0; t < schedules.length; t++) {
    const one = schedules[t] as Schedule;
    if (byCholesky) {
      const target = perTarget ? column(scaled, t) : scaled;
      parts.push(yield* refitSteps(name, yield* weightedGram(problem), target, one, freeDirection(problem)));
    } else {
      const s = (spectral as NonNullable<typeof spectral>).s;
      const own = perTarget ? { ...s, c: column(s.c, t), y: column(s.y, t) } : s;
      parts.push(
        one.lambda.map((_, k) => {
          const filter = distilled({ lambda: one.lambda.slice(0, k + 1), xi: one.xi.slice(0, k) });
          return { coef: dualCoef(own, filter), free: new Float64Array(own.c.shape[1]) };
        }),
      );
    }
  }
  const fits = schedule.lambda.map((_, k) => {
    const coef = scaleRows(joinColumns(parts.map((p) => (p[k] as Fit).coef)), root);
    return { coef, intercept: problem.intercept ? meanResidual(problem, coef) : new Float64Array(q) };
  });
  return {
    x: kernel === 'precomputed' ? { data: new Float64Array(0), shape: [0, 0] } : x,
    fits,
    ...schedule,
    ...(perTarget ? { lambda: perTarget } : {}),
  };
}

function written(
  lambda: number | readonly number[],
  { steps, xi }: { steps: number; xi: readonly number[] },
  perTarget: readonly number[] | undefined,
): Schedule {
  if (perTarget) return { lambda: perTarget.slice(0, 1), xi: [] };
  return { lambda: typeof lambda === 'number' ? new Array<number>(steps + 1).fill(lambda) : lambda, xi };
}

/** b = Σ w (y − k(x, X) α)/Σ w: what the free direction takes, whichever solver found α. */
function meanResidual({ kernel, x, y, root }: Problem, coef: Matrix): Float64Array {
  const values = rawPredictions(kernel, x, x, coef).data;
  const [n, q] = y.shape;
  const b = new Float64Array(q);
  let total = 0;
  for (let i = 0; i < n; i++) {
    const w = root ? (root[i] as number) ** 2 : 1;
    total += w;
    for (let t = 0; t < q; t++) b[t] = (b[t] as number) + w * ((y.data[i * q + t] as number) - (values[i * q + t] as number));
  }
  return b.map((v) => v / total);
}

const column = ({ data, shape: [n, q] }: Matrix, t: number): Matrix => ({
  data: Float64Array.from({ length: n }, (_, i) => data[i * q + t] as number),
  shape: [n, 1],
});

function joinColumns(parts: readonly Matrix[]): Matrix {
  if (parts.length === 1) return parts[0] as Matrix;
  const n = (parts[0] as Matrix).shape[0];
  return {
    data: Float64Array.from(
      { length: n * parts.length },
      (_, at) => (parts[at % parts.length] as Matrix).data[Math.floor(at / parts.length)] as number,
    ),
    shape: [n, parts.length],
  };
}
