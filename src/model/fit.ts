// Floor 13 · fitting a kernel ridge model, distilled or not: λ and ξ found where they are left open, then one of two solvers.
import { distilled, type Schedule } from '../distill/filter.js';
import { refitSteps } from '../distill/refit.js';
import type { Matrix } from '../matrix.js';
import { dualCoef } from '../spectral/apply.js';
import type { Spectrum } from '../spectral/spectrum.js';
import type { Steps } from '../steps.js';
import type { Automatic, Fitted, KernelRidgeOptions, Plan, Student } from './fitted.js';
import { predictSteps } from './predict.js';
import { freeDirection, isThin, type Problem, problemSpectrum, scaleRows, weightedGram } from './problem.js';
import { search } from './select.js';

/** The decomposition that one fit's models share. */
export interface Shared {
  readonly s: Spectrum;
  readonly free?: Float64Array;
}

/** Fits the problem: coefficients and intercept after every step. `perTarget`: a λ for each target of a plain ridge. */
export function* fitProblem(
  problem: Problem,
  options: KernelRidgeOptions,
  plan: Plan,
  perTarget: readonly number[] | undefined,
  name: string,
): Steps<Fitted> {
  const { kernel, x, y } = problem;
  const criterion = [options.lambda, plan.xi].find((v) => typeof v === 'string') as Automatic | undefined;
  const thin = isThin(problem);
  const first = options.solver === 'cholesky' || (options.solver !== 'eigh' && !criterion && !thin && !perTarget);
  // GCV needs no vectors: without them, and with refits, a fit takes two thirds of the time. But where K has lost rank, the spectrum's coefficients
  // are those of least norm, and refits have others
  const lean = criterion === 'gcv' && !thin && options.solver !== 'eigh';
  let shared: Shared | undefined = criterion || !first ? yield* problemSpectrum(problem, { vectors: !lean }) : undefined;
  const direct = first || (lean && shared?.s.clamped === 0);
  if (lean && !direct) shared = yield* problemSpectrum(problem);
  const kept = kernel === 'precomputed' ? { data: new Float64Array(0), shape: [0, 0] as const } : x;
  if (perTarget) {
    const fits: Student[] = [];
    for (let t = 0; t < perTarget.length; t++) {
      const one = { ...problem, y: column(y, t) };
      const own = direct || !shared ? undefined : { ...shared.s, c: column(shared.s.c, t), y: column(shared.s.y, t) };
      fits.push(...(yield* students(one, { lambda: [perTarget[t] as number], xi: [] }, own, name)));
    }
    return { x: kept, fits: [joined(fits)], lambda: perTarget, xi: [] };
  }
  const schedule = criterion ? searched(shared as Shared, options, plan, criterion, name) : written(options, plan);
  return { x: kept, fits: yield* students(problem, schedule, direct ? undefined : shared?.s, name), ...schedule };
}

/** The schedule that the criterion finds for what is left open. */
export function searched(
  { s, free }: Shared,
  { lambda }: KernelRidgeOptions,
  { steps, xi }: Plan,
  criterion: Automatic,
  name: string,
): Schedule {
  const open = { lambda: typeof lambda === 'number' ? lambda : undefined, xi: typeof xi === 'string' ? undefined : xi, steps, criterion };
  const found = search(s, free, open, name);
  return { lambda: new Array<number>(steps + 1).fill(found.lambda), xi: found.xi };
}

/** The schedule that the options give: one λ for all fits, or λ₀ … λ_k. */
export const written = ({ lambda }: KernelRidgeOptions, { steps, xi }: Plan): Schedule => ({
  lambda: typeof lambda === 'number' ? new Array<number>(steps + 1).fill(lambda) : (lambda as readonly number[]),
  xi: xi as readonly number[],
});

/** Teacher and students: filters of the spectrum where there is one, refits by Cholesky otherwise. */
export function* students(problem: Problem, schedule: Schedule, s: Spectrum | undefined, name: string): Steps<Student[]> {
  const { y, root, intercept } = problem;
  const { lambda, xi } = schedule;
  const coefs = s
    ? lambda.map((_, k) => dualCoef(s, distilled({ lambda: lambda.slice(0, k + 1), xi: xi.slice(0, k) }), { leastNorm: true }))
    : (yield* refitSteps(name, yield* weightedGram(problem), scaleRows(y, root), schedule, freeDirection(problem))).map((fit) => fit.coef);
  const fits: Student[] = [];
  for (const scaled of coefs) {
    const coef = scaleRows(scaled, root);
    fits.push({ coef, intercept: intercept ? yield* meanResidual(problem, coef) : new Float64Array(y.shape[1]) });
  }
  return fits;
}

/** b = Σ w (y − k(x, X) α)/Σ w: what the free direction takes, whichever solver found α. */
function* meanResidual({ kernel, x, y, root }: Problem, coef: Matrix): Steps<Float64Array> {
  const values = (yield* predictSteps(kernel, x, x, coef)).data;
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

export const column = ({ data, shape: [n, q] }: Matrix, t: number): Matrix => ({
  data: Float64Array.from({ length: n }, (_, i) => data[i * q + t] as number),
  shape: [n, 1],
});

/** One model of several targets from models of one. */
export function joined(fits: readonly Student[]): Student {
  const q = fits.length;
  const n = fits[0]?.coef.shape[0] ?? 0;
  const data = new Float64Array(n * q);
  fits.forEach(({ coef }, t) => {
    for (let i = 0; i < n; i++) data[i * q + t] = coef.data[i] as number;
  });
  return { coef: { data, shape: [n, q] }, intercept: Float64Array.from(fits, ({ intercept }) => intercept[0] as number) };
}
