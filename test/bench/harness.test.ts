// The statistics of the bench, and the rules of a race. Times themselves are not tested.
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { now } from '../../bench/clock.js';
import { type Contestant, callsPerSample, mad, median, race, statistics, type Trial, tick } from '../../bench/harness.js';
import { probe, settle } from '../../bench/peak.js';
import { pieced } from '../../bench/peer.js';

describe('statistics', () => {
  test.each([
    [[3], 3],
    [[4, 1], 2.5],
    [[9, 1, 10], 9], // by size, not as text
    [[5, 1, 2, 100], 3.5],
  ])('median of %j', (values, expected) => {
    const before = [...values];
    expect(median(values)).toBe(expected);
    expect(values).toEqual(before);
  });

  test.each([
    [[7], 0],
    [[1, 1, 2, 2, 4, 6, 9], 1], // the example of the textbooks: deviations 1 1 0 0 2 4 7
    [[1, 2, 3, 1e9], 1], // one outlier changes nothing
  ])('median absolute deviation of %j', (values, expected) => {
    expect(mad(values)).toBe(expected);
  });

  test('all of a sample', () => {
    expect(statistics([5, 3, 4])).toEqual({ calls: 3, min: 3, median: 4, mad: 1 });
  });

  test('a sample too long to be the arguments of a function', () => {
    expect(statistics(Array.from({ length: 300_000 }, (_, i) => i + 1)).min).toBe(1);
  });
});

describe('a coarse clock', () => {
  test('its tick is the least step that it makes', () => {
    let reads = 0;
    expect(tick(() => 0.005 * Math.floor(reads++ / 7))).toBeCloseTo(0.005, 12);
    expect(tick()).toBeLessThan(0.1);
  });

  test.each([
    [0.005, [0, 0.025, 0, 0.025], 40], // calls of 12.5 µs on a clock of 5 µs: forty of them are a hundred ticks
    [0.005, [1, 1, 1], 1],
    [0.005, [0.4], 2],
    [0.00003, [0.02, 0.02], 1],
  ])('a tick of %f ms and calls of %j ms: %i a sample', (clock, single, calls) => {
    expect(callsPerSample(clock, single)).toBe(calls);
  });
});

describe('race', () => {
  const pace = { rounds: 3, quiet: 0, most: 3, slice: 10, patience: 0, budget: 2000, limit: 2000 };
  // a clock that only the contestants move, and a thousandth of a millisecond each look: the machine may do as it likes
  let clock = 0;
  const wait = (milliseconds: number) => {
    clock += milliseconds;
  };
  beforeEach(() => {
    clock = 0;
    vi.spyOn(performance, 'now').mockImplementation(() => (clock += 0.001));
  });
  afterEach(() => {
    vi.restoreAllMocks();
  });
  const contestant = (name: string, run: () => unknown, more: Partial<Trial> = {}): Contestant => ({
    name,
    start: () => ({ run, ...more }),
  });

  test('everyone runs in every round, in turn', async () => {
    const order: string[] = [];
    const turn = (name: string) => {
      wait(1);
      if (order.at(-1) !== name) order.push(name);
    };
    const outcomes = await race([contestant('a', () => turn('a')), contestant('b', () => turn('b'))], pace);
    expect(order.length).toBeGreaterThanOrEqual(2 * pace.rounds);
    expect(order.every((name, i) => name === 'ab'[i % 2])).toBe(true);
    expect(outcomes.map(({ name, status }) => [name, status])).toEqual([
      ['a', 'ok'],
      ['b', 'ok'],
    ]);
  });

  test('warm-up does not count, the residual is that of the last call, and memory is given back', async () => {
    let calls = 0;
    let freed = 0;
    const [outcome] = await race(
      [
        contestant(
          'a',
          () => {
            wait(20);
            calls++;
          },
          { residual: () => calls, free: () => freed++ },
        ),
      ],
      pace,
    );
    expect(outcome).toMatchObject({ status: 'ok', residual: calls });
    expect(outcome.status === 'ok' && outcome.time.calls).toBe(pace.rounds);
    expect(calls).toBeGreaterThan(pace.rounds);
    expect(freed).toBe(1);
  });

  test('a turn that counts begins with calls that do not; a failure there is a row as well', async () => {
    let calls = 0;
    let left = 6; // of warm-up, one a turn; the next would be the first uncounted one
    const short = contestant('short', () => {
      calls++;
      wait(20);
    });
    const failing = contestant('failing', () => {
      if (left-- === 0) throw new Error('worn out');
      wait(20);
    });
    const long = contestant('long', () => wait(101)); // above ten slices
    const [first, second, third] = await race([short, failing, long], pace);
    expect(calls).toBe(6 + 2 * pace.rounds);
    expect(first).toMatchObject({ status: 'ok', time: { calls: pace.rounds } });
    expect(second).toEqual({ name: 'failing', status: 'error', message: 'worn out' });
    expect(third).toMatchObject({ status: 'ok', time: { calls: pace.rounds } });
  });

  test('garbage is cleared away before each call, of short calls before each turn', async () => {
    const order: string[] = [];
    vi.stubGlobal('gc', () => order.push('gc'));
    const runs = (name: string, milliseconds: (call: number) => number) => {
      let calls = 0;
      return contestant(name, () => {
        wait(milliseconds(++calls));
        order.push(name);
      });
    };
    // the last call of each turn of the short one is held up: that says nothing of the next turn
    await race([runs('long', () => 20), runs('short', (call) => (call % 10 === 0 ? 5 : 1))], pace);
    vi.unstubAllGlobals();
    const cleared = (name: string) => order.filter((one, i) => one === name && order[i - 1] === 'gc').length;
    const all = (name: string) => order.filter((one) => one === name).length;
    expect(cleared('long')).toBe(all('long'));
    expect(cleared('short')).toBe(9 + pace.rounds); // nine turns of 14 ms are the warm-up
  });

  test('who has had no quiet turns goes on without the others, to the most rounds', async () => {
    const calls = { counted: 0 };
    const slow = contestant('slow', () => wait(20), { pieces: () => 17 });
    const [outcome] = await race([slow], { ...pace, quiet: 1, most: 5, patience: 0 }, () => calls.counted++);
    expect(outcome).toMatchObject({ status: 'ok', time: { calls: 5, pieces: 17 } });
    expect(calls.counted).toBeGreaterThan(5);
  });

  test('who has no time for a second call, as was expected, keeps the first; the others go on', async () => {
    let calls = 0;
    const slow = contestant('slow', () => {
      calls++;
      wait(300);
    });
    const [first, second] = await race([{ ...slow, expected: 600 }, contestant('fast', () => wait(1))], { ...pace, budget: 500 });
    expect(calls).toBe(1);
    expect(first).toMatchObject({ status: 'ok', time: { calls: 1, mad: 0 } });
    expect(second.status === 'ok' && second.time.calls).toBeGreaterThan(pace.rounds);
  });

  test('failures are rows of their own: a call expected to be too long, no memory, an error at the start, at a call, in the residual', async () => {
    let begun = false;
    const fail = (message: string) => () => {
      throw new Error(message);
    };
    const outcomes = await race(
      [
        {
          name: 'long',
          expected: 3000,
          start: () => {
            begun = true;
            return undefined;
          },
        },
        contestant('large', fail('Array buffer allocation failed')),
        { name: 'start', start: fail('not today') },
        contestant('call', fail('singular')),
        contestant('residual', () => wait(1), { residual: fail('no result') }),
        { name: 'absent', start: () => undefined },
      ],
      pace,
    );
    expect(begun).toBe(false);
    expect(outcomes).toEqual([
      { name: 'long', status: 'timeout', message: 'a call would take about 3 s' },
      { name: 'large', status: 'OOM', message: 'Array buffer allocation failed' },
      { name: 'start', status: 'error', message: 'not today' },
      { name: 'call', status: 'error', message: 'singular' },
      { name: 'residual', status: 'error', message: 'no result' },
    ]);
  });
});

test('a turn waits until a probe says that all is quiet, and says whether it did; without patience it does not look', () => {
  const found = [false, false, true, false];
  const next = () => found.shift() as boolean;
  expect(settle(60_000, next)).toBe(true);
  expect(found).toEqual([false]);
  expect(settle(0, next)).toBe(false);
  expect(found).toEqual([false]);
  expect(settle(1, () => false)).toBe(false);
});

test('where it stays disturbed, another core is tried, again and again', () => {
  let clock = 0;
  const now = vi.spyOn(performance, 'now').mockImplementation(() => clock++);
  const moves: number[] = [];
  expect(
    settle(
      200,
      () => false,
      () => moves.push(clock),
    ),
  ).toBe(false);
  expect(moves).toHaveLength(4);
  expect(moves.map((at, i) => at - (moves[i - 1] ?? 0)).every((stay) => stay >= 40 && stay < 50)).toBe(true);
  expect(
    settle(
      200,
      () => moves.length === 5,
      () => moves.push(clock),
    ),
  ).toBe(true);
  now.mockRestore();
});

test('a moment is quiet if a rate is within 8 % of the best', () => {
  const rates = [50, 100, 91, 93, 110, 101];
  const undisturbed = probe(0, () => rates.shift() as number);
  expect(Array.from({ length: 6 }, () => undisturbed())).toEqual([true, true, false, true, true, false]);
  let looks = 0;
  probe(5, () => looks++);
  expect(looks).toBeGreaterThan(1);
});

test('a job in pieces: the least time of each counts, whichever call it was of', () => {
  const clock = [0, 1, 10, 20, 29, 31]; // 1 and 9, then 9 and 2
  const now = vi.spyOn(performance, 'now').mockImplementation(() => clock.shift() as number);
  const job = pieced(
    function* () {
      yield;
      return 10 + clock.length;
    },
    (result) => 2 * result,
  );
  job();
  expect([job.pieces?.(), job.read?.()]).toEqual([10, 28]); // the last look at the clock comes after
  job();
  expect([job.pieces?.(), job.read?.()]).toEqual([3, 22]);
  now.mockRestore();
});

test('what waits between the pieces is not on the clock of the races', () => {
  let real = 0;
  const spy = vi.spyOn(performance, 'now').mockImplementation(() => real);
  const steps = function* () {
    real += 3;
    yield;
    real += 4;
    return real;
  };
  const wait = () => {
    real += 100;
  };
  const job = pieced(steps, (end) => end, wait);
  const start = now();
  job();
  expect([now() - start, job.pieces?.(), real]).toEqual([7, 7, 207]);
  spy.mockRestore();
});
