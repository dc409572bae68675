// A few steps of the network of src/cli/reproduce on made-up rows: what the page and Node both compute.
import { type Layer, probabilities, trainNetwork } from '../../src/cli/reproduce/network.js';
import { type Matrix, random } from '../../src/index.js';

export interface Trained {
  readonly losses: readonly number[];
  /** All weights, layer after layer. */
  readonly weights: readonly number[];
}

/** 200 rows in 20 dimensions of three classes, by a network 20–16–3: the loss after 0, 1, … passes. */
export async function trainSome(passes = 6): Promise<Trained> {
  const rng = random(5);
  const matrix = (data: Float64Array, columns: number): Matrix => ({ data, shape: [data.length / columns, columns] });
  const x = matrix(
    Float64Array.from({ length: 4000 }, () => rng.normal()),
    20,
  );
  const label = (i: number) => (x.data[20 * i]! > 0.4 ? 0 : x.data[20 * i + 1]! > 0 ? 1 : 2);
  const target = matrix(
    Float64Array.from({ length: 600 }, (_, at) => Number(at % 3 === label(Math.floor(at / 3)))),
    3,
  );
  const losses: number[] = [];
  let layers: Layer[] = [];
  for (let steps = 0; steps <= passes; steps++) {
    layers = await trainNetwork(x, [{ target, steps }], { hidden: [16], batch: 64, seed: 1 });
    losses.push(-probabilities(layers, x).data.reduce((sum, p, at) => sum + target.data[at]! * Math.log(p), 0) / 200);
  }
  return { losses, weights: layers.flatMap(({ W, b }) => [...W.data, ...b]) };
}
