import { expect, test } from 'vitest';
import { missingTest, parseNumber } from '../../src/cli/cell.js';

test.each([
  ['0', 0],
  ['-3', -3],
  ['+2.5', 2.5],
  ['.5', 0.5],
  ['5.', 5],
  ['1e-3', 0.001],
  ['2E+4', 20000],
])('with a decimal point %s is a number', (cell, value) => {
  expect(parseNumber(cell, false)).toBe(value);
});

test.each([
  ['2,5', 2.5],
  ['-,5', -0.5],
  ['1,5e2', 150],
  ['7', 7],
])('with a decimal comma %s is a number', (cell, value) => {
  expect(parseNumber(cell, true)).toBe(value);
});

test.each(['', 'abc', '1,234', '1.2.3', '12:30', '3 kg', '0x10', 'Infinity', 'inf', '1e999', '--1', '1e', '.', 'NaN'])(
  '%j is no number',
  (cell) => {
    expect(parseNumber(cell, false)).toBeUndefined();
  },
);

test('the other decimal sign is no number', () => {
  expect(parseNumber('3.5', true)).toBeUndefined();
  expect(parseNumber('3,5', false)).toBeUndefined();
});

test('missing: the usual texts, and sentinels in any writing of the number', () => {
  const usual = missingTest([], false);
  expect(['', 'NA', 'n/a', 'NaN', 'null', '?'].every(usual)).toBe(true);
  expect(['0', 'none', 'no', '-200'].some(usual)).toBe(false);
  const sentinel = missingTest(['-200', 'none'], false);
  expect(['-200', '-200.0', '-2e2', 'none', 'NA'].every(sentinel)).toBe(true);
  expect(['200', '-20', 'None'].some(sentinel)).toBe(false);
  expect(missingTest(['-200'], true)('-200,0')).toBe(true);
});
