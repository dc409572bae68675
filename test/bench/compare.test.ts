// Races as rows: who takes part, what is not begun, what a row keeps of its entry.
import { expect, test } from 'vitest';
import { compare, heat, label, type Operation, trial } from '../../bench/compare.js';
import { job, type Peer } from '../../bench/peer.js';

const pace = { rounds: 1, quiet: 0, most: 1, slice: 1, patience: 0, budget: 300, limit: 300 };
const wait = (milliseconds: number) => {
  const until = performance.now() + milliseconds;
  while (performance.now() < until);
};

test('sizes as text', () => {
  expect([label(64), label([2000, 10])]).toEqual(['64', '2000×10']);
});

test('an operation at all sizes: absent peers have no row, and what would take too long by its flops is not begun', async () => {
  const begun: string[] = [];
  const operation: Operation<number> = {
    name: 'matmul',
    about: 'C = A B',
    sizes: [1, 5],
    small: [1],
    flops: (n) => 2 * n ** 3,
    problem: (n) => (peer) => {
      begun.push(`${peer.name} ${n}`);
      return trial(peer.matmul?.(new Float64Array(1), new Float64Array(1), n), ([first]) => first);
    },
  };
  const peer = (name: string, milliseconds: number): Peer => ({
    name,
    matmul: () =>
      job(
        () => wait(milliseconds),
        () => Float64Array.of(7),
      ),
  });
  const { op, about, rows } = await compare(operation, [peer('slow', 10), { name: 'absent' }, peer('quick', 0.05)], pace, () => {});
  expect([op, about]).toEqual(['matmul', 'C = A B']);
  expect(rows.map(({ variant, size, status }) => [variant, size, status])).toEqual([
    ['slow', '1', 'ok'],
    ['quick', '1', 'ok'],
    ['slow', '5', 'timeout'],
    ['quick', '5', 'ok'],
  ]);
  expect(rows[0]).toMatchObject({ op: 'matmul', flops: 2, residual: 7 });
  expect(rows[2].message).toMatch(/^a call would take about \d+ s$/);
  expect(begun).not.toContain('slow 5');
});

test('two entries of one name are a mistake', async () => {
  const entry = { variant: 'a', size: '1', start: () => undefined };
  await expect(heat('op', [entry, entry], pace, () => {})).rejects.toThrow('op: two entries have the same variant and size');
});
