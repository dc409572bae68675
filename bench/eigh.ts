// Bench · symmetric eigenproblem with vectors.
import { eighResidual } from '../src/index.js';
import { random } from '../src/random.js';
import { type Operation, trial } from './compare.js';

export const eigh: Operation<number> = {
  name: 'eigh',
  about: 'A = V diag(w) Vᵀ, random symmetric; counted as 9n³ flops; resid the greater of ‖A − VWVᵀ‖₁/(n‖A‖₁ε) and ‖VᵀV − I‖₁/(nε)',
  sizes: [64, 128, 256, 512],
  small: [64, 128, 256],
  flops: (n) => 9 * n ** 3,
  problem(n) {
    const rng = random(n);
    const a = new Float64Array(n * n);
    for (let i = 0; i < n; i++) for (let j = 0; j <= i; j++) a[i * n + j] = a[j * n + i] = rng.normal();
    const square = (data: Float64Array) => ({ data, shape: [n, n] as const });
    return (peer) =>
      trial(peer.eigh?.(a, n), ({ values, vectors }) => {
        const { backward, orthogonality } = eighResidual(square(a), { values, vectors: square(vectors) });
        return Math.max(backward, orthogonality);
      });
  },
};
