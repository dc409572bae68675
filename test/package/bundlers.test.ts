// The tarball through bundlers: esbuild and Vite, opened in Chromium where there is one.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build as esbuild } from 'esbuild';
import type { Browser } from 'playwright-core';
import { build as vite } from 'vite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findChromium, HOW_TO_GET } from '../../scripts/chromium.js';
import { launch, visit, visitPage } from '../browser/browser.js';
import { compute, type Results } from '../browser/compute.js';
import { serve } from '../browser/server.js';
import { cleanUp, fresh, type Packed, pack, pageFile, run, write } from './consumer.js';

const withBrowser = test.skipIf(!findChromium());
if (!findChromium()) console.warn(`bundles are built but not opened: ${HOW_TO_GET}`);

let packed: Packed;
let browser: Browser | undefined;

beforeAll(async () => {
  packed = pack();
  if (findChromium()) browser = await launch();
});

afterAll(async () => {
  await browser?.close();
  cleanUp();
});

/** Bytes of the whole library, minified and gzipped, both binaries inside. Measured: 107,600, nearly half of it the two binaries. */
const BUDGET = 108_000;

const numbers = ({ time, engine, ...rest }: Results) => rest;

/** Opens the built page and compares what it computed with Node. */
async function opens(folder: string, page: string): Promise<void> {
  const served = await serve(folder);
  const { page: tab, faults } = await visitPage(browser!, `${served.origin}/${page}`);
  const results = await tab.evaluate(() => window.results);
  expect(results.map(({ engine }) => engine.variant)).toEqual(['simd', 'relaxed']);
  expect(numbers(results[0]!)).toEqual(numbers(compute()));
  expect(faults).toEqual([]);
  await served.close();
}

const page = { 'page.html': pageFile('page.html'), 'page.ts': pageFile('page.ts'), 'compute.ts': pageFile('compute.ts') };

describe('esbuild', () => {
  const options = { bundle: true, format: 'esm', minify: true, target: 'es2022', logLevel: 'warning' } as const;

  /** The bundle of one module, made in a fresh folder. */
  async function bundle(code: string): Promise<{ folder: string; text: string }> {
    const folder = fresh(packed, { 'main.js': code });
    await esbuild({ ...options, entryPoints: [join(folder, 'main.js')], outfile: join(folder, 'out.js') });
    return { folder, text: readFileSync(join(folder, 'out.js'), 'utf8') };
  }

  withBrowser('a page', async () => {
    const folder = fresh(packed, page);
    await esbuild({ ...options, entryPoints: [join(folder, 'page.ts')], outfile: join(folder, 'www/page.js') });
    write(folder, { 'www/page.html': page['page.html'].replace('./page.ts', './page.js') });
    await opens(join(folder, 'www'), 'page.html');
  });

  test('tree shaking leaves the binaries in, and leaves out what is not asked for', async () => {
    const { folder, text } = await bundle("import { eigh } from 'eigenstill';\nconsole.log(eigh([[2, 0], [0, 3]]).values.join());");
    expect(run(folder, 'node', 'out.js').trim()).toBe('2,3');
    expect(text).not.toContain('SelfDistilledKernelRidge');
  });

  test('everything, minified and gzipped, stays within its budget', async () => {
    const { text } = await bundle("export * from 'eigenstill';");
    expect(gzipSync(text).length).toBeLessThan(BUDGET);
  });

  test('a worker keeps its engine, and the client of it carries none and stays within 3.2 kB gzipped', async () => {
    expect((await bundle("import 'eigenstill/worker';")).text).toContain('0061736d'); // the binary begins so
    const { text } = await bundle("export { connect } from 'eigenstill/worker-client';");
    expect(text).not.toContain('0061736d');
    expect(gzipSync(text).length).toBeLessThan(3200);
  });

  test('a program that asks for the version carries nothing else', async () => {
    const { text } = await bundle("import { version } from 'eigenstill/slim';\nconsole.log(version);");
    expect(text.length).toBeLessThan(500);
  });
});

describe('Vite', () => {
  withBrowser('a page, and a page whose binary is an asset of its own', async () => {
    const slim = pageFile('slim.ts').replace("'/dist/relaxed.wasm'", 'relaxed');
    const folder = fresh(packed, {
      ...page,
      'slim.html': pageFile('slim.html'),
      'slim.ts': `import relaxed from 'eigenstill/relaxed.wasm?url';\n${slim}`,
    });
    const input = ['page.html', 'slim.html'].map((name) => join(folder, name));
    await vite({ root: folder, configFile: false, mode: 'production', logLevel: 'error', build: { rolldownOptions: { input } } });
    const dist = join(folder, 'dist');
    await opens(dist, 'page.html');

    const served = await serve(dist);
    const { page: tab, faults } = await visit(browser!, `${served.origin}/slim.html`);
    await tab.waitForFunction(() => document.title.startsWith('{'));
    expect(JSON.parse(await tab.title()).variant).toBe('relaxed');
    expect(faults).toEqual([]);
    await served.close();
  });
});
