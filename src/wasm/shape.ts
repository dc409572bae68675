// Floor 2 · which micro-kernel is fastest in this engine: known for the plain build, tried out for the relaxed one.
import type { Kernels } from './abi.js';
import { type Arena, need } from './arena.js';
import { features } from './features.js';

/** Tiles of C that a micro-kernel computes: `4×4`, the same from wide panels of A, `6×4`. */
export type Shape = '4×4' | '4×4 wide' | '6×4';

const SETTING: Record<Shape, number> = { '4×4': 0, '4×4 wide': 1, '6×4': 2 };

/** Calls of each candidate: engines compile a hot function anew in the background, the 6×4 tile after about fifteen calls. */
const ROUNDS = 24;
const SIZE = 64;

/**
 * Sets the fastest shape and returns it. The bits of a result do not depend on it.
 *
 * Plain build: V8 11.3 (Node 20) multiplies 5 % faster from wide panels, later ones 11 % slower; that they have relaxed SIMD tells them
 * apart. Relaxed build: 6×4 is 8 % faster than 4×4 on V8 13 and half as fast on V8 12.4, so both are timed, in about 3 ms.
 */
export function chooseShape(kernels: Kernels, arena: Arena): Shape {
  const set = (shape: Shape) => {
    kernels.setshape(SETTING[shape]);
    return shape;
  };
  if (!kernels.relaxed()) return set(features.relaxedSimd ? '4×4' : '4×4 wide');
  const doubles = [SIZE * SIZE, SIZE * SIZE, kernels.dgemmwork() / 8];
  if (arena.mark() + need(...doubles) > arena.limit) return set('4×4');
  const mark = arena.mark();
  const [a, c, work] = doubles.map((n) => arena.alloc(n, 'init')) as [number, number, number];
  arena.f64(a, SIZE * SIZE).fill(1);
  const best = { '4×4': Number.POSITIVE_INFINITY, '6×4': Number.POSITIVE_INFINITY };
  for (let round = 0; round < ROUNDS; round++) {
    for (const shape of ['4×4', '6×4'] as const) {
      set(shape);
      const start = performance.now();
      kernels.dgemm(0, 0, SIZE, SIZE, SIZE, 1, a, SIZE, a, SIZE, 0, c, SIZE, work);
      best[shape] = Math.min(best[shape], performance.now() - start);
    }
  }
  arena.release(mark);
  return set(best['6×4'] < best['4×4'] ? '6×4' : '4×4');
}
