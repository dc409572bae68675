// Triangular solves with one block: residuals, unit diagonals, leading dimensions, and that the other triangle is not read.
import { describe, it } from 'vitest';
import type { Matrix } from '../../src/matrix.js';
import { gaussian } from '../matrices.js';
import { build, lower, matmul, times, transpose, upper } from '../reference.js';
import { accept, LIMIT, solveRatio } from '../residual.js';
import { variants } from '../variants.js';

type Routine = 'dtrsmLLN' | 'dtrsmLLT' | 'dtrsmLUN' | 'dtrsmLUT';
const ROUTINES: Routine[] = ['dtrsmLLN', 'dtrsmLLT', 'dtrsmLUN', 'dtrsmLUT'];

/** A well-conditioned full matrix; one triangle of it is used. */
function square(n: number): Matrix {
  const { data, shape } = gaussian(n, n, n);
  return { data: data.map((v, i) => v / n + (i % (n + 1) === 0 ? 1 + (i % 5) : 0)), shape };
}
const withDiagonal = (a: Matrix, value: number) => build(a.shape[0], a.shape[0], (i, j) => (i === j ? value : a.data[i * a.shape[0] + j]));

describe.each(variants)('trsm, $name', (machine) => {
  const sizes = machine.slow ? [0, 1, 2, 3, 5, 10] : [0, 1, 2, 3, 5, 8, 10, 33, 50];
  const { kernels } = machine;

  describe.each(ROUTINES)('%s', (routine) => {
    const half = routine === 'dtrsmLUN' || routine === 'dtrsmLUT' ? upper : lower;
    /** ‖B − op(T) X‖₁/(‖T‖₁‖X‖₁ n ε), NaN in the other triangle and, for unit = 1, on the diagonal. */
    const solve = (unit: number, m: number, n: number, pad: number, scale = 1) => {
      const full = times(square(m), unit ? 1 : scale);
      const t = half(unit ? withDiagonal(full, 1) : full);
      const b = gaussian(m, n, m + n);
      const x = machine.frame(() => {
        const pt = machine.putMatrix(half(unit ? withDiagonal(full, Number.NaN) : full, Number.NaN), m + pad);
        const pb = machine.putMatrix(b, n + pad);
        kernels[routine](unit, m, n, pt, m + pad, pb, n + pad);
        return machine.getMatrix(pb, m, n, n + pad);
      });
      const ratio = solveRatio(routine === 'dtrsmLLT' || routine === 'dtrsmLUT' ? transpose(t) : t, x, b);
      accept(ratio, LIMIT, `${routine} unit=${unit} m=${m} n=${n} ldb=${n + pad} scale=${scale}: ‖B − TX‖₁/(‖T‖₁‖X‖₁ n ε)`);
    };

    it('small sizes, ld = n and n + 7', () => {
      for (const m of sizes) for (const n of [0, 1, 2, 5, 8, 9]) for (const pad of [0, 7]) solve(0, m, n, pad);
    });

    it('unit = 1 does not read the diagonal', () => {
      for (const m of sizes) for (const pad of [0, 7]) solve(1, m, 3, pad);
    });

    it.each([1e150, 1e-150, 1e300, 1e-300])('scale %f', (scale) => solve(0, 10, 3, 7, scale));

    it('divides by diagonals too small or large to have a reciprocal', () => {
      for (const d of [1e-308, -(2 ** -1060), 5e307]) {
        const x = machine.frame(() => {
          const pb = machine.put([d, 2 * d, -d]);
          kernels[routine](0, 1, 3, machine.put([d]), 1, pb, 3);
          return Array.from(machine.get(pb, 3));
        });
        [1, 2, -1].forEach((want, i) => accept(Math.abs(x[i] - want), 2 ** -52, `${routine} by ${d}: |error| of element ${i}`));
      }
    });
  });

  it('dtrsmRLT: B L⁻ᵀ along the rows', () => {
    for (const n of sizes) {
      for (const m of [0, 1, 2, 5, 9]) {
        for (const [pad, scale] of [
          [0, 1],
          [7, 1],
          [7, 1e150],
          [0, 1e-150],
        ]) {
          const l = times(square(n), scale);
          const b = gaussian(m, n, m + n);
          const x = machine.frame(() => {
            const pb = machine.putMatrix(b, n + pad);
            kernels.dtrsmRLT(m, n, machine.putLower(l, n + pad), n + pad, pb, n + pad, machine.room(4 * n));
            return machine.getMatrix(pb, m, n, n + pad);
          });
          const ratio = solveRatio(lower(l), transpose(x), transpose(b));
          accept(ratio, LIMIT, `dtrsmRLT m=${m} n=${n} ldb=${n + pad} scale=${scale}: ‖B − XLᵀ‖₁/(‖L‖₁‖X‖₁ n ε)`);
        }
      }
    }
  });

  it.runIf(machine.plain)('dtrsmLLN is exact where the numbers are small integers', () => {
    const l = build(9, 9, (i, j) => (i === j ? 2 : j < i ? ((i + j) % 3) - 1 : 0));
    const x = build(9, 4, (i, j) => ((3 * i + j) % 7) - 3);
    const b = matmul(l, x);
    machine.frame(() => {
      const pb = machine.putMatrix(b);
      kernels.dtrsmLLN(0, 9, 4, machine.putMatrix(l), 9, pb, 4);
      const got = machine.getMatrix(pb, 9, 4);
      got.data.forEach((v, i) => accept(Math.abs(v - x.data[i]), 2 ** -60, `element ${i}: |error|`));
    });
  });
});
