// Floor 1 · fork and join: a list of independent kernel calls, run by one thread or several; it returns when all of them are done.
import type { Kernels } from './abi.js';

/** A kernel by name, and its arguments. */
export type Call = readonly [kernel: keyof Kernels, ...args: number[]];

/** Runs calls that neither read nor write what another of them writes, in any order; done when it returns. */
export type Fork = (calls: readonly Call[]) => void;

/** One thread: the calls one after the other. */
export const inTurn =
  (kernels: Kernels): Fork =>
  (calls) => {
    for (const [name, ...args] of calls) (kernels[name] as (...args: number[]) => unknown)(...args);
  };
