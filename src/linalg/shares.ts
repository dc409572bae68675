// Floor 0 · how a job is cut for a fork: shares of whole strips, more than threads, so that a thread which was late finds less to do.

/** Multiply-adds below which threads would wait longer for each other than they help: about 0.1 ms, where to wake one takes 0.03. */
export const FORK = 1e6;

/** Multiply-adds that are worth neither threads nor a pause: one call does them all. */
export const small = ({ threads }: { readonly threads: number }) => (threads === 1 ? 4 * FORK : FORK);

/** Shares that one fork is cut into, at most. */
export const pieces = ({ threads }: { readonly threads: number }) => (threads === 1 ? 1 : 8 * threads);

/**
 * n cut into at most so many shares, each a multiple of `unit` but the last: pairs of start and size. Each takes half of what a thread
 * would have to do of the rest, so that they shrink and all threads end together (Polychronopoulos & Kuck, guided self-scheduling, 1987).
 */
export function shares(n: number, most: number, unit: number): [from: number, size: number][] {
  const cut: [number, number][] = [];
  for (let from = 0; from < n; ) {
    const rest = n - from;
    const size = cut.length === most - 1 ? rest : Math.min(rest, unit * Math.max(1, Math.ceil((4 * rest) / (most * unit))));
    cut.push([from, size]);
    from += size;
  }
  return cut;
}
