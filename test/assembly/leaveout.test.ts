// Leave-one-out residuals from moments against the sums of the formula, written out point by point.
import { describe, expect, it } from 'vitest';
import { gaussian } from '../matrices.js';
import { sameBits } from '../reference.js';
import { accept, EPS } from '../residual.js';
import { variants } from '../variants.js';

/** Rows of n in a buffer with NaN behind each. */
const rows = (count: number, n: number, ld: number, seed: number, map: (v: number) => number) => {
  const data = new Float64Array(count * ld).fill(Number.NaN);
  gaussian(count, n, seed).data.forEach((v, at) => {
    data[Math.floor(at / n) * ld + (at % n)] = map(v);
  });
  return data;
};

/** The formula of one point and target: r₀, D₁ … D_k, and a bound of the terms of each. */
function residuals(sigma: readonly number[], tau: readonly number[], lambda: number) {
  const [c, ...sigmas] = sigma as [number, ...number[]];
  const w = [1];
  for (let j = 1; j <= sigmas.length; j++) {
    let sum = 0;
    for (let p = 0; p < j; p++) sum = w[j - 1 - p]! * sigmas[p]! + sum;
    w.push((lambda / c) * sum);
  }
  const past = [tau[0]!, ...tau.slice(1).map((delta) => tau[0]! - delta)];
  return tau.map((delta, m) => {
    if (m === 0) return [delta / c, Math.abs(delta / c)] as const;
    let [sum, bound] = [-delta, Math.abs(delta)];
    for (let p = 0; p < m; p++) {
      sum = w[m - p]! * past[p]! + sum;
      bound += w[m - p]! * Math.abs(past[p]!);
    }
    return [sum / c, bound / c] as const;
  });
}

describe.each(variants)('dleaveout, $name', (machine) => {
  for (const n of [1, 2, 3, 8, 9]) {
    it(`n = ${n}: one and two targets, 0 … 10 steps`, () => {
      for (const [q, k, ld] of [
        [1, 0, n],
        [1, 1, n + 7],
        [2, 2, n],
        [2, 10, n + 3],
      ] as const) {
        const lambda = 0.3;
        const S = rows(k + 1, n, ld, n + k, (v) => 0.1 + Math.abs(v));
        const T = rows((k + 1) * q, n, ld, 7 * n + k, (v) => v);
        const got = machine.frame(() => {
          const [s, t] = [machine.put(S), machine.put(T)];
          machine.kernels.dleaveout(n, q, k, lambda, s, t, ld, machine.room(4 * (k + 1)));
          sameBits(machine.get(s, S.length), S, 'S is not written');
          return machine.get(t, T.length);
        });
        const want = T.slice();
        const all = Array.from({ length: k + 1 }, (_, p) => p);
        for (let i = 0; i < n; i++) {
          for (let target = 0; target < q; target++) {
            const at = (p: number) => (p * q + target) * ld + i;
            const sigma = all.map((p) => S[p * ld + i]!);
            const found = residuals(
              sigma,
              all.map((p) => T[at(p)]!),
              lambda,
            );
            found.forEach(([value, bound], p) => {
              want[at(p)] = value;
              accept(Math.abs(got[at(p)]! - value) / (EPS * bound), 4 * (k + 1), `n=${n} q=${q} k=${k} point ${i} row ${p}`);
            });
          }
        }
        // padding too
        if (machine.plain) sameBits(got, want, `n=${n} q=${q} k=${k} ld=${ld}`);
        else expect(Array.from(got, Number.isNaN)).toEqual(Array.from(want, Number.isNaN));
      }
    });
  }
});
