// Level 1: ddot, daxpy, dscal, dhadamard, drot and dnrm2 against plain loops, all lengths around the unrolled ones.
import { describe, expect, it } from 'vitest';
import { gaussian } from '../matrices.js';
import { sameBits } from '../reference.js';
import { accept, EPS, LIMIT } from '../residual.js';
import { variants } from '../variants.js';

const LENGTHS = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 15, 16, 17, 31, 50, 255, 256, 257];
const SCALES = [1, 1e150, 1e-150];

describe.each(variants)('level 1, $name', (machine) => {
  const { kernels } = machine;
  const vector = (n: number, seed: number, scale = 1) => gaussian(n, 1, seed).data.map((v) => v * scale);
  /** The result of a kernel on copies of x and y, each `offset` doubles off a boundary of 16 bytes. */
  const on = (x: Float64Array, y: Float64Array, offset: number, body: (x: number, y: number) => void) =>
    machine.frame(() => {
      const px = machine.put(x, offset);
      const py = machine.put(y, offset);
      body(px, py);
      return { x: machine.get(px, x.length), y: machine.get(py, y.length) };
    });
  const close = (got: ArrayLike<number>, want: ArrayLike<number>, bound: ArrayLike<number>, what: string) => {
    for (let i = 0; i < want.length; i++) {
      accept(got[i] === want[i] ? 0 : Math.abs(got[i] - want[i]) / (2 * EPS * bound[i]), 2, `${what} element ${i}: |error|/(2ε bound)`);
    }
  };

  for (const offset of [0, 1]) {
    it(`ddot: the sum of products, operands ${offset * 8} bytes off`, () => {
      for (const n of LENGTHS) {
        for (const scale of SCALES) {
          const x = vector(n, n, scale);
          const y = vector(n, n + 500, scale);
          const sum = x.reduce((s, v, i) => s + v * y[i], 0);
          const bound = x.reduce((s, v, i) => s + Math.abs(v * y[i]), 0);
          const got = machine.frame(() => kernels.ddot(n, machine.put(x, offset), machine.put(y, offset)));
          accept(n ? Math.abs(got - sum) / (n * EPS * bound) : Math.abs(got), LIMIT, `ddot n=${n} scale=${scale}: |error|/(n ε |x|ᵀ|y|)`);
        }
      }
    });

    it(`daxpy, dscal, dhadamard, drot: element by element, operands ${offset * 8} bytes off`, () => {
      for (const n of LENGTHS) {
        for (const scale of SCALES) {
          const x = vector(n, n, scale);
          const y = vector(n, n + 500, scale);
          const what = `n=${n} scale=${scale}`;
          const [a, c, s] = [-1.7, 0.6, 0.8];

          const axpy = on(x, y, offset, (px, py) => kernels.daxpy(n, a, px, py));
          const bound = x.map((v, i) => Math.abs(a * v) + Math.abs(y[i]));
          close(
            axpy.y,
            x.map((v, i) => a * v + y[i]),
            bound,
            `daxpy ${what}`,
          );
          sameBits(axpy.x, x, `daxpy ${what}: x`);

          sameBits(
            on(x, y, offset, (px) => kernels.dscal(n, a, px)).x,
            x.map((v) => a * v),
            `dscal ${what}`,
          );
          const joined = on(x, y, offset, (px, py) => kernels.dhadamard(n, px, py));
          sameBits(
            joined.x,
            x.map((v, i) => v * y[i]),
            `dhadamard ${what}`,
          );
          sameBits(joined.y, y, `dhadamard ${what}: y`);

          const turned = on(x, y, offset, (px, py) => kernels.drot(n, px, py, c, s));
          const size = x.map((v, i) => Math.abs(v) + Math.abs(y[i]));
          close(
            turned.x,
            x.map((v, i) => c * v - s * y[i]),
            size,
            `drot x ${what}`,
          );
          close(
            turned.y,
            x.map((v, i) => s * v + c * y[i]),
            size,
            `drot y ${what}`,
          );
        }
      }
    });
  }

  it.runIf(machine.plain)('daxpy and drot have the bits of plain loops', () => {
    for (const n of LENGTHS) {
      const x = vector(n, n);
      const y = vector(n, n + 500);
      sameBits(
        on(x, y, 0, (px, py) => kernels.daxpy(n, 0.3, px, py)).y,
        x.map((v, i) => 0.3 * v + y[i]),
        `daxpy n=${n}`,
      );
      sameBits(
        on(x, y, 0, (px, py) => kernels.drot(n, px, py, 0.6, 0.8)).x,
        x.map((v, i) => 0.6 * v - 0.8 * y[i]),
        `drot n=${n}`,
      );
    }
  });

  describe('dnrm2', () => {
    const norm = (x: ArrayLike<number>) => machine.frame(() => kernels.dnrm2(x.length, machine.put(x)));

    it.each([1, 1e99, 1e101, 1e150, 1e160, 1e199, 1e300, 1e-99, 1e-101, 1e-150, 1e-160, 1e-199, 1e-290, 1e-300])(
      'neither overflows nor vanishes at scale %f',
      (scale) => {
        for (const n of LENGTHS.slice(1)) {
          const x = vector(n, n);
          const want = Math.sqrt(x.reduce((s, v) => s + v * v, 0)) * scale;
          accept(
            Math.abs(norm(x.map((v) => v * scale)) - want) / (n * EPS * want),
            LIMIT,
            `dnrm2 n=${n} scale=${scale}: |error|/(n ε ‖x‖)`,
          );
        }
      },
    );

    it('knows the corners: empty, zero, one, subnormal, infinite', () => {
      expect(norm([])).toBe(0);
      expect(norm([0, -0, 0])).toBe(0);
      expect(norm([-3])).toBe(3);
      expect(norm([5e-324])).toBe(5e-324);
      expect(norm([3e-323, 4e-323])).toBe(5e-323);
      expect(norm([3 * 2 ** 1020, 4 * 2 ** 1020])).toBe(5 * 2 ** 1020);
      expect(norm([1, -Infinity, 2])).toBe(Infinity);
      expect(norm([2 ** -1022, 0])).toBe(2 ** -1022);
    });

    it('issue: numbers from 2¹⁰²³ on, whose scale 2^−1023 is subnormal', () => {
      expect(norm([-(2 ** 1023)])).toBe(2 ** 1023);
      expect(norm([-Number.MAX_VALUE])).toBe(Number.MAX_VALUE);
      expect(norm([0.75 * 2 ** 1023, 2 ** 1023])).toBe(1.25 * 2 ** 1023);
    });

    it('lets NaN through', () => {
      expect(norm([1, Number.NaN, 2])).toBeNaN();
    });

    it('sees a large entry beside tiny ones', () => {
      expect(norm([1e200, 1e-200, 1e-200])).toBe(1e200);
      expect(norm([1e-200, 1])).toBe(1);
    });
  });
});
