// Same bits on every machine: the plain build against digests that are kept. CI asks Node 20, 24, 26 and Chromium, with one thread and more.
//
// A change of an algorithm changes them: look at the difference, then renew the file with `npx vitest run test/bits.test.ts -u`.
import { afterAll, expect, test } from 'vitest';
import { dispose, init } from '../src/index.js';
import { bits } from './bits.js';

afterAll(dispose);

test.each([1, 2, 3])('the plain build on %d threads', async (threads) => {
  await init({ variant: 'simd', threads });
  await expect(`${JSON.stringify(bits(), null, 2)}\n`).toMatchFileSnapshot('golden/bits.json');
});
