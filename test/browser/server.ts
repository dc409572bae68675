// Serves a folder on this machine only, TypeScript as JavaScript, with a policy that forbids eval and every other origin.
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { build, transform } from 'esbuild';

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.ts': 'text/javascript',
  '.wasm': 'application/wasm',
};
const POLICY =
  "default-src 'none'; script-src 'self' 'unsafe-inline' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; img-src data:; connect-src 'self'";

export interface Served {
  readonly origin: string;
  close(): Promise<void>;
}

/** What a page needs for shared memory: nobody else in its process. */
const ISOLATION = { 'cross-origin-opener-policy': 'same-origin', 'cross-origin-embedder-policy': 'require-corp' };

export interface ServeOptions {
  /** Cross-origin isolation. @default false */
  isolated?: boolean;
  /** More directives of the policy. */
  policy?: string;
}

export async function serve(root: string, { isolated = false, policy = '' }: ServeOptions = {}): Promise<Served> {
  const headers = { 'content-security-policy': `${POLICY}${policy}`, ...(isolated ? ISOLATION : {}) };

  const server = createServer(async ({ url }, response) => {
    const path = normalize(decodeURIComponent(new URL(url ?? '/', 'http://localhost').pathname));
    try {
      const body = await load(root, path);
      response.writeHead(200, { 'content-type': TYPES[extname(path)] ?? 'application/octet-stream', ...headers });
      response.end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  const close = () => new Promise<void>((closed) => server.close(() => closed()));
  return { origin: `http://127.0.0.1:${port}`, close };
}

/** A file of the folder; a module that a TypeScript file imports as './x.js' is './x.ts'. */
async function load(root: string, path: string): Promise<string | Buffer> {
  const file = join(root, path);
  if (file.endsWith('.worker.ts')) return bundled(root, file);
  if (extname(path) !== '.ts') return readFile(file).catch(() => load(root, path.replace(/\.js$/, '.ts')));
  return (await transform(await readFile(file, 'utf8'), { loader: 'ts', format: 'esm' })).code;
}

/** Import maps do not reach Workers: theirs is one file, the library inside, as applications are built. */
async function bundled(root: string, file: string): Promise<string> {
  const alias = { eigenstill: join(root, 'dist/index.js') };
  const { outputFiles } = await build({ entryPoints: [file], bundle: true, format: 'esm', write: false, alias, logLevel: 'error' });
  return outputFiles[0]?.text as string;
}
