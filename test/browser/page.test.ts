// The engine in a real browser: dist/ as it is published, on the main thread, against the numbers of Node.
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launch, type Visit, visit, visitPage } from './browser.js';
import { compute, type Results } from './compute.js';
import { type Served, serve } from './server.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const EPS = 2 ** -52;

let browser: Browser;
let served: Served;
let seen: Visit;
let results: Results[];

beforeAll(async () => {
  browser = await launch();
  served = await serve(root);
  seen = await visitPage(browser, `${served.origin}/test/browser/page.html`);
  results = await seen.page.evaluate(() => window.results);
});

afterAll(async () => {
  await browser?.close();
  await served?.close();
});

/** What must not depend on where it is computed. */
const numbers = ({ time, engine, ...rest }: Results) => rest;

describe('the page', () => {
  test('ends well, asks nobody else, throws nothing', async () => {
    expect(await seen.page.getAttribute('body', 'data-state')).toBe('done');
    expect(seen.faults).toEqual([]);
  });

  test('the reproducible engine starts by itself and gives the bits of Node', () => {
    const [lazy] = results as [Results];
    const node = compute();
    expect([lazy.engine.variant, node.engine.variant]).toEqual(['simd', 'simd']);
    expect(numbers(lazy)).toEqual(numbers(node));
  });

  test('init() starts the fastest engine, which agrees within rounding', () => {
    const [lazy, fast] = results as [Results, Results];
    expect(fast.engine.variant).toBe('relaxed');
    const norm = lazy.eigenvalues.at(-1)!;
    const apart = lazy.eigenvalues.map((v, i) => Math.abs(v - fast.eigenvalues[i]!) / (lazy.size * norm * EPS));
    expect(Math.max(...apart), 'max |Δw|/(n‖A‖ε)').toBeLessThan(30);
    for (const [i, row] of lazy.rows.entries()) expect(Math.abs(fast.rows[i]!.risk / row.risk - 1)).toBeLessThan(1e-10);
  });

  test('both decompositions are sound, and the tuned error is the error of leave-one-out', () => {
    for (const { residual, rows } of results) {
      expect(residual.backward).toBeLessThan(30);
      expect(residual.orthogonality).toBeLessThan(30);
      for (const { risk, loo } of rows) expect(Math.abs(loo / risk - 1)).toBeLessThan(1e-10);
    }
  });

  test('the numbers can be read, on a desktop and on a phone', async () => {
    for (const width of [1280, 390]) {
      const { page } = await visitPage(browser, `${served.origin}/test/browser/page.html`, width);
      await page.screenshot({ path: `${root}/build/page-${width}.png`, fullPage: true });
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
      const text = await page.innerText('main');
      for (const { eigenvalues, rows } of results) {
        expect(text).toContain(eigenvalues.at(-1)!.toPrecision(12));
        for (const { risk } of rows) expect(text).toContain(risk.toFixed(6));
      }
      await page.close();
    }
  });
});

test('eigenstill/slim computes with the binary that it is told to fetch', async () => {
  const { page, faults } = await visit(browser, `${served.origin}/test/browser/slim.html`);
  await page.waitForFunction(() => document.title.startsWith('{'));
  const { variant, values } = JSON.parse(await page.title());
  expect(variant).toBe('relaxed');
  expect([Math.abs(values[0] - 1), Math.abs(values[1] - 3)].every((error) => error <= 4 * EPS)).toBe(true);
  expect(faults).toEqual([]);
});
