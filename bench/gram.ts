// Bench · Gram matrix of the RBF kernel.
import { random } from '../src/random.js';
import { type Operation, trial } from './compare.js';

const P = 50;

export const gram: Operation = {
  name: 'gram',
  about: `K = exp(−γ‖x_i − x_j‖²), n points with p = ${P} coordinates; counted as n²p flops, exp free; resid max |K − K₀|/(pε), K₀ from differences`,
  sizes: [64, 128, 256, 512],
  flops: (n) => n * n * P,
  problem(n) {
    const rng = random(n);
    const x = Float64Array.from({ length: n * P }, rng.normal);
    const gamma = 1 / (2 * P);
    return (peer) => trial(peer.gram?.(x, n, P, gamma), (k) => entryRatio(k, x, n, gamma));
  },
};

function entryRatio(k: Float64Array, x: Float64Array, n: number, gamma: number): number {
  let top = 0;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      let s = 0;
      for (let q = 0; q < P; q++) s += (x[i * P + q] - x[j * P + q]) ** 2;
      top = Math.max(top, Math.abs(k[i * n + j] - Math.exp(-gamma * s)) / (P * Number.EPSILON));
    }
  }
  return top;
}
