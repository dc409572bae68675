import { expect, test } from 'vitest';
import { embeddedTable } from '../../src/cli/embedded.js';

test('files of the package, gzipped or not', () => {
  expect(embeddedTable('concrete.csv').rows.length).toBe(1030);
  const digits = embeddedTable('digits_8x8.csv.gz');
  expect([digits.rows.length, digits.columns.length, digits.columns.at(-1)]).toEqual([1797, 65, 'digit']);
});

test('a file that is not there is named', () => {
  expect(() => embeddedTable('none.csv')).toThrow(/none\.csv/);
});
