// Bench · everyone who takes part.
import { basename } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Peer } from './peer.js';
import { bareKernel, eigenstill } from './peers/eigenstill.js';
import { loops } from './peers/loops.js';
import { mlMatrix } from './peers/ml-matrix.js';
import { numpyTs } from './peers/numpy-ts.js';
import { type Variant, variants } from './variants.js';

/** Everyone: our fastest variant first, the one that the others are compared with. */
export async function everyone(files: readonly string[]): Promise<Peer[]> {
  const ours = (variant: Variant) => Promise.all([eigenstill(variant), bareKernel(variant)]);
  return [...(await Promise.all(variants.map(ours))).flat(), loops, mlMatrix, numpyTs, ...(await Promise.all(files.map(fromFile)))];
}

async function fromFile(file: string): Promise<Peer> {
  const { name = basename(file), load } = await import(pathToFileURL(file).href);
  return Object.assign(await load(), { name });
}
