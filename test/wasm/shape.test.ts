// The micro-kernel that is chosen: one of those that the build has, the simplest where memory is short.
import { afterEach, describe, expect, test, vi } from 'vitest';
import { engineInfo, initSync, matmul } from '../../src/index.js';
import type { Kernels } from '../../src/wasm/abi.js';
import { Arena } from '../../src/wasm/arena.js';
import { chooseShape, SETTING, type Shape } from '../../src/wasm/shape.js';
import { gaussian } from '../matrices.js';
import { released } from '../variants.js';

describe.each(released)('%s build', (variant) => {
  const shapes = variant === 'relaxed' ? ['4×4', '6×4'] : ['4×4', '4×4 wide'];

  test('one of those that were tried; the trial gives its memory back to the stack', () => {
    const { microkernel, memoryBytes } = initSync({ variant });
    expect(shapes).toContain(microkernel);
    matmul(gaussian(20, 20), gaussian(20, 20));
    expect(engineInfo()).toMatchObject({ microkernel, memoryBytes });
  });

  test('no trial where it would not fit', () => {
    const { microkernel, memoryBytes } = initSync({ variant, maxMemory: 4 * 65536 });
    expect([microkernel, memoryBytes]).toEqual(['4×4', 65536]);
  });
});

describe('the trial, on a clock that only products move', () => {
  afterEach(() => void vi.restoreAllMocks());

  /** What is chosen where the n-th product of a shape takes so many milliseconds. */
  function chosen(relaxed: 0 | 1, cost: (shape: Shape, n: number) => number) {
    let [now, setting] = [0, 0];
    const calls = new Map<Shape, number>();
    vi.spyOn(performance, 'now').mockImplementation(() => now);
    const dgemm = () => {
      const shape = (Object.keys(SETTING) as Shape[]).find((name) => SETTING[name] === setting) as Shape;
      const n = calls.get(shape) ?? 0;
      calls.set(shape, n + 1);
      now += cost(shape, n);
    };
    const setshape = (value: number) => {
      setting = value;
    };
    const kernels = { relaxed: () => relaxed, dgemmwork: () => 800, setshape, dgemm } as unknown as Kernels;
    const shape = chooseShape(kernels, new Arena(new WebAssembly.Memory({ initial: 8 }), 0, 8 * 65536));
    expect(setting).toBe(SETTING[shape]);
    return { shape, products: [...calls.values()].reduce((a, b) => a + b, 0) };
  }

  test('the faster one, and the first where they differ by little', () => {
    expect(chosen(1, (shape) => (shape === '6×4' ? 2.1 : 1)).shape).toBe('4×4');
    expect(chosen(1, (shape) => (shape === '6×4' ? 1.05 : 1)).shape).toBe('6×4');
    expect(chosen(0, (shape) => (shape === '4×4 wide' ? 1.13 : 1)).shape).toBe('4×4');
    expect(chosen(0, (shape) => (shape === '4×4 wide' ? 0.93 : 1)).shape).toBe('4×4 wide');
  });

  test('one that is compiled late, and one that a neighbour disturbs', () => {
    const late = chosen(1, (shape, n) => (n < (shape === '6×4' ? 17 : 9) ? 5 : shape === '6×4' ? 0.92 : 1));
    expect(late.shape).toBe('6×4');
    expect(chosen(1, (shape, n) => (shape === '6×4' && n % 6 < 4 ? 9 : 1)).shape).toBe('6×4');
  });

  test('ends: after the rounds without gain, and where each call is faster than the one before', () => {
    expect(chosen(1, () => 1).products).toBe(24);
    expect(chosen(1, (_, n) => 0.9 ** n).products).toBe(160);
  });
});
