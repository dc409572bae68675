// Factorizations and solvers share their products, solves and exchanges among threads: the same bits on any number of them.
import { createHash } from 'node:crypto';
import { serialize } from 'node:v8';
import { afterAll, describe, expect, test } from 'vitest';
import { cholesky, dispose, init, lstsq, qr, solve, svd } from '../../src/index.js';
import { gaussian, positiveDefinite, randomSymmetric } from '../matrices.js';
import { released } from '../variants.js';

const n = 330;
const [definite, general, b] = [positiveDefinite(n, 1), gaussian(n, n, 2), gaussian(n, 200, 3)];

const work = () => {
  const { L, logDet, rcond } = cholesky(definite);
  const results = [
    [L, logDet, rcond],
    cholesky(definite).solve(b),
    solve(general, b),
    solve(randomSymmetric(n, 5), b, { assume: 'symmetric' }),
    solve(positiveDefinite(n, 10), b, { assume: 'positive-definite' }),
    qr(gaussian(500, 200, 6)),
    svd(gaussian(600, 150, 7)),
    lstsq(gaussian(600, 150, 8), gaussian(600, 70, 9)),
  ];
  return results.map((result) => createHash('sha256').update(serialize(result)).digest('hex'));
};

describe.each(released)('%s', (variant) => {
  afterAll(() => dispose());

  test('the same bits on 1 and 3 threads', async () => {
    await init({ variant });
    const want = work();
    expect(new Set(want).size).toBe(want.length);
    for (const threads of [3]) {
      expect((await init({ variant, threads })).threads).toBe(threads);
      expect(work(), `${threads} threads`).toEqual(want);
    }
  });
});
