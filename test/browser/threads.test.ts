// Threads in a real browser: a cross-origin isolated page computes Node's bits, and its main thread never waits.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launch, visit } from './browser.js';
import { type ServeOptions, serve } from './server.js';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** The digests that Node must have, too: see test/bits.test.ts. */
const kept = JSON.stringify(JSON.parse(readFileSync(`${root}/test/golden/bits.json`, 'utf8')));

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser?.close());

/** What the page says at the end. */
async function inPage(options: ServeOptions, query = '') {
  const served = await serve(root, options);
  const { page, faults } = await visit(browser, `${served.origin}/test/browser/threads.html${query}`);
  await page.waitForFunction(() => document.title.startsWith('{'));
  const said = JSON.parse(await page.title());
  await page.close();
  await served.close();
  return { ...said, faults };
}

test('a page that allows blob: workers: the bits of Node, and the main thread never waits', async () => {
  const { faults, ...said } = await inPage({ isolated: true, policy: "; worker-src 'self' blob:" });
  expect(said).toEqual({ threads: 2, waits: 0, seen: [kept] });
  expect(faults).toEqual([]);
});

test("under worker-src 'self': createWorker, from a file of the page's origin", async () => {
  const { faults, ...said } = await inPage({ isolated: true, policy: "; worker-src 'self'" }, '?own');
  expect(said).toEqual({ threads: 2, waits: 0, seen: [kept] });
  expect(faults).toEqual([]);
});

test('a worker that the policy forbids is an error that says what to give', async () => {
  const { error } = await inPage({ isolated: true, policy: "; worker-src 'self'" });
  expect(error).toMatch(/^WorkerError: threads: a worker did not start: .*createWorker/);
});

test('a page that is not isolated: a RangeError that says what is missing', async () => {
  const { error } = await inPage({});
  expect(error).toMatch(/^RangeError: init: threads above 1 need shared memory, .*Cross-Origin-Opener-Policy: same-origin/);
});
