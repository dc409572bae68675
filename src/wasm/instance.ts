// Floor 1 · from a source to running kernels: bytes, URL or response → module → instance (by the AssemblyScript loader).
import { instantiateSync } from '@assemblyscript/loader';
import type { Kernels } from './abi.js';
import { sharedMemory } from './shared.js';

/** What a WebAssembly binary can be given as. */
export type WasmSource = BufferSource | WebAssembly.Module | URL | string | Response | PromiseLike<Response>;

/** Running kernels and the memory they work on. */
export interface Instance {
  readonly kernels: Kernels;
  readonly memory: WebAssembly.Memory;
}

/** Instantiates at once, on a memory of its own that may grow to `maxPages` pages of 64 KiB; shared, if the binary was made for that. */
export function instantiate(source: BufferSource | WebAssembly.Module, maxPages: number, shared = false): Instance {
  const memory = new WebAssembly.Memory({ initial: 1, maximum: maxPages, shared });
  const { instance } = instantiateSync(source, { env: { memory } });
  return { kernels: instance.exports as unknown as Kernels, memory };
}

/** Fetches and compiles whatever the source is; for memory that threads share, if asked. */
export async function compile(source: WasmSource, shared = false): Promise<WebAssembly.Module> {
  const given = typeof source === 'string' || source instanceof URL ? await open(source) : await source;
  if (given instanceof WebAssembly.Module) {
    if (!shared) return given;
    throw new RangeError('init: source must be bytes, URL or Response where threads is above 1; got a compiled WebAssembly.Module');
  }
  const bytes = await read(given);
  return WebAssembly.compile(shared ? sharedMemory(bytes) : bytes);
}

async function read(given: BufferSource | Response): Promise<BufferSource> {
  if (typeof Response === 'undefined' || !(given instanceof Response)) return given as BufferSource;
  if (!given.ok) throw new Error(`init: source ${given.url} answered ${given.status}`);
  return given.arrayBuffer();
}

/** A URL's bytes: from the file system where Node is given a file: URL, else by fetch. */
async function open(source: string | URL): Promise<BufferSource | Response> {
  const base = (globalThis as { location?: { href: string } }).location?.href;
  const url = new URL(source, base);
  // not an import: the browser graph of the package must not name a Node module
  const fs = url.protocol === 'file:' && globalThis.process?.getBuiltinModule?.('node:fs/promises');
  return fs ? fs.readFile(url) : fetch(url);
}
