// vexp, vlog and vtanh: errors in ulp against fixed-point values of 60 digits, and what happens at the ends of their ranges.
import { describe, expect, it } from 'vitest';
import { random } from '../../src/random.js';
import { beside, expError, logError, tanhError } from '../exact.js';
import { accept } from '../residual.js';
import { variants } from '../variants.js';

// Bounds as stated in assembly/math.ts. The largest errors found on 10⁶ points each: exp 0.59, log 0.84, tanh 2.45.
const EXP = 0.7;
const LOG = 1;
const TANH = 3;

describe.each(variants)('functions, $name', (machine) => {
  const { kernels } = machine;
  const count = machine.slow ? 4000 : 60000;
  const map = (kernel: 'vexp' | 'vlog' | 'vtanh', x: ArrayLike<number>): Float64Array =>
    machine.frame(() => {
      const at = machine.put([...Array.from(x), 0]);
      kernels[kernel](x.length, at);
      return machine.get(at, x.length);
    });
  /** The largest error of a kernel on the points, and where. */
  const worst = (kernel: 'vexp' | 'vlog' | 'vtanh', points: number[], error: (x: number, y: number) => number, limit: number) => {
    const y = map(kernel, points);
    let top = 0;
    let where = 0;
    for (let i = 0; i < points.length; i++) {
      const e = Math.abs(error(points[i], y[i]));
      if (!(e <= top)) [top, where] = [e, points[i]];
    }
    accept(top, limit + Number.EPSILON, `${kernel} on ${points.length} points: ulp at x = ${where}`);
  };
  const points = (n: number, seed: number, f: (u: number, sign: 1 | -1) => number) => {
    const r = random(seed);
    return Array.from({ length: n }, () => f(r(), r() < 0.5 ? -1 : 1));
  };

  describe('exp', () => {
    it('stays within its bound over the whole range', () => {
      worst(
        'vexp',
        points(count, 1, (u) => -707 + u * (707 + 709.78)),
        expError,
        EXP,
      );
    });

    it('stays within its bound where kernels live, in [−40, 0]', () => {
      worst(
        'vexp',
        points(count, 2, (u) => -40 * u),
        expError,
        EXP,
      );
    });

    it('stays within its bound near 0', () => {
      worst(
        'vexp',
        points(count / 4, 3, (u, sign) => sign * 2 ** (-60 * u)),
        expError,
        EXP,
      );
    });

    it('stays within its bound where the reduced argument changes sides, at odd multiples of ½ ln 2', () => {
      const ties = Array.from({ length: 2040 }, (_, i) => (i - 1019 + 0.5) * Math.LN2).filter((x) => x > -707 && x < 709.78);
      worst(
        'vexp',
        ties.flatMap((x) => [beside(x, -1), x, beside(x, 1)]),
        expError,
        EXP,
      );
    });

    it('stays within its bound at whole numbers', () => {
      worst(
        'vexp',
        Array.from({ length: 1416 }, (_, i) => i - 706).filter((x) => x !== 0),
        expError,
        EXP,
      );
    });

    it('knows the ends and the special values', () => {
      const of = (x: number) => map('vexp', [x])[0];
      expect(of(0)).toBe(1);
      expect(of(-0)).toBe(1);
      expect(of(5e-324)).toBe(1);
      expect(of(-1e-300)).toBe(1);
      expect(of(-707)).toBeGreaterThan(0);
      expect(of(beside(-707, 1))).toBe(0);
      expect(of(-708)).toBe(0);
      expect(of(-1e308)).toBe(0);
      expect(of(Number.NEGATIVE_INFINITY)).toBe(0);
      expect(of(709.782712893384)).toBeGreaterThan(1.797e308);
      expect(of(709.782712893384)).toBeLessThan(Infinity);
      expect(of(beside(709.782712893384, 1))).toBe(Infinity);
      expect(of(710)).toBe(Infinity);
      expect(of(1e308)).toBe(Infinity);
      expect(of(Infinity)).toBe(Infinity);
      expect(of(Number.NaN)).toBeNaN();
      expect(of(-Number.NaN)).toBeNaN();
    });

    it('keeps NaN whatever its payload', () => {
      machine.frame(() => {
        const at = machine.room(2);
        for (const bits of [0x7ff8000000000001n, 0x7ff8000000000801n, 0xfff8000000000fffn, 0x7ff0000000000800n]) {
          new BigUint64Array(machine.f64(at, 2).buffer, at, 2).fill(bits);
          kernels.vexp(2, at);
          expect(machine.get(at, 1)[0], bits.toString(16)).toBeNaN();
        }
      });
    });

    it('does not decrease', () => {
      const x = Array.from({ length: 4000 }, (_, i) => beside(-1, i - 2000)).reverse();
      const y = map('vexp', x);
      for (let i = 1; i < x.length; i++) if (x[i] > x[i - 1]) expect(y[i]).toBeGreaterThanOrEqual(y[i - 1]);
    });
  });

  describe('log', () => {
    it('stays within its bound over all normal numbers', () => {
      worst(
        'vlog',
        points(count / 2, 4, (u) => 2 ** (-1022 + u * 2045)),
        logError,
        LOG,
      );
    });

    it('stays within its bound where kernels live, in (1, 100]', () => {
      worst(
        'vlog',
        points(count / 2, 5, (u) => 1 + 99 * u + 1e-9),
        logError,
        LOG,
      );
    });

    it('stays within its bound on both sides of 1', () => {
      worst(
        'vlog',
        points(count / 2, 6, (u, sign) => 1 + sign * 2 ** (-1 - 50 * u)).filter((x) => x !== 1),
        logError,
        LOG,
      );
    });

    it('stays within its bound around √½ and √2, where the exponent changes', () => {
      const near = [Math.SQRT1_2, Math.SQRT2, 2, 0.5, 4 * Math.SQRT2].flatMap((x) =>
        Array.from({ length: 41 }, (_, i) => beside(x, i - 20)),
      );
      worst('vlog', near, logError, LOG);
    });

    it('is exact at 1 and has the ends of its range', () => {
      expect(map('vlog', [1])[0]).toBe(0);
      const [small, large] = map('vlog', [2 ** -1022, Number.MAX_VALUE]);
      expect(small).toBeCloseTo(-708.3964185322641, 12);
      expect(large).toBeCloseTo(709.782712893384, 12);
    });
  });

  describe('tanh', () => {
    it('stays within its bound in [−22, 22]', () => {
      worst(
        'vtanh',
        points(count / 2, 7, (u, sign) => sign * 22 * u + 1e-9),
        tanhError,
        TANH,
      );
    });

    it('stays within its bound in [−1, 1]', () => {
      worst(
        'vtanh',
        points(count / 2, 8, (u, sign) => sign * u + 1e-9),
        tanhError,
        TANH,
      );
    });

    it('stays within its bound near 0', () => {
      worst(
        'vtanh',
        points(count / 4, 9, (u, sign) => sign * 2 ** (-38 * u)),
        tanhError,
        TANH,
      );
    });

    it('is x itself, to 1 ulp, where x³/3 is below rounding, down to the smallest numbers', () => {
      const x = points(1000, 10, (u, sign) => sign * 2 ** (-30 - 1044 * u));
      const y = map('vtanh', x);
      for (let i = 0; i < x.length; i++) expect([beside(x[i], -1), x[i], beside(x[i], 1)]).toContain(y[i]);
    });

    it('is odd, bounded and knows the special values', () => {
      const x = points(1000, 11, (u) => 30 * u);
      const negative = map(
        'vtanh',
        x.map((v) => -v),
      );
      map('vtanh', x).forEach((v, i) => {
        expect(negative[i]).toBe(-v);
        expect(v).toBeLessThanOrEqual(1);
      });
      expect(Array.from(map('vtanh', [0, -0, 22, -22, 1e308, Infinity, -Infinity, Number.NaN, 5e-324]))).toEqual([
        0,
        -0,
        1,
        -1,
        1,
        1,
        -1,
        Number.NaN,
        5e-324,
      ]);
    });
  });

  it.each(['vexp', 'vlog', 'vtanh'] as const)('%s: all lengths give the same values, nothing beyond is written', (kernel) => {
    const x = points(40, 12, (u) => 0.1 + u);
    const whole = map(kernel, x);
    for (let n = 0; n <= 40; n++) {
      machine.frame(() => {
        const at = machine.put(x.slice(0, n + (n & 1)));
        kernels[kernel](n, at);
        expect(machine.get(at, n)).toEqual(whole.slice(0, n));
      });
    }
  });
});
