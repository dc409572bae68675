// The optimiser: quadratics, Rosenbrock's valley, flat and broken functions; it never ends below its start and never hangs.
import { describe, expect, test } from 'vitest';
import { ascend } from '../../src/gp/ascend.js';

const options = { iterations: 200, tolerance: 1e-9 };

describe('ascend', () => {
  test('an ill-conditioned quadratic, to its maximum', () => {
    const f = (x: readonly number[]) => ({
      value: -x.reduce((s, v, i) => s + 10 ** i * (v - i) ** 2, 0) / 2,
      gradient: x.map((v, i) => -(10 ** i) * (v - i)),
    });
    const { x, converged, iterations } = ascend(f, [3, -2, 5, 1], options);
    expect(converged).toBe(true);
    expect(iterations).toBeLessThan(60);
    x.forEach((v, i) => expect(Math.abs(v - i)).toBeLessThan(1e-7));
  });

  test("Rosenbrock's valley", () => {
    const f = ([a, b]: readonly number[]) => ({
      value: -100 * (b! - a! * a!) ** 2 - (1 - a!) ** 2,
      gradient: [400 * a! * (b! - a! * a!) + 2 * (1 - a!), -200 * (b! - a! * a!)],
    });
    const { x, converged } = ascend(f, [-1.2, 1], options);
    expect(converged).toBe(true);
    for (const v of x) expect(Math.abs(v - 1)).toBeLessThan(1e-6);
  });

  test('no maximum: ends at the end of the range', () => {
    const { x, converged } = ascend((x) => ({ value: x[0]!, gradient: [1] }), [1], { ...options, span: 5 });
    expect([x[0], converged]).toEqual([6, true]);
  });

  test('values that are not numbers are stepped around', () => {
    const f = ([x]: readonly number[]) => ({ value: x! > 1 ? Number.NaN : Math.log(2 - x!) + x!, gradient: [1 - 1 / (2 - x!)] });
    const { x } = ascend(f, [-3], options);
    expect(Math.abs(x[0]! - 1)).toBeLessThan(1e-3);
  });

  test('a gradient that lies cannot make it go down or go on for ever', () => {
    let calls = 0;
    const f = (x: readonly number[]) => {
      calls++;
      return { value: -(x[0]! ** 2), gradient: [2 * x[0]! + 1] };
    };
    const { value } = ascend(f, [1], options);
    expect(value).toBeGreaterThanOrEqual(-1);
    expect(calls).toBeLessThan(200 * 41 + 2);
  });

  test('the iterations are counted', () => {
    const f = (x: readonly number[]) => ({ value: -(x[0]! ** 4), gradient: [-4 * x[0]! ** 3] });
    const { iterations, converged } = ascend(f, [9], { iterations: 2, tolerance: 1e-12 });
    expect([iterations, converged]).toEqual([2, false]);
  });
});
