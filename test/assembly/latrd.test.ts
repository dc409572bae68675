// A panel (dlatrdv, dsymv, dlatrdc, dlatrdw) and the product behind it are the similarity H A H, in plain loops; the sums in ranges give
// the bits of one call.
import { describe, expect, it } from 'vitest';
import type { Matrix } from '../../src/matrix.js';
import { identity, kinds, randomSymmetric } from '../matrices.js';
import { build, matmul, sameBits, transpose } from '../reference.js';
import { accept, backwardRatio, LIMIT } from '../residual.js';
import { type Machine, variants } from '../variants.js';

interface Panel {
  a: Matrix;
  d: Float64Array;
  e: Float64Array;
  tau: Float64Array;
  /** [V; W; V] */
  p: Matrix;
}

/** nb rows of the panel, A v in parts, the sums with earlier rows in ranges of `range`. */
function panel(machine: Machine, a: Matrix, nb: number, { pad = 0, parts = 1, range = nb + 1 } = {}): Panel {
  const n = a.shape[0];
  return machine.frame(() => {
    const at = machine.putLower(a, n + pad);
    const ldp = n + pad;
    const [d, e, tau, p, work, y] = [n, n, n, 3 * nb * ldp, 2 * nb, parts * ldp].map((size) => machine.room(size));
    const { dlatrdv, dsymv, dlatrdc, dlatrdw } = machine.kernels;
    for (let s = 0; s < nb; s++) {
      dlatrdv(s, nb, n, at, ldp, d, e, tau, p, ldp, work);
      if (s === n - 1) break;
      for (let part = 0; part < parts; part++) dsymv(part, parts, n - 1 - s, at, ldp, p + 8 * s * ldp, y + 8 * part * ldp);
      for (let r = 0; r < s; r += range) dlatrdc(r, Math.min(s, r + range), s, nb, n, p, ldp, work);
      dlatrdw(s, nb, n, tau, p, ldp, work, parts, y, ldp);
    }
    const rows = build(3 * nb, n, (i, j) => machine.f64(p, 3 * nb * ldp)[i * ldp + j]);
    return { a: machine.getLower(at, n, n + pad), d: machine.get(d, n), e: machine.get(e, n), tau: machine.get(tau, n), p: rows };
  });
}

/** H A H in plain loops for the reflector of row i: v from the reduced row. */
function reflected(a: Matrix, i: number, row: Float64Array, tau: number): Matrix {
  const n = a.shape[0];
  const v = (j: number) => (j < i - 1 ? row[j] : Number(j === i - 1));
  const h = build(n, n, (r, c) => Number(r === c) - tau * v(r) * v(c));
  return matmul(matmul(h, a), h);
}

describe.each(variants)('a panel, $name', (machine) => {
  it.each(Object.keys(kinds))('panel and product: %s', (kind) => {
    for (const [n, nb] of machine.slow
      ? [[5, 2]]
      : [
          [1, 1],
          [2, 1],
          [3, 3],
          [5, 2],
          [9, 3],
          [10, 10],
          [18, 5],
          [33, 8],
        ]) {
      const a = kinds[kind](n);
      const { a: after, d, e, tau, p } = panel(machine, a, nb, { pad: nb % 2 ? 7 : 0, parts: 1 + (n % 4) });
      let want = a;
      for (let i = n - 1; i >= Math.max(1, n - nb); i--) want = reflected(want, i, after.data.subarray(i * n, i * n + n), tau[i]);
      const rest = n - nb;
      const P = build(2 * nb, rest, (i, j) => p.data[i * n + j]);
      const Q = build(2 * nb, rest, (i, j) => p.data[(nb + i) * n + j]);
      const update = matmul(transpose(P), Q);
      const got = build(n, n, (i, j) => {
        const [r, c] = [Math.max(i, j), Math.min(i, j)];
        if (r < rest) return after.data[r * n + c] - update.data[r * rest + c];
        return r === c ? d[r] : r === c + 1 ? e[c] : 0;
      });
      accept(backwardRatio(got, want), LIMIT, `panel ${kind} n=${n} nb=${nb}: ‖A′ − HAH‖₁/(n‖A‖₁ε)`);
    }
  });

  it('the sums in any even ranges: the same bits', () => {
    const a = randomSymmetric(14, 1);
    const whole = panel(machine, a, 6, { pad: 1, parts: 3 });
    for (const range of [2, 4]) {
      const ranges = panel(machine, a, 6, { pad: 1, parts: 3, range });
      sameBits(ranges.a.data, whole.a.data, `range=${range}: reduced rows`);
      sameBits(ranges.p.data, whole.p.data, `range=${range}: V, W`);
    }
  });

  it('a diagonal matrix has reflectors that do nothing', () => {
    const { d, e, tau } = panel(machine, identity(6), 3);
    expect([d[5], d[4], d[3], e[4], e[3], e[2], tau[5], tau[4], tau[3]]).toEqual([1, 1, 1, 0, 0, 0, 0, 0, 0]);
  });
});
