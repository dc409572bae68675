// Floor 2 · which micro-kernel is fastest in this engine and on this processor: tried out at the start, in about 3 ms.
import type { Kernels } from './abi.js';
import { type Arena, need } from './arena.js';

/** Tiles of C that a micro-kernel computes: `4×4`, the same from wide panels of A by two or eight steps a trip, `6×4`. */
export type Shape = '4×4' | '4×4 wide' | '4×4 wide, deep' | '6×4';

/** What `setshape` calls them; each instance has a setting of its own. */
export const SETTING: Record<Shape, number> = { '4×4': 0, '4×4 wide': 1, '4×4 wide, deep': 2, '6×4': 3 };

/** What each build can run. */
const PLAIN = ['4×4', '4×4 wide', '4×4 wide, deep'] as const;
const RELAXED = ['4×4', '6×4'] as const;

/** Rounds, and calls of each candidate in one: engines compile a hot function anew in the background, the 6×4 tile after about fifteen calls. */
const ROUNDS = 4;
/** Together 0.2 ms: the clock of a page may tick every 0.1 ms. */
const CALLS = 3;
const SIZE = 96;

/**
 * Sets the fastest shape and returns it. The bits of a result do not depend on it.
 *
 * Plain build: V8 11.3 gains 5 to 12 % from wide panels, by eight steps on Zen 4 and by two on Zen 3. Relaxed build: 6×4 is 8 % faster
 * than 4×4 on V8 13 and half as fast on V8 12.4.
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
  const shapes: readonly Shape[] = kernels.relaxed() ? RELAXED : PLAIN;
  const best = shapes.map(() => Number.POSITIVE_INFINITY);
  for (let round = 0; round < ROUNDS; round++) {
    for (const [i, shape] of shapes.entries()) {
      set(shape);
      const start = performance.now();
      for (let call = 0; call < CALLS; call++) kernels.dgemm(0, 0, SIZE, SIZE, SIZE, 1, a, SIZE, a, SIZE, 0, c, SIZE, work);
      best[i] = Math.min(best[i] as number, performance.now() - start);
    }
  }
  arena.release(mark);
  return set(shapes[best.indexOf(Math.min(...best))] as Shape);
}
