// Bench · one operation, all sizes, everyone: races turned into the rows of the project's tables.
import { type Contestant, type Outcome, type Pace, race, type Trial } from './harness.js';
import type { Peak } from './peak.js';
import type { Job, Peer } from './peer.js';
import { digits, duration, spread, table } from './table.js';

export interface Operation {
  readonly name: string;
  /** For the line above the table: what is computed, how its flops are counted, what the residual is. */
  readonly about: string;
  readonly sizes: readonly number[];
  /** In single precision: four lanes in place of two, so twice the peak. */
  readonly single?: boolean;
  flops(n: number): number;
  /** Makes the data of one size; the function gives a peer's trial, undefined where it has no such operation. */
  problem(n: number): (peer: Peer) => Trial | undefined;
}

/** Outcomes of one size. */
export interface Result {
  readonly op: string;
  readonly n: number;
  readonly outcomes: readonly Outcome[];
}

/** Above this a result is wrong rather than rounded (LAPACK's threshold). */
const SOUND = 30;

/** The trial of a peer's job, if it has one, with the residual of what it read last. */
export function trial<R>(job: Job<R> | undefined, ratio: (result: R) => number): Trial | undefined {
  if (!job) return undefined;
  const read = job.read?.bind(job);
  return { run: job, residual: read && (() => ratio(read())), free: () => job.free?.() };
}

/** Runs the races of an operation. A call whose time, by n³ from the size before, exceeds the budget is not begun. */
export async function compare(op: Operation, peers: readonly Peer[], pace: Pace, between: (n: number) => void): Promise<Result[]> {
  const results: Result[] = [];
  const last = new Map<string, { n: number; time: number }>();
  for (const n of op.sizes) {
    const start = op.problem(n);
    const contestant = (peer: Peer): Contestant => {
      const before = last.get(peer.name);
      return { name: peer.name, start: () => start(peer), expected: before && before.time * (n / before.n) ** 3 };
    };
    const outcomes = await race(peers.map(contestant), pace, () => between(n));
    for (const outcome of outcomes) if (outcome.status === 'ok') last.set(outcome.name, { n, time: outcome.time.min });
    results.push({ op: op.name, n, outcomes });
  }
  return results;
}

export const HEAD = ['op', 'variant', 'n', 'calls', 'min', 'median ± mad', 'GFLOP/s', '% peak', 'resid', 'time/ours', ''];

/** The row of one outcome; `ours` is the least time of our fastest variant. */
export function row(op: string, n: number, outcome: Outcome, flops: number | undefined, peak: Peak, ours: number | undefined): string[] {
  const { name } = outcome;
  if (outcome.status !== 'ok') return [op, name, String(n), '', '', '', '', '', '', '', outcome.status];
  const { calls, min, median, mad } = outcome.time;
  const rate = flops === undefined ? undefined : flops / min / 1e6;
  return [
    ...[op, name, String(n), String(calls), duration(min), spread(median, mad)],
    ...(rate === undefined ? ['', ''] : [digits(rate), `${digits((100 * rate) / Math.max(peak.mulAdd, peak.relaxed), 2)} %`]),
    outcome.residual === undefined ? '–' : digits(outcome.residual, 2),
    ours === undefined ? '' : `${digits(min / ours)}×`,
    outcome.residual !== undefined && !(outcome.residual < SOUND) ? 'inaccurate' : 'ok',
  ];
}

/** Least time of the named contestant, undefined where it has none. */
export function least({ outcomes }: Result, name: string): number | undefined {
  const found = outcomes.find((outcome) => outcome.name === name);
  return found?.status === 'ok' ? found.time.min : undefined;
}

/** The table of an operation. `ours`: the name of the variant that the others are compared with. */
export function comparison(op: Operation, results: readonly Result[], peak: Peak, ours: string): string {
  const lanes = op.single ? 2 : 1;
  const top = { mulAdd: lanes * peak.mulAdd, relaxed: lanes * peak.relaxed };
  const rows = results.flatMap((result) =>
    result.outcomes.map((outcome) => row(op.name, result.n, outcome, op.flops(result.n), top, least(result, ours))),
  );
  const failures = results.flatMap(({ n, outcomes }) =>
    outcomes.flatMap((outcome) => (outcome.status === 'ok' ? [] : [`${outcome.name} n=${n}: ${outcome.status}, ${outcome.message}`])),
  );
  return [`${op.name}: ${op.about}`, table([HEAD, ...rows]), ...failures].join('\n');
}
