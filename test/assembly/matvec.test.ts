// dgemv: one column of the product, to the last bit in the plain build; padding, β, sizes around eight and around KC.
import { describe, expect, it } from 'vitest';
import { gaussian } from '../matrices.js';
import { build, matmul, transpose } from '../reference.js';
import { accept, elementRatio, LIMIT } from '../residual.js';
import { variants } from '../variants.js';

const column = (data: ArrayLike<number>) => build(data.length, 1, (i) => data[i] as number);
const absolute = (data: Float64Array) => data.map(Math.abs);

describe.each(variants)('dgemv, $name', (machine) => {
  const { kernels } = machine;

  it.each([0, 1])('op(A) x, trans %d', (trans) => {
    for (const [m, n] of [
      [1, 1],
      [3, 5],
      [8, 8],
      [9, 17],
      [16, 31],
      [7, 257],
      [257, 7],
      [10, 600],
      [600, 10],
    ] as const) {
      for (const pad of [0, 7]) {
        for (const [alpha, beta] of [
          [1, 0],
          [-1, 1],
          [0.5, -2],
        ] as const) {
          const a = gaussian(m, n, m + n);
          const op = trans ? transpose(a) : a;
          const [rows, inner] = op.shape;
          const x = gaussian(inner, 1, 3).data;
          const y = beta === 0 ? new Float64Array(rows).fill(Number.NaN) : gaussian(rows, 1, 4).data;
          const got = machine.frame(() => {
            const [pa, px, py] = [machine.putMatrix(a, n + pad), machine.put(x), machine.put(y)];
            kernels.dgemv(trans, m, n, alpha, pa, n + pad, px, beta, py);
            return machine.get(py, rows);
          });
          const product = matmul(op, column(x)).data;
          const bound = matmul({ data: absolute(op.data), shape: op.shape }, column(absolute(x))).data;
          const [want, limit] = [
            product.map((v, i) => alpha * v + (beta === 0 ? 0 : beta * (y[i] as number))),
            bound.map((v, i) => Math.abs(alpha) * v + (beta === 0 ? 0 : Math.abs(beta * (y[i] as number)))),
          ];
          const what = `dgemv trans=${trans} m=${m} n=${n} lda=${n + pad} alpha=${alpha} beta=${beta}`;
          accept(elementRatio(column(got), column(want), column(limit), inner), LIMIT, what);
        }
      }
    }
  });

  it.runIf(machine.name !== 'relaxed')('is the column of dgemm, bit for bit', () => {
    for (const [m, k] of [
      [5, 3],
      [13, 256],
      [9, 700],
    ] as const) {
      const a = gaussian(m, k, 1);
      const x = gaussian(k, 1, 2);
      for (const trans of [0, 1]) {
        const [vector, packed] = machine.frame(() => {
          const stored = trans ? transpose(a) : a;
          const ld = stored.shape[1];
          const [pa, px] = [machine.putMatrix(stored, ld), machine.put(x.data)];
          const [y, c] = [machine.room(m), machine.room(m)];
          kernels.dgemv(trans, stored.shape[0], ld, 1, pa, ld, px, 0, y);
          kernels.dgemm(trans, 0, m, 1, k, 1, pa, ld, px, 1, 0, c, 1, machine.room(kernels.dgemmwork() / 8));
          return [machine.get(y, m), machine.get(c, m)];
        });
        expect(vector).toEqual(packed);
      }
    }
  });

  it('nothing to sum: β y', () => {
    const got = machine.frame(() => {
      const [a, x, y] = [machine.room(1), machine.room(1), machine.put([3, 4])];
      kernels.dgemv(0, 2, 0, 1, a, 1, x, -2, y);
      return machine.get(y, 2);
    });
    expect(Array.from(got)).toEqual([-6, -8]);
  });
});
