// Floor 5 · copies of finished blocks beside the computing of the next one: workers cannot reach memory of JavaScript, the caller can.
//
//   caller  │ copies block 0 · joins in │ copies block 1 · joins in │ …       two sets of blocks take turns: what waits is
//   worker  │ block 1 ───────────────── │ block 2 ───────────────── │         done before the one after the next is given
import type { Engine } from '../engine.js';
import type { Fork } from '../wasm/pool.js';

/** Kernels that end a block of a Gram matrix. Packing, the other kind of fork, is over before a copy is. */
const MAPPED: ReadonlySet<string | undefined> = new Set(['dgram', 'sgram']);

export interface Overlapped {
  /** The engine whose next block is computed beside what waits. */
  readonly computing: Engine;
  /** Gives work that may wait until then; on one thread it is done at once. */
  next(work: () => void): void;
  /** Does what still waits. */
  last(): void;
}

export function overlapped(e: Engine): Overlapped {
  let waiting: (() => void) | undefined;
  const take = () => {
    const work = waiting;
    waiting = undefined;
    return work;
  };
  const fork: Fork = (calls) => e.fork(calls, calls.length > 1 && MAPPED.has(calls[0]?.[0]) ? take() : undefined);
  const last = () => take()?.();
  const next = (work: () => void) => {
    last();
    if (e.threads > 1) waiting = work;
    else work();
  };
  return { computing: { ...e, fork }, next, last };
}
