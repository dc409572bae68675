// sgram: float products promoted block by block, mapped in double; edges, triangles, depths, duplicates; norms in the order of the product.
import { describe, expect, it } from 'vitest';
import type { Matrix } from '../../src/matrix.js';
import { gaussian } from '../matrices.js';
import { build, matmul, sameBits, transpose } from '../reference.js';
import { elementRatio32, put32, room32, rounded } from '../single.js';
import { type Machine, variants } from '../variants.js';

const KC = 256;
const EPS32 = 2 ** -24;

interface Task {
  map: number;
  p?: [number, number, number];
  diag?: number;
}

/** K of x and z as a driver computes it, and the norms of x. */
function gram(machine: Machine, { map, p = [0, 0, 0], diag }: Task, x: Matrix, z: Matrix) {
  const { kernels } = machine;
  const [m, k] = x.shape;
  const n = z.shape[0];
  return machine.frame(() => {
    const [px, pz] = [put32(machine, x, k + 3), put32(machine, z, k + 1)];
    const [xn, zn, c] = [machine.room(m), machine.room(n + 1), machine.room(m * (n + 2))];
    kernels.snormsq(m, k, px, k + 3, xn);
    kernels.snormsq(n, k, pz, k + 1, zn);
    const packed = room32(machine, KC * (n + 8));
    const [work, row] = [machine.room(Math.ceil(kernels.sgramwork(n) / 8)), machine.room(2 * (n + 2))];
    for (let q = 0; q < k; q += KC) {
      const depth = Math.min(KC, k - q);
      kernels.spackb(1, depth, n, pz + 4 * q, k + 1, packed);
      const last = Number(q + KC >= k);
      kernels.sgram(last, map, m, n, depth, px + 4 * q, k + 3, packed, Number(q > 0), c, n + 2, diag ?? n, xn, zn, ...p, work, row);
    }
    return { K: machine.getMatrix(c, m, n, n + 2), norms: machine.get(xn, m) };
  });
}

describe.each(variants)('sgram, $name', (machine) => {
  it('products: within rounding of chains of 256, whatever the depth', () => {
    for (const k of [1, 2, 3, 5, 255, 256, 257, 600]) {
      const [x, z] = [rounded(gaussian(14, k, k)), rounded(gaussian(11, k, k + 1))];
      const { K } = gram(machine, { map: 0 }, x, z);
      const want = matmul(x, transpose(z));
      const bound = matmul({ ...x, data: x.data.map(Math.abs) }, transpose({ ...z, data: z.data.map(Math.abs) }));
      expect(elementRatio32(K, want, bound, Math.min(k, KC))).toBeLessThan(3);
    }
  });

  it('all sizes: RBF, row i up to column diag + i, nothing else', () => {
    for (const m of [1, 3, 4, 11, 12, 13, 25]) {
      for (const n of [1, 2, 5, 8, 9, 17]) {
        for (const diag of [n, 0, 2, -2]) {
          const [x, z] = [rounded(gaussian(m, 3, m)), rounded(gaussian(n, 3, 50 + n))];
          const { K } = gram(machine, { map: 2, p: [0.5, 0, 0], diag }, x, z);
          for (let i = 0; i < m; i++) {
            for (let j = 0; j < n; j++) {
              const v = K.data[i * n + j]!;
              let d = 0;
              for (let q = 0; q < 3; q++) d += (x.data[3 * i + q]! - z.data[3 * j + q]!) ** 2;
              if (j > diag + i) expect(v, `m=${m} n=${n} diag=${diag} (${i}, ${j})`).toBeNaN();
              else expect(Math.abs(v - Math.exp(-0.5 * d)), `m=${m} n=${n} diag=${diag} (${i}, ${j})`).toBeLessThan(100 * EPS32);
            }
          }
        }
      }
    }
  });

  it.each([1, 7, 256, 257, 700])('norms are the diagonal of the product, so duplicates are at distance 0; p = %i', (k) => {
    const x = rounded(gaussian(7, k, k));
    x.data.set(x.data.subarray(0, k), 5 * k);
    const { K, norms } = gram(machine, { map: 0 }, x, x);
    sameBits(norms, build(7, 1, (i) => K.data[8 * i]!).data, `norms k=${k}`);
    const { data } = gram(machine, { map: 2, p: [1e6, 0, 0] }, x, x).K;
    for (const at of [0, 8, 16, 24, 32, 40, 48, 5, 35]) expect(data[at]).toBe(1);
  });
});
