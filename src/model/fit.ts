// Floor 13 · fitting a kernel ridge model, distilled or not: λ and ξ found where they are left open, then one of two solvers.
import { distilled, type Schedule } from '../distill/filter.js';
import { refitSteps } from '../distill/refit.js';
import { dualCoef } from '../spectral/apply.js';
import type { Spectrum } from '../spectral/spectrum.js';
import type { Steps } from '../steps.js';
import type { Automatic, Fitted, KernelRidgeOptions, Plan, Student } from './fitted.js';
import { meanResidual } from './predict.js';
import { column, freeDirection, type Problem, problemSpectrum, scaleRows, thin, weightedGram } from './problem.js';
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
  const first = options.solver === 'cholesky' || (options.solver !== 'eigh' && !criterion && !thin(problem) && !perTarget);
  // GCV needs no vectors: without them, and with refits, a fit takes two thirds of the time. But where K has lost rank, the spectrum's coefficients
  // are those of least norm, and refits have others
  const lean = criterion === 'gcv' && !thin(problem) && options.solver !== 'eigh';
  let shared: Shared | undefined = criterion || !first ? yield* problemSpectrum(problem, { vectors: !lean }) : undefined;
  const direct = first || (lean && shared?.s.clamped === 0);
  if (lean && !direct) shared = yield* problemSpectrum(problem);
  const given = { x: kernel === 'precomputed' ? { data: new Float64Array(0), shape: [0, 0] as const } : x, problem };
  if (perTarget) {
    const fits: Student[] = [];
    for (let t = 0; t < perTarget.length; t++) {
      const one = { ...problem, y: column(y, t) };
      const own = direct || !shared ? undefined : { ...shared.s, c: column(shared.s.c, t), y: column(shared.s.y, t) };
      fits.push(...(yield* students(one, { lambda: [perTarget[t] as number], xi: [] }, own, name)));
    }
    return { ...given, fits: [joined(fits)], lambda: perTarget, xi: [] };
  }
  const schedule = criterion ? searched(shared as Shared, options, plan, criterion, name) : written(options, plan);
  return { ...given, fits: yield* students(problem, schedule, direct ? undefined : shared?.s, name), ...schedule };
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
