// Bench · matrix product of square matrices, in double and in single precision.
import { random } from '../src/random.js';
import { type Operation, trial } from './compare.js';

export const matmul: Operation<number> = {
  name: 'matmul',
  about:
    "C = A B, n×n doubles; 2n³ flops; resid max |C t − A(B t)| / (n ε |A||B||t|), t random signs; out: the result to memory of the caller's; kernel: without the copies",
  sizes: [64, 128, 256, 512, 1024, 2048],
  small: [64, 128, 256],
  flops: (n) => 2 * n ** 3,
  problem(n) {
    const rng = random(n);
    const normal = () => Float64Array.from({ length: n * n }, rng.normal);
    const [a, b] = [normal(), normal()];
    const t = Float64Array.from({ length: n }, () => (rng() < 0.5 ? -1 : 1));
    return (peer) => trial(peer.matmul?.(a, b, n), (c) => productRatio(c, a, b, t));
  },
};

export const matmul32: Operation<number> = {
  name: 'matmul32',
  about: 'C = A B, n×n floats; as matmul, ε of single precision, peak counted twice (four lanes)',
  single: true,
  sizes: [64, 128, 256, 512, 1024],
  small: matmul.small,
  flops: matmul.flops,
  problem(n) {
    const rng = random(n);
    const normal = () => Float32Array.from({ length: n * n }, rng.normal);
    const [a, b] = [normal(), normal()];
    const t = Float64Array.from({ length: n }, () => (rng() < 0.5 ? -1 : 1));
    const wide = (x: Float32Array) => Float64Array.from(x);
    return (peer) => trial(peer.matmul32?.(a, b, n), (c) => productRatio(wide(c), wide(a), wide(b), t) * (Number.EPSILON / 2 ** -23));
  },
};

/** Rounding of C = A B as a random vector sees it: n² work in place of n³. (As BLIS tests its products.) */
function productRatio(c: Float64Array, a: Float64Array, b: Float64Array, t: Float64Array): number {
  const n = t.length;
  const got = times(c, t);
  const want = times(a, times(b, t));
  const bound = times(a.map(Math.abs), times(b.map(Math.abs), new Float64Array(n).fill(1)));
  let top = 0;
  for (let i = 0; i < n; i++) top = Math.max(top, Math.abs(got[i] - want[i]) / (n * Number.EPSILON * bound[i]));
  return top;
}

function times(a: Float64Array, x: Float64Array): Float64Array {
  const n = x.length;
  return Float64Array.from({ length: n }, (_, i) => {
    let s = 0;
    for (let j = 0; j < n; j++) s += a[i * n + j] * x[j];
    return s;
  });
}
