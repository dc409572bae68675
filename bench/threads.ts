// Bench · two threads against one: two copies of the library, their calls in turn. Not to be pinned to one core.
import { compare, type Operation } from './compare.js';
import { eigh } from './eigh.js';
import { gram } from './gram.js';
import type { Pace } from './harness.js';
import { matmul, matmul32 } from './matmul.js';
import type { Peer } from './peer.js';
import { asPeer } from './peers/eigenstill.js';
import type { Section } from './rows.js';
import { threaded, variants } from './variants.js';

export const ONE = '1 thread';
export const TWO = '2 threads';

/** The sections of all operations; one that says why, where there are no threads. */
export async function threads(pace: Pace, quickly: boolean, between: (size: string) => void): Promise<Section[]> {
  const variant = variants[0];
  let peers: Peer[];
  try {
    peers = [asPeer(`${variant} ${ONE}`, await threaded(variant, 1)), asPeer(`${variant} ${TWO}`, await threaded(variant, 2))];
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return [{ op: 'threads', about: 'two threads against one', rows: [], notes: [`threads: skipped, ${message}`] }];
  }
  const sections: Section[] = [];
  const sizes = quickly ? [64, 128] : [128, 256, 512, 1024];
  const operations = [
    { ...matmul, sizes },
    { ...matmul32, sizes },
    { ...gram, sizes: quickly ? gram.small : gram.sizes },
    { ...eigh, sizes: quickly ? [128] : [512, 1024] },
  ];
  for (const op of operations) {
    const name = `${op.name} threads`;
    sections.push({ ...(await compare({ ...(op as Operation<never>), name }, peers, pace, between)), ours: peers[0].name });
  }
  return sections;
}
