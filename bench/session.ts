// Bench · a session: the chosen operations one after the other, in Node or in a page.
import { cholesky } from './cholesky.js';
import { cold } from './cold.js';
import { compare, type Operation } from './compare.js';
import { copies } from './copies.js';
import { distill, SAMPLES } from './distill.js';
import { DOUBLED, eigh, growth, spectra } from './eigh.js';
import { exp } from './exp.js';
import { qr, solve, svd } from './factor.js';
import { gram, kernels } from './gram.js';
import { type Pace, paces } from './harness.js';
import { matmul, matmul32 } from './matmul.js';
import { micro } from './micro.js';
import { inPasses, PASSES } from './passes.js';
import { peak } from './peak.js';
import type { Peer } from './peer.js';
import { withReference } from './reference.js';
import type { Section } from './rows.js';
import { shapes } from './shapes.js';
import { threads } from './threads.js';
import { theHost } from './variants.js';

export interface Plan {
  readonly names: readonly string[];
  readonly pace: keyof typeof paces;
  readonly peers: readonly Peer[];
  /** Where a long run stands. */
  status(text: string): void;
}

type Work = (plan: Plan, pace: Pace, quickly: boolean, between: (op: string) => (size?: string) => void) => Promise<Section[]>;

const raced =
  <S extends never>(op: Operation<S>): Work =>
  async ({ peers }, pace, quickly, between) => [
    await compare({ ...op, sizes: quickly ? op.small : op.sizes }, peers, pace, between(op.name)),
  ];

/** What can be asked for, in the order in which it is done. `matmul` and `gram` stand for all that belongs to them. */
const works: Record<string, Work> = {
  matmul: raced(matmul as Operation<never>),
  matmul32: raced(matmul32 as Operation<never>),
  shapes: async (_, pace, quickly, between) => [await shapes(pace, quickly, between('shapes'))],
  micro: async (_, pace, __, between) => [await micro(pace, between('micro'))],
  cold: async (_, __, quickly) => [await cold(quickly ? 1 : 8)],
  gram: async ({ peers }, pace, quickly, between) => {
    const sizes = quickly ? gram.small : gram.sizes;
    const section = await compare({ ...gram, sizes }, peers, pace, between('gram'));
    return [withReference(section, 'rbf_kernel', await theHost().python({ what: 'rbf_kernel', sizes, seconds: 5 }))];
  },
  kernels: async (_, pace, quickly, between) => [await kernels(quickly ? gram.small : gram.sizes, pace, between('kernels'))],
  exp: async (_, pace, __, between) => [await exp(pace, between('exp'))],
  eigh: async ({ peers }, pace, quickly, between) => {
    const sizes = quickly ? eigh.small : eigh.sizes;
    const section = await compare({ ...eigh, sizes }, peers, pace, between('eigh'));
    const task = { what: 'eigh', sizes: sizes.map((n) => [n]), seconds: 5 } as const;
    return [
      withReference(section, 'eigh', await theHost().python(task)),
      await spectra(quickly ? [128] : [512], pace, between('spectra')),
      await growth(quickly ? [64, 128] : DOUBLED, pace, between('eigh growth')),
    ];
  },
  cholesky: raced(cholesky as Operation<never>),
  solve: raced(solve as Operation<never>),
  qr: raced(qr as Operation<never>),
  svd: raced(svd as Operation<never>),
  distill: async (_, pace, quickly, between) => [await distill(quickly ? 200 : SAMPLES, pace, between('distill'))],
  copies: async (_, pace, quickly, between) => [await copies(pace, quickly, between('copies'))],
  threads: (_, pace, quickly, between) => threads(pace, quickly, between('threads')),
};

const GROUPS: Record<string, readonly string[]> = {
  matmul: ['matmul', 'matmul32', 'shapes', 'cold'],
  gram: ['gram', 'kernels'],
  factor: ['cholesky', 'solve', 'qr', 'svd'],
};

export const names = Object.keys(works);

/** What the command takes: operations and groups of them. */
export const known = [...new Set([...names, ...Object.keys(GROUPS)])];

/** The works that some names ask for; everything but threads, which wants both cores, without names. */
export function expand(chosen: readonly string[]): string[] {
  const wanted = new Set(chosen.flatMap((name) => GROUPS[name] ?? [name]));
  return names.filter((name) => (chosen.length === 0 ? name !== 'threads' : wanted.has(name)));
}

/** Runs a plan; sections as they are found in the last pass. */
export function session(plan: Plan): AsyncGenerator<Section> {
  return inPasses(PASSES[plan.pace], plan.names, (name) => sectionsOf(plan, name));
}

/** One operation. */
export async function sectionsOf(plan: Plan, name: string): Promise<Section[]> {
  peak(100);
  const between = (op: string) => (size?: string) => {
    peak(1);
    plan.status(size === undefined ? op : `${op} n = ${size}`);
  };
  plan.status(name);
  const found = await works[name](plan, paces[plan.pace], plan.pace === 'quick', between);
  peak(50);
  return found;
}
