// Floor 3 · work of the caller's own beside the computing: workers cannot reach memory of JavaScript, the caller can.
//
//   caller  │ copies block 0 · joins in │ copies block 1 · joins in │ …       what waits is done beside the next fork that computes,
//   worker  │ block 1 ───────────────── │ block 2 ───────────────── │         or before something else is given to wait
import { touched } from '../room.js';
import type { Fork } from '../wasm/pool.js';

/** Forks that are over before a copy is. */
const SHORT: ReadonlySet<string | undefined> = new Set(['dpackb', 'spackb', 'dmirror', 'dtranspose']);

interface Forking {
  readonly threads: number;
  readonly fork: Fork;
}

export interface Overlapped<E> {
  /** The engine whose next fork runs beside what waits. */
  readonly computing: E;
  /** Gives work that may wait until then; on one thread it is done at once. */
  next(work: () => void): void;
  /** Does what still waits. */
  last(): void;
}

export function overlapped<E extends Forking>(e: E): Overlapped<E> {
  let waiting: (() => void) | undefined;
  const take = () => {
    const work = waiting;
    waiting = undefined;
    return work;
  };
  const fork: Fork = (calls) => e.fork(calls, calls.length > 1 && !SHORT.has(calls[0]?.[0]) ? take() : undefined);
  const last = () => take()?.();
  const next = (work: () => void) => {
    last();
    if (e.threads > 1) waiting = work;
    else work();
  };
  return { computing: { ...e, fork }, next, last };
}

export interface Place<E, D> {
  readonly computing: E;
  /** Asked when all is computed; undefined where a copy makes it best. */
  to(): D | undefined;
}

/** Where a result goes: what is given, or, where threads compute, new memory whose pages the caller asks for meanwhile. */
export function place<E extends Forking, D extends Float64Array | Float32Array>(e: E, given: D | undefined, make: () => D): Place<E, D> {
  const { computing, next } = overlapped(e);
  let data = given;
  if (!given && e.threads > 1) {
    next(() => {
      data = touched(make());
    });
  }
  return { computing, to: () => data };
}
