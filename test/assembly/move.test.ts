// dtranspose, dcolumns and dmirror: exact copies, nothing else touched, around the blocks of 8.
import { describe, it } from 'vitest';
import { gaussian } from '../matrices.js';
import { build, lower, sameBits, transpose } from '../reference.js';
import { variants } from '../variants.js';

const SIZES = [0, 1, 2, 3, 5, 7, 8, 9, 10, 15, 16, 17, 24, 50];

describe.each(variants)('moving matrices, $name', (machine) => {
  const { kernels } = machine;

  it.each([0, 7])('dtranspose: B = Aᵀ, ld = n + %i', (pad) => {
    for (const m of SIZES) {
      for (const n of SIZES) {
        const a = gaussian(m, n, m * 100 + n);
        machine.frame(() => {
          const pa = machine.putMatrix(a, n + pad);
          const pb = machine.room(n * (m + pad));
          kernels.dtranspose(m, n, pa, n + pad, pb, m + pad);
          const what = `dtranspose m=${m} n=${n} pad=${pad}`;
          sameBits(machine.getMatrix(pb, n, m, m + pad).data, transpose(a).data, what);
          sameBits(machine.getMatrix(pa, m, n, n + pad).data, a.data, `${what}: A`);
        });
      }
    }
  });

  it.each([0, 7])('dcolumns: chosen rows of A as columns of B, in ranges, ld + %i', (pad) => {
    for (const m of SIZES) {
      for (const n of SIZES) {
        const a = gaussian(m, n, m * 100 + n);
        const count = Math.ceil((2 * m) / 3);
        const chosen = Uint32Array.from({ length: count }, (_, i) => (7 * i + 2) % m);
        machine.frame(() => {
          const [pa, list, pb] = [machine.putMatrix(a, n + pad), machine.room(count), machine.room(n * (count + pad))];
          machine.i32(list, count).set(chosen);
          for (let i = 0; i < count; i += 16) kernels.dcolumns(i, Math.min(count, i + 16), n, list, pa, n + pad, pb, count + pad);
          const want = build(n, count, (i, j) => a.data[chosen[j] * n + i]);
          sameBits(machine.getMatrix(pb, n, count, count + pad).data, want.data, `dcolumns m=${m} n=${n} pad=${pad}`);
        });
      }
    }
  });

  it.each([0, 7])('dmirror: the lower triangle to the upper, ld = n + %i', (pad) => {
    for (const n of SIZES) {
      const a = gaussian(n, n, n);
      const want = build(n, n, (i, j) => a.data[Math.max(i, j) * n + Math.min(i, j)]);
      machine.frame(() => {
        const p = machine.putMatrix(lower(a, Number.NaN), n + pad);
        kernels.dmirror(0, n, p, n + pad);
        sameBits(machine.getMatrix(p, n, n, n + pad).data, want.data, `dmirror n=${n} pad=${pad}`);
      });
    }
  });

  it('dmirror by pieces writes the columns of its rows only', () => {
    const n = 21;
    const a = gaussian(n, n, 3);
    for (const [first, last] of [
      [0, 0],
      [0, 5],
      [5, 13],
      [8, 16],
      [13, 21],
      [20, 21],
    ] as const) {
      const want = build(n, n, (i, j) => (j <= i ? a.data[i * n + j] : j >= first && j < last ? a.data[j * n + i] : Number.NaN));
      machine.frame(() => {
        const p = machine.putMatrix(lower(a, Number.NaN), n + 3);
        kernels.dmirror(first, last, p, n + 3);
        sameBits(machine.getMatrix(p, n, n, n + 3).data, want.data, `dmirror rows ${first}…${last}`);
      });
    }
  });
});
