// Bench · everyone who takes part.
import { basename } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Peer } from './peer.js';
import { bareKernel, eigenstill } from './peers/eigenstill.js';
import { loops } from './peers/loops.js';
import { mlMatrix } from './peers/ml-matrix.js';
import { numpyTs } from './peers/numpy-ts.js';
import { type Variant, variants } from './variants.js';

/** Everyone: our fastest variant first, the one that the others are compared with. @throws if a file is no peer or a name is taken */
export async function everyone(files: readonly string[]): Promise<Peer[]> {
  const ours = (variant: Variant) => Promise.all([eigenstill(variant), bareKernel(variant)]);
  const peers = [...(await Promise.all(variants.map(ours))).flat(), loops, mlMatrix, numpyTs];
  for (const file of files) {
    const peer = await fromFile(file);
    if (peers.some(({ name }) => name === peer.name)) throw new Error(`--peer ${file}: there is another peer named '${peer.name}'`);
    peers.push(peer);
  }
  return peers;
}

async function fromFile(file: string): Promise<Peer> {
  const { name = basename(file), load } = await import(pathToFileURL(file).href);
  if (typeof load !== 'function') throw new Error(`--peer ${file}: exports no function load()`);
  return Object.assign(await load(), { name });
}
