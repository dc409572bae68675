// connect in a real browser: dist/ as it is published, under a policy that forbids eval, blobs and every other origin.
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launch, visit } from './browser.js';
import { type Served, serve } from './server.js';

let browser: Browser;
let served: Served;
beforeAll(async () => {
  browser = await launch();
  served = await serve(fileURLToPath(new URL('../..', import.meta.url)), { policy: "; worker-src 'self'" });
});
afterAll(async () => {
  await browser?.close();
  await served?.close();
});

test('numbers, errors, progress and aborts cross; workers that do not live are errors', async () => {
  const { page, faults } = await visit(browser, `${served.origin}/test/browser/worker.html`);
  await page.waitForFunction(() => document.title.startsWith('{'));
  expect(JSON.parse(await page.title())).toEqual({
    same: true,
    equal: true,
    typed: true,
    aborted: 'AbortError',
    progress: 5,
    missing: 'start',
    ended: [true, true],
  });
  expect(faults.filter((fault) => !fault.includes('404'))).toEqual([]);
});
