// Floor 3 · the median heuristic for the width of a kernel.

import { finiteMatrix, whole, wholeUpTo } from './check.js';
import type { MatrixLike } from './matrix.js';
import { random } from './random.js';
import { doubles } from './room.js';

/** 0.8 GB of distances, and some 20 s; their median has four certain digits. */
const MOST_PAIRS = 1e8;

/**
 * The median heuristic: γ = 1/(2·median²), the median taken over the distances ‖x_i − x_j‖ of random pairs i ≠ j, so that the
 * length scale of `rbf({ gamma })` is the median distance. Where all sampled points coincide: 1.
 *
 * @param x - n×p points
 * @param options.seed - of the sample. @default 0
 * @param options.pairs - how many pairs; all of them where there are no more; at most 10⁸. @default 1000
 *
 * @example
 * medianGamma([[0], [2]]) // 0.125
 */
export function medianGamma(x: MatrixLike, { seed = 0, pairs = 1000 }: { seed?: number; pairs?: number } = {}): number {
  const { data, shape } = finiteMatrix(x, 'medianGamma', 'x');
  whole(1, pairs, 'medianGamma', 'pairs');
  const [n, p] = shape;
  const all = (n * (n - 1)) / 2;
  const squares = doubles(wholeUpTo(0, MOST_PAIRS, Math.min(all, pairs), 'medianGamma', 'pairs'), 'medianGamma');
  let taken = 0;
  const take = (i: number, j: number) => {
    let s = 0;
    for (let q = 0; q < p; q++) s += ((data[i * p + q] as number) - (data[j * p + q] as number)) ** 2;
    squares[taken++] = s;
  };
  if (all <= pairs) for (let i = 1; i < n; i++) for (let j = 0; j < i; j++) take(i, j);
  else {
    const rng = random(seed);
    while (taken < pairs) {
      const i = rng.int(n);
      const j = rng.int(n - 1);
      take(i, j < i ? j : j + 1);
    }
  }
  squares.sort();
  const half = squares.length >> 1;
  const median =
    squares.length % 2 ? (squares[half] as number) : (Math.sqrt(squares[half - 1] ?? 0) + Math.sqrt(squares[half] ?? 0)) ** 2 / 4;
  return median > 0 ? 1 / (2 * median) : 1;
}
