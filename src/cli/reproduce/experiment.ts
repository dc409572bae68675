// Floor 20 · the experiment of Nagarajan et al. for any learner: teachers and students of labelled images, and how they deviate.
//
//   rows ─▶ train | test;  a part of the training labels replaced at random (the paper's noisy CIFAR-100)
//   teacher: so many passes on labels;  student: as many on the teacher's probabilities, or half on labels and half on those
import { type LogitDeviation, logitDeviation, type Matrix, matmul, random } from '../../index.js';
import { accuracy, oneHot, type Pause, randomFeatures, type Stage, softmax, train } from './softmax.js';

export const CLASSES = 10;

/** Points and their labels 0 … 9, in the order in which they are cut. */
export interface Labelled {
  readonly x: Matrix;
  readonly labels: Int32Array;
}

/** A model of the usual size, or a small one. */
export type Size = 'large' | 'small';

/** How a student is taught. */
export type Teaching = 'teacher' | 'label, then teacher' | 'teacher, then label';

export interface Setting {
  readonly name: string;
  /** Share of the training labels that are replaced by random ones. */
  readonly noise: number;
  readonly teacher: Size;
  readonly student: Size;
  readonly teaching: Teaching;
}

const setting = (
  name: string,
  noise: number,
  teacher: Size = 'large',
  student: Size = 'large',
  teaching: Teaching = 'teacher',
): Setting => ({
  name,
  noise,
  teacher,
  student,
  teaching,
});

export const settings: readonly Setting[] = [
  setting('self-distillation, clean labels', 0),
  setting('self-distillation, 20 % noisy labels', 0.2),
  setting('noisy labels, then teacher', 0.2, 'large', 'large', 'label, then teacher'),
  setting('teacher, then noisy labels', 0.2, 'large', 'large', 'teacher, then label'),
  setting('smaller student, noisy labels', 0.2, 'large', 'small'),
  setting('larger student, noisy labels', 0.2, 'small', 'large'),
];

/** Trainings that the settings take: theirs, and one for each teacher. */
export const TRAININGS = settings.length + new Set(settings.map(teacherKey)).size;

export interface Outcome extends Setting {
  /** Test accuracies. */
  readonly teacherAccuracy: number;
  readonly studentAccuracy: number;
  readonly onTrain: LogitDeviation;
  readonly onTest: LogitDeviation;
}

/** Class probabilities on the rows that trained, and on the others. */
export interface Probabilities {
  readonly seen: Matrix;
  readonly fresh: Matrix;
}

/** Trains a model of a size through the stages. */
export type Learner = (size: Size, stages: readonly Stage[]) => Promise<Probabilities>;

export interface ExperimentOptions {
  /** The first rows, which train. */
  readonly train: number;
  /** Passes over them. */
  readonly steps: number;
  readonly seed?: number;
}

/** Makes a learner for the rows that train and the others, trains everything, measures on both. */
export async function experiment(
  data: Labelled,
  { train: count, steps, seed = 0 }: ExperimentOptions,
  learnerOf: (seen: Matrix, fresh: Matrix) => Learner,
): Promise<Outcome[]> {
  const { x, labels } = data;
  const learn = learnerOf(part(x, 0, count), part(x, count, x.shape[0]));
  const truth = labels.subarray(count);
  const teachers = new Map<string, Probabilities>();
  const outcomes: Outcome[] = [];
  for (const chosen of settings) {
    const { noise, teacher, student, teaching } = chosen;
    const rng = random(seed + 1);
    const target = oneHot(
      labels.subarray(0, count).map((label) => (rng() < noise ? rng.int(CLASSES) : label)),
      CLASSES,
    );
    const key = teacherKey(chosen);
    const taught = teachers.get(key) ?? (await learn(teacher, [{ target, steps }]));
    teachers.set(key, taught);
    const own = { target: taught.seen, steps: teaching === 'teacher' ? steps : steps / 2 };
    const label = { target, steps: steps / 2 };
    const stages = { teacher: [own], 'label, then teacher': [label, own], 'teacher, then label': [own, label] };
    const learned = await learn(student, stages[teaching]);
    outcomes.push({
      ...chosen,
      teacherAccuracy: accuracy(taught.fresh, truth),
      studentAccuracy: accuracy(learned.fresh, truth),
      onTrain: logitDeviation({ teacher: taught.seen, student: learned.seen }),
      onTest: logitDeviation({ teacher: taught.fresh, student: learned.fresh }),
    });
  }
  return outcomes;
}

/** Softmax regression on random features, so many for either size. */
export function featureLearner(counts: Readonly<Record<Size, number>>, seed: number, pause?: Pause) {
  return (seen: Matrix, fresh: Matrix): Learner => {
    const features = (size: Size) => {
      const map = randomFeatures(seen.shape[1], counts[size], seed + counts[size]);
      return { seen: map(seen), fresh: map(fresh) };
    };
    const of = { large: features('large'), small: features('small') };
    return async (size, stages) => {
      const V = await train(of[size].seen, stages, pause);
      return { seen: softmax(matmul(of[size].seen, V)), fresh: softmax(matmul(of[size].fresh, V)) };
    };
  };
}

/** Rows from … to, without a copy. */
const part = ({ data, shape: [, p] }: Matrix, from: number, to: number): Matrix => ({
  data: data.subarray(from * p, to * p),
  shape: [to - from, p],
});

function teacherKey({ noise, teacher }: Setting): string {
  return `${noise} ${teacher}`;
}
