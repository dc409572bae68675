// The network that TensorFlow.js trains: its gradient by differences, its bits by the seed, its tensors all given back.
import { memory } from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { type Layer, probabilities, trainNetwork } from '../../../src/cli/reproduce/network.js';
import { type Stage, softmax } from '../../../src/cli/reproduce/softmax.js';
import type { Matrix } from '../../../src/index.js';
import { gaussian } from '../../matrices.js';

const x = gaussian(40, 5, 1);
const target = softmax(gaussian(40, 3, 2));
const EPS32 = 2 ** -23;

/** Mean cross-entropy, in double precision. */
const loss = (layers: readonly Layer[]) =>
  -probabilities(layers, x).data.reduce((sum, p, at) => sum + target.data[at]! * Math.log(p), 0) / 40;
const weights = (layers: readonly Layer[]) => layers.flatMap(({ W, b }) => [W.data, b]);
const steps = (count: number): Stage[] => [{ target, steps: count }];

test.each([[[7]], [[6, 4]], [[]]])(
  'hidden layers %j: the first step goes down the gradient, by differences of the loss',
  async (hidden) => {
    const options = { hidden, rate: 0.5, momentum: 0, seed: 3 };
    const [before, after] = [await trainNetwork(x, steps(0), options), await trainNetwork(x, steps(1), options)];
    weights(before).forEach((values, k) => {
      values.forEach((value, at) => {
        const moved = (h: number) => {
          values[at] = value + h;
          const found = loss(before);
          values[at] = value;
          return found;
        };
        const h = 1e-6; // small beside the distance of any unit from its kink
        const slope = (moved(h) - moved(-h)) / (2 * h);
        const stepped = (value - weights(after)[k]![at]!) / options.rate;
        expect(Math.abs(stepped - slope), `parameter ${k}, entry ${at}`).toBeLessThan(40 * EPS32 * (1 + Math.abs(value)));
      });
    });
  },
);

test('momentum: the second step is the second gradient and a share of the first', async () => {
  const run = (count: number, momentum: number) => trainNetwork(x, steps(count), { hidden: [], rate: 0.5, momentum, seed: 3 });
  const [w0, w1, plain, pushed] = [await run(0, 0), await run(1, 0), await run(2, 0), await run(2, 0.9)].map((l) => l[0]!.W.data);
  pushed!.forEach((v, at) => {
    const want = plain![at]! + 0.9 * (w1![at]! - w0![at]!);
    expect(Math.abs(v - want)).toBeLessThan(8 * EPS32 * (1 + Math.abs(want)));
  });
});

test('training lowers the loss, the last stage decides, a network without steps is its start', async () => {
  const run = (stages: readonly Stage[]) => trainNetwork(x, stages, { hidden: [8], batch: 15, rate: 0.1 });
  const other = { target: softmax(gaussian(40, 3, 9)), steps: 10 };
  const [start, end, switched] = [await run(steps(0)), await run(steps(25)), await run([other, ...steps(25)])];
  expect(loss(end)).toBeLessThan(0.9 * loss(start));
  expect(loss(switched)).toBeLessThan(0.9 * loss(start));
  expect(weights(start)[1]!.every((v) => v === 0)).toBe(true);
});

test('the same seed gives the same bits, another seed others', async () => {
  const run = (seed: number) => trainNetwork(x, steps(5), { hidden: [8], batch: 16, seed });
  const [a, again, b] = [await run(1), await run(1), await run(2)];
  expect(weights(again)).toEqual(weights(a));
  expect(weights(b)).not.toEqual(weights(a));
});

test('one pause a pass; a pause that throws ends the training; no tensor is left behind', async () => {
  const before = memory().numTensors;
  let passes = 0;
  const pause = () => {
    passes++;
    if (passes === 4) throw new Error('enough');
  };
  await trainNetwork(x, steps(3), { hidden: [4], batch: 10, pause });
  expect(passes).toBe(3);
  await expect(trainNetwork(x, steps(3), { hidden: [4], pause })).rejects.toThrow('enough');
  // the library's optimizer forgets one scalar of its own, once a stage
  expect(memory().numTensors - before).toBeLessThanOrEqual(2);
});

test('probabilities: a network of two layers by hand', () => {
  const layer = (W: number[], rows: number, b: number[]): Layer => ({
    W: { data: Float64Array.from(W), shape: [rows, b.length] } as Matrix,
    b: Float64Array.from(b),
  });
  const layers = [layer([1, -1, 2, 0], 2, [0, 0.5]), layer([1, 0, 0, 2], 2, [0, 0])];
  // x = (1, 1): (3, −0.5) → (3, 0) → logits (3, 0)
  const [p, q] = probabilities(layers, { data: Float64Array.of(1, 1), shape: [1, 2] }).data;
  expect(p! / q!).toBeCloseTo(Math.exp(3), 12);
});
