// Bench · what the copies between JavaScript and WebAssembly add to a product: the kernel alone, a new array as the result, memory of the
// caller's, in one race on equal terms. All go in the same steps; before each the clock stands still until the core is quiet, but not for long.
import { compare } from './compare.js';
import type { Pace } from './harness.js';
import { matmul } from './matmul.js';
import { quiet } from './peak.js';
import type { Peer } from './peer.js';
import { bareSteps } from './peers/kernel.js';
import { patient, products, waiting } from './peers/stepped.js';
import type { Section } from './rows.js';
import { library, variants } from './variants.js';

/** Rows of the product. */
export const COPIED = 1024;

export async function copies(pace: Pace, quickly: boolean, between: (size: string) => void): Promise<Section> {
  const variant = variants[0];
  const lib = await library(variant);
  const wait = waiting(pace, quiet);
  const peers: Peer[] = [
    { name: variant, ...products(lib, false, wait) },
    { name: `${variant} out`, ...products(lib, true, wait) },
    await bareSteps(variant, wait),
  ];
  return compare({ ...matmul, name: 'copies', sizes: [quickly ? 128 : COPIED] }, peers, patient(pace), between);
}
