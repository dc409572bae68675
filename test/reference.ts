// Plain loops over plain arrays: what the kernels are compared with.
import type { Matrix } from '../src/matrix.js';

/** A matrix from a formula of row and column. */
export function build(m: number, n: number, element: (i: number, j: number) => number): Matrix {
  const data = new Float64Array(m * n);
  for (let i = 0; i < m; i++) for (let j = 0; j < n; j++) data[i * n + j] = element(i, j);
  return { data, shape: [m, n] };
}

export const copy = ({ data, shape }: Matrix): Matrix => ({ data: data.slice(), shape });
export const abs = ({ data, shape }: Matrix): Matrix => ({ data: data.map(Math.abs), shape });
export const times = ({ data, shape }: Matrix, factor: number): Matrix => ({ data: data.map((v) => v * factor), shape });
export const transpose = ({ data, shape: [m, n] }: Matrix): Matrix => build(n, m, (i, j) => data[j * n + i]);

/** The lower triangle, `fill` above it. */
export const lower = ({ data, shape: [m, n] }: Matrix, fill = 0): Matrix => build(m, n, (i, j) => (j <= i ? data[i * n + j] : fill));

/** The upper triangle, `fill` below it. */
export const upper = ({ data, shape: [m, n] }: Matrix, fill = 0): Matrix => build(m, n, (i, j) => (j >= i ? data[i * n + j] : fill));

/** A B by three loops, the inner one over p = 0, 1, …, k − 1. */
export function matmul(a: Matrix, b: Matrix): Matrix {
  const [m, k] = a.shape;
  const n = b.shape[1];
  const data = new Float64Array(m * n);
  for (let i = 0; i < m; i++) {
    for (let p = 0; p < k; p++) {
      const x = a.data[i * k + p];
      for (let j = 0; j < n; j++) data[i * n + j] += x * b.data[p * n + j];
    }
  }
  return { data, shape: [m, n] };
}

/** C = α A B + β C, k in blocks of `depth`: the order in which the packed product adds. β = 0 does not read C. */
export function gemm(alpha: number, a: Matrix, b: Matrix, beta: number, c: Matrix, depth = 256): Matrix {
  const [m, k] = a.shape;
  const n = b.shape[1];
  const out = beta === 0 ? build(m, n, () => 0) : times(c, beta);
  for (let p = 0; p < k && alpha !== 0; p += depth) {
    const end = Math.min(k, p + depth);
    const block = matmul(
      build(m, end - p, (i, q) => a.data[i * k + p + q]),
      build(end - p, n, (q, j) => b.data[(p + q) * n + j]),
    );
    const first = p === 0 && beta === 0;
    for (let i = 0; i < out.data.length; i++) out.data[i] = first ? alpha * block.data[i] : out.data[i] + alpha * block.data[i];
  }
  return out;
}

/** The same bits, −0 and 0 told apart, NaN equal to NaN. The index of the first that differs, or −1. */
export function firstDifference(x: ArrayLike<number>, y: ArrayLike<number>): number {
  if (x.length !== y.length) return Math.min(x.length, y.length);
  for (let i = 0; i < x.length; i++) if (!Object.is(x[i], y[i])) return i;
  return -1;
}

export function sameBits(x: ArrayLike<number>, y: ArrayLike<number>, what: string): void {
  const at = firstDifference(x, y);
  if (at >= 0) throw new Error(`${what}: element ${at} is ${x[at]}, want ${y[at]} to the last bit`);
}
