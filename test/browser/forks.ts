// Threads where they are started, on the main thread of a page or in a Worker of its own: what is computed, who computed it, and what
// becomes of forks when the worker of the pool has ended or hangs.
import { dispose, init } from 'eigenstill';
import { DONE, openControl, type Start } from '../../src/wasm/control.js';
import { bits } from '../bits.js';

/**
 * `ended`: the worker is terminated after the first round, and there is work when it has gone; `ending`: there is work all the while (a
 * worker that is busy goes on for two seconds in Chromium); `stuck`: it claims a task and never ends it.
 */
export type Fate = 'alive' | 'ended' | 'ending' | 'stuck';

export interface Seen {
  /** Digests of every round that came to its end. */
  readonly rounds: string[];
  /** Errors of the others, and how long each took to come. */
  readonly errors: { readonly text: string; readonly seconds: number }[];
  readonly threads: number;
  /** Tasks that the pool's worker finished, after each round. */
  readonly shared: number[];
  /** Calls of Atomics.wait. */
  readonly waits: number;
}

/** Milliseconds in which a terminated worker is gone. */
const GONE = 4000;

/** Ahead of the worker's script: its first task is claimed, and that is all. */
const STUCK = `{ const { compareExchange, wait } = Atomics;
  Atomics.compareExchange = (...a) => {
    const got = compareExchange(...a);
    if (got === a[2]) wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
    return got;
  }; }`;

export async function forks(fate: Fate): Promise<Seen> {
  const script = await (await fetch('/dist/worker.js')).text();
  const { add, wait } = Atomics;
  let [waits, own] = [0, 0];
  let cells: Int32Array | undefined;
  Atomics.add = ((...args: Parameters<typeof add>) => {
    own++;
    return add(...args);
  }) as typeof add;
  Atomics.wait = ((...args: Parameters<typeof wait>) => {
    waits++;
    return wait(...args);
  }) as typeof wait;

  let worker: Worker | undefined;
  const createWorker = () => {
    worker = new Worker(URL.createObjectURL(new Blob([fate === 'stuck' ? STUCK : '', script], { type: 'text/javascript' })));
    const send = worker.postMessage.bind(worker);
    worker.postMessage = (start: Start) => {
      cells = openControl(start.control).cells;
      send(start);
    };
    return worker;
  };
  const { threads } = await init({ threads: 2, variant: 'simd', createWorker });
  const seen = { rounds: [] as string[], errors: [] as { text: string; seconds: number }[], shared: [] as number[] };
  let until = 0;
  for (let round = 0; round < 3 || performance.now() < until; round++) {
    if (round === 1 && fate.startsWith('end')) {
      worker?.terminate();
      if (fate === 'ended') await new Promise((resolve) => setTimeout(resolve, GONE));
      else until = performance.now() + GONE;
    }
    const started = performance.now();
    try {
      seen.rounds.push(JSON.stringify(bits()));
    } catch (error) {
      seen.errors.push({ text: String(error), seconds: (performance.now() - started) / 1000 });
    }
    seen.shared.push(Atomics.load(cells as Int32Array, DONE) - own);
  }
  dispose();
  return { ...seen, threads, waits };
}
