// run and runAsync: one algorithm as steps; slices, order, progress, cancellation, failures, and that `finally` always runs.
import { describe, expect, it } from 'vitest';
import { type Progress, run, runAsync, type Steps } from '../src/steps.js';

/** n steps; notes what happens in the log. */
function* counting(n: number, log: string[] = [], name = ''): Steps<number> {
  try {
    for (let done = 1; done <= n; done++) {
      log.push(`${name}${done}`);
      yield { stage: 'count', done, total: n };
    }
    return n * n;
  } finally {
    log.push(`${name}freed`);
  }
}

function* failing(log: string[]): Steps<never> {
  try {
    yield { stage: 'fail', done: 0, total: 1 };
    throw new TypeError('broken');
  } finally {
    log.push('freed');
  }
}

describe('run', () => {
  it('returns the value, having made every step', () => {
    const log: string[] = [];
    expect(run(counting(3, log))).toBe(9);
    expect(log).toEqual(['1', '2', '3', 'freed']);
  });

  it('throws what the steps throw', () => {
    const log: string[] = [];
    expect(() => run(failing(log))).toThrow('broken');
    expect(log).toEqual(['freed']);
  });
});

describe('runAsync', () => {
  it('gives the value of run', async () => {
    expect(await runAsync(counting(5))).toBe(run(counting(5)));
    expect(await runAsync(counting(0))).toBe(0);
    expect(await runAsync(counting(5), { slice: 0 })).toBe(25);
  });

  it('does not start before its caller has gone on', async () => {
    const log: string[] = [];
    const result = runAsync(counting(1, log));
    expect(log).toEqual([]);
    await result;
  });

  it('slice = 0 pauses after every step and tells of each; timers and other work have their turn', async () => {
    const seen: Progress[] = [];
    let turns = 0;
    let ended = false;
    const turn = () => {
      turns++;
      if (!ended) setImmediate(turn);
    };
    setImmediate(turn);
    await runAsync(counting(10), { slice: 0, onProgress: (p) => seen.push(p) });
    ended = true;
    expect(seen.map((p) => p.done)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(seen.at(-1)).toEqual({ stage: 'count', done: 10, total: 10 });
    expect(turns).toBeGreaterThan(5);
  });

  it('a long slice does not pause', async () => {
    const seen: Progress[] = [];
    await runAsync(counting(10), { slice: 1e6, onProgress: (p) => seen.push(p) });
    expect(seen).toEqual([]);
  });

  it('runs in the order of the calls, one behind the other', async () => {
    const log: string[] = [];
    const both = [runAsync(counting(2, log, 'a'), { slice: 0 }), runAsync(counting(2, log, 'b'), { slice: 0 })];
    expect(await Promise.all(both)).toEqual([4, 4]);
    expect(log).toEqual(['a1', 'a2', 'afreed', 'b1', 'b2', 'bfreed']);
  });

  it('rejects with what the steps throw; the next run is not hurt', async () => {
    const log: string[] = [];
    const first = runAsync(failing(log), { slice: 0 });
    const second = runAsync(counting(2));
    await expect(first).rejects.toThrow('broken');
    expect(await second).toBe(4);
    expect(log).toEqual(['freed']);
  });

  it('an aborted run rejects with the reason of the signal and is freed', async () => {
    const log: string[] = [];
    const controller = new AbortController();
    const reason = new Error('enough');
    const result = runAsync(counting(100, log), {
      slice: 0,
      signal: controller.signal,
      onProgress: ({ done }) => done === 3 && controller.abort(reason),
    });
    await expect(result).rejects.toBe(reason);
    expect(log).toEqual(['1', '2', '3', 'freed']);
  });

  it('abort without a reason is an AbortError; a timeout is a TimeoutError', async () => {
    await expect(runAsync(counting(3), { signal: AbortSignal.abort() })).rejects.toMatchObject({ name: 'AbortError' });
    const endless = runAsync(counting(1e9), { slice: 0, signal: AbortSignal.timeout(20) });
    await expect(endless).rejects.toMatchObject({ name: 'TimeoutError' });
  });

  it('a signal that has fired already: no step is made', async () => {
    const log: string[] = [];
    await expect(runAsync(counting(3, log), { signal: AbortSignal.abort('no') })).rejects.toBe('no');
    expect(log).toEqual([]);
  });

  it('a run that waits in line can be aborted; the line goes on', async () => {
    const log: string[] = [];
    const controller = new AbortController();
    const first = runAsync(counting(3, log, 'a'), { slice: 0 });
    const second = runAsync(counting(3, log, 'b'), { slice: 0, signal: controller.signal });
    const third = runAsync(counting(1, log, 'c'));
    controller.abort('changed my mind');
    await expect(second).rejects.toBe('changed my mind');
    expect([await first, await third]).toEqual([9, 1]);
    expect(log).toEqual(['a1', 'a2', 'a3', 'afreed', 'c1', 'cfreed']);
  });

  it('an onProgress that throws ends the run and frees it', async () => {
    const log: string[] = [];
    const onProgress = () => {
      throw new Error('from the caller');
    };
    await expect(runAsync(counting(5, log), { slice: 0, onProgress })).rejects.toThrow('from the caller');
    expect(log).toEqual(['1', 'freed']);
    expect(await runAsync(counting(2))).toBe(4);
  });
});
