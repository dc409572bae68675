// Rows as tables: shares of peak, comparisons, columns that say nothing, reasons of those who have no time.
import { expect, test } from 'vitest';
import { least, runHead, type Section, sectionText, top } from '../../bench/rows.js';
import { madeUp, row } from './made-up.js';

const peak = { mulAdd: 20, relaxed: 0 };
const cells = (text: string) => text.split('\n').map((line) => line.split(/ {2,}/));

test('a table with rates: share of peak, twice the peak in single precision, time against ours of the same size', () => {
  const rows = [
    row('matmul', 'simd', '100', 1, { flops: 10e6, residual: 0.5 }),
    row('matmul', 'slow', '100', 4, { flops: 10e6, residual: 31 }),
    row('matmul', 'simd', '200', 2, { flops: 60e6, single: true }),
  ];
  const [about, ...lines] = cells(sectionText({ op: 'matmul', about: 'C = A B', rows }, peak, 'simd'));
  expect(about).toEqual(['matmul: C = A B']);
  expect(lines).toEqual([
    ['op', 'variant', 'n', 'calls', 'min', 'median ± mad', 'GFLOP/s', '% peak', 'resid', 'time/ours'],
    ['matmul', 'simd', '100', '10', '1.00 ms', '1.10 ± 0.010 ms', '10.0', '50 %', '0.50', '1.00×', 'ok'],
    ['matmul', 'slow', '100', '10', '4.00 ms', '4.40 ± 0.040 ms', '2.50', '13 %', '31', '4.00×', 'inaccurate'],
    ['matmul', 'simd', '200', '10', '2.00 ms', '2.20 ± 0.020 ms', '30.0', '75 %', '–', '1.00×', 'ok'],
  ]);
  expect([top(peak), top({ mulAdd: 20, relaxed: 30 }, true)]).toEqual([20, 60]);
});

test('a table of values has nanoseconds, and no columns for what it does not know', () => {
  const section: Section = { op: 'exp', about: 'e^x', rows: [row('exp', 'simd', '8', 0.002, { elements: 1000 })] };
  expect(cells(sectionText(section, peak, 'simd')).slice(1)).toEqual([
    ['op', 'variant', 'n', 'calls', 'min', 'median ± mad', 'ns/value', 'time/ours'],
    ['exp', 'simd', '8', '10', '2.00 µs', '2.20 ± 0.020 µs', '2.00', '1.00×', 'ok'],
  ]);
});

test('failures: a row each, a reason once, with all its sizes', () => {
  const fail = (size: string, message: string) => ({ op: 'm', variant: 'peer', size, status: 'error' as const, message });
  const text = sectionText(
    { op: 'm', about: '', rows: [fail('1', 'no'), fail('2', 'no'), fail('3', 'never')], notes: ['a note'] },
    peak,
    'simd',
  );
  expect(text.split('\n').slice(2)).toEqual([
    'm   peer     1                                       error',
    'm   peer     2                                       error',
    'm   peer     3                                       error',
    'peer n=1, 2: error, no',
    'peer n=3: error, never',
    'a note',
  ]);
});

test('a time measured elsewhere is compared, but nobody counted its calls', () => {
  const elsewhere = row('gram', 'other', '5', 3, { status: 'elsewhere' });
  const rows = [row('gram', 'simd', '5', 2), elsewhere];
  expect(cells(sectionText({ op: 'gram', about: '', rows }, peak, 'simd'))[3]).toEqual([
    'gram',
    'other',
    '5',
    '3.00 ms',
    '1.50×',
    'elsewhere',
  ]);
  expect([least(rows, 'simd', '5'), least(rows, 'other', '5'), least(rows, 'simd', '6')]).toEqual([2, undefined, undefined]);
});

test('a section may be compared with another variant, and name pairs to be compared below', () => {
  const rows = [row('t', 'one', '5', 2), row('t', 'two', '5', 1)];
  const text = (more: Partial<Section>) => cells(sectionText({ op: 't', about: '', rows, ...more }, peak, 'simd'));
  expect(text({ ours: 'one' })[3].at(-2)).toBe('0.500×');
  expect(
    text({
      ratios: [
        ['one', 'two'],
        ['one', 'absent'],
      ],
    }).slice(4),
  ).toEqual([['t n=5: one 2.00× two']]);
});

test('a section without rows is its notes', () => {
  expect(sectionText({ op: 'threads', about: 'two', rows: [], notes: ['skipped'] }, peak, 'simd')).toBe('threads: two\nskipped');
});

test('the head says whether the process was pinned, if that is known, and whether all was raced twice', () => {
  const said = [{ pinned: true }, { pinned: false }, { pinned: undefined }, { pinned: true, passes: 1 }, { pinned: true, passes: 2 }];
  const heads = said.map((more) => runHead({ ...madeUp(), ...more }).split('\n')[1]);
  expect(heads).toEqual(
    ['; pinned to one core', '; not pinned', '', '; pinned to one core; 1 pass', '; pinned to one core; 2 passes'].map(
      (end) => `a machine, 2 cores; node 20.0.0, V8 11; 2026-11-21${end}`,
    ),
  );
});

test('calls in pieces have a column of their own', () => {
  const whole = row('matmul', 'simd', '5', 3);
  const time = { calls: 10, min: 3, median: 4, mad: 0, pieces: 2.5 };
  const text = sectionText({ op: 'matmul', about: '', rows: [{ ...whole, time }, row('matmul', 'other', '5', 6)] }, peak, 'simd');
  expect(cells(text).slice(1)).toEqual([
    ['op', 'variant', 'n', 'calls', 'min', 'median ± mad', 'pieces', 'time/ours'],
    ['matmul', 'simd', '5', '10', '3.00 ms', '4.00 ± 0 ms', '2.50 ms', '1.00×', 'ok'],
    ['matmul', 'other', '5', '10', '6.00 ms', '6.60 ± 0.060 ms', '2.00×', 'ok'],
  ]);
});
