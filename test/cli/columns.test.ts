import { expect, test } from 'vitest';
import { missingTest } from '../../src/cli/cell.js';
import { columnKind, findColumn, parseNames } from '../../src/cli/columns.js';
import { readTable } from '../../src/cli/table.js';

const table = readTable('T,"CO(GT), raw",3,kind,empty\n1,2,3,a,NA\n4,5,6,b,\n7,8,9,1,?\n', 'd.csv');

test('a list of names may hold names with commas', () => {
  expect(parseNames('T, RH ,"CO(GT), raw"')).toEqual(['T', 'RH', 'CO(GT), raw']);
  expect(parseNames('')).toEqual([]);
});

test('a column by name, by number, as last; the name first', () => {
  expect(findColumn(table, 'CO(GT), raw', '--target')).toBe(1);
  expect(findColumn(table, '3', '--target')).toBe(2);
  expect(findColumn(table, '2', '--target')).toBe(1);
  expect(findColumn(table, 'last', '--target')).toBe(4);
});

test('an unknown column: what was meant, or what there is', () => {
  expect(() => findColumn(table, 't', '--target')).toThrow('d.csv has no column "t" (--target); did you mean "T"?');
  expect(() => findColumn(table, 'price', '--features')).toThrow(
    'd.csv has no column "price" (--features); columns: T, CO(GT), raw, 3, kind, empty',
  );
  expect(() => findColumn(table, '6', '--target')).toThrow('no column "6"');
});

test('what a column holds', () => {
  const kinds = table.columns.map((_, j) => columnKind(table, j, missingTest([], false)));
  expect(kinds).toEqual(['number', 'number', 'number', 'text', 'empty']);
});
