// Floor 21 · the 10,000 test images of MNIST, read from a folder; never part of the package.
import { basename } from 'node:path';
import { DataError } from '../fail.js';
import { findFile, readBinary } from '../file.js';
import { CLASSES, type Labelled } from './experiment.js';
import { readIdx } from './idx.js';

/** Names the files may have, the publishers' own first. */
const [IMAGES, LABELS] = [
  ['t10k-images-idx3-ubyte.gz', 't10k-images-idx3-ubyte', 't10k-images.idx3-ubyte', 'mnist_t10k_images_idx3_ubyte.gz'],
  ['t10k-labels-idx1-ubyte.gz', 't10k-labels-idx1-ubyte', 't10k-labels.idx1-ubyte', 'mnist_t10k_labels_idx1_ubyte.gz'],
];

/** The mean pixel. */
const MEAN = 0.13;

/** Where to get them. */
export const MNIST_SOURCE = `LeCun, Cortes & Burges, "The MNIST database", files ${IMAGES[0]} and ${LABELS[0]}; --data DIR or EIGENSTILL_DATA names their folder`;

/**
 * Pixels in [−0.13, 0.87] and labels, in the order of the files (which is that of no class); nothing where the files are not there.
 *
 * @throws {DataError} if a file is damaged, or the two do not belong together
 */
export function loadMnist(folder: string | undefined): Labelled | undefined {
  const [images, digits] = [findFile(folder, IMAGES), findFile(folder, LABELS)];
  if (images === undefined || digits === undefined) return undefined;
  const { shape, bytes } = readIdx(readBinary(images), 3, basename(images));
  const labels = readIdx(readBinary(digits), 1, basename(digits)).bytes;
  const [n, height, width] = shape;
  if (labels.length !== n) throw new DataError(`${basename(digits)}: ${labels.length} labels for ${n} images of ${basename(images)}`);
  const wrong = labels.findIndex((label) => label >= CLASSES);
  if (wrong >= 0) throw new DataError(`${basename(digits)}: label ${labels[wrong]} of image ${wrong} (counted from 0) is no digit`);
  return { x: { data: new Float64Array(bytes).map((v) => v / 255 - MEAN), shape: [n, height * width] }, labels: Int32Array.from(labels) };
}
