// Moments of filters against plain sums, at sizes around a block of rows, and with the squares of V.
import { expect, test } from 'vitest';
import { engine } from '../../src/engine.js';
import '../../src/index.js';
import { BLOCK, moments } from '../../src/risk/moments.js';
import { gaussian } from '../matrices.js';
import { accept, EPS } from '../residual.js';

const table = (rows: number, r: number, seed: number) => {
  const { data } = gaussian(rows, r, seed);
  const fill = (out: Float64Array, ld: number) => {
    for (let i = 0; i < rows; i++) out.set(data.subarray(i * r, (i + 1) * r), i * ld);
  };
  return { rows, data, fill };
};

test.each([
  [1, 1],
  [7, 3],
  [5, 32],
  [BLOCK - 1, 6],
  [BLOCK, 5],
  [BLOCK + 1, 7],
  [2 * BLOCK + 3, 2],
])('V %i×%i', (n, r) => {
  const V = gaussian(n, r, n);
  const [phi, psi] = [table(5, r, 1), table(3, r, 2)];
  const e = engine();
  const before = e.arena.mark();
  let S: Float64Array = new Float64Array(0);
  const join = (_: number, at: number) => {
    S = e.arena.copyOut(at, psi.rows * n);
  };
  const T = moments(e, V, phi, { ...psi, join }, 'test');
  expect(e.arena.mark()).toBe(before);
  const check = (got: Float64Array, { rows, data }: typeof phi, power: number) => {
    expect(got.length).toBe(rows * n);
    for (let f = 0; f < rows; f++) {
      for (let i = 0; i < n; i++) {
        let [sum, bound] = [0, 0];
        for (let j = 0; j < r; j++) {
          const term = data[f * r + j]! * V.data[i * r + j]! ** power;
          sum += term;
          bound += Math.abs(term);
        }
        accept(Math.abs(got[f * n + i]! - sum) / (EPS * bound), 2 * r + 4, `V ${n}×${r}, filter ${f}, row ${i}`);
      }
    }
  };
  check(T, phi, 1);
  check(S, psi, 2);
  expect(moments(e, V, phi, undefined, 'test')).toEqual(T);
});
