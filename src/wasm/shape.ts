// Floor 2 · which micro-kernel is fastest in this engine and on this processor: tried out at the start, in some forty products of order 96.
import type { Kernels } from './abi.js';
import { type Arena, need } from './arena.js';

/** Tiles of C that a micro-kernel computes: `4×4`, the same from wide panels of A, `6×4`. */
export type Shape = '4×4' | '4×4 wide' | '6×4';

/** What `setshape` calls them; each instance has a setting of its own. */
export const SETTING: Record<Shape, number> = { '4×4': 0, '4×4 wide': 1, '6×4': 2 };

/** What each build can run; the first is taken unless the other is faster by more than `MARGIN`. */
const PLAIN = ['4×4 wide', '4×4'] as const;
const RELAXED = ['6×4', '4×4'] as const;
const MARGIN = 0.07;

/**
 * Rounds in which neither candidate became faster end the trial: an engine compiles hot functions anew in the background, which it may do late
 * where it has one core. At most so many in all.
 */
const SETTLED = 5;
const ROUNDS = 40;
/** What counts as faster. */
const BETTER = 0.98;
/** Together 0.2 ms: the clock of a page may tick every 0.1 ms. */
const CALLS = 2;
const SIZE = 96;

/**
 * Sets the fastest shape and returns it. The bits of a result do not depend on it.
 *
 * In the plain build wide panels win by 12 % on V8 13.6 and Zen 4, by 15 % on Zen 3; on V8 11.3 they win by 7 % on Zen 4 and lose 13 % on Zen 3.
 * In the relaxed build 6×4 wins by 8 % on V8 13.6 and Zen 4, by 3 to 8 % on Zen 3, and takes twice the time on V8 12.4.
 */
export function chooseShape(kernels: Kernels, arena: Arena): Shape {
  const set = (shape: Shape) => {
    kernels.setshape(SETTING[shape]);
    return shape;
  };
  const doubles = [SIZE * SIZE, SIZE * SIZE, kernels.dgemmwork() / 8];
  if (arena.mark() + need(...doubles) > arena.limit) return set('4×4');
  const mark = arena.mark();
  const [a, c, work] = doubles.map((n) => arena.alloc(n, 'init')) as [number, number, number];
  arena.f64(a, SIZE * SIZE).fill(1);
  const [first, other] = kernels.relaxed() ? RELAXED : PLAIN;
  const time = (shape: Shape) => {
    set(shape);
    const start = performance.now();
    for (let call = 0; call < CALLS; call++) kernels.dgemm(0, 0, SIZE, SIZE, SIZE, 1, a, SIZE, a, SIZE, 0, c, SIZE, work);
    return performance.now() - start;
  };
  // turn by turn, and the least time of each: a slow moment of the machine hits both, or does not count
  const least = { [first]: Number.POSITIVE_INFINITY, [other]: Number.POSITIVE_INFINITY } as Record<Shape, number>;
  for (let round = 0, still = 0; round < ROUNDS && still < SETTLED; round++) {
    still++;
    for (const shape of [first, other]) {
      const now = time(shape);
      if (now < BETTER * least[shape]) still = 0;
      least[shape] = Math.min(least[shape], now);
    }
  }
  arena.release(mark);
  return set(least[first] > (1 + MARGIN) * least[other] ? other : first);
}
