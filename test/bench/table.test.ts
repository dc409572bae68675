// Numbers and tables of the bench as text.
import { expect, test } from 'vitest';
import { digits, duration, spread, table } from '../../bench/table.js';

test('words to the left, numbers to the right, no blanks at the ends of lines', () => {
  const rows = [
    ['op', 'variant', 'n', 'min', ''],
    ['eigh', 'simd', '64', '312 µs', 'ok'],
    ['eigh', 'plain loops', '1024', '', 'timeout'],
    ['eigh', 'x', '8', '1 s', ''],
  ];
  expect(table(rows).split('\n')).toEqual([
    'op    variant         n     min',
    'eigh  simd           64  312 µs  ok',
    'eigh  plain loops  1024          timeout',
    'eigh  x               8     1 s',
  ]);
});

test.each([
  [0.0000204, '0.0204 µs'],
  [0.0203, '20.3 µs'],
  [0.9994, '999 µs'],
  [1, '1.00 ms'],
  [412.3, '412 ms'],
  [1240, '1.24 s'],
  [75_000, '75.0 s'],
])('%f ms', (milliseconds, text) => {
  expect(duration(milliseconds)).toBe(text);
});

test('a median and its deviation share the unit of the median', () => {
  expect(spread(418, 3.14)).toBe('418 ± 3.1 ms');
  expect(spread(1.5, 0.02)).toBe('1.50 ± 0.020 ms');
  expect(spread(0.02, 0)).toBe('20.0 ± 0 µs');
});

test.each([
  [0, 3, '0'],
  [2e-15, 2, '0'], // deviations of equal times, after a division
  [25.93, 3, '25.9'],
  [0.0123, 2, '0.012'],
  [1253, 2, '1253'],
  [99.96, 3, '100'],
  [-4.567, 3, '-4.57'],
])('%f to %i digits', (x, count, text) => {
  expect(digits(x, count)).toBe(text);
});
