// The whole pipeline in plain loops, from scratch: fit, distil, leave rows out, predict. Nothing of the library but its matrix type.
import type { Matrix } from '../src/matrix.js';
import { EPS } from './residual.js';

/** Rows `rows` and columns `columns` of m. */
export const pick = ({ data, shape: [, n] }: Matrix, rows: readonly number[], columns?: readonly number[]): Matrix => {
  const all = columns ?? Array.from({ length: n }, (_, j) => j);
  return { data: Float64Array.from(rows.flatMap((i) => all.map((j) => data[i * n + j] as number))), shape: [rows.length, all.length] };
};

/** A⁻¹ B by Gaussian elimination with partial pivoting. */
export function eliminate(A: Matrix, B: Matrix): Matrix {
  const n = A.shape[0];
  const q = B.shape[1];
  const a = Array.from({ length: n }, (_, i) => [...A.data.subarray(i * n, (i + 1) * n), ...B.data.subarray(i * q, (i + 1) * q)]);
  for (let j = 0; j < n; j++) {
    let p = j;
    for (let i = j + 1; i < n; i++) if (Math.abs(a[i]![j]!) > Math.abs(a[p]![j]!)) p = i;
    [a[j], a[p]] = [a[p]!, a[j]!];
    for (let i = 0; i < n; i++) {
      if (i === j) continue;
      const f = a[i]![j]! / a[j]![j]!;
      if (f !== 0) for (let k = j; k < n + q; k++) a[i]![k]! -= f * a[j]![k]!;
    }
  }
  return { data: Float64Array.from(a.flatMap((row, i) => row.slice(n).map((v) => v / row[i]!))), shape: [n, q] };
}

export interface Pipeline {
  readonly lambda: readonly number[];
  readonly xi: readonly number[];
  readonly intercept?: boolean;
}

/** Coefficients and intercept after every step. With an intercept: the bordered system [K + λI, 1; 1ᵀ, 0]. */
export function refit(K: Matrix, y: Matrix, { lambda, xi, intercept = false }: Pipeline): { coef: Matrix; b: number[] }[] {
  const n = K.shape[0];
  const q = y.shape[1];
  let target = y;
  return lambda.map((l, t) => {
    const size = intercept ? n + 1 : n;
    const A = { data: new Float64Array(size * size), shape: [size, size] as const };
    const B = { data: new Float64Array(size * q), shape: [size, q] as const };
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) A.data[i * size + j] = (K.data[i * n + j] as number) + (i === j ? l : 0);
      if (intercept) A.data[i * size + n] = A.data[n * size + i] = 1;
      for (let c = 0; c < q; c++) B.data[i * q + c] = target.data[i * q + c] as number;
    }
    const solved = eliminate(A, B);
    const coef = pick(
      solved,
      Array.from({ length: n }, (_, i) => i),
    );
    const b = Array.from({ length: q }, (_, c) => (intercept ? (solved.data[n * q + c] as number) : 0));
    const x = xi[t] ?? 0;
    const taught = predict(K, { coef, b });
    target = { data: y.data.map((v, at) => (1 - x) * v + x * (taught.data[at] as number)), shape: y.shape };
    return { coef, b };
  });
}

/** K α + b. */
export function predict(K: Matrix, { coef, b }: { coef: Matrix; b: readonly number[] }): Matrix {
  const [m, n] = K.shape;
  const q = coef.shape[1];
  const data = new Float64Array(m * q);
  for (let i = 0; i < m; i++) {
    for (let c = 0; c < q; c++) {
      let s = b[c] as number;
      for (let j = 0; j < n; j++) s += (K.data[i * n + j] as number) * (coef.data[j * q + c] as number);
      data[i * q + c] = s;
    }
  }
  return { data, shape: [m, q] };
}

/** Each fold predicted by the last student of a pipeline that never saw its rows. */
export function leaveOut(K: Matrix, y: Matrix, folds: readonly (readonly number[])[], plan: Pipeline): Matrix {
  const n = K.shape[0];
  const q = y.shape[1];
  const data = new Float64Array(n * q);
  for (const fold of folds) {
    const kept = Array.from({ length: n }, (_, i) => i).filter((i) => !fold.includes(i));
    const last = refit(pick(K, kept, kept), pick(y, kept), plan).at(-1)!;
    const out = predict(pick(K, fold, kept), last);
    fold.forEach((i, j) => {
      data.set(out.data.subarray(j * q, (j + 1) * q), i * q);
    });
  }
  return { data, shape: [n, q] };
}

/** max|x − y| in units of ε·condition·max|y|. */
export function relativeRatio(x: ArrayLike<number>, y: ArrayLike<number>, condition: number): number {
  let [gap, top] = [0, Number.MIN_VALUE];
  for (let i = 0; i < y.length; i++) {
    gap = Math.max(gap, Math.abs((x[i] as number) - (y[i] as number)));
    top = Math.max(top, Math.abs(y[i] as number));
  }
  return x.length === y.length && !Number.isNaN(gap) ? gap / (2 * EPS * condition * top) : Number.POSITIVE_INFINITY;
}

/** Condition of a pipeline: that of its worst system, times how far its weights can blow a rounding error up. */
export function condition(top: number, { lambda, xi }: Pipeline): number {
  const worst = Math.max(...lambda.map((l) => (top + l) / l));
  return worst * xi.reduce((product, x) => product * (1 + 2 * Math.abs(x)), 1);
}

/** The schedules every formula is tried on: none, one and several steps, ξ beyond [0, 1], λ differing by step. */
export const plans: Record<string, Pipeline> = {
  ridge: { lambda: [0.3], xi: [] },
  'one step, xi 1': { lambda: [0.3, 0.3], xi: [1] },
  'one step, xi −1.7': { lambda: [0.3, 0.3], xi: [-1.7] },
  'two steps, three λ': { lambda: [0.3, 0.7, 0.05], xi: [0.8, -0.5] },
  'three steps, xi beyond 1': { lambda: [0.4, 0.4, 0.4, 0.4], xi: [0.4, 1.3, -0.2] },
  'two steps, xi 0': { lambda: [2, 0.1, 0.9], xi: [0, 0] },
};
