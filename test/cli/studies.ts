// Small studies for the tests of what is shown: the real thing on the wave, and copies with other numbers in the table.
import { selectData } from '../../src/cli/dataset.js';
import type { Protocol } from '../../src/cli/protocol.js';
import { runStudy, type Study } from '../../src/cli/study.js';
import { readTable } from '../../src/cli/table.js';
import { wave } from './terminal.js';

export async function waveStudy(change: Partial<Protocol> = {}, { name = 'wave', csv = wave(60), target = 'y' } = {}): Promise<Study> {
  const data = selectData(readTable(csv, `${name}.csv`), name, { target });
  return runStudy(data, {
    kernel: { name: 'linear', gamma: 'median' },
    lambdas: [0.01, 1, 100],
    steps: 3,
    select: 'validation',
    shares: [30, 30, 40],
    order: 'file',
    seed: 0,
    ...change,
  });
}

/** The study with these errors in its table, the last model chosen; `shuffled`: the same for each shuffle. */
export function withErrors(study: Study, testMse: readonly number[], shuffled?: readonly (readonly number[])[]): Study {
  const results = (errors: readonly number[]) => errors.map((error, k) => ({ ...study.results[k], validationMse: error, testMse: error }));
  return {
    ...study,
    results: results(testMse),
    chosen: testMse.length - 1,
    shuffled: shuffled?.map((errors, seed) => ({ seed, results: results(errors) })),
  };
}
