// Bench · Cholesky factorization.
import { matmul } from '../src/index.js';
import { random } from '../src/random.js';
import { type Operation, trial } from './compare.js';

export const cholesky: Operation<number> = {
  name: 'cholesky',
  about: 'A = L Lᵀ, random with a heavy diagonal; n³/3 flops; resid ‖LLᵀ − A‖₁/(n‖A‖₁ε); kernel: the factor alone, ours else with rcond',
  sizes: [64, 128, 256, 512, 1024],
  small: [64, 128, 256],
  flops: (n) => n ** 3 / 3,
  problem(n) {
    const rng = random(n);
    const a = new Float64Array(n * n);
    for (let i = 0; i < n; i++) for (let j = 0; j <= i; j++) a[i * n + j] = a[j * n + i] = i === j ? n : rng();
    return (peer) => trial(peer.cholesky?.(a, n), (l) => factorRatio(l, a, n));
  },
};

function factorRatio(data: Float64Array, a: Float64Array, n: number): number {
  const L = { data, shape: [n, n] as const };
  const product = matmul(L, L, { transposeB: true }).data;
  return (
    norm1(
      product.map((v, i) => v - a[i]),
      n,
    ) /
    (n * norm1(a, n) * Number.EPSILON)
  );
}

/** The largest column sum; the matrices here are symmetric, so rows will do. */
function norm1(a: Float64Array, n: number): number {
  let top = 0;
  for (let i = 0; i < n; i++)
    top = Math.max(
      top,
      a.subarray(i * n, (i + 1) * n).reduce((s, v) => s + Math.abs(v), 0),
    );
  return top;
}
