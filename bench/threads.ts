// Bench · two threads against one: two copies of the library, their calls in turn. Not to be pinned to one core.
//
// Both cores are seldom quiet at once, and not for long: calls go in steps, and before each step of a product or Gram matrix the clock stands still
// until both are quiet, but not for long. The least times of the steps are added up besides; goals stand for whole calls and for these sums.
import { compare, type Operation } from './compare.js';
import { eigh } from './eigh.js';
import { gram } from './gram.js';
import type { Pace } from './harness.js';
import { matmul, matmul32 } from './matmul.js';
import { type Probe, probe } from './peak.js';
import { type Peer, pieced } from './peer.js';
import { square } from './peers/eigenstill.js';
import { patient, products, waiting } from './peers/stepped.js';
import type { Section } from './rows.js';
import { digits } from './table.js';
import { type Library, threaded, variants } from './variants.js';

export const ONE = '1 thread';
export const TWO = '2 threads';

/** Rows of the product that tells whether both cores are quiet: a millisecond. */
const PROBED = 256;

interface BothQuiet {
  readonly undisturbed: Probe;
  /** How often it was so since this was asked last. */
  said(): string[];
}

/** Whether a small product on two threads is as fast as it can be: a loop on this core says nothing of the other. */
function bothQuiet({ matmul, matrix }: Library): BothQuiet {
  const a = matrix(new Float64Array(PROBED ** 2).fill(1), [PROBED, PROBED]);
  const out = matrix(new Float64Array(PROBED ** 2), [PROBED, PROBED]);
  const look = probe(500, () => {
    const start = performance.now();
    matmul(a, a, { out });
    return 1 / (performance.now() - start);
  });
  let [looks, found] = [0, 0];
  const undisturbed = () => {
    const both = look();
    looks++;
    found += Number(both);
    return both;
  };
  const said = () => {
    const text = looks > 0 ? [`both cores were quiet in ${digits((100 * found) / looks, 2)} % of ${looks} looks`] : [];
    [looks, found] = [0, 0];
    return text;
  };
  return { undisturbed, said };
}

/** The library as users call it, copies included, step by step. */
function inPieces(name: string, { eighSteps, gramSteps, rbf, ...lib }: Library, wait: () => void): Peer {
  return {
    name,
    ...products(lib, false, wait),
    eigh: (a, n) =>
      pieced(
        () => eighSteps(square(a, n), {}),
        ({ values, vectors }) => ({ values, vectors: vectors.data }),
      ),
    gram: (x, n, p, gamma) =>
      pieced(
        () => gramSteps(rbf({ gamma }), { data: x, shape: [n, p] }, undefined),
        (k) => k.data as Float64Array,
        wait,
      ),
  };
}

/** The sections of all operations; one that says why, where there are no threads. */
export async function threads(pace: Pace, quickly: boolean, between: (size: string) => void): Promise<Section[]> {
  const variant = variants[0];
  let peers: Peer[];
  let both: BothQuiet;
  try {
    both = bothQuiet(await threaded(variant, 2));
    const wait = waiting(pace, both.undisturbed);
    const named = [
      { name: `${variant} ${ONE}`, copy: await threaded(variant, 1) },
      { name: `${variant} ${TWO}`, copy: await threaded(variant, 2) },
    ];
    peers = [
      ...named.map(({ name, copy }) => inPieces(name, copy, wait)),
      ...named.map(({ name, copy }) => ({ name: `${name} out`, ...products(copy, true, wait) })),
    ];
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return [{ op: 'threads', about: 'two threads against one', rows: [], notes: [`threads: skipped, ${message}`] }];
  }
  const sections: Section[] = [];
  const sizes = quickly ? [64, 128] : [512, 1024];
  const operations = [
    { ...matmul, sizes },
    { ...matmul32, sizes },
    { ...gram, sizes: quickly ? gram.small : gram.sizes },
    { ...eigh, sizes: quickly ? [128] : [512, 1024] },
  ];
  for (const op of operations) {
    const name = `${op.name} threads`;
    const section = await compare(
      { ...(op as Operation<never>), name },
      peers,
      { ...patient(pace), undisturbed: both.undisturbed },
      between,
    );
    sections.push({ ...section, ours: peers[0].name, notes: both.said() });
  }
  return sections;
}
