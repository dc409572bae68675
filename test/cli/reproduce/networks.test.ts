// The slow study, much shortened: its tables, its progress, its end by a signal, what it says where MNIST is missing.
import { expect, test } from 'vitest';
import { study } from '../../../src/cli/reproduce/networks.js';

test('without a data folder: the digits, and where MNIST is to be had', { timeout: 60_000 }, async () => {
  const bar: number[] = [];
  const [digits, mnist, none] = await study({ onProgress: (done, total) => bar.push(done / total) }, 60);
  expect([digits!.name, mnist!.name, none]).toEqual(['networks-digits', 'networks-mnist', undefined]);
  expect(digits!.rows).toHaveLength(28);
  expect(digits!.rows.every(({ here, status }) => Number.isFinite(here) && status === 'unpublished')).toBe(true);
  expect(digits!.figures.map(({ series }) => series[0]!.x.length)).toEqual([1197, 1197]);
  expect(mnist!.rows).toMatchObject([{ status: 'missing data', note: expect.stringContaining('t10k-images-idx3-ubyte.gz') }]);
  expect(bar.every((v, i) => v > (bar[i - 1] ?? 0))).toBe(true);
  expect(bar.at(-1)).toBeCloseTo(1, 10);
});

test('a signal ends it between two passes', async () => {
  const abort = new AbortController();
  let passes = 0;
  const onProgress = () => {
    passes++;
    if (passes === 3) abort.abort(new Error('stop'));
  };
  await expect(study({ signal: abort.signal, onProgress }, 60)).rejects.toThrow('stop');
  expect(passes).toBe(3);
});
