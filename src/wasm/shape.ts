// Floor 2 · which micro-kernel is fastest in this engine and on this processor: tried out at the start, in some 36 products of order 96.
import type { Kernels } from './abi.js';
import { type Arena, need } from './arena.js';
import { features } from './features.js';

/** Tiles of C that a micro-kernel computes: `4×4`, the same from wide panels of A, `6×4`. */
export type Shape = '4×4' | '4×4 wide' | '6×4';

/** What `setshape` calls them; each instance has a setting of its own. */
export const SETTING: Record<Shape, number> = { '4×4': 0, '4×4 wide': 1, '6×4': 2 };

/**
 * What each build can run; the first is taken unless the other is faster by more than `MARGIN`. Engines too old for the relaxed build are not
 * asked: alone V8 11.3 is 13 % slower from wide panels, but beside a neighbour on the other half of the core up to 17 % faster.
 */
const PLAIN = ['4×4 wide', '4×4'] as const;
const RELAXED = ['6×4', '4×4'] as const;
const MARGIN = 0.1;

/** Rounds, and calls of each candidate in one: engines compile a hot function anew in the background, so the first rounds may mislead. */
const ROUNDS = 9;
/** Together 0.2 ms: the clock of a page may tick every 0.1 ms. */
const CALLS = 2;
const SIZE = 96;

/**
 * Sets the fastest shape and returns it. The bits of a result do not depend on it.
 *
 * Zen 3: in the plain build V8 13.6 is 15 % faster from wide panels; in the relaxed build 6×4 is 3 to 8 % faster than 4×4 on V8 13 and half as
 * fast on V8 12.4.
 */
export function chooseShape(kernels: Kernels, arena: Arena): Shape {
  const set = (shape: Shape) => {
    kernels.setshape(SETTING[shape]);
    return shape;
  };
  const doubles = [SIZE * SIZE, SIZE * SIZE, kernels.dgemmwork() / 8];
  if (!features.relaxedSimd || arena.mark() + need(...doubles) > arena.limit) return set('4×4');
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
  // turn by turn, and the median of the quotients: a slow moment of the machine hits both, or one quotient
  const quotients = Float64Array.from({ length: ROUNDS }, () => time(first) / time(other)).sort();
  arena.release(mark);
  return set((quotients[ROUNDS >> 1] as number) > 1 + MARGIN ? other : first);
}
