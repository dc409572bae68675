// Bench · races turned into rows: of several things timed against each other, or of one operation at all sizes by everyone.
import { type Contestant, type Outcome, type Pace, race, type Trial } from './harness.js';
import type { Job, Peer } from './peer.js';
import type { Row, Section } from './rows.js';

/** A contestant and what its row says of it. */
export interface Entry extends Omit<Contestant, 'name'>, Pick<Row, 'variant' | 'size' | 'flops' | 'elements' | 'single'> {}

export interface Operation<S extends Size = Size> {
  readonly name: string;
  /** For the line above the table: what is computed, how its flops are counted, what the residual is. */
  readonly about: string;
  readonly sizes: readonly S[];
  /** The sizes of a quick look. */
  readonly small: readonly S[];
  readonly single?: boolean;
  flops(size: S): number;
  /** Makes the data of one size; the function gives a peer's trial, undefined where it has no such operation. */
  problem(size: S): (peer: Peer) => Trial | undefined;
}

/** n, or rows × columns. */
export type Size = number | readonly [number, number];

export const label = (size: Size): string => (typeof size === 'number' ? String(size) : size.join('×'));

/** The trial of a peer's job, if it has one, with the residual of what it read last. */
export function trial<R>(job: Job<R> | undefined, ratio: (result: R) => number): Trial | undefined {
  if (!job) return undefined;
  const read = job.read?.bind(job);
  const pieces = job.pieces && { pieces: job.pieces };
  return { run: job, residual: read && (() => ratio(read())), ...pieces, free: () => job.free?.() };
}

/** One race; rows in the order of the entries, without those that do not take part. */
export async function heat(op: string, entries: readonly Entry[], pace: Pace, between: () => void): Promise<Row[]> {
  const named = new Map(entries.map((entry) => [`${entry.variant} n=${entry.size}`, entry]));
  if (named.size < entries.length) throw new Error(`${op}: two entries have the same variant and size`);
  const contestants = [...named].map(([name, { start, expected }]): Contestant => ({ name, start, expected }));
  const outcomes = await race(contestants, pace, between);
  return outcomes.map((outcome) => row(op, named.get(outcome.name) as Entry, outcome));
}

function row(op: string, { start, expected, ...said }: Entry, outcome: Outcome): Row {
  if (outcome.status !== 'ok') return { op, ...said, status: outcome.status, message: outcome.message };
  const { time, residual } = outcome;
  return { op, ...said, status: 'ok', time, ...(residual === undefined ? {} : { residual }) };
}

/** The races of an operation. A call whose time, by flops from the size before, exceeds the limit is not begun. */
export async function compare<S extends Size>(
  { name, about, sizes, single, flops, problem }: Operation<S>,
  peers: readonly Peer[],
  pace: Pace,
  between: (size: string) => void,
): Promise<Section> {
  const rows: Row[] = [];
  for (const n of sizes) {
    const start = problem(n);
    const size = label(n);
    const entry = (peer: Peer): Entry => {
      const before = rows.findLast((row) => row.variant === peer.name && row.time && row.flops);
      const expected = before?.time && before.flops && (before.time.min * flops(n)) / before.flops;
      return { variant: peer.name, size, flops: flops(n), ...(single ? { single } : {}), expected, start: () => start(peer) };
    };
    rows.push(...(await heat(name, peers.map(entry), pace, () => between(size))));
  }
  return { op: name, about, rows };
}
