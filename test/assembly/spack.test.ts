// spackb: strided operands to micro-panels of eight columns, edges filled with zeros, both ways of lying in memory.
import { describe, it } from 'vitest';
import type { Matrix } from '../../src/matrix.js';
import { gaussian } from '../matrices.js';
import { sameBits, transpose } from '../reference.js';
import { get32, put32, room32, rounded } from '../single.js';
import { variants } from '../variants.js';

/** out[8(k r + p) + j] = B(p, 8r + j), 0 beyond the last column. */
function panels({ data, shape: [k, n] }: Matrix): Float64Array {
  const out = new Float64Array(8 * Math.ceil(n / 8) * k);
  for (let p = 0; p < k; p++) for (let j = 0; j < n; j++) out[8 * (k * (j >> 3) + p) + (j & 7)] = data[p * n + j];
  return out;
}

describe.each(variants)('packing in single precision, $name', (machine) => {
  const depths = machine.slow ? [1, 2, 3, 4, 5, 17] : [1, 2, 3, 4, 5, 6, 7, 8, 17, 255, 256];
  const widths = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 13, 16, 17, 50];

  for (const trans of [0, 1]) {
    it.each([0, 1, 7])(`trans = ${trans}, ld = n + %i`, (pad) => {
      for (const k of depths) {
        for (const n of widths) {
          const b = rounded(gaussian(k, n, k + n));
          const stored = trans ? transpose(b) : b;
          const ld = stored.shape[1] + pad;
          machine.frame(() => {
            const want = panels(b);
            const out = room32(machine, want.length);
            machine.kernels.spackb(trans, k, n, put32(machine, stored, ld, pad & 3), ld, out);
            sameBits(get32(machine, out, 1, want.length).data, want, `spackb trans=${trans} k=${k} n=${n} ld=${ld}`);
          });
        }
      }
    });
  }
});
