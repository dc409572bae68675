// dpackb: strided operands to micro-panels of four columns, edges filled with zeros, both ways of lying in memory.
import { describe, it } from 'vitest';
import type { Matrix } from '../../src/matrix.js';
import { gaussian } from '../matrices.js';
import { sameBits, transpose } from '../reference.js';
import { variants } from '../variants.js';

/** out[4(k r + p) + j] = B(p, 4r + j), 0 beyond the last column. */
function panels({ data, shape: [k, n] }: Matrix): Float64Array {
  const out = new Float64Array(4 * Math.ceil(n / 4) * k);
  for (let p = 0; p < k; p++) for (let j = 0; j < n; j++) out[4 * (k * (j >> 2) + p) + (j & 3)] = data[p * n + j];
  return out;
}

describe.each(variants)('packing, $name', (machine) => {
  const depths = machine.slow ? [1, 2, 3, 4, 5, 17] : [1, 2, 3, 4, 5, 17, 255, 256];
  const widths = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 13, 50];

  for (const trans of [0, 1]) {
    it.each([0, 1, 7])(`trans = ${trans}, ld = n + %i`, (pad) => {
      for (const k of depths) {
        for (const n of widths) {
          const b = gaussian(k, n, k + n);
          const stored = trans ? transpose(b) : b;
          const ld = stored.shape[1] + pad;
          machine.frame(() => {
            const want = panels(b);
            const out = machine.room(want.length);
            machine.kernels.dpackb(trans, k, n, machine.putMatrix(stored, ld, pad & 1), ld, out);
            sameBits(machine.get(out, want.length), want, `dpackb trans=${trans} k=${k} n=${n} ld=${ld}`);
          });
        }
      }
    });
  }
});
