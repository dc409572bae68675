// dstein: residual and orthogonality of the vectors it finds, where eigenvalues crowd, coincide and T falls apart; what is no eigenvalue.
import { describe, expect, it } from 'vitest';
import type { Matrix } from '../../src/matrix.js';
import { random } from '../../src/random.js';
import { kinds } from '../matrices.js';
import { build, matmul, sameBits, transpose } from '../reference.js';
import { accept, EPS, LIMIT, norm1, orthogonalityRatio } from '../residual.js';
import { iterate, reduce, tridiagonal } from '../tridiagonal.js';
import { type Machine, variants } from '../variants.js';

/** Vectors of the eigenvalues w, as columns; `step` of them in one call. */
function vectors(machine: Machine, d: ArrayLike<number>, e: ArrayLike<number>, w: Float64Array, { pad = 0, step = w.length } = {}) {
  const [n, k] = [d.length, w.length];
  return machine.frame(() => {
    const uniform = random(1);
    const start = build(k, n, () => uniform() - 0.5);
    const [pd, pe, pw, z, work] = [machine.put(d), machine.put(e), machine.put(w), machine.putMatrix(start, n + pad), machine.room(5 * n)];
    const norm = Math.max(...Array.from(d, Math.abs), ...Array.from(e, Math.abs));
    let info = 0;
    for (let first = 0; first < k && info === 0; first += step) {
      info = machine.kernels.dstein(first, Math.min(k, first + step), n, pd, pe, pw, norm, 0.01 * norm, z, n + pad, work);
    }
    return { info, vectors: transpose(machine.getMatrix(z, k, n, n + pad)) };
  });
}

/** ‖T Z − Z W‖₁/(n‖T‖₁ε) */
function residual(t: Matrix, z: Matrix, w: Float64Array): number {
  const k = w.length;
  const r = matmul(t, z);
  z.data.forEach((x, i) => {
    r.data[i] -= x * w[i % k];
  });
  const top = norm1(r);
  return top === 0 ? 0 : top / (t.shape[0] * norm1(t) * EPS);
}

describe.each(variants)('dstein, $name', (machine) => {
  it.each(Object.keys(kinds))('the largest eigenvalues: %s', (kind) => {
    for (const n of machine.slow ? [1, 2, 10] : [1, 2, 3, 5, 10, 33, 50]) {
      const { d, e } = reduce(machine, kinds[kind](n));
      const all = iterate(machine, d, e).values.sort();
      for (const k of new Set([1, Math.ceil(n / 4), n])) {
        const w = all.slice(n - k);
        const { info, vectors: z } = vectors(machine, d, e, w, { pad: 3 });
        const what = `dstein ${kind} n=${n} k=${k}`;
        // the zero matrix has no scale: T − λI has no pivot to speak of
        expect(info, what).toBe(Number(norm1(tridiagonal(d, e)) === 0));
        if (info !== 0) continue;
        accept(residual(tridiagonal(d, e), z, w), LIMIT, `${what}: ‖TZ − ZW‖₁/(n‖T‖₁ε)`);
        accept((orthogonalityRatio(z) * k) / n, LIMIT, `${what}: ‖ZᵀZ − I‖₁/(nε)`);
      }
    }
  });

  it('glued Wilkinson matrices: eigenvalues that agree to all digits', () => {
    const n = 63;
    const d = Array.from({ length: n }, (_, i) => Math.abs((i % 21) - 10));
    const e = Array.from({ length: n - 1 }, (_, i) => (i % 21 === 20 ? 1e-8 : 1));
    const w = iterate(machine, d, e)
      .values.sort()
      .slice(n - 16);
    const { info, vectors: z } = vectors(machine, d, e, w);
    expect(info).toBe(0);
    accept(residual(tridiagonal(d, e), z, w), LIMIT, '‖TZ − ZW‖₁/(n‖T‖₁ε)');
    accept(orthogonalityRatio(z), LIMIT, '‖ZᵀZ − I‖₁/(kε)');
  });

  it('noise of many magnitudes beside one large entry: what is left of a vector after its neighbours is rounding, and noticed', () => {
    const uniform = random(2);
    const noise = () => (uniform() - 0.5) * 10 ** (-10 - 30 * uniform());
    for (let trial = 0; trial < (machine.slow ? 50 : 400); trial++) {
      const n = 10 + (trial % 20);
      const d = Array.from({ length: n }, (_, i) => (i === n - 1 ? 1 : noise()));
      const e = Array.from({ length: n - 1 }, noise);
      const w = iterate(machine, d, e, undefined, { drop: EPS }).values.sort().slice(2);
      const { info, vectors: z } = vectors(machine, d, e, w);
      expect(info, `trial ${trial}`).toBe(0);
      accept(orthogonalityRatio(z), LIMIT, `trial ${trial} n=${n}: ‖ZᵀZ − I‖₁/(kε)`);
    }
  });

  it('in pieces it gives the same bits', () => {
    const { d, e } = reduce(machine, kinds.pairs(20));
    const w = iterate(machine, d, e).values.sort();
    sameBits(vectors(machine, d, e, w, { step: 3 }).vectors.data, vectors(machine, d, e, w).vectors.data, 'step=3');
  });

  it('says which number is no eigenvalue', () => {
    expect(vectors(machine, [1, 2, 3], [1, 1], Float64Array.of(2, 2.5)).info).toBe(2);
  });
});
