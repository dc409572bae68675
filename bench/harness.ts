// Bench · races: everyone runs in turn, round by round in one process, so that slow periods of the machine hit all alike.
//
//   round   1    A B C D      a slice of time each, at least one call     first rounds of each: warm-up, not counted
//           2    A B C D
//           …    A B   D      C has had its quiet turns, or spent its budget: its samples so far count
//
// The memory of a result is that of the result before, for all alike: a turn begins with a slice that is not counted, and garbage is cleared
// away before each call that is long enough not to notice. Memory fresh from the system costs more than what is done in it: 20 to 25 ms for
// 32 MB. After that a turn waits for a quiet moment of the machine, not for long, on another core if it can, and is called quiet if it ends in one as well: when all
// have had their rounds, a contestant goes on until it has had enough of these. tinybench times each slice; minimum and median ± MAD are
// taken over the calls of all rounds. Where the clock is coarse (5 µs in a page) a sample is the mean of as many calls as make its tick a hundredth of it.
//
// A call of a second does not fit into a quiet moment. Where a trial is made of pieces, the least times of each of them are added up as well;
// it has the most rounds and four times the budget.
import { Bench, type Task } from 'tinybench';
import { now } from './clock.js';
import { type Probe, quiet, settle } from './peak.js';

/** Something to be timed. */
export interface Trial {
  run(): unknown;
  /** Scaled residual of the very result of the last run. */
  residual?(): number;
  /** The least times of the pieces of a call, added up, in milliseconds. */
  pieces?(): number;
  free?(): void;
}

export interface Contestant {
  readonly name: string;
  /** Makes everything ready; undefined if it does not take part. */
  start(): Trial | undefined;
  /** Milliseconds that one call will take, if that can be guessed. */
  readonly expected?: number;
}

export interface Pace {
  /** Rounds that count, at least. */
  readonly rounds: number;
  /** Quiet turns that are wanted of them. */
  readonly quiet: number;
  /** Rounds that count, at most. */
  readonly most: number;
  /** Milliseconds of a contestant's turn; a call under way is never cut short. */
  readonly slice: number;
  /** Milliseconds of a contestant in all rounds together, waiting included. */
  readonly budget: number;
  /** Milliseconds that a turn waits for a quiet moment, at most. */
  readonly patience: number;
  /** Milliseconds of a call that is not begun. Between the two, one call is better than none. */
  readonly limit: number;
  /** What a quiet moment is known by. @default the loop on registers */
  readonly undisturbed?: Probe;
}

export const paces = {
  calm: { rounds: 15, quiet: 6, most: 45, slice: 30, patience: 400, budget: 20_000, limit: 20_000 },
  /** For many operations on several engines, in two passes: `npm run bench:all`. Of ours, the fastest variant alone. */
  brisk: { rounds: 4, quiet: 3, most: 12, slice: 30, patience: 200, budget: 3_000, limit: 22_000 },
  /** A look, not a measurement. */
  quick: { rounds: 3, quiet: 0, most: 3, slice: 10, patience: 0, budget: 1_000, limit: 1_000 },
} as const satisfies Record<string, Pace>;

let move: (() => void) | undefined;

/** From now on a turn that finds its core disturbed tries another. */
export function moveBy(given: (() => void) | undefined): void {
  move = given;
}

/** Where the engine lets us: nobody clears away what another left. */
const collect = () => (globalThis as { gc?: () => void }).gc?.();

/** Milliseconds of each contestant before its calls count: time enough for the engine's optimising compiler. */
const WARM = 120;

/** Slices that a call may take and still be made once more, uncounted, before each turn. */
const SHORT = 10;

/** Slices from which on garbage is cleared away before each call. */
const LONG = 1 / 6;

export interface Statistics {
  readonly calls: number;
  readonly min: number;
  readonly median: number;
  readonly mad: number;
  /** The least times of the pieces of a call, added up. */
  readonly pieces?: number;
}

export type Outcome =
  | { readonly name: string; readonly status: 'ok'; readonly time: Statistics; readonly residual?: number }
  | { readonly name: string; readonly status: 'timeout' | 'OOM' | 'error'; readonly message: string };

export function median(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort();
  const half = sorted.length >> 1;
  return sorted.length % 2 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

/** Median absolute deviation from the median. */
export function mad(values: readonly number[]): number {
  const centre = median(values);
  return median(values.map((v) => Math.abs(v - centre)));
}

export function statistics(samples: readonly number[]): Statistics {
  const min = samples.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  return { calls: samples.length, min, median: median(samples), mad: mad(samples) };
}

/** Milliseconds that the clock advances by, at least. */
export function tick(now: () => number = () => performance.now()): number {
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0, last = now(); i < 20; i++) {
    let next = now();
    while (next === last) next = now();
    least = Math.min(least, next - last);
    last = next;
  }
  return least;
}

/** As many calls as make the tick of the clock a hundredth of their time; single calls may be shorter than the tick, not all together. */
export function callsPerSample(clock: number, single: readonly number[]): number {
  return Math.max(1, Math.ceil((100 * clock * single.length) / total(single)));
}

/** Times all contestants; `between` is called after each round. Outcomes in the order of the contestants. */
export async function race(contestants: readonly Contestant[], pace: Pace, between: () => void = () => {}): Promise<Outcome[]> {
  const bench = new Bench({ iterations: 1, time: pace.slice, warmup: false, retainSamples: true, now });
  const clock = tick();
  const racers = contestants.flatMap((contestant) => new Racer(contestant, clock).enter(bench, pace));
  while (bench.tasks.length > 0) {
    bench.reset(); // a task that has run does not run again without
    bench.runSync();
    for (const racer of racers) racer.note(bench, pace);
    between();
    await new Promise((resolve) => setTimeout(resolve)); // finalizers of peers run between two rounds
  }
  return racers.map((racer) => racer.leave());
}

class Racer {
  #trial: Trial | undefined;
  #failure: Outcome | undefined;
  #warm: number[] = [];
  #samples: number[] = [];
  /** Milliseconds of its turns, with all that is not counted and the waiting. */
  #spent = 0;
  #begun = 0;
  #rounds = 0;
  #quiet = 0;
  /** Whether the turn began and ended in a quiet moment. */
  #undisturbed = false;
  /** Calls in one sample. */
  #calls = 1;
  /** Milliseconds of a call, the least so far: one that the machine held up says nothing of those to come. */
  #least = Number.POSITIVE_INFINITY;

  constructor(
    readonly contestant: Contestant,
    readonly clock: number,
  ) {}

  /** Itself, or nothing where the contestant does not take part. */
  enter(bench: Bench, { limit, patience, slice, undisturbed = quiet }: Pace): Racer[] {
    const { name, expected = 0 } = this.contestant;
    if (expected > limit) {
      this.#failure = { name, status: 'timeout', message: `a call would take about ${(expected / 1000).toFixed(0)} s` };
      return [this];
    }
    try {
      this.#trial = this.contestant.start();
    } catch (error) {
      this.#failure = failed(name, error);
      return [this];
    }
    if (!this.#trial) return [];
    const { run } = this.#trial;
    const sample = () => {
      for (let i = 0; i < this.#calls; i++) run();
    };
    const beforeEach = () => {
      // before the first turn has ended nothing is known: a long call is the only one of its turn, and that began with clearing away
      if (this.#least !== Number.POSITIVE_INFINITY && this.#least >= LONG * slice) collect();
    };
    const beforeAll = () => {
      this.#begun = performance.now();
      if (this.#warmed && this.#least <= SHORT * slice) {
        do {
          beforeEach();
          run();
        } while (performance.now() < this.#begun + slice);
      }
      collect();
      this.#undisturbed = settle(this.#warmed ? patience : 0, undisturbed, move);
    };
    const afterAll = () => {
      this.#undisturbed &&= undisturbed();
      this.#spent += performance.now() - this.#begun;
    };
    // told that it is not asynchronous, tinybench does not call it once to find out
    bench.add(name, sample, { async: false, beforeAll, beforeEach, afterAll });
    return [this];
  }

  get #warmed(): boolean {
    return total(this.#warm) >= WARM;
  }

  /** Takes the samples of the last round; steps out of the race when it has enough or no time for another call. */
  note(bench: Bench, { rounds, quiet, most, budget }: Pace): void {
    const task: Task | undefined = bench.getTask(this.contestant.name);
    if (!task) return;
    const { result } = task;
    if (result.state === 'errored') this.#failure = failed(this.contestant.name, result.error);
    else if (result.state === 'completed') {
      const fresh = result.latency.samples ?? [];
      for (const sample of fresh) this.#least = Math.min(this.#least, sample / this.#calls);
      if (!this.#warmed) {
        for (const sample of fresh) this.#warm.push(sample);
        if (this.#warmed) this.#calls = callsPerSample(this.clock, this.#warm);
      } else {
        for (const sample of fresh) this.#samples.push(sample / this.#calls);
        this.#rounds++;
        this.#quiet += Number(this.#undisturbed);
      }
    }
    // every piece needs a quiet moment of its own
    const pieces = this.#trial?.pieces !== undefined;
    const enough = this.#rounds >= (this.#quiet >= quiet && !pieces ? rounds : most);
    if (this.#failure || enough || this.#spent + this.#least > (pieces ? 4 : 1) * budget) bench.remove(this.contestant.name);
  }

  leave(): Outcome {
    const { name } = this.contestant;
    try {
      if (this.#failure) return this.#failure;
      // a first call that leaves no time for a second is better than nothing
      const time = statistics(this.#samples.length > 0 ? this.#samples : this.#warm);
      const pieces = this.#trial?.pieces?.();
      return { name, status: 'ok', time: pieces === undefined ? time : { ...time, pieces }, residual: this.#trial?.residual?.() };
    } catch (error) {
      return failed(name, error);
    } finally {
      this.#trial?.free?.();
    }
  }
}

const total = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);

function failed(name: string, error: unknown): Outcome {
  const message = error instanceof Error ? error.message : String(error);
  return { name, status: /memory|allocation|array buffer/i.test(message) ? 'OOM' : 'error', message };
}
