// Floor 2 · fork and join: a list of independent kernel calls, run by one thread or several; it returns when all of them are done.
//
//   caller    ──┬─ publish ─ claim · run · claim · run ─ join ──┬──     the caller works too; whoever is free takes the next task
//   worker  sleep└─ wake ─── claim · run · claim · run ────────┘ sleep
//
// Workers sleep on Atomics.wait and cost nothing while there is no work. The main thread of a page may not wait so: it looks at
// the counter until the last task is done, which is no longer than the task takes. A worker that dies with a task in its hands would
// leave the join waiting for ever; it ends with an error when no task has been finished for seconds of waiting. In a page no event tells
// that a worker was terminated: one that has gone claims nothing, and the caller does its part (test/browser/forks.test.ts).
import { worker as script } from '../../build/worker-text.js';
import { WorkerError } from '../errors.js';
import { listen, type WorkerLike } from '../worker-like.js';
import type { Kernels } from './abi.js';
import {
  changes,
  claim,
  controlBlock,
  DONE,
  faultIn,
  finish,
  kernelNames,
  LIMIT,
  openControl,
  SLOTS,
  type Start,
  WIDTH,
} from './control.js';

/** A kernel by name, and its arguments. */
export type Call = readonly [kernel: keyof Kernels, ...args: number[]];

/**
 * Runs calls that neither read nor write what another of them writes, in any order; done when it returns. `beside`: the caller's own work, that
 * no worker could do; the others begin with the calls meanwhile.
 */
export type Fork = (calls: readonly Call[], beside?: () => void) => void;

/** Threads that share the calls of a fork. */
export interface Pool {
  readonly fork: Fork;
  /** Ends the workers; forks go on, in turn on the caller. */
  close(): void;
}

interface PoolWorker extends WorkerLike {
  terminate(): unknown;
  unref?(): void;
}

export interface PoolOptions extends Omit<Start, 'control'> {
  readonly kernels: Kernels;
  /** The caller's included: one more than there are workers. */
  readonly threads: number;
  readonly createWorker?: () => unknown;
  /** Told once, when the pool can no longer be used. */
  readonly onBroken?: () => void;
}

/** Milliseconds one look at a silent pool counts at most: a machine that slept for an hour has not waited for an hour. */
const LOOK = 10;
/** Milliseconds of such waiting without one finished task until the workers are taken for dead. A task takes some 10 ms. */
const SILENCE = 5000;
/** Milliseconds within which a worker must start. */
const START = 20_000;

/** One thread: the calls one after the other. */
export const inTurn =
  (kernels: Kernels): Fork =>
  (calls, beside) => {
    beside?.();
    for (const call of calls) run(kernels, call);
  };

function run(kernels: Kernels, [name, ...args]: Call): void {
  (kernels[name] as (...args: number[]) => unknown)(...args);
}

/** Starts the workers and resolves when all of them are ready. @throws {WorkerError} if one does not start */
export async function startPool({ kernels, threads, createWorker = newWorker, onBroken, ...start }: PoolOptions): Promise<Pool> {
  const control = controlBlock();
  const { cells, tasks } = openControl(control);
  const place = new Map(kernelNames(kernels).map((name, i) => [name, i]));
  const alone = inTurn(kernels);
  const workers: PoolWorker[] = [];
  const mayWait = !('document' in globalThis);
  let broken: WorkerError | undefined;
  let closed = false;

  const close = () => {
    closed = true;
    for (const worker of workers) worker.terminate();
  };
  const breakUp = (error: WorkerError): WorkerError => {
    if (!broken && !closed) {
      broken = error;
      close();
      onBroken?.();
    }
    return broken ?? error;
  };

  const fork: Fork = (calls, beside) => {
    if (broken) throw broken;
    if (closed || calls.length < 2) return alone(calls, beside);
    for (let from = 0; from < calls.length; from += SLOTS) together(calls.slice(from, from + SLOTS), from === 0 ? beside : undefined);
  };

  const together = (calls: readonly Call[], beside?: () => void) => {
    const first = Atomics.load(cells, LIMIT);
    for (const [i, [name, ...args]] of calls.entries()) {
      const at = ((first + i) & (SLOTS - 1)) * WIDTH;
      tasks[at] = place.get(name) as number;
      tasks.set(args, at + 1);
    }
    const limit = (first + calls.length) | 0;
    Atomics.store(cells, LIMIT, limit);
    Atomics.notify(cells, LIMIT);
    const thrown: unknown[] = []; // until no worker touches the memory any more
    const attempt = (work: () => void) => {
      try {
        work();
      } catch (error) {
        thrown.push(error);
      }
    };
    if (beside) attempt(beside);
    for (let task = claim(cells); task !== undefined; task = claim(cells)) {
      attempt(() => run(kernels, calls[((task as number) - first) | 0] as Call));
      finish(cells);
    }
    join(limit);
    if (thrown.length > 0) throw thrown[0];
  };

  const join = (limit: number) => {
    let silent = 0;
    let done = Atomics.load(cells, DONE);
    let before = performance.now();
    while (done !== limit) {
      const fault = faultIn(cells);
      if (fault !== undefined) throw breakUp(lost('exception', `a worker failed in ${fault}`));
      if (!changes(cells, DONE, done) && mayWait) Atomics.wait(cells, DONE, done, LOOK);
      const now = performance.now();
      const next = Atomics.load(cells, DONE);
      silent = next === done ? silent + Math.min(now - before, LOOK) : 0;
      if (silent > SILENCE) {
        throw breakUp(lost('silent', `the workers have not finished ${(limit - next) | 0} tasks for ${SILENCE / 1000} s`));
      }
      [done, before] = [next, now];
    }
  };

  try {
    while (workers.length < threads - 1) workers.push(createWorker() as PoolWorker);
    await Promise.all(workers.map((worker) => started(worker, { ...start, control }, breakUp)));
  } catch (error) {
    close();
    throw error instanceof WorkerError ? error : lost('start', `a worker did not start: ${error}`);
  }
  return { fork, close };
}

/** Resolves when the worker is ready; says when it dies later. */
function started(worker: PoolWorker, start: Start, died: (error: WorkerError) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    let ready = false;
    const timer = setTimeout(() => reject(lost('start', `a worker did not answer within ${START / 1000} s`)), START);
    const end = (detail: string) => {
      clearTimeout(timer);
      if (ready) died(lost('exit', `a worker died: ${detail}`));
      else reject(lost('start', `a worker did not start: ${detail}`));
    };
    listen(worker, 'message', () => {
      clearTimeout(timer);
      ready = true;
      worker.unref?.(); // a process may end beside an idle pool
      resolve();
    });
    listen<{ message?: string }>(worker, 'error', ({ message }) =>
      end(message || 'no reason given; where the policy of the page forbids blob: workers, give createWorker'),
    );
    listen<number>(worker, 'exit', (code) => end(`it ended with code ${code}`));
    worker.postMessage(start, []);
  });
}

/** What is lost, and what goes on without it. */
function lost(reason: WorkerError['reason'], detail: string): WorkerError {
  const remedy = reason === 'start' ? 'init without threads needs no workers' : 'the next call starts afresh on one thread';
  return new WorkerError(reason, `threads: ${detail}; ${remedy}`);
}

/** Of Node where there is one, by a way that bundlers for pages do not see; else of the page, from a blob. */
function newWorker(): unknown {
  const node = globalThis.process?.getBuiltinModule?.('node:worker_threads');
  if (node) return new node.Worker(script, { eval: true, execArgv: [] });
  const url = URL.createObjectURL(new Blob([script], { type: 'text/javascript' }));
  const worker = new Worker(url);
  worker.addEventListener('message', () => URL.revokeObjectURL(url), { once: true });
  return worker;
}
