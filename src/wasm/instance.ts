// Floor 1 · from a source to running kernels: bytes, URL or response → module → instance (by the AssemblyScript loader).
import { instantiateSync } from '@assemblyscript/loader';
import type { Kernels } from './abi.js';

/** What a WebAssembly binary can be given as. */
export type WasmSource = BufferSource | WebAssembly.Module | URL | string | Response | PromiseLike<Response>;

/** Running kernels and the memory they work on. */
export interface Instance {
  readonly kernels: Kernels;
  readonly memory: WebAssembly.Memory;
}

/** Instantiates at once, on a memory of its own that may grow to `maxPages` pages of 64 KiB. */
export function instantiate(source: BufferSource | WebAssembly.Module, maxPages: number): Instance {
  const memory = new WebAssembly.Memory({ initial: 1, maximum: maxPages });
  const { instance } = instantiateSync(source, { env: { memory } });
  return { kernels: instance.exports as unknown as Kernels, memory };
}

/** Fetches and compiles whatever the source is. */
export async function compile(source: WasmSource): Promise<WebAssembly.Module> {
  const given = typeof source === 'string' || source instanceof URL ? await open(source) : await source;
  if (typeof Response !== 'undefined' && given instanceof Response) {
    if (!given.ok) throw new Error(`init: source ${given.url} answered ${given.status}`);
    return WebAssembly.compile(await given.arrayBuffer());
  }
  return given instanceof WebAssembly.Module ? given : WebAssembly.compile(given as BufferSource);
}

/** A URL's bytes: from the file system where Node is given a file: URL, else by fetch. */
async function open(source: string | URL): Promise<BufferSource | Response> {
  const base = (globalThis as { location?: { href: string } }).location?.href;
  const url = new URL(source, base);
  // not an import: the browser graph of the package must not name a Node module
  const fs = url.protocol === 'file:' && globalThis.process?.getBuiltinModule?.('node:fs/promises');
  return fs ? fs.readFile(url) : fetch(url);
}
