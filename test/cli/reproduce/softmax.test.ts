// The small model: its gradient against differences of the loss, its optimum, its features against the kernel they stand for.
import { expect, test } from 'vitest';
import { accuracy, oneHot, randomFeatures, softmax, train } from '../../../src/cli/reproduce/softmax.js';
import { type Matrix, matmul } from '../../../src/index.js';
import { gaussian } from '../../matrices.js';

const features = gaussian(30, 4, 1);
const target = softmax(gaussian(30, 3, 2));
/** Mean cross-entropy of softmax(ΦV). */
const loss = (V: Matrix) => {
  const P = softmax(matmul(features, V)).data;
  return -P.reduce((sum, p, at) => sum + target.data[at]! * Math.log(p), 0) / 30;
};

test('softmax: rows sum to 1, large logits do not overflow, shifts do not matter', () => {
  const P = softmax({ data: Float64Array.of(1000, 999, -1000, 1, 0, -1998), shape: [2, 3] });
  expect(P.data[0]! + P.data[1]! + P.data[2]!).toBeCloseTo(1, 15);
  expect(P.data[0]).toBeCloseTo(1 / (1 + Math.exp(-1)), 15);
  expect(Array.from(P.data.subarray(0, 2))).toEqual(Array.from(P.data.subarray(3, 5)));
});

test('the first step goes down the gradient, by differences of the loss', async () => {
  const V = await train(features, [{ target, steps: 1 }]);
  const slope = V.data.map((_, at) => {
    const moved = (h: number) => loss({ data: new Float64Array(12).map((_, i) => (i === at ? h : 0)), shape: V.shape });
    return (moved(1e-4) - moved(-1e-4)) / 2e-4;
  });
  const ratio = V.data[0]! / slope[0]!;
  expect(ratio).toBeLessThan(0);
  V.data.forEach((v, at) => {
    expect(v).toBeCloseTo(ratio * slope[at]!, 6);
  });
});

test('many steps reach the optimum: the gradient vanishes and no neighbour is better', async () => {
  const V = await train(features, [{ target, steps: 3000 }]);
  const P = softmax(matmul(features, V));
  const gradient = matmul(features, { data: P.data.map((p, at) => p - target.data[at]!), shape: P.shape }, { transposeA: true }).data;
  expect(Math.max(...gradient.map(Math.abs))).toBeLessThan(1e-12);
  for (const seed of [3, 4, 5]) {
    const noise = gaussian(4, 3, seed).data;
    expect(loss({ data: V.data.map((v, at) => v + 0.01 * noise[at]!), shape: V.shape })).toBeGreaterThan(loss(V));
  }
});

test('the last stage decides in the end; no steps, no model', async () => {
  const other = softmax(gaussian(30, 3, 9));
  const end = await train(features, [
    { target: other, steps: 50 },
    { target, steps: 3000 },
  ]);
  const direct = await train(features, [{ target, steps: 3000 }]);
  end.data.forEach((v, at) => {
    expect(v).toBeCloseTo(direct.data[at]!, 10);
  });
  expect((await train(features, [{ target, steps: 0 }])).data.every((v) => v === 0)).toBe(true);
});

test('random features: inner products tend to the arc-cosine kernel of first order', () => {
  const x = gaussian(6, 3, 7);
  const count = 40_000;
  const phi = randomFeatures(3, count, 1)(x);
  const got = matmul(phi, phi, { transposeB: true }).data;
  const row = (i: number) => [...x.data.subarray(3 * i, 3 * i + 3), 1]; // b is one more weight, of a constant
  for (let i = 0; i < 6; i++) {
    for (let j = 0; j < 6; j++) {
      const [a, b] = [row(i), row(j)];
      const size = Math.hypot(...a) * Math.hypot(...b);
      const angle = Math.acos(Math.min(1, a.reduce((t, v, k) => t + v * b[k]!, 0) / size));
      const kernel = (size * (Math.sin(angle) + (Math.PI - angle) * Math.cos(angle))) / Math.PI;
      expect(Math.abs(got[i * 6 + j]! - kernel)).toBeLessThan((12 * size) / Math.sqrt(count));
    }
  }
  expect(randomFeatures(3, 5, 2)(x).data).toEqual(randomFeatures(3, 5, 2)(x).data);
  expect(randomFeatures(3, 5, 2)(x).data).not.toEqual(randomFeatures(3, 5, 3)(x).data);
});

test('labels as probabilities, and how many a model gets right', () => {
  expect(Array.from(oneHot([1, 0], 3).data)).toEqual([0, 1, 0, 1, 0, 0]);
  expect(accuracy({ data: Float64Array.of(0.2, 0.8, 0.6, 0.4, 0.1, 0.9), shape: [3, 2] }, [1, 0, 0])).toBeCloseTo(2 / 3, 15);
});
