// Floor 0 · how work is cut for threads: pieces of a fork, each with scratch of its own.

/** Pieces that one fork is cut into: more than threads, so that a thread which was late finds less to do. */
export const pieces = ({ threads }: { readonly threads: number }) => (threads === 1 ? 1 : 4 * threads);

/** n cut into at most so many shares, each a multiple of `unit` but the last: pairs of start and size. */
export function shares(n: number, most: number, unit: number): [from: number, size: number][] {
  const size = unit * Math.ceil(n / (unit * most));
  return Array.from({ length: Math.ceil(n / size) }, (_, s) => [s * size, Math.min(size, n - s * size)]);
}
