// Floor 23 · the slow part of Nagarajan et al. 2023: the experiment by a network on the 8×8 digits, and by both learners on MNIST.
//
//   digits  600 train, 1197 test   network 64–64–10 (small: 64–8–10), all rows a step
//   MNIST   4000 train, 6000 test  network 784–100–10 (small: 784–16–10), 500 rows a step; softmax regression on 400 random features (small: 50)
import { setImmediate } from 'node:timers/promises';
import type { Matrix } from '../../index.js';
import { deviationFigures, deviationRows } from './deviations.js';
import { DIGITS_TRAIN, readDigits } from './digits.js';
import { experiment, featureLearner, type Labelled, type Learner, type Size, TRAININGS } from './experiment.js';
import { loadMnist, MNIST_SOURCE } from './mnist.js';
import { type NetworkOptions, probabilities, trainNetwork } from './network.js';
import { missing, type Study, type StudyOptions } from './row.js';
import type { Pause } from './softmax.js';

const MNIST_TRAIN = 4000;

/** How long a training of each kind is: passes over its rows, and how many seconds a pass takes, roughly, for the bar. */
const DIGITS_NETWORK = { steps: 300, weight: 0.005 };
const MNIST_FEATURES = { steps: 200, weight: 0.04 };
const MNIST_NETWORK = { steps: 20, weight: 0.3 };

/** The study; `shorter` divides the trainings, for tests. */
export async function study({ data, signal, onProgress }: StudyOptions, shorter = 1): Promise<Study[]> {
  const mnist = loadMnist(data);
  const plan = [DIGITS_NETWORK, ...(mnist ? [MNIST_FEATURES, MNIST_NETWORK] : [])].map(({ steps, weight }) => ({
    steps: Math.max(2, 2 * Math.round(steps / shorter / 2)),
    weight,
  }));
  const total = plan.reduce((sum, { steps, weight }) => sum + TRAININGS * steps * weight, 0);
  let done = 0;
  const pauseOf =
    (weight: number): Pause =>
    async () => {
      done += weight;
      onProgress?.(done, total);
      await setImmediate();
      signal?.throwIfAborted();
    };
  const of = async (
    { name, title, points }: { name: string; title: string; points: string },
    labelled: Labelled,
    train: number,
    at: number,
    learner: (pause: Pause) => (seen: Matrix, fresh: Matrix) => Learner,
  ): Promise<Study> => {
    const { steps, weight } = plan[at];
    const outcomes = await experiment(labelled, { train, steps }, learner(pauseOf(weight)));
    return { name, title: `Nagarajan et al. 2023: ${title}`, rows: deviationRows(outcomes), figures: deviationFigures(outcomes, points) };
  };

  const digits = await of(
    { name: 'networks-digits', title: 'a network on the 8×8 digits', points: 'test digits' },
    readDigits(0),
    DIGITS_TRAIN,
    0,
    (pause) => networkLearner({ large: [64], small: [8] }, { pause }),
  );
  if (!mnist) {
    const what = 'MNIST: slopes by random features and by a network';
    return [digits, { name: 'networks-mnist', title: 'Nagarajan et al. 2023: MNIST', rows: [missing(what, MNIST_SOURCE)], figures: [] }];
  }
  return [
    digits,
    await of(
      { name: 'features-mnist', title: 'softmax regression on random features, MNIST', points: 'test images' },
      mnist,
      MNIST_TRAIN,
      1,
      (pause) => featureLearner({ large: 400, small: 50 }, 0, pause),
    ),
    await of({ name: 'networks-mnist', title: 'a network on MNIST', points: 'test images' }, mnist, MNIST_TRAIN, 2, (pause) =>
      networkLearner({ large: [100], small: [16] }, { pause, batch: 500 }),
    ),
  ];
}

const networkLearner =
  (hidden: Readonly<Record<Size, readonly number[]>>, options: Omit<NetworkOptions, 'hidden'>) =>
  (seen: Matrix, fresh: Matrix): Learner =>
  async (size, stages) => {
    const layers = await trainNetwork(seen, stages, { ...options, hidden: hidden[size] });
    return { seen: probabilities(layers, seen), fresh: probabilities(layers, fresh) };
  };
