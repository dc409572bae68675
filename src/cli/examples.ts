// Floor 21 · the two studies that come with the package.
import { type Dataset, selectData } from './dataset.js';
import { embeddedTable } from './embedded.js';
import type { Protocol } from './protocol.js';

export interface Example {
  readonly name: string;
  readonly protocol: Protocol;
  /** Reads its rows; the file is in the package. */
  load(): Dataset;
}

const POWERS = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => Number(`1e${from + i}`));

export const examples: readonly Example[] = [
  {
    // Passengers at one station of the Chicago 'L', day by day: the world changes along the rows.
    name: 'chicago-ridership',
    protocol: {
      kernel: { name: 'linear', gamma: 'median' },
      lambdas: POWERS(-3, 5),
      steps: 3,
      select: 'validation',
      shares: [30, 30, 40],
      order: 'file',
      seed: 0,
    },
    load: () => embedded('chicago-ridership', 'chicago_ridership.csv', 'ridership', ['date_yyyymmdd']),
  },
  {
    // Strength of concrete mixtures in the laboratory: no order, so nothing drifts.
    name: 'concrete',
    protocol: {
      kernel: { name: 'rbf', gamma: 'median' },
      lambdas: POWERS(-6, 4),
      steps: 3,
      select: 'loo',
      shares: [30, 30, 40],
      order: 'shuffle',
      seed: 0,
    },
    load: () => embedded('concrete', 'concrete.csv', 'compressive_strength', []),
  },
];

function embedded(name: string, file: string, target: string, ignore: readonly string[]): Dataset {
  const table = embeddedTable(file);
  return selectData(table, name, { target, features: table.columns.filter((column) => column !== target && !ignore.includes(column)) });
}
