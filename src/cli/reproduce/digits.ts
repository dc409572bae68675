// Floor 21 · the experiment on the embedded 8×8 digits, by softmax regression on random features: small enough for every run.
//
//   1797 digits, shuffled: 600 train, 1197 test; 500 steps a model, 200 random features, or 50
import { random } from '../../index.js';
import { embeddedTable } from '../embedded.js';
import { experiment, featureLearner, type Labelled, type Outcome } from './experiment.js';

export const DIGITS_TRAIN = 600;

/** Points in [−0.3, 0.7] and labels of the 1797 digits, shuffled. */
export function readDigits(seed: number): Labelled {
  const { rows } = embeddedTable('digits_8x8.csv.gz');
  const shuffled = random(seed).shuffle(rows.map((row) => row.map(Number)));
  const pixels = shuffled[0].length - 1;
  const data = Float64Array.from(shuffled.flatMap((row) => row.slice(0, pixels).map((v) => v / 16 - 0.3)));
  return { x: { data, shape: [shuffled.length, pixels] }, labels: Int32Array.from(shuffled, (row) => row[pixels]) };
}

/** Trains everything; `steps` is a knob for tests. */
export const trainDigits = (seed = 0, steps = 500): Promise<Outcome[]> =>
  experiment(readDigits(seed), { train: DIGITS_TRAIN, steps, seed }, featureLearner({ large: 200, small: 50 }, seed));
