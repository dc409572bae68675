// The learner of the networks study in a real browser: it learns, and ends at the weights of Node.
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launch, type Visit, visitPage } from './browser.js';
import { type Trained, trainSome } from './network-steps.js';
import { type Served, serve } from './server.js';

const root = fileURLToPath(new URL('../..', import.meta.url));

let browser: Browser;
let served: Served;
let seen: Visit;
let trained: Trained;

beforeAll(async () => {
  // a page gets its modules from a bundler; TensorFlow.js cannot be served file by file
  await build({
    entryPoints: [`${root}test/browser/network.ts`],
    outfile: `${root}build/network-page.js`,
    bundle: true,
    format: 'esm',
    target: 'es2022',
    logLevel: 'error',
  });
  browser = await launch();
  served = await serve(root);
  seen = await visitPage(browser, `${served.origin}/test/browser/network.html`);
  trained = await seen.page.evaluate(() => window.trained);
});

afterAll(async () => {
  await browser?.close();
  await served?.close();
});

test('it trains: the loss falls with every pass; nobody else is asked, nothing is thrown', () => {
  const { losses } = trained;
  expect(losses).toHaveLength(7);
  losses.slice(1).forEach((loss, i) => {
    expect(loss).toBeLessThan(losses[i]!);
  });
  expect(losses.at(-1)).toBeLessThan(0.6 * losses[0]!);
  expect(seen.faults).toEqual([]);
});

test('its weights are those of Node', async () => {
  const node = await trainSome();
  expect(trained.weights).toHaveLength(node.weights.length);
  const size = Math.max(...node.weights.map(Math.abs));
  const apart = Math.max(...node.weights.map((w, i) => Math.abs(w - trained.weights[i]!)));
  // 24 steps of sums of at most 64 floats
  expect(apart / (24 * size * 2 ** -23), 'max |Δw|/(steps max|w| ε)').toBeLessThan(30);
});
