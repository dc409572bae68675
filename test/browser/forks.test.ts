// The engine in a module Worker of the page, with threads nested in it: the bits of Node. And a pool whose worker ends or hangs, which no
// event of a page tells: forks go on or end with an error, in a Worker and on the main thread; none waits for ever.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launch, visit } from './browser.js';
import type { Fate, Seen } from './forks.js';
import { type Served, serve } from './server.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const kept = JSON.stringify(JSON.parse(readFileSync(`${root}/test/golden/bits.json`, 'utf8')));

let browser: Browser;
let served: Served;
beforeAll(async () => {
  browser = await launch();
  served = await serve(root, { isolated: true, policy: "; worker-src 'self' blob:" });
});
afterAll(async () => {
  await browser?.close();
  await served?.close();
});

async function seen(where: 'page' | 'worker', fate: Fate): Promise<Seen> {
  const { page, faults } = await visit(browser, `${served.origin}/test/browser/forks.html?${where}=${fate}`);
  await page.waitForFunction(() => document.title.startsWith('{'), undefined, { timeout: 60_000 });
  const said = JSON.parse(await page.title());
  await page.close();
  expect(faults.filter((fault) => !fault.startsWith('request: blob:'))).toEqual([]);
  return said;
}

describe.each(['worker', 'page'] as const)("in a %s, the pool's worker", (where) => {
  test('alive: the bits of Node, shared; only a Worker may wait', async () => {
    const { rounds, errors, threads, shared, waits } = await seen(where, 'alive');
    expect([threads, rounds, errors]).toEqual([2, [kept, kept, kept], []]);
    expect(shared[2]).toBeGreaterThan(shared[0] as number);
    if (where === 'page') expect(waits).toBe(0);
  });

  test('ended between two forks: the caller does its part', async () => {
    const { rounds, errors, shared } = await seen(where, 'ended');
    expect([rounds, errors]).toEqual([[kept, kept, kept], []]);
    expect(shared[0]).toBeGreaterThan(0);
    expect(shared.slice(1)).toEqual([shared[0], shared[0]]);
  });

  test('ended while there is work: right bits or one error', async () => {
    const { rounds, errors } = await seen(where, 'ending');
    expect(rounds.length).toBeGreaterThan(1);
    expect(new Set(rounds)).toEqual(new Set([kept]));
    expect(errors.length).toBeLessThan(2);
    for (const { text } of errors) expect(text).toMatch(/^WorkerError: threads: the workers have not finished/);
  });

  test('stuck with a task in its hands: an error after seconds; the next call starts afresh', async () => {
    const { rounds, errors } = await seen(where, 'stuck');
    expect(errors).toHaveLength(1);
    expect(errors[0]?.text).toMatch(/^WorkerError: threads: the workers have not finished 1 tasks? for 5 s; the next call starts afresh/);
    expect(errors[0]?.seconds).toBeGreaterThan(4);
    expect(errors[0]?.seconds).toBeLessThan(30);
    expect(rounds).toEqual([kept, kept]);
  });
});
