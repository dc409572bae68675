// Floor 1 · what the threads of a pool tell each other: a ring of tasks and four counters, in one shared block.
//
//   cells   CLAIMED · LIMIT · DONE · FAILED, a cache line each, then the text of a fault
//   tasks   ring of SLOTS: [kernel, arg, arg, …]           task t stands in slot t mod SLOTS
//
//      … done │ claimed, running │ published │ free …      the counters only ever count up (modulo 2³²), so a thread that comes late
//           DONE              CLAIMED      LIMIT           to a job can neither claim a task of it twice nor one of the next too early
import type { Kernels } from './abi.js';

/** Every task below CLAIMED has a thread, every task below LIMIT may be claimed, DONE of them are finished. */
export const CLAIMED = 0;
export const LIMIT = 16;
export const DONE = 32;
/** 1 after a kernel threw in a worker; the length and the UTF-16 text of the fault follow. */
export const FAILED = 48;
const TEXT = 64;
const TEXT_MOST = 192;

/** Tasks in flight at most: a power of two, so that it divides 2³². */
export const SLOTS = 256;
/** Doubles of a task: more than the parameters of any kernel. */
export const WIDTH = 24;

/** Milliseconds that a thread looks again and again before it sleeps: about what sleeping and waking cost. */
const SPIN = 0.05;

/** What a worker starts from. */
export interface Start {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  readonly control: SharedArrayBuffer;
  /** Kernels have settings of their own in each instance: the calls that make them. */
  readonly settings: readonly (readonly [kernel: keyof Kernels, ...args: number[]])[];
}

export interface Control {
  readonly cells: Int32Array;
  readonly tasks: Float64Array;
}

const CELLS = TEXT + TEXT_MOST;

export function controlBlock(): SharedArrayBuffer {
  return new SharedArrayBuffer(4 * CELLS + 8 * SLOTS * WIDTH);
}

export function openControl(block: SharedArrayBuffer): Control {
  return { cells: new Int32Array(block, 0, CELLS), tasks: new Float64Array(block, 4 * CELLS) };
}

/** Names of the kernels in an order that all threads agree on: tasks name a kernel by its place. */
export const kernelNames = (kernels: object) => Object.keys(kernels).sort() as (keyof Kernels)[];

/** The number of a task that from now on is the caller's to run; undefined if none is left. */
export function claim(cells: Int32Array): number | undefined {
  for (;;) {
    const next = Atomics.load(cells, CLAIMED);
    if (((Atomics.load(cells, LIMIT) - next) | 0) <= 0) return undefined;
    if (Atomics.compareExchange(cells, CLAIMED, next, next + 1) === next) return next;
  }
}

/** Counts one task as finished; the last one wakes the thread that waits for all. */
export function finish(cells: Int32Array): void {
  const done = (Atomics.add(cells, DONE, 1) + 1) | 0;
  if (done === Atomics.load(cells, LIMIT)) Atomics.notify(cells, DONE);
}

/** Looks at a cell for a moment: true as soon as it holds something else. */
export function changes(cells: Int32Array, cell: number, from: number): boolean {
  const until = performance.now() + SPIN;
  do {
    for (let looks = 0; looks < 64; looks++) if (Atomics.load(cells, cell) !== from) return true;
  } while (performance.now() < until);
  return false;
}

/** Leaves word of a fault and wakes the thread that waits. */
export function fail(cells: Int32Array, fault: string): void {
  const text = fault.slice(0, TEXT_MOST);
  for (let i = 0; i < text.length; i++) cells[TEXT + i] = text.charCodeAt(i);
  cells[FAILED + 1] = text.length;
  Atomics.store(cells, FAILED, 1);
  Atomics.notify(cells, DONE);
}

/** The fault of a worker, if there was one. */
export function faultIn(cells: Int32Array): string | undefined {
  if (Atomics.load(cells, FAILED) === 0) return undefined;
  return String.fromCharCode(...cells.subarray(TEXT, TEXT + (cells[FAILED + 1] as number)));
}
