// Floor 0 · how a job is cut for a fork: shares of whole strips, more than threads, so that a thread which was late finds less to do.

/** Multiply-adds that are worth neither threads, which would wait longer for each other than they help, nor a pause: about 0.4 ms. */
export const FORK = 4e6;

/** Shares that one fork is cut into. */
export const pieces = ({ threads }: { readonly threads: number }) => (threads === 1 ? 1 : 4 * threads);

/** n cut into at most so many shares, each a multiple of `unit` but the last: pairs of start and size. */
export function shares(n: number, most: number, unit: number): [from: number, size: number][] {
  const size = unit * Math.ceil(n / (unit * most));
  return Array.from({ length: Math.ceil(n / size) }, (_, s) => [s * size, Math.min(size, n - s * size)]);
}
