// Bench · the side of a page: the same session as in Node, some operations at a time, on a clock of 5 µs.
import { firstProduct } from './first.js';
import { type Peak, peak } from './peak.js';
import type { Peer } from './peer.js';
import { everyone } from './peers.js';
import type { Reference, Task } from './reference.js';
import type { Section } from './rows.js';
import { type Plan, sectionsOf } from './session.js';
import { type Cold, fastestOnly, type Library, provide, type Variant, variants } from './variants.js';

/** What the page gives back. */
export interface Found {
  readonly sections: readonly Section[];
  readonly peak: Peak;
  readonly ours: Variant;
}

declare global {
  interface Window {
    bench(names: readonly string[], pace: Plan['pace']): Promise<Found>;
    /** The first product of this page. */
    first(variant: Variant): Promise<Cold>;
    /** Put here by chromium.ts, as the next. */
    python(task: Task): Promise<Reference | undefined>;
    /** Does `first` in a fresh browser. */
    cold(variant: Variant): Promise<Cold>;
  }
}

const copy = (name: string): Promise<Library> => import(`/library.js?${name}`);

provide({
  copy,
  binary: async (variant) => new Uint8Array(await (await fetch(`/${variant}.wasm`)).arrayBuffer()),
  python: (task) => window.python(task),
  cold: (variant) => window.cold(variant),
});

let peers: Promise<Peer[]> | undefined;

window.bench = async (names, pace) => {
  if (pace !== 'calm') fastestOnly();
  peers ??= everyone([]);
  const sections: Section[] = [];
  for (const name of names) sections.push(...(await sectionsOf({ names, pace, peers: await peers, status: () => {} }, name)));
  return { sections, peak: peak(1), ours: variants[0] };
};

window.first = async (variant) => firstProduct(await copy('first'), variant);
