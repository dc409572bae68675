// Leave-one-out of many λ in one product: each as alone, and as by refits that leave every row out, around the edges of a batch.
import { describe, expect, test } from 'vitest';
import { gram, rbf, spectrum } from '../../src/index.js';
import { looComponents } from '../../src/risk/components-loo.js';
import { batches } from '../../src/risk/parts.js';
import { gaussian } from '../matrices.js';
import { condition, leaveOut, relativeRatio } from '../pipeline.js';
import { singles } from '../problems.js';

const [n, steps] = [9, 2];
const kernel = rbf({ gamma: 0.4 });
const x = gaussian(n, 2, 5);
const grid = (count: number) => Array.from({ length: count }, (_, i) => 0.05 * 1.03 ** i);

describe.each([1, 2])('%i targets', (q) => {
  const y = gaussian(n, q, 6);
  const s = spectrum(kernel, x, y);
  const [first] = [...batches(grid(1000), (steps + 1) * q)] as [readonly number[]];
  const size = first.length;

  test.each([1, size - 1, size, size + 1])('%i λ', (count) => {
    const lambdas = grid(count);
    const all = [...looComponents(s, lambdas, steps)];
    expect(all.map(({ lambda }) => lambda)).toEqual(lambdas);
    const K = gram(kernel, x);
    for (const at of new Set([0, count >> 1, count - 2, count - 1])) {
      if (at < 0) continue;
      const lambda = lambdas[at]!;
      expect(all[at]).toEqual([...looComponents(s, [lambda], steps)][0]);
      const { first, differences, count: entries } = all[at]!;
      expect(entries).toBe(n * q);
      for (let m = 0; m <= steps; m++) {
        const plan = { lambda: new Array<number>(m + 1).fill(lambda), xi: new Array<number>(m).fill(1) };
        const left = leaveOut(K, y, singles(n), plan).data;
        // entry t n + i is target t of point i
        const want = Float64Array.from({ length: n * q }, (_, e) => {
          const to = (e % n) * q + Math.floor(e / n);
          return y.data[to]! - left[to]!;
        });
        const got = m === 0 ? first : first.map((v, i) => v + differences[m - 1]![i]!);
        expect(relativeRatio(got, want, 10 * n * condition(s.d.at(-1)!, plan)), `λ = ${lambda}, ${m} steps`).toBeLessThan(1);
      }
    }
  });
});
