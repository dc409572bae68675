// Points made ready: distances stay what they are, ranges become safe, exponents are told.
import { describe, expect, test } from 'vitest';
import { nearUnit, prepare, rescaled } from '../src/points.js';
import { gaussian } from './matrices.js';
import { relativeRatio } from './pipeline.js';

const distances = (x: Float64Array, p: number) => {
  const out: number[] = [];
  for (let i = 0; i < x.length; i += p)
    for (let j = 0; j < i; j += p) out.push(Math.hypot(...Array.from({ length: p }, (_, q) => x[i + q]! - x[j + q]!)));
  return out;
};

describe('prepare', () => {
  test.each([1, 1e-150, 1e150, 1e-300, 1e300])('scale %f: distances are kept, up to the power of two that is told', (scale) => {
    const one = gaussian(9, 3).data;
    const x = one.map((v) => v * scale);
    const z = gaussian(4, 3, 5).data.map((v) => v * scale);
    const k = prepare([x, z], 3, { centre: true });
    expect(k === 0).toBe(scale === 1);
    expect(Math.max(...x.map(Math.abs))).toBeLessThan(10);
    const told = scale / 2 ** k;
    expect(
      relativeRatio(
        distances(x, 3).map((v) => v / told),
        distances(one, 3),
        100,
      ),
    ).toBeLessThan(1);
    for (let j = 0; j < 3; j++) expect(Math.abs([0, 3, 6, 9, 12, 15, 18, 21, 24].reduce((s, i) => s + x[i + j]!, 0))).toBeLessThan(1e-13);
  });

  test('length scales: columns divided, whatever their range', () => {
    const ell = [2, 0.5, 3];
    const plain = gaussian(6, 3).data;
    prepare([plain], 3, { centre: true, lengthScale: ell });
    for (const [s, e] of [
      [1e200, 1e200],
      [1e-200, 1e-200],
      [1e300, 1e10],
      [1e-300, 1e10],
      [1e10, 1e-300],
    ] as const) {
      const x = gaussian(6, 3).data.map((v) => v * s);
      const k = prepare([x], 3, { centre: true, lengthScale: ell.map((l) => l * e) });
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

  test('zeros stay zeros', () => {
    const x = new Float64Array(6);
    expect(prepare([x], 2, { centre: true, lengthScale: [1e-300, 1] })).toSatisfy(Number.isFinite);
    expect(x.every((v) => v === 0)).toBe(true);
  });
});

test('nearUnit scales each row by its own power of two, exactly', () => {
  const x = Float64Array.from([3e200, -1e200, 5e-200, 4e-200, 0, 0]);
  nearUnit(x, 2);
  expect([x[0]! / x[1]!, x[2]! / x[3]!, x[4], x[5]]).toEqual([-3e200 / 1e200, 5e-200 / 4e-200, 0, 0]);
  for (const i of [0, 2]) expect(x[i]).toSatisfy((v: number) => v >= 1 && v < 2);
});

test('rescaled stops at the largest double, so that 0 times it is 0', () => {
  expect(rescaled(3, 4)).toBe(48);
  expect(rescaled(1, 3000)).toBe(Number.MAX_VALUE);
  expect(rescaled(1, -3000)).toBe(0);
});
