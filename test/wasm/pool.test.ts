// The pool: every call once, whoever runs it; what happens when a worker throws, dies, or never starts; nothing is left behind.
import { readFileSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { worker as script } from '../../build/worker-text.js';
import { WorkerError } from '../../src/errors.js';
import type { Kernels } from '../../src/wasm/abi.js';
import { CLAIMED, LIMIT, openControl, SLOTS, type Start } from '../../src/wasm/control.js';
import { instantiate } from '../../src/wasm/instance.js';
import { type Call, inTurn, type Pool, type PoolOptions, startPool } from '../../src/wasm/pool.js';
import { sharedMemory } from '../../src/wasm/shared.js';
import { thrown } from '../hostile.js';

const module = new WebAssembly.Module(sharedMemory(readFileSync(new URL('../../build/simd.wasm', import.meta.url))));
const OUT = 32768; // beyond the static data
const OUTSIDE = 2 ** 32 - 8;

const pools: Pool[] = [];
/** Workers that were made and have not ended. */
let alive = 0;
/** Every task is in somebody's hands. */
let allClaimed = () => true;

afterEach(async () => {
  for (const pool of pools.splice(0)) pool.close();
  await vi.waitFor(() => expect(alive).toBe(0));
});

/** A worker that is counted and whose control block the test can read. */
function counted(text = script) {
  const worker = new Worker(text, { eval: true });
  alive++;
  worker.on('exit', () => alive--);
  const send = worker.postMessage.bind(worker);
  worker.postMessage = (start: Start) => {
    const { cells } = openControl(start.control);
    allClaimed = () => Atomics.load(cells, CLAIMED) === Atomics.load(cells, LIMIT);
    send(start);
  };
  return worker;
}

async function pool(options: Partial<PoolOptions> = {}) {
  const { kernels, memory } = instantiate(module, 100, true);
  memory.grow(99);
  const start = { module, memory, settings: [], kernels, threads: 2, createWorker: counted };
  const made = await startPool({ ...start, ...options, ...(options.kernels ? { kernels: { ...kernels, ...options.kernels } } : {}) });
  pools.push(made);
  const out = (n: number) => new Float64Array(memory.buffer, OUT, n);
  return { ...made, kernels, out };
}

/** Waits (not for ever) until all tasks have somebody. */
const untilClaimed = () => {
  for (const end = performance.now() + 10_000; !allClaimed() && performance.now() < end; );
};

/** What the caller runs in place of a kernel: workers take all the other tasks. */
const waiting = (kernel: keyof Kernels) => ({ [kernel]: untilClaimed }) as unknown as Kernels;

/** out[i] doubles. */
const double = (i: number): Call => ['dscal', 1, 2, OUT + 8 * i];

describe.each([1, 2, 3, 4])('%i threads', (threads) => {
  test('every call once: lists of all lengths, longer than the ring too, hot and after sleep', async () => {
    const { fork, out } = await pool({ threads });
    const most = 2 * SLOTS + 3;
    for (let n = 0; n <= most; n += n < 40 ? 1 : 61) {
      out(most).fill(1);
      fork(Array.from({ length: n }, (_, i) => double(i)));
      expect(out(most).every((v, i) => v === (i < n ? 2 : 1))).toBe(true);
      if (n % 16 === 0) await new Promise((resolve) => setTimeout(resolve, 2));
    }
    out(8).fill(1);
    const calls = Array.from({ length: 8 }, (_, i) => double(i));
    for (let round = 0; round < 1000; round++) fork(calls);
    expect([...out(8)]).toEqual(Array(8).fill(2 ** 1000));
  });
});

test('workers take their share, and their instances have the settings', async () => {
  // the caller only waits: what is done, a worker has done
  const { fork, out } = await pool({ kernels: waiting('dscal'), settings: [['dscal', 1, 3, OUT + 80]] });
  out(2).fill(1);
  fork([double(0), double(1)]);
  expect([...out(2)].sort()).toEqual([1, 2]);
  out(11)[10] = 1;
  await pool();
  expect(out(11)[10]).toBe(1);
});

test('the work of the caller is done once, and workers begin with the calls meanwhile', async () => {
  const { fork, out } = await pool();
  for (const n of [0, 1, 2, SLOTS + 9]) {
    let done = 0;
    out(n).fill(1);
    const calls = Array.from({ length: n }, (_, i) => double(i));
    fork(calls, () => done++);
    expect(done).toBe(1);
    expect(out(n).every((v) => v === 2)).toBe(true);
  }
  const other = await pool({ kernels: waiting('dscal') }); // the caller doubles nothing
  other.out(2).fill(1);
  other.fork([double(0), double(1)], untilClaimed);
  expect([...other.out(2)]).toEqual([2, 2]);
});

test('one call, and one thread, run on the caller', async () => {
  const seen: string[] = [];
  const kernels = { dscal: () => seen.push('caller') } as unknown as Kernels;
  (await pool({ kernels })).fork([double(0)]);
  inTurn(kernels)([double(0), double(1)]);
  expect(seen).toHaveLength(3);
});

describe('faults', () => {
  test('a kernel that throws on the caller: all others end first, the error is its own, the pool goes on', async () => {
    const { fork, out } = await pool();
    const broken: Call = ['dscal', 8, 2, OUTSIDE];
    out(40).fill(1);
    const one = await pool({ threads: 1 });
    expect(() => one.fork([broken, double(0)])).toThrow(WebAssembly.RuntimeError);
    const refuse = { dscal: () => { throw new RangeError('no'); } } as unknown as Kernels; // biome-ignore format: one line
    const other = await pool({ kernels: refuse });
    expect(() => other.fork([double(0), double(1)])).toThrow(/^no$/);
    expect(() => other.fork([double(0), double(1)])).toThrow(/^no$/);
    const calls = Array.from({ length: 40 }, (_, i) => double(i));
    const no = () => { throw new RangeError('not beside'); }; // biome-ignore format: one line
    expect(() => fork(calls, no)).toThrow(/^not beside$/);
    expect(out(40).every((v) => v === 2)).toBe(true); // all the same
    fork(calls);
    expect(out(40).every((v) => v === 4)).toBe(true);
  });

  test('a kernel that throws in a worker: an error at once, then always; told once', async () => {
    const onBroken = vi.fn();
    const { fork } = await pool({ kernels: waiting('dscal'), onBroken });
    const started = performance.now();
    const error = thrown(() => fork([['dscal', 8, 2, OUTSIDE], ['dscal', 8, 2, OUTSIDE]])) as WorkerError; // biome-ignore format: one line
    expect(error).toBeInstanceOf(WorkerError);
    expect(error.reason).toBe('exception');
    expect(error.message).toMatch(/^threads: a worker failed in dscal: RuntimeError: .*memory.*; the next call starts afresh/);
    expect(performance.now() - started).toBeLessThan(4000);
    expect(() => fork([double(0), double(1)])).toThrow(error);
    expect(() => fork([double(0)])).toThrow(error);
    await vi.waitFor(() => expect(alive).toBe(0));
    expect(onBroken).toHaveBeenCalledTimes(1);
  });

  test('a worker that dies with a task in its hands: an error after seconds, not a hang', async () => {
    // ends itself right after it has claimed
    const dying = `const { compareExchange } = Atomics;
      Atomics.compareExchange = (...a) => { const got = compareExchange(...a); if (got === a[2]) process.exit(); return got; };`;
    const onBroken = vi.fn();
    const { fork } = await pool({ kernels: waiting('dscal'), createWorker: () => counted(dying + script), onBroken });
    const started = performance.now();
    const error = thrown(() => fork([double(0), double(1)])) as WorkerError;
    expect([error.name, error.reason]).toEqual(['WorkerError', 'silent']);
    expect(error.message).toContain('have not finished 1 task');
    expect(performance.now() - started).toBeGreaterThan(4000);
    expect(() => fork([double(0), double(1)])).toThrow(error);
    expect(onBroken).toHaveBeenCalledTimes(1);
  });

  test('a worker that dies between two forks: the next one is an error', async () => {
    const workers: Worker[] = [];
    const createWorker = () => {
      workers.push(counted());
      return workers.at(-1);
    };
    const onBroken = vi.fn();
    const { fork } = await pool({ threads: 3, createWorker, onBroken });
    workers[1].terminate();
    await vi.waitFor(() => expect(onBroken).toHaveBeenCalled());
    const error = thrown(() => fork([double(0), double(1)])) as WorkerError;
    expect([error.name, error.reason]).toEqual(['WorkerError', 'exit']);
    await vi.waitFor(() => expect(alive).toBe(0));
    expect(onBroken).toHaveBeenCalledTimes(1);
  });

  test.each([
    ['a script that throws', () => counted('throw new Error("broken script")'), 'broken script'],
    ['a script that ends', () => counted('process.exit(3)'), 'code 3'],
    ['no worker at all', () => { throw new Error('out of threads'); }, 'out of threads'], // biome-ignore format: one line
    ['something else', () => ({ terminate() {} }), 'postMessage'],
  ])('%s: init fails, and the other workers end', async (_, second, message) => {
    let calls = 0;
    const createWorker = () => (calls++ === 0 ? counted() : second());
    const error = (await pool({ threads: 3, createWorker }).catch((e) => e)) as WorkerError;
    expect([error.name, error.reason]).toEqual(['WorkerError', 'start']);
    expect(error.message).toContain(message);
    expect(error.message).toContain('init without threads needs no workers');
    await vi.waitFor(() => expect(alive).toBe(0));
  });
});

test('close ends the workers; forks go on, on the caller', async () => {
  const { fork, close, out } = await pool({ threads: 4 });
  expect(alive).toBe(3);
  close();
  close();
  await vi.waitFor(() => expect(alive).toBe(0));
  out(9).fill(1);
  fork(Array.from({ length: 9 }, (_, i) => double(i)));
  expect([...out(9)]).toEqual(Array(9).fill(2));
});

test.each([
  ['the main thread of a page never waits', { document: {} }, false],
  ['Node waits rather than look for ever', {}, true],
])('%s', async (_, globals, waits) => {
  for (const [name, value] of Object.entries(globals)) vi.stubGlobal(name, value);
  const wait = vi.spyOn(Atomics, 'wait');
  try {
    const { fork } = await pool({ kernels: waiting('dscal') });
    // the worker takes the second call, then the third, which keeps it longer than the caller looks
    const product: Call = ['dgemm', 0, 0, 300, 300, 300, 1, OUT, 300, OUT, 300, 0, OUT + 2 ** 20, 300, OUT + 2 ** 21];
    for (let round = 0; round < 5; round++) fork([double(0), double(1), product]);
    expect(wait.mock.calls.length > 0).toBe(waits);
  } finally {
    wait.mockRestore();
    vi.unstubAllGlobals();
  }
});
