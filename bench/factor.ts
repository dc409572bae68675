// Bench · systems and orthogonal factorizations: solve, qr, svd of random square matrices.
import { matmul } from '../src/index.js';
import { random } from '../src/random.js';
import { type Operation, trial } from './compare.js';

/** n×n normal numbers. */
function normal(n: number, columns = n): Float64Array {
  const rng = random(n);
  return Float64Array.from({ length: n * columns }, rng.normal);
}

export const solve: Operation<number> = {
  name: 'solve',
  about: 'A x = b by LU with partial pivoting, random; 2n³/3 flops; resid ‖b − Ax‖₁/(‖A‖₁‖x‖₁nε); ours with scaling and rcond',
  sizes: [64, 128, 256, 512, 1024],
  small: [64, 128, 256],
  flops: (n) => (2 * n ** 3) / 3,
  problem(n) {
    const [a, b] = [normal(n), normal(n, 1)];
    return (peer) =>
      trial(peer.solve?.(a, b, n), (x) => {
        const left = product(a, x, n, 1).map((v, i) => v - b[i]);
        return norm1(left, 1) / (norm1(a, n) * norm1(x, 1) * n * Number.EPSILON);
      });
  },
};

export const qr: Operation<number> = {
  name: 'qr',
  about: 'A = Q R, both factors, random; 8n³/3 flops; resid ‖QR − A‖₁/(n‖A‖₁ε)',
  sizes: [64, 128, 256, 512],
  small: [64, 128, 256],
  flops: (n) => (8 * n ** 3) / 3,
  problem(n) {
    const a = normal(n);
    return (peer) => trial(peer.qr?.(a, n), ({ q, r }) => difference(product(q, r, n, n), a, n));
  },
};

export const svd: Operation<number> = {
  name: 'svd',
  about: 'A = U S Vᵀ with vectors, random; resid ‖USVᵀ − A‖₁/(n‖A‖₁ε)',
  sizes: [64, 128, 256, 512],
  small: [64, 128],
  flops: (n) => 17 * n ** 3,
  problem(n) {
    const a = normal(n);
    return (peer) =>
      trial(peer.svd?.(a, n), ({ u, values, v }) => {
        const scaled = u.map((x, i) => x * values[i % n]);
        const back = matmul({ data: scaled, shape: [n, n] }, { data: v, shape: [n, n] }, { transposeB: true }).data;
        return difference(back, a, n);
      });
  },
};

const product = (a: Float64Array, b: Float64Array, n: number, columns: number) =>
  matmul({ data: a, shape: [n, n] }, { data: b, shape: [n, columns] }).data;

const difference = (got: Float64Array, a: Float64Array, n: number) =>
  norm1(
    got.map((v, i) => v - a[i]),
    n,
  ) /
  (n * norm1(a, n) * Number.EPSILON);

/** The largest column sum. */
function norm1(a: Float64Array, columns: number): number {
  const sums = new Float64Array(columns);
  a.forEach((v, i) => {
    sums[i % columns] += Math.abs(v);
  });
  return sums.reduce((t, v) => Math.max(t, v), 0);
}
