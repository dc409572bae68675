// Floor 20 · the experiment of Nagarajan et al. on 8×8 digits: teachers and students trained, their probabilities kept.
//
//   1797 digits, shuffled: 600 train, 1197 test; a part of the training labels replaced at random (the paper's noisy CIFAR-100)
//   teacher: 500 steps on labels;  student: as many on the teacher's probabilities, or half on labels and half on those
import { type LogitDeviation, logitDeviation, type Matrix, matmul, random } from '../../index.js';
import { embeddedTable } from '../embedded.js';
import { accuracy, oneHot, randomFeatures, type Stage, softmax, train } from './softmax.js';

const TRAIN = 600;
const STEPS = 500;
const CLASSES = 10;
/** Random features of the models: the usual size, and a small one. */
const [LARGE, SMALL] = [200, 50];

/** How a student is taught. */
export type Teaching = 'teacher' | 'label, then teacher' | 'teacher, then label';

export interface Setting {
  readonly name: string;
  /** Share of the training labels that are replaced by random ones. */
  readonly noise: number;
  readonly teacher: number;
  readonly student: number;
  readonly teaching: Teaching;
}

export interface Outcome extends Setting {
  /** Test accuracies. */
  readonly teacherAccuracy: number;
  readonly studentAccuracy: number;
  readonly onTrain: LogitDeviation;
  readonly onTest: LogitDeviation;
}

const setting = (name: string, noise: number, teacher = LARGE, student = LARGE, teaching: Teaching = 'teacher'): Setting => ({
  name,
  noise,
  teacher,
  student,
  teaching,
});

export const settings: readonly Setting[] = [
  setting('self-distillation, clean labels', 0),
  setting('self-distillation, 20 % noisy labels', 0.2),
  setting('noisy labels, then teacher', 0.2, LARGE, LARGE, 'label, then teacher'),
  setting('teacher, then noisy labels', 0.2, LARGE, LARGE, 'teacher, then label'),
  setting('smaller student, noisy labels', 0.2, LARGE, SMALL),
  setting('larger student, noisy labels', 0.2, SMALL, LARGE),
];

/** Points in [−0.3, 0.7] and labels of the 1797 digits, shuffled. */
export function readDigits(seed: number): { readonly x: Matrix; readonly labels: Int32Array } {
  const { rows } = embeddedTable('digits_8x8.csv.gz');
  const shuffled = random(seed).shuffle(rows.map((row) => row.map(Number)));
  const pixels = shuffled[0].length - 1;
  const data = Float64Array.from(shuffled.flatMap((row) => row.slice(0, pixels).map((v) => v / 16 - 0.3)));
  return { x: { data, shape: [shuffled.length, pixels] }, labels: Int32Array.from(shuffled, (row) => row[pixels]) };
}

/** Trains everything; `steps` is a knob for tests. */
export function trainDigits(seed = 0, steps = STEPS): Outcome[] {
  const { x, labels } = readDigits(seed);
  const [n, p] = x.shape;
  const part = (from: number, to: number): Matrix => ({ data: x.data.subarray(from * p, to * p), shape: [to - from, p] });
  const [seen, fresh] = [part(0, TRAIN), part(TRAIN, n)];
  const truth = labels.subarray(TRAIN);
  const features = new Map(
    [SMALL, LARGE].map((count) => {
      const map = randomFeatures(p, count, seed + count);
      return [count, { seen: map(seen), fresh: map(fresh) }];
    }),
  );
  /** A model of so many features, trained: its probabilities on both parts. */
  const learn = (count: number, stages: readonly Stage[]) => {
    const at = features.get(count) as { seen: Matrix; fresh: Matrix };
    const V = train(at.seen, stages);
    return { seen: softmax(matmul(at.seen, V)), fresh: softmax(matmul(at.fresh, V)) };
  };
  const teachers = new Map<string, ReturnType<typeof learn>>();
  return settings.map((chosen) => {
    const { noise, teacher, student, teaching } = chosen;
    const rng = random(seed + 1);
    const target = oneHot(
      labels.subarray(0, TRAIN).map((label) => (rng() < noise ? rng.int(CLASSES) : label)),
      CLASSES,
    );
    const key = `${noise} ${teacher}`;
    const taught = teachers.get(key) ?? learn(teacher, [{ target, steps }]);
    teachers.set(key, taught);
    const own = { target: taught.seen, steps: teaching === 'teacher' ? steps : steps / 2 };
    const label = { target, steps: steps / 2 };
    const stages = { teacher: [own], 'label, then teacher': [label, own], 'teacher, then label': [own, label] };
    const learned = learn(student, stages[teaching]);
    return {
      ...chosen,
      teacherAccuracy: accuracy(taught.fresh, truth),
      studentAccuracy: accuracy(learned.fresh, truth),
      onTrain: logitDeviation({ teacher: taught.seen, student: learned.seen }),
      onTest: logitDeviation({ teacher: taught.fresh, student: learned.fresh }),
    };
  });
}
