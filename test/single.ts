// Single precision in tests: matrices of floats inside a machine, NaN behind each row, and plain loops that round at every operation.
import type { Matrix } from '../src/matrix.js';
import { build } from './reference.js';
import { EPS, elementRatio } from './residual.js';
import type { Machine } from './variants.js';

const PATTERN = 0x7fa45afe; // a signalling NaN

/** Every element rounded to single precision. */
export const rounded = ({ data, shape }: Matrix): Matrix => ({ data: data.map(Math.fround), shape });

/** The same numbers as a Matrix<Float32Array>. */
export const single = ({ data, shape }: { data: ArrayLike<number>; shape: readonly [number, number] }) => ({
  data: Float32Array.from(data),
  shape,
});

const view = (machine: Machine, at: number, n: number) => new Float32Array(machine.f64(0, 0).buffer, at, n);

/** Pointer to n fresh floats, `offset` floats beyond a boundary of 16 bytes; all NaN. */
export function room32(machine: Machine, n: number, offset = 0): number {
  const size = n + offset + ((n + offset) & 1);
  const at = machine.room(size / 2);
  new Uint32Array(machine.f64(0, 0).buffer, at, size).fill(PATTERN);
  return at + 4 * offset;
}

/** A matrix of floats with NaN behind each row. */
export function put32(machine: Machine, { data, shape: [m, n] }: Matrix, ld = n, offset = 0): number {
  const at = room32(machine, m * ld, offset);
  for (let i = 0; i < m; i++) view(machine, at + 4 * i * ld, n).set(data.subarray(i * n, (i + 1) * n));
  return at;
}

/** A copy as doubles; fails where the padding was written. */
export function get32(machine: Machine, at: number, m: number, n: number, ld = n): Matrix {
  const data = new Float64Array(m * n);
  for (let i = 0; i < m; i++) {
    data.set(view(machine, at + 4 * i * ld, n), i * n);
    const padding = new Uint32Array(machine.f64(0, 0).buffer, at + 4 * (i * ld + n), ld - n);
    if (padding.some((word) => word !== PATTERN)) throw new Error(`${machine.name}: a write in the padding of row ${i} (n=${n} ld=${ld})`);
  }
  return { data, shape: [m, n] };
}

/** C = α A B + β C, rounded to single at every operation, k in chains of `depth`: the order of the packed product. */
export function gemm32(alpha: number, a: Matrix, b: Matrix, beta: number, c: Matrix, depth = 256): Matrix {
  const { fround } = Math;
  const [m, k] = a.shape;
  const n = b.shape[1];
  return build(m, n, (i, j) => {
    let out = beta === 0 ? 0 : fround(beta * c.data[i * n + j]);
    for (let p = 0; p < k && alpha !== 0; p += depth) {
      let chain = 0;
      for (let q = p; q < Math.min(k, p + depth); q++) chain = fround(chain + fround(a.data[i * k + q] * b.data[q * n + j]));
      out = p === 0 && beta === 0 ? fround(alpha * chain) : fround(out + fround(alpha * chain));
    }
    return out;
  });
}

/** `elementRatio` in units of the roundoff of single precision, 2⁻²⁴. */
export const elementRatio32 = (c: Matrix, reference: Matrix, bound: Matrix, k: number) =>
  elementRatio(c, reference, bound, k) * (EPS / 2 ** -24);
