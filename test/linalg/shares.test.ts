// Shares cover a job once; and whatever is cut into shares has the bits of one thread, on every build of the package.
import { createHash } from 'node:crypto';
import { serialize } from 'node:v8';
import { afterAll, describe, expect, test } from 'vitest';
import { dispose, gram, init, laplacian, type Matrix, matmul, rbf, spectrum, sum, syrk } from '../../src/index.js';
import { pieces, shares } from '../../src/linalg/shares.js';
import { gaussian } from '../matrices.js';
import { released } from '../variants.js';

describe('shares', () => {
  test.each([0, 1, 3, 4, 5, 47, 48, 49, 1000])('of %d: without gap, in whole strips, no more than asked for', (n) => {
    for (const most of [1, 2, 8, 100]) {
      for (const unit of [1, 4, 12]) {
        const cut = shares(n, most, unit);
        expect(cut.length).toBeLessThanOrEqual(most);
        let end = 0;
        for (const [from, size] of cut) {
          expect([from, from % unit]).toEqual([end, 0]);
          expect(size).toBeGreaterThan(0);
          end += size;
        }
        expect(end).toBe(n);
      }
    }
  });

  test('one for one thread', () => {
    expect([1, 2, 4].map((threads) => pieces({ threads }))).toEqual([1, 16, 32]);
  });
});

const single = ({ data, shape }: Matrix) => ({ data: Float32Array.from(data), shape });
const sizes = [
  [97, 513, 130],
  [300, 257, 515],
  [611, 40, 97],
  [5, 900, 1030],
  [1, 1000, 2000],
] as const;

/** One line for each result: its bits. */
const work = () => results().map((result) => createHash('sha256').update(serialize(result)).digest('hex'));

const results = () => [
  ...sizes.flatMap(([m, k, n]) => {
    const [a, b, at, bt] = [gaussian(m, k, 1), gaussian(k, n, 2), gaussian(k, m, 3), gaussian(n, k, 4)];
    return [
      matmul(a, b),
      matmul(at, b, { transposeA: true }),
      matmul(a, bt, { transposeB: true }),
      matmul(at, bt, { transposeA: true, transposeB: true }),
      matmul(single(a), single(b)),
      matmul(single(at), single(bt), { transposeA: true, transposeB: true }),
    ];
  }),
  syrk(gaussian(601, 130)),
  syrk(gaussian(300, 517), { transpose: true }),
  gram(rbf({ gamma: 0.1 }), gaussian(530, 21)),
  gram(sum(laplacian({ gamma: 0.1 }), rbf({ gamma: 0.01 })), gaussian(530, 21), gaussian(301, 21, 2)),
  spectrum(rbf({ gamma: 0.05 }), gaussian(260, 9), gaussian(260, 2, 2)),
];

describe.each(released)('%s', (variant) => {
  afterAll(() => dispose());

  test('the same bits on 1, 2, 3 and 4 threads', async () => {
    await init({ variant });
    const want = work();
    expect(new Set(want).size).toBe(want.length);
    for (const threads of [2, 3, 4]) {
      expect((await init({ variant, threads })).threads).toBe(threads);
      expect(work(), `${threads} threads`).toEqual(want);
    }
  });
});
