// Bench · the command of run.ts in headless Chromium: npm run bench:chromium -- [matmul] [gram] [exp] [threads] … [--brisk | --quick] [--save]
//
// The page is cross-origin isolated, for the finer clock (5 µs) and for threads. `taskset -c 1` pins the browser as it pins this process.
// Modules given by --peer belong to Node and do not run here.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { Page } from 'playwright-core';
import { launch } from '../test/browser/browser.js';
import { carryOut, refuse, request, status } from './command.js';
import { bundle } from './node.js';
import type { Found } from './page.js';
import { inPasses, PASSES } from './passes.js';
import { python } from './python.js';
import type { Section } from './rows.js';
import { expand } from './session.js';
import type { Cold, Variant } from './variants.js';

type Files = (path: string) => string | Uint8Array | undefined;

const TYPES: Record<string, string> = { js: 'text/javascript', wasm: 'application/wasm' };

/** Everything that the page asks for, made now. */
async function files(): Promise<Files> {
  const library = readFileSync(fileURLToPath(await bundle()));
  const entryPoints = [fileURLToPath(new URL('page.ts', import.meta.url))];
  // numpy-ts asks for files where there is a Node
  const external = ['node:*'];
  const options = {
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    platform: 'browser',
    external,
    logLevel: 'error',
  } as const;
  const { outputFiles } = await build({ entryPoints, ...options });
  const tfjs = dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm'));
  return (path) => {
    if (path === '/') return '<!doctype html><meta charset="utf-8"><title>bench</title><script type="module" src="/page.js"></script>';
    if (path === '/page.js') return outputFiles[0].contents;
    if (path === '/library.js') return library;
    if (/^\/(simd|relaxed)\.wasm$/.test(path)) return readFileSync(new URL(`../build${path}`, import.meta.url));
    return path.startsWith('/tfjs/') ? readFileSync(join(tfjs, basename(path))) : undefined;
  };
}

async function serve(file: Files): Promise<string> {
  const server = createServer(({ url = '/' }, response) => {
    const { pathname } = new URL(url, 'http://localhost');
    const body = file(pathname);
    if (body === undefined) return response.writeHead(404).end();
    response.writeHead(200, {
      'content-type': TYPES[pathname.split('.')[1] ?? ''] ?? 'text/html',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-embedder-policy': 'require-corp',
    });
    return response.end(body);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  server.unref();
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

async function open(address: string): Promise<Page> {
  const browser = await launch(['--js-flags=--expose-gc']);
  const page = await browser.newPage();
  page.on('pageerror', (error) => console.error(`page: ${error.message}`));
  await page.goto(address);
  await page.waitForFunction(() => typeof window.first === 'function');
  return page;
}

const close = (page: Page) => page.context().browser()?.close();

const wanted = request();
if (wanted.files.length > 0) refuse('--peer takes modules of Node, which a page cannot run');
const address = await serve(await files());
const page = await open(address).catch(refuse);
await page.exposeFunction('python', python);
await page.exposeFunction('cold', async (variant: Variant): Promise<Cold> => {
  const fresh = await open(address);
  const found = await fresh.evaluate((one) => window.first(one), variant);
  await close(fresh);
  return found;
});

const run = (...names: string[]): Promise<Found> => page.evaluate(([all, pace]) => window.bench(all, pace), [names, wanted.pace] as const);
let last = await run(); // nothing yet but the peak and which variant is ours

async function sectionsOf(name: string): Promise<readonly Section[]> {
  status(name);
  last = await run(name);
  return last.sections;
}

await carryOut(wanted, 'chromium', {
  command: 'npm run bench:chromium --',
  engine: `Chromium ${page.context().browser()?.version()}`,
  ours: last.ours,
  sections: inPasses(PASSES[wanted.pace], expand(wanted.chosen), sectionsOf),
  peak: () => last.peak,
});
await close(page);
