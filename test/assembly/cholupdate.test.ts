// dchud, dchdd: L Lᵀ ± x xᵀ by rotations, all sizes around the four rows that go together; the minor that fails.
import { describe, expect, it } from 'vitest';
import type { Matrix } from '../../src/matrix.js';
import { gaussian, positiveDefinite } from '../matrices.js';
import { build, lower, matmul, times, transpose } from '../reference.js';
import { accept, choleskyRatio, LIMIT, norm1 } from '../residual.js';
import { variants } from '../variants.js';

describe.each(variants)('cholupdate, $name', (machine) => {
  const { kernels } = machine;
  /** A lower triangle with a heavy diagonal. */
  const triangle = (n: number) => lower(positiveDefinite(n, n));
  const sum = (l: Matrix, x: Matrix) => {
    const [a, b] = [matmul(l, transpose(l)), matmul(x, transpose(x))];
    return { data: a.data.map((v, i) => v + b.data[i]), shape: a.shape };
  };
  const sizes = machine.slow ? [0, 1, 3, 4, 5, 9] : [0, 1, 2, 3, 4, 5, 7, 8, 9, 33];

  it('dchud adds x xᵀ', () => {
    for (const n of sizes) {
      for (const scale of [1, 1e150, 1e-150]) {
        const [l, x] = [times(triangle(n), scale), times(gaussian(n, 1, n), scale)];
        const got = machine.frame(() => {
          const at = machine.putLower(l, n + 3);
          kernels.dchud(n, at, n + 3, machine.put(x.data), machine.room(2 * n));
          return machine.getLower(at, n, n + 3);
        });
        const unit = 1 / scale;
        accept(
          n && choleskyRatio(times(got, unit), sum(times(l, unit), times(x, unit))),
          LIMIT,
          `dchud n=${n} scale=${scale}: ‖LLᵀ−A‖₁/(n‖A‖₁ε)`,
        );
      }
    }
  });

  it('dchdd takes it away, or names the minor that is not positive', () => {
    for (const n of sizes) {
      const [l, p] = [triangle(n), times(gaussian(n, 1, n), 0.5 / Math.sqrt(n + 1))];
      const x = matmul(l, p);
      const down = (v: Matrix) =>
        machine.frame(() => {
          const at = machine.putLower(l, n + 3);
          const info = kernels.dchdd(n, at, n + 3, machine.put(v.data), machine.room(2 * n));
          return { info, l: machine.getLower(at, n, n + 3) };
        });
      const { info, l: got } = down(p);
      expect(info).toBe(0);
      const before = matmul(l, transpose(l));
      accept(n && back(got, x, before), LIMIT, `dchdd n=${n}: ‖L'L'ᵀ + xxᵀ − LLᵀ‖₁/(n‖LLᵀ‖₁ε)`);
      if (n > 2) expect(down(build(n, 1, (i) => (i === 2 ? 1 : 0))).info).toBe(3);
    }
  });

  /** ‖L'L'ᵀ + xxᵀ − A‖₁/(n‖A‖₁ε). */
  const back = (l: Matrix, x: Matrix, a: Matrix) => {
    const restored = sum(l, x);
    return norm1({ data: restored.data.map((v, i) => v - a.data[i]), shape: a.shape }) / norm1(a) / (a.shape[0] * 2 ** -53);
  };
});
