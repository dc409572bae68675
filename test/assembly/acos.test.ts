// vacos: errors in ulp against exact values, and what happens at the ends of its range.
import { describe, expect, it } from 'vitest';
import { random } from '../../src/random.js';
import { acosError, beside } from '../exact.js';
import { accept } from '../residual.js';
import { variants } from '../variants.js';

// As stated in assembly/acos.ts. The largest found on 6·10⁵ points: 0.867.
const ACOS = 0.9;

describe.each(variants)('acos, $name', (machine) => {
  const { kernels } = machine;
  const count = machine.slow ? 2000 : 20000;
  const map = (x: ArrayLike<number>): Float64Array =>
    machine.frame(() => {
      const at = machine.put([...Array.from(x), 0]);
      kernels.vacos(x.length, at);
      return machine.get(at, x.length);
    });
  const worst = (points: number[]) => {
    const y = map(points);
    let [top, where] = [0, 0];
    for (let i = 0; i < points.length; i++) {
      const e = Math.abs(acosError(points[i], y[i]));
      if (!(e <= top)) [top, where] = [e, points[i]];
    }
    accept(top, ACOS, `vacos on ${points.length} points: ulp at x = ${where}`);
  };
  const points = (seed: number, f: (u: number) => number) => {
    const r = random(seed);
    return Array.from({ length: count }, () => f(r()));
  };

  it('stays within its bound over the whole range', () => worst(points(1, (u) => 2 * u - 1)));
  it('near 1, where the angle is small', () => worst(points(2, (u) => 1 - 2 ** (-53 * u)).filter((x) => x < 1)));
  it('near −1, where it is nearly π', () => worst(points(3, (u) => 2 ** (-53 * u) - 1)));
  it('near 0', () => worst(points(4, (u) => (u < 0.5 ? 1 : -1) * 2 ** (-100 * u))));
  it('where the cases meet, at ±½', () => {
    const around = Array.from({ length: 400 }, (_, i) => beside(0.5, i - 200));
    worst([...around, ...around.map((x) => -x)]);
  });

  it('knows the ends and the special values', () => {
    const of = (x: number) => map([x])[0];
    expect(of(1)).toBe(0);
    expect(of(-1)).toBe(Math.PI);
    expect(of(0)).toBe(Math.PI / 2);
    expect(of(-0)).toBe(Math.PI / 2);
    expect(of(beside(1, -1))).toBe(2 ** -26);
    for (const x of [beside(1, 1), -2, 1e300, Number.POSITIVE_INFINITY, Number.NaN]) expect(of(x), String(x)).toBeNaN();
  });

  it('odd lengths, and nothing beyond', () => {
    for (const n of [0, 1, 2, 3, 5]) expect(Array.from(map(new Float64Array(n).fill(1)))).toEqual(new Array(n).fill(0));
  });
});
