// Times of scikit-learn beside ours: only for the sizes that were measured; a note where there is none.
import { expect, test } from 'vitest';
import { NAMES, withReference } from '../../bench/reference.js';
import { row } from './made-up.js';

const measured = { who: 'scikit-learn 1.2', times: { '2000×50': 22 } };

test('the reference follows the rows of its size and says where it comes from', () => {
  const rows = [row('gram', 'simd', '2000×50', 20, { flops: 2e8 }), row('gram', 'simd', '200×50', 1, { flops: 2e6 })];
  const found = withReference({ op: 'gram', about: '', rows }, 'rbf_kernel', measured);
  expect(found.rows.map(({ variant, size, status }) => [variant, size, status])).toEqual([
    ['simd', '2000×50', 'ok'],
    [NAMES.rbf_kernel, '2000×50', 'elsewhere'],
    ['simd', '200×50', 'ok'],
  ]);
  expect(found.rows[1]).toMatchObject({ flops: 2e8, time: { min: 22 } });
  expect(found.notes?.[0]).toMatch(/^scikit-learn 1.2: .*a process of its own/);
  expect(withReference({ op: 'gram', about: '', rows }, 'rbf_kernel', undefined)).toMatchObject({
    rows,
    notes: ['scikit-learn: no Python here that has it'],
  });
});
