// Kernel ridge as a classifier, on fewer rows: accuracies beside a count by hand, what it says where MNIST is missing, its end by a signal.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { study } from '../../../src/cli/reproduce/classifiers.js';
import { readDigits } from '../../../src/cli/reproduce/digits.js';
import { KernelRidgeClassifier, rbf } from '../../../src/index.js';

test('digits: the accuracy on unseen images is that of a model fitted here; MNIST is missing and the row says where to get it', async () => {
  const { rows } = await study({}, 6);
  const { x, labels } = readDigits(0);
  const p = x.shape[1];
  const [train, all] = [200, 300];
  const rowsOf = (from: number, to: number) => ({ data: x.data.slice(from * p, to * p), shape: [to - from, p] as const });
  const model = new KernelRidgeClassifier({ kernel: rbf({ gamma: 0.25 }), lambda: 'loo', intercept: true, steps: 0 });
  const predicted = model.fit(rowsOf(0, train), labels.slice(0, train)).predict(rowsOf(train, all));
  const right = predicted.filter((label, i) => label === labels[train + i]).length;
  expect(rows[1]).toMatchObject({ what: 'digits: kernel ridge, 100 unseen images, accuracy', here: right / 100, status: 'unpublished' });
  expect(rows[0]!.here).toBe(model.looAccuracy);
  expect(rows).toHaveLength(5);
  expect(rows[4]).toMatchObject({ status: 'missing data', note: expect.stringContaining('t10k-images-idx3-ubyte') });
});

test('with the files of MNIST: four rows more', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'mnist-'));
  try {
    const count = 60;
    const word = (v: number) => [0, 0, v >> 8, v & 255];
    // images of 2×2 pixels: one bright pixel for each of four labels
    const pixels = Array.from({ length: count }, (_, i) => [0, 1, 2, 3].map((at) => (at === i % 4 ? 200 + (i % 7) : i % 5)));
    writeFileSync(
      join(folder, 't10k-images-idx3-ubyte'),
      Uint8Array.from([0, 0, 8, 3, ...word(count), ...word(2), ...word(2), ...pixels.flat()]),
    );
    writeFileSync(join(folder, 't10k-labels-idx1-ubyte'), Uint8Array.from([0, 0, 8, 1, ...word(count), ...pixels.map((_, i) => i % 4)]));
    const { rows } = await study({ data: folder }, 100);
    expect(rows.slice(4).map(({ what }) => what)).toEqual([
      'MNIST: kernel ridge, exact leave-one-out on 30 images, accuracy',
      'MNIST: kernel ridge, 30 unseen images, accuracy',
      'MNIST: its student, exact leave-one-out on 30 images, accuracy',
      'MNIST: its student, 30 unseen images, accuracy',
    ]);
    expect(rows.slice(4).map(({ here }) => here)).toEqual([1, 1, 1, 1]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('a signal ends it', async () => {
  const abort = new AbortController();
  abort.abort(new Error('stop'));
  await expect(study({ signal: abort.signal }, 6)).rejects.toThrow('stop');
});
