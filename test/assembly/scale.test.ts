// dgeequ, dlaqge, dlange, dlansy, dzeroupper: powers of two that bring rows and columns near 1, norms as plain loops give them.
import { describe, expect, it } from 'vitest';
import { gaussian } from '../matrices.js';
import { build, lower, sameBits, times } from '../reference.js';
import { accept, LIMIT, norm1 } from '../residual.js';
import { variants } from '../variants.js';

const SHAPES = [
  [1, 1],
  [2, 3],
  [3, 2],
  [5, 5],
  [7, 8],
] as const;

describe.each(variants)('scale, $name', (machine) => {
  const { kernels } = machine;

  it('equilibration: exact, and the largest entry of each row and column lies in [1, 2)', () => {
    for (const [m, n] of SHAPES) {
      for (const scale of [1, 1e150, 1e-150, 1e300, 1e-300]) {
        const a = build(m, n, (i, j) => gaussian(m, n, 1).data[i * n + j] * scale * 10 ** (i - j));
        machine.frame(() => {
          const [at, r, c] = [machine.putMatrix(a, n + 3), machine.room(m), machine.room(n)];
          kernels.dgeequ(m, n, at, n + 3, r, c);
          const [rows, columns] = [machine.get(r, m), machine.get(c, n)];
          for (const f of [...rows, ...columns]) expect(Number.isInteger(Math.log2(f))).toBe(true);
          kernels.dlaqge(m, n, at, n + 3, r, c);
          const scaled = machine.getMatrix(at, m, n, n + 3);
          sameBits(scaled.data, build(m, n, (i, j) => a.data[i * n + j] * rows[i] * columns[j]).data, `${m}×${n} scale=${scale}`);
          for (let j = 0; j < n; j++) {
            const top = Math.max(...Array.from({ length: m }, (_, i) => Math.abs(scaled.data[i * n + j])));
            expect(top >= 1 && top < 2, `column ${j} of ${m}×${n} scale=${scale}: ${top}`).toBe(true);
          }
        });
      }
    }
  });

  it('rows and columns of zeros keep their scale; the limits of the exponent', () => {
    machine.frame(() => {
      const [at, r, c] = [machine.putMatrix(build(3, 2, (i, j) => (i === 1 ? [0, 1e308][j] : 0))), machine.room(3), machine.room(2)];
      kernels.dgeequ(3, 2, at, 2, r, c);
      expect([...machine.get(r, 3)]).toEqual([1, 2 ** -1000, 1]);
      expect([...machine.get(c, 2)]).toEqual([1, 2 ** -23]);
    });
  });

  it('norms', () => {
    for (const [m, n] of SHAPES) {
      for (const scale of [1, 1e150, 1e-150]) {
        const a = times(gaussian(m, n, 2), scale);
        const got = machine.frame(() => kernels.dlange(m, n, machine.putMatrix(a, n + 3), n + 3, machine.room(n)));
        accept(Math.abs(got / norm1(a) - 1) / (m * 2 ** -53), LIMIT, `dlange ${m}×${n} scale=${scale}: relative error/(m ε)`);
      }
    }
    for (const n of [1, 2, 3, 8, 9]) {
      const g = gaussian(n, n, n);
      const a = build(n, n, (i, j) => g.data[Math.max(i, j) * n + Math.min(i, j)]);
      const got = machine.frame(() => kernels.dlansy(n, machine.putLower(a, n + 3), n + 3, machine.room(n)));
      accept(Math.abs(got / norm1(a) - 1) / (n * 2 ** -53), LIMIT, `dlansy n=${n}: relative error/(n ε)`);
    }
  });

  it('dzeroupper', () => {
    for (const n of [0, 1, 2, 5]) {
      const a = gaussian(n, n, 3);
      machine.frame(() => {
        const at = machine.putMatrix(a, n + 2);
        kernels.dzeroupper(n, at, n + 2);
        sameBits(machine.getMatrix(at, n, n, n + 2).data, lower(a).data, `n=${n}`);
      });
    }
  });
});
