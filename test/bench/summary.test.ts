// Factors: one line a size, peers only.
import { expect, test } from 'vitest';
import { summary } from '../../bench/summary.js';
import { madeUp, row } from './made-up.js';

test('times of peers over ours; our variants, failures and times of elsewhere are not peers', () => {
  const rows = [
    row('gram', 'simd', '64', 2),
    row('gram', 'simd kernel', '64', 1),
    row('gram', 'simdjson', '64', 5),
    row('gram', 'ml-matrix', '64', 66),
    row('gram', 'scikit-learn', '64', 1, { status: 'elsewhere' }),
    { op: 'gram', variant: 'jax-js', size: '64', status: 'error', message: 'no' } as const,
    row('gram', 'ml-matrix', '128', 8), // without ours of this size there is nothing to say
  ];
  expect(summary({ ...madeUp(), sections: [{ op: 'gram', about: '', rows }] })).toEqual(['gram n=64: 2.5× simdjson, 33× ml-matrix']);
});
