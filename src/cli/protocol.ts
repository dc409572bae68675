// Floor 20 · the rules of a study: which rows do what, which λ are tried, what chooses.
import { random } from '../index.js';
import type { Dataset } from './dataset.js';
import { DataError } from './fail.js';
import type { KernelChoice } from './kernel-choice.js';
import { cutPoints, type Shares } from './split.js';

/** What picks λ and ξ: error on the validation rows, exact leave-one-out, or generalised cross-validation on the training rows. */
export type Select = 'validation' | 'loo' | 'gcv';
export type Order = 'file' | 'shuffle';

export interface Protocol {
  readonly kernel: KernelChoice;
  readonly lambdas: readonly number[];
  /** Most students in a row. */
  readonly steps: number;
  readonly select: Select;
  readonly shares: Shares;
  readonly order: Order;
  readonly seed: number;
}

/** Positions in the data set; `validation` is empty where no validation rows are needed. */
export interface Parts {
  readonly train: Int32Array;
  readonly validation: Int32Array;
  readonly test: Int32Array;
}

/**
 * Orders and cuts the rows. Leave-one-out and GCV need no validation rows: training then takes the first two parts together.
 *
 * @throws {DataError} if a part would be empty, or fewer than two rows would train
 */
export function partition(data: Dataset, protocol: Protocol): Parts {
  const n = data.sourceRows.length;
  const rows = Array.from({ length: n }, (_, i) => i);
  if (protocol.order === 'shuffle') random(protocol.seed).shuffle(rows);
  const { a, b } = cutPoints(n, protocol.shares);
  const trainEnd = protocol.select === 'validation' ? a : b;
  if (trainEnd < 2 || (protocol.select === 'validation' && b === a) || b === n) {
    throw new DataError(
      `${data.name}: ${n} complete row${n === 1 ? ' is' : 's are'} too few for the split ${protocol.shares.join('/')} (${trainEnd} train, ${b - trainEnd} validation, ${n - b} test)`,
    );
  }
  return {
    train: Int32Array.from(rows.slice(0, trainEnd)),
    validation: Int32Array.from(rows.slice(trainEnd, b)),
    test: Int32Array.from(rows.slice(b)),
  };
}
