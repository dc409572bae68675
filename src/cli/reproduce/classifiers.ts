// Floor 22 · kernel ridge regression as a classifier on the two sets of Nagarajan et al. 2023: exact leave-one-out, unseen images, its student.
//
//   digits  1200 to learn from, 597 unseen
//   MNIST   3000 of the 10,000 to learn from, 7000 unseen
import { KernelRidgeClassifier, type Matrix, rbf } from '../../index.js';
import { readDigits } from './digits.js';
import type { Labelled } from './experiment.js';
import { loadMnist, MNIST_SOURCE } from './mnist.js';
import { missing, type Row, row, type Study, type StudyOptions } from './row.js';

/** Parts of a study that take equally long, roughly. */
const PARTS = 2;
/** Pixels in a unit interval: 64 of them in the digits, 784 in MNIST. */
const GAMMA = { digits: 0.25, mnist: 0.02 };
const MNIST_TRAIN = 3000;

/** The nearest published number: another machine with this kernel, and twenty times the images. */
const PUBLISHED = 'the list of the publishers of MNIST has 1.4 % error for an SVM with Gaussian kernel that learnt from 60,000 images';

/** The study; `fewer` divides the rows, for tests. */
export async function study({ data, signal, onProgress }: StudyOptions, fewer = 1): Promise<Study> {
  const report = (part: number) => {
    onProgress?.(part, PARTS);
    signal?.throwIfAborted();
  };
  report(0);
  const digits = part(readDigits(0), 0, Math.ceil(1797 / fewer));
  const rows = [...(await judged('digits', digits, Math.ceil(1200 / fewer), GAMMA.digits, {}, signal))];
  report(1);
  const mnist = loadMnist(data);
  if (mnist) rows.push(...(await judged('MNIST', mnist, Math.ceil(MNIST_TRAIN / fewer), GAMMA.mnist, { note: PUBLISHED }, signal)));
  else rows.push(missing('MNIST: accuracy of kernel ridge', MNIST_SOURCE));
  report(PARTS);
  return { name: 'classifiers', title: 'kernel ridge as a classifier', rows, figures: [] };
}

/** Accuracies of teacher and student that learn from the first `train` images. */
async function judged(
  name: string,
  images: Labelled,
  train: number,
  gamma: number,
  said: { note?: string },
  signal: AbortSignal | undefined,
): Promise<Row[]> {
  const [seen, fresh] = [part(images, 0, train), part(images, train, images.labels.length)];
  const rows: Row[] = [];
  for (const [who, options] of [
    ['kernel ridge', { steps: 0 }],
    ['its student', { xi: 'loo' }],
  ] as const) {
    const model = new KernelRidgeClassifier({ kernel: rbf({ gamma }), lambda: 'loo', intercept: true, ...options });
    await model.fitAsync(seen.x, seen.labels, signal ? { signal } : {});
    const predicted = model.predict(fresh.x);
    const right = fresh.labels.reduce((count, label, i) => count + Number(predicted[i] === label), 0);
    rows.push(
      row(`${name}: ${who}, exact leave-one-out on ${train} images, accuracy`, model.looAccuracy as number),
      row(`${name}: ${who}, ${fresh.labels.length} unseen images, accuracy`, right / fresh.labels.length, said),
    );
  }
  return rows;
}

/** Images from … to. */
const part = ({ x, labels }: Labelled, from: number, to: number): Labelled => ({
  x: rowsOf(x, from, to),
  labels: labels.slice(from, to),
});

const rowsOf = ({ data, shape: [, p] }: Matrix, from: number, to: number): Matrix => {
  const part = data.slice(from * p, to * p);
  return { data: part, shape: [part.length / p, p] };
};
