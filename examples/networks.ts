// How much should a network's student listen to its teacher? mixingWeight answers from two trainings; a grid search trains once for each answer
// it tries. 8×8 digits, a tenth of the labels replaced at random: npx tsx examples/networks.ts (half a minute)
//
//   teacher    trained on the labels                            held-out predictions v
//   naive      trained on the teacher's probabilities alone     held-out predictions u
//   weighted   trained on (1 − ξ) labels + ξ teacher            ξ = 1 − ⟨y − u, v − u⟩/‖v − u‖², kept in [0, 1]
//
// The learner is a network 64–64–10 that TensorFlow.js trains. Held-out labels are as wrong as those that train; test labels are right.
import { type Matrix, mixingWeight, random } from 'eigenstill';
import { probabilities, trainNetwork } from '../src/cli/reproduce/network.js';
import { accuracy, oneHot } from '../src/cli/reproduce/softmax.js';
import { digits } from './digits.js';

const GRID = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1];

/** The three networks, and the grid search where it is asked for; `passes` over the training rows each. */
export async function compare({ seed = 0, noise = 0.1, passes = 200, grid = true } = {}) {
  const { x, labels } = digits();
  const rng = random(seed);
  const rows = rng.shuffle(labels.map((_, i) => i));
  const part = (from: number, to: number) => {
    const some = rows.slice(from, to);
    const data = Float64Array.from(some.flatMap((i) => Array.from(x.data.subarray(64 * i, 64 * (i + 1)))));
    return { x: { data, shape: [some.length, 64] } as Matrix, labels: some.map((i) => labels[i]) };
  };
  const [seen, held, test] = [part(0, 500), part(500, 900), part(900, rows.length)];
  const [y, yHeld] = [seen, held].map((p) =>
    oneHot(
      p.labels.map((label) => (rng() < noise ? rng.int(10) : label)),
      10,
    ),
  );

  /** One training; what it says of any rows. */
  const learn = async (target: Matrix) => {
    const network = await trainNetwork(seen.x, [{ target, steps: passes }], { hidden: [64], seed });
    return (z: Matrix) => probabilities(network, z);
  };
  const onTest = (model: (z: Matrix) => Matrix) => accuracy(model(test.x), test.labels);

  const teacher = await learn(y);
  const said = teacher(seen.x);
  const naive = await learn(said);
  const [first, refit] = [teacher(held.x), naive(held.x)];
  const { xi } = mixingWeight({ y: yHeld, first, refit, clamp: true });
  const mix = (weight: number): Matrix => ({ data: y.data.map((v, at) => (1 - weight) * v + weight * said.data[at]), shape: y.shape });
  const weighted = await learn(mix(xi));

  /** What a grid search goes by. */
  const heldError = (model: (z: Matrix) => Matrix) =>
    model(held.x).data.reduce((sum, p, at) => sum + (p - yHeld.data[at]) ** 2, 0) / held.labels.length;
  const searched = [];
  for (const weight of grid ? GRID : []) {
    const model = weight === 0 ? teacher : weight === 1 ? naive : await learn(mix(weight));
    searched.push({ xi: weight, heldError: heldError(model), accuracy: onTest(model) });
  }
  return {
    xi,
    heldError: heldError(weighted),
    accuracy: { teacher: onTest(teacher), naive: onTest(naive), weighted: onTest(weighted) },
    searched,
  };
}

if (process.argv[1]?.endsWith('networks.ts')) {
  const { xi, heldError, accuracy, searched } = await compare();
  const best = searched.reduce((a, b) => (b.heldError < a.heldError ? b : a));
  const line = (name: string, weight: number, share: number, trainings: number) =>
    console.log(
      `${name.padEnd(28)} ${weight.toFixed(2)} ${`${(100 * share).toFixed(2)} %`.padStart(10)} ${String(trainings).padStart(10)}`,
    );
  console.log('network                         ξ   accuracy  trainings');
  line('teacher', 0, accuracy.teacher, 1);
  line('naive student', 1, accuracy.naive, 2);
  line('weighted student', xi, accuracy.weighted, 3);
  line('grid search over 11 weights', best.xi, best.accuracy, GRID.length);
  console.log(
    `${GRID.length - 3} of ${GRID.length} trainings saved; held-out squared error ${heldError.toFixed(4)}, of the grid ${best.heldError.toFixed(4)}`,
  );
}
