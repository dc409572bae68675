// Bench · Node as a host: the bundle stands in build/, a fresh process is a child, and Linux says whether this one is pinned.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { basename } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { build } from 'esbuild';
import { failing, type Peer } from './peer.js';
import { python } from './python.js';
import type { Cold, Host, Library } from './variants.js';

/** What the benches write for themselves; not kept. */
export const scratch = new URL('../build/bench/', import.meta.url);

/** The library as one module. @returns its URL */
export async function bundle(): Promise<string> {
  mkdirSync(scratch, { recursive: true });
  const file = new URL('library.mjs', scratch);
  const options = { bundle: true, format: 'esm', target: 'es2022', platform: 'browser', logLevel: 'warning' } as const;
  await build({ entryPoints: [fileURLToPath(new URL('library.ts', import.meta.url))], outfile: fileURLToPath(file), ...options });
  return file.href;
}

export function nodeHost(): Host {
  setFlagsFromString('--expose-gc');
  globalThis.gc = runInNewContext('gc');
  let bundled: Promise<string> | undefined;
  const url = () => {
    bundled ??= bundle();
    return bundled;
  };
  return {
    // another query is another module of the same text
    copy: async (name): Promise<Library> => import(`${await url()}?${name}`),
    binary: async (variant) => new Uint8Array(readFileSync(new URL(`../build/${variant}.wasm`, import.meta.url))),
    python: async (task) => python(task),
    async cold(variant): Promise<Cold> {
      const file = fileURLToPath(new URL('first.ts', import.meta.url));
      const { stdout, stderr, status } = spawnSync(process.execPath, [...process.execArgv, file, await url(), variant], {
        encoding: 'utf8',
      });
      if (status !== 0) throw new Error(`cold: the process ended with ${status}: ${stderr.trim().split('\n').at(-1)}`);
      return JSON.parse(stdout);
    },
  };
}

/** A module given by --peer. A file that is no peer is a fault of the call; a peer that does not start is a row. */
export async function fromFile(file: string): Promise<Peer> {
  const { name = basename(file), load } = await import(pathToFileURL(file).href);
  if (typeof load !== 'function') throw new Error(`--peer ${file}: exports no function load()`);
  try {
    return Object.assign(await load(), { name });
  } catch (error) {
    return failing(name, error);
  }
}

/** "AMD EPYC (family 25, model 17), 2 cores". */
export const machine = () => `${cpus()[0]?.model.trim()}${generation(linux('/proc/cpuinfo'))}, ${cpus().length} cores`;

/** The numbers of a processor's generation in /proc/cpuinfo, where it has them: virtual machines give several generations one name. */
export function generation(cpuinfo: string): string {
  const [family, model] = ['cpu family', 'model'].map((name) => new RegExp(`^${name}\\s*: (\\d+)$`, 'm').exec(cpuinfo)?.[1]);
  return family && model ? ` (family ${family}, model ${model})` : '';
}

/** Whether this process may run on one core only; undefined where the system does not say. */
export const pinned = () => onOneCore(linux('/proc/self/status'));

/** What Linux says in a file; nothing on other systems. */
function linux(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

/** Reads "Cpus_allowed_list:	0-3,5". */
export function onOneCore(status: string): boolean | undefined {
  const list = /^Cpus_allowed_list:\s*(\S+)/m.exec(status)?.[1];
  return list === undefined ? undefined : /^\d+$/.test(list);
}
