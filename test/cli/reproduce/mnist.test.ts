// Two small files under the names of MNIST's; the real ones where there is a folder with them.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { DataError } from '../../../src/cli/fail.js';
import { loadMnist } from '../../../src/cli/reproduce/mnist.js';
import { scratch } from '../terminal.js';

const { folder, file } = scratch();
const images = Uint8Array.of(0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2, 0, 255, 51, 102);
const labels = (...digits: number[]) => Uint8Array.of(0, 0, 8, 1, 0, 0, 0, digits.length, ...digits);

test('nothing without a folder, or without both files', () => {
  expect(loadMnist(undefined)).toBeUndefined();
  expect(loadMnist(folder)).toBeUndefined();
  file('t10k-images-idx3-ubyte.gz', gzipSync(images));
  expect(loadMnist(folder)).toBeUndefined();
});

test('pixels as rows in [−0.13, 0.87], gzipped or not', () => {
  file('t10k-labels-idx1-ubyte', labels(7, 1));
  const { x, labels: digits } = loadMnist(folder)!;
  expect(x.shape).toEqual([2, 2]);
  expect(Array.from(x.data)).toEqual([0, 1, 0.2, 0.4].map((v) => v - 0.13));
  expect(Array.from(digits)).toEqual([7, 1]);
});

test.each([
  ['labels of other images', labels(7), 't10k-labels-idx1-ubyte: 1 labels for 2 images of t10k-images-idx3-ubyte.gz'],
  ['a label that is no digit', labels(7, 10), 'label 10 of image 1 (counted from 0) is no digit'],
  ['a cut file', labels(7, 1).subarray(0, 9), '2 bytes announced, 1 found'],
])('%s: a DataError', (_, bytes, message) => {
  file('t10k-labels-idx1-ubyte', bytes);
  expect(() => loadMnist(folder)).toThrow(DataError);
  expect(() => loadMnist(folder)).toThrow(message);
});

test('a damaged gzip: a DataError', () => {
  file('t10k-images-idx3-ubyte.gz', gzipSync(images).subarray(0, 20));
  expect(() => loadMnist(folder)).toThrow(DataError);
});

const data = process.env.EIGENSTILL_DATA ?? '../shared/data';
test.runIf(existsSync(join(data, 'uci', 'mnist_t10k_images_idx3_ubyte.gz')))(
  'MNIST itself: size, mean pixel, as many of each digit as known',
  () => {
    const { x, labels: digits } = loadMnist(data)!;
    expect(x.shape).toEqual([10_000, 784]);
    const mean = 255 * (x.data.reduce((sum, v) => sum + v, 0) / x.data.length + 0.13);
    expect(Math.abs(mean - 33.791224)).toBeLessThan(1e-6 / 2 + 1e-9);
    const counts = new Array<number>(10).fill(0);
    for (const digit of digits) counts[digit]!++;
    expect(counts).toEqual([980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]);
  },
);
