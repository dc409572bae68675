// Bench · everyone who takes part.
import { failing, type Peer } from './peer.js';
import { eigenstill, givenOut } from './peers/eigenstill.js';
import { bareKernel } from './peers/kernel.js';
import { loops } from './peers/loops.js';
import { mlMatrix } from './peers/ml-matrix.js';
import { numpyTs } from './peers/numpy-ts.js';
import { type Variant, variants } from './variants.js';

/** Packages that start asynchronously, or not at all: loaded when they are needed. */
const started = {
  'tfjs-wasm': async () => (await import('./peers/tfjs.js')).tfjs(),
  'jax-js': async () => (await import('./peers/jax-js.js')).jaxJs(),
};

/** Everyone: our fastest variant first, the one that the others are compared with. @throws if a name is taken */
export async function everyone(more: readonly Peer[]): Promise<Peer[]> {
  const ours = (variant: Variant) => Promise.all([eigenstill(variant), givenOut(variant), bareKernel(variant)]);
  const packages = Object.entries(started).map(([name, start]) => start().catch((error) => failing(name, error)));
  const peers = [...(await Promise.all(variants.map(ours))).flat(), loops, mlMatrix, numpyTs, ...(await Promise.all(packages)), ...more];
  const twice = peers.find(({ name }, i) => peers.findIndex((peer) => peer.name === name) < i);
  if (twice) throw new Error(`--peer: there is another peer named '${twice.name}'`);
  return peers;
}
