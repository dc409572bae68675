// From a table to complete rows: missing values, text columns, columns that cannot be features, and what is refused.
import { describe, expect, test } from 'vitest';
import { type Choice, selectData } from '../../src/cli/dataset.js';
import { DataError, UsageError } from '../../src/cli/fail.js';
import { readTable } from '../../src/cli/table.js';

const select = (text: string, choice: Choice) => selectData(readTable(text, 'd.csv'), 'd', choice);

test('rows are kept that are complete in target, features and required columns', () => {
  const text = 'a,b,c,y\n1,2,3,4\n,2,3,4\n1,NA,3,4\n1,2,-9,4\n1,2,3,?\n5,6,7,8\n';
  expect(select(text, { target: 'y' })).toMatchObject({ dropped: 3, sourceRows: Int32Array.of(1, 4, 6) });
  expect(select(text, { target: 'y', missing: ['-9'] }).sourceRows).toEqual(Int32Array.of(1, 6));
  expect(select(text, { target: 'y', features: ['a'] }).sourceRows).toEqual(Int32Array.of(1, 3, 4, 6));
  const required = select(text, { target: 'y', features: ['a'], require: ['b'] });
  expect(required.sourceRows).toEqual(Int32Array.of(1, 4, 6));
  expect(required.features.map((column) => column.name)).toEqual(['a']);
});

test('the number of dropped rows and the worst column are said', () => {
  const { notes } = select('a,b,y\n1,,3\n,,4\n5,6,7\n', { target: 'y' });
  expect(notes).toEqual(['2 of 3 rows left out for missing values, most in "b" (2)']);
});

test('decimal commas are read', () => {
  expect(select('a;y\n1,5;2\n2;3,25\n', { target: 'y' })).toMatchObject({
    features: [{ values: Float64Array.of(1.5, 2) }],
    target: { values: Float64Array.of(2, 3.25) },
  });
});

test('without a list, empty columns and texts that hardly repeat are left out, and said', () => {
  const { features, notes } = select('id,kind,void,x,y\nann,red,,1,2\nbob,red,,2,3\ncyd,blue,,3,4\ndan,blue,,4,5\n', { target: 'y' });
  expect(features.map(({ name, kind }) => [name, kind])).toEqual([
    ['kind', 'text'],
    ['x', 'number'],
  ]);
  expect(notes).toEqual(['left out, empty: void', 'left out, texts that hardly repeat (names, dates): id']);
});

describe('refused in one line', () => {
  const few = 'x,kind,y\n1,a,2\n2,b,x7\n3,a,4\n';
  test.each<[string, string, Choice, typeof DataError | typeof UsageError, string]>([
    [
      'a cell that is no number',
      few,
      { target: 'y' },
      DataError,
      'd.csv, row 2 (line 3), column "y": "x7" is not a number; correct it, or give --missing "x7" if it means no value',
    ],
    ['a text target', few, { target: 'kind' }, DataError, 'd.csv, row 1 (line 2): the target "kind" holds text ("a"); a number is needed'],
    ['an unknown target', few, { target: 'z' }, DataError, 'd.csv has no column "z"'],
    ['an empty target', 'x,y\n1,\n2,NA\n', { target: 'y' }, DataError, 'the target column "y" is empty'],
    ['an empty feature asked for', 'x,v,y\n1,,3\n', { target: 'y', features: ['v'] }, DataError, 'the feature column "v" is empty'],
    ['no complete row', 'a,b,y\n1,,3\n,2,4\n', { target: 'y' }, DataError, 'no row is complete'],
    ['no feature', 'y\n1\n2\n', { target: 'y' }, DataError, 'd.csv has no feature column besides the target "y"'],
    ['the target as a feature', few, { target: 'x', features: ['x'] }, UsageError, '"x" is the target'],
    ['a feature twice', few, { target: 'y', features: ['x', '1'] }, UsageError, 'names "x" twice'],
    ['an empty list', few, { target: 'y', features: [] }, UsageError, 'names no column'],
    ['an infinite number', 'x,y\n1,2\n2,1e999\n3,4\n', { target: 'y' }, DataError, 'row 2 (line 3), column "y": "1e999" is not a number'],
  ])('%s', (_, text, choice, type, message) => {
    expect(() => select(text, choice)).toThrow(type);
    expect(() => select(text, choice)).toThrow(message);
  });

  test('more texts than categories can be', () => {
    const text = `c,y\n${Array.from({ length: 101 }, (_, i) => `t${i},${i}`).join('\n')}\n`;
    expect(() => select(text, { target: 'y', features: ['c'] })).toThrow(
      'column "c" holds 101 different texts; at most 100 can be categories',
    );
  });
});
