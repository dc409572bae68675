// Bench · one copy of the library for each variant that this engine can run.
//
// The library has one engine at a time, and starting another compiles anew, which would put the cold start into every round. So the
// source is bundled once and loaded once a variant: each copy keeps its engine, warm, while the rounds alternate. Where bundle and
// binaries come from, Node and a page know each for itself.
import { features } from '../src/wasm/features.js';
import type { Reference, Task } from './reference.js';

export type Library = typeof import('./library.js');
export type Variant = 'relaxed' | 'simd';

/** First product of 1024×1024 matrices in a fresh process, and the best of later ones; milliseconds. */
export interface Cold {
  readonly init: number;
  readonly first: number;
  readonly warm: number;
}

/** What Node and a page do differently. */
export interface Host {
  /** A copy of the library for each name. */
  copy(name: string): Promise<Library>;
  /** The bytes of build/VARIANT.wasm. */
  binary(variant: Variant): Promise<Uint8Array<ArrayBuffer>>;
  /** Times of Python's libraries, where they are found. */
  python(task: Task): Promise<Reference | undefined>;
  /** Starts a process and lets it multiply. */
  cold(variant: Variant): Promise<Cold>;
}

/** The fastest first: the one that `init()` would choose. */
export const variants: Variant[] = features.relaxedSimd ? ['relaxed', 'simd'] : ['simd'];

/** The others stay away: for runs that have little time. */
export function fastestOnly(): void {
  variants.length = 1;
}

let host: Host | undefined;
const copies = new Map<string, Promise<Library>>();

/** Called once, before anything else of this file. */
export function provide(given: Host): void {
  host = given;
}

export function theHost(): Host {
  if (!host) throw new Error('bench: no host');
  return host;
}

/** The copy that runs this variant on one thread. */
export function library(variant: Variant): Promise<Library> {
  return started(variant, async (copy) => copy.initSync({ variant }));
}

/** The copy that runs this variant on so many threads. @throws what `init` throws where that cannot be */
export function threaded(variant: Variant, threads: number): Promise<Library> {
  return started(`${variant}-${threads}`, (copy) => copy.init({ variant, threads }));
}

function started(name: string, start: (copy: Library) => Promise<unknown>): Promise<Library> {
  const load = async () => {
    const copy = await theHost().copy(name);
    await start(copy);
    return copy;
  };
  const found = copies.get(name) ?? load();
  copies.set(name, found);
  return found;
}
