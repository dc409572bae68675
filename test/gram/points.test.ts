// Points made ready: distances stay what they are, ranges become safe, exponents are told; further points by the frame of the first.
import { describe, expect, test } from 'vitest';
import { engine } from '../../src/engine.js';
import '../../src/index.js';
import { distanceFrame, type FrameOptions, frameSize, nearUnit, rescaled, SINGLE } from '../../src/gram/points.js';
import { gaussian } from '../matrices.js';
import { relativeRatio } from '../pipeline.js';

const distances = (x: Float64Array, p: number) => {
  const out: number[] = [];
  for (let i = 0; i < x.length; i += p)
    for (let j = 0; j < i; j += p) out.push(Math.hypot(...Array.from({ length: p }, (_, q) => x[i + q]! - x[j + q]!)));
  return out;
};

/** Prepares points by their own frame, and others by the same; returns the exponent. */
function prepare(x: Float64Array, p: number, options: FrameOptions = {}): number {
  const { arena, kernels } = engine();
  const mark = arena.mark();
  const at = arena.copyIn(x, 'test');
  const frame = distanceFrame({ arena, kernels }, at, x.length / p, p, arena.alloc(frameSize(p), 'test'), options);
  frame.apply(at, x.length / p);
  x.set(arena.f64(at, x.length));
  if (options.x) {
    const other = arena.copyIn(options.x.data, 'test');
    frame.apply(other, options.x.shape[0]);
    options.x.data.set(arena.f64(other, options.x.data.length));
  }
  arena.release(mark);
  return frame.shift;
}

describe('distanceFrame', () => {
  test.each([1, 1e-150, 1e150, 1e-300, 1e300])('scale %f: distances are kept, up to the power of two that is told', (scale) => {
    const one = gaussian(9, 3).data;
    const x = one.map((v) => v * scale);
    const other = gaussian(4, 3, 5).data;
    const z = { data: other.map((v) => v * scale), shape: [4, 3] as const };
    const k = prepare(x, 3, { x: z });
    expect(k === 0).toBe(scale === 1);
    expect(Math.max(...x.map(Math.abs), ...z.data.map(Math.abs))).toBeLessThan(10);
    const told = scale / 2 ** k;
    const both = (a: Float64Array, b: Float64Array) => distances(Float64Array.of(...a, ...b), 3);
    expect(
      relativeRatio(
        both(x, z.data).map((v) => v / told),
        both(one, other),
        100,
      ),
    ).toBeLessThan(1);
    for (let j = 0; j < 3; j++) expect(Math.abs([0, 3, 6, 9, 12, 15, 18, 21, 24].reduce((s, i) => s + x[i + j]!, 0))).toBeLessThan(1e-13);
  });

  test('length scales: columns divided, whatever their range', () => {
    const ell = [2, 0.5, 3];
    const plain = gaussian(6, 3).data;
    prepare(plain, 3, { lengthScale: ell });
    for (const [s, e] of [
      [1e200, 1e200],
      [1e-200, 1e-200],
      [1e300, 1e10],
      [1e-300, 1e10],
      [1e10, 1e-300],
    ] as const) {
      const x = gaussian(6, 3).data.map((v) => v * s);
      const k = prepare(x, 3, { lengthScale: ell.map((l) => l * e) });
      const [up, down] = [Math.log2(s) - Math.log2(e), k];
      expect(
        relativeRatio(
          x.map((v) => v * 2 ** (down - up)),
          plain,
          1e4,
        ),
        `${s} by ${e}`,
      ).toBeLessThan(1);
    }
  });

  test('the range of floats is smaller: 1e20 is brought down, 1e−20 up', () => {
    for (const scale of [1e20, 1e-20]) {
      const x = gaussian(5, 2).data.map((v) => v * scale);
      expect(prepare(x, 2, { range: SINGLE })).not.toBe(0);
      expect(Math.max(...x.map(Math.abs))).toBeLessThan(10);
      expect(Math.max(...x.map(Math.abs))).toBeGreaterThan(0.1);
    }
  });

  test('far points among those to come bring all of them into range', () => {
    const x = gaussian(5, 2).data;
    const far = { data: Float64Array.of(1e200, -3e200), shape: [1, 2] as const };
    expect(prepare(x, 2, { x: far })).toBeGreaterThan(600);
    expect(Math.max(...far.data.map(Math.abs))).toBeLessThan(4);
  });

  test('zeros stay zeros', () => {
    const x = new Float64Array(6);
    expect(prepare(x, 2, { lengthScale: [1e-300, 1] })).toSatisfy(Number.isFinite);
    expect(x.every((v) => v === 0)).toBe(true);
  });
});

test('nearUnit scales each row by its own power of two, exactly', () => {
  const x = Float64Array.from([3e200, -1e200, 5e-200, 4e-200, 0, 0, 3, 1e-9]);
  nearUnit(x, 2);
  expect([x[0]! / x[1]!, x[2]! / x[3]!, ...x.subarray(4)]).toEqual([-3e200 / 1e200, 5e-200 / 4e-200, 0, 0, 3, 1e-9]);
  for (const i of [0, 2]) expect(x[i]).toSatisfy((v: number) => v >= 1 && v < 2);
});

test('rescaled stops at the largest double, so that 0 times it is 0', () => {
  expect(rescaled(3, 4)).toBe(48);
  expect(rescaled(1, 3000)).toBe(Number.MAX_VALUE);
  expect(rescaled(1, -3000)).toBe(0);
});
