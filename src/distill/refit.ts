// Floor 7 · distillation by explicit refits with Cholesky: what the filters are checked against, and the way to fit one fixed model.
//
//   coef_t = (K + λ_t I)⁻¹ t_t,   t₀ = y,   t_t = (1 − ξ_t) y + ξ_t (K coef_{t−1} + b_{t−1} ρ)
//
// With a free direction ρ (the intercept column): coef = M t − b M ρ, b = ρᵀM t/ρᵀM ρ, M = (K + λI)⁻¹.
import { rowsMatrix, squareMatrix } from '../check.js';
import { engine } from '../engine.js';
import { choleskyBytes, choleskySolveBytes, choleskySolveSteps, choleskySteps } from '../linalg/cholesky.js';
import { copyRows, paddedLd } from '../linalg/rows.js';
import type { AnyMatrix, Matrix, MatrixLike } from '../matrix.js';
import { run, type Steps } from '../steps.js';
import { need } from '../wasm/arena.js';
import { type Distillation, ROW_STEPS, type Schedule, schedule } from './filter.js';

/** One fit: coefficients n×q, and the multiple of the free direction for each target (zeros without one). */
export interface Fit {
  readonly coef: Matrix;
  readonly free: Float64Array;
}

/**
 * Coefficients after every step, teacher first, each by solving its linear system.
 *
 * @param K - n×n, symmetric
 * @param y - n×q
 * @returns steps + 1 matrices n×q; a prediction is k(x, X) times one of them
 * @throws {NotPositiveDefiniteError} if K + λI is not positive definite
 *
 * Cost: n³/3 flops for each λ that differs from the one before, 4n²q a step.
 *
 * @example
 * distillByRefit([[1, 0], [0, 1]], [4, 8], { lambda: 1 }).map((m) => m.data[0]) // [2, 1]
 */
export function distillByRefit(K: MatrixLike, y: MatrixLike, options: Distillation): Matrix[] {
  const plan = schedule(options, 'distillByRefit', ROW_STEPS);
  const k = squareMatrix(K, 'distillByRefit', 'K');
  const n = k.shape[0];
  const Y = rowsMatrix(y, n, `as K is ${n}×${n}`, 'distillByRefit', 'y');
  return run(refitSteps('distillByRefit', k, Y, plan)).map((fit) => fit.coef);
}

/** The refits as steps, with an optional free direction ρ (n). */
export function* refitSteps(caller: string, K: AnyMatrix, y: AnyMatrix, { lambda, xi }: Schedule, free?: Float64Array): Steps<Fit[]> {
  const [n, q] = y.shape;
  const w = free ? q + 1 : q; // the free direction rides along as one more right-hand side
  const e = engine();
  const { arena, kernels } = e;
  const mark = arena.mark();
  try {
    const ld = paddedLd(n);
    arena.reserve(need(n * ld, n * ld, n * w, n * q, kernels.dgemmwork() / 8) + choleskyBytes(e, n) + choleskySolveBytes(e, n, w), caller);
    const k = copyRows(e, K.data, n, n, ld, caller);
    const factor = arena.alloc(n * ld, caller);
    const rhs = arena.alloc(n * w, caller);
    const out = arena.alloc(n * q, caller);
    const work = arena.alloc(kernels.dgemmwork() / 8, caller);
    kernels.dmirror(0, n, k, ld);

    let target = Float64Array.from(y.data);
    const fits: Fit[] = [];
    for (let t = 0; t < lambda.length; t++) {
      const l = lambda[t] as number;
      if (t === 0 || l !== lambda[t - 1]) {
        arena.f64(factor, n * ld).set(arena.f64(k, n * ld));
        const diagonal = arena.f64(factor, n * ld);
        for (let i = 0; i < n; i++) diagonal[i * ld + i] = (diagonal[i * ld + i] as number) + l;
        const inner = arena.mark();
        try {
          yield* choleskySteps(e, caller, n, factor, ld);
        } finally {
          arena.release(inner);
        }
      }
      const columns = arena.f64(rhs, n * w);
      for (let i = 0; i < n; i++) {
        columns.set(target.subarray(i * q, (i + 1) * q), i * w);
        if (free) columns[i * w + q] = free[i] as number;
      }
      yield* choleskySolveSteps(e, caller, n, w, factor, ld, rhs);
      const fit = separate(arena.f64(rhs, n * w), n, q, free);
      fits.push(fit);
      if (t === lambda.length - 1) break;
      const x = xi[t] as number;
      arena.f64(rhs, n * q).set(fit.coef.data);
      if (q === 1) kernels.dgemv(0, n, n, 1, k, ld, rhs, 0, out);
      else kernels.dgemm(0, 0, n, q, n, 1, k, ld, rhs, q, 0, out, q, work);
      const values = arena.f64(out, n * q);
      target = target.map((_, i) => {
        const taught = (values[i] as number) + (free ? (fit.free[i % q] as number) * (free[Math.floor(i / q)] as number) : 0);
        return (1 - x) * (y.data[i] as number) + x * taught;
      });
    }
    return fits;
  } finally {
    arena.release(mark);
  }
}

/** Coefficients and free multiples from the solved right-hand sides [M t, M ρ]. */
export function separate(solved: Float64Array, n: number, q: number, free: Float64Array | undefined): Fit {
  const w = free ? q + 1 : q;
  const coef = new Float64Array(n * q);
  const multiple = new Float64Array(q);
  if (free) {
    let below = 0;
    for (let i = 0; i < n; i++) {
      below += (free[i] as number) * (solved[i * w + q] as number);
      for (let j = 0; j < q; j++) multiple[j] = (multiple[j] as number) + (free[i] as number) * (solved[i * w + j] as number);
    }
    for (let j = 0; j < q; j++) multiple[j] = (multiple[j] as number) / below;
  }
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < q; j++) {
      const out = free ? (multiple[j] as number) * (solved[i * w + q] as number) : 0;
      coef[i * q + j] = (solved[i * w + j] as number) - out;
    }
  }
  return { coef: { data: coef, shape: [n, q] }, free: multiple };
}
