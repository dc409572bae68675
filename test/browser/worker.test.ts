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

test('the client alone asks for no engine and no binary', async () => {
  const page = await browser.newPage();
  await page.goto(`${served.origin}/test/browser/slim.html`);
  await page.waitForFunction(() => document.title.startsWith('{'));
  const asked: string[] = [];
  page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  const client = '/dist/worker-client.js?alone';
  expect(await page.evaluate(async (name) => typeof (await import(name)).connect, client)).toBe('function');
  expect(asked.filter((path) => path !== '/dist/worker-client.js')).toEqual([]); // its chunk is slim's, too
  await page.close();
});
