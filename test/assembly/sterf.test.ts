// dsterf: known spectra, the eigenvalues of dsteqr, blocks that fall apart; pieces give the bits of one call; it ends.
import { describe, expect, it } from 'vitest';
import { kinds, secondDifferenceValues, wilkinson } from '../matrices.js';
import { sameBits } from '../reference.js';
import { accept, EPS, LIMIT, norm1, valuesRatio } from '../residual.js';
import { iterate, reduce, tridiagonal } from '../tridiagonal.js';
import { type Machine, variants } from '../variants.js';

function values(machine: Machine, d: ArrayLike<number>, e: ArrayLike<number>, { drop = 0, budget = 2 ** 30, limit = 30 * d.length } = {}) {
  const n = d.length;
  return machine.frame(() => {
    const [pd, pb, state] = [
      machine.put(d),
      machine.put(Float64Array.from({ length: n }, (_, i) => (e[i] ?? 0) ** 2)),
      machine.put([0, 0]),
    ];
    machine.i32(state, 3).set([0, -1, 0]);
    let info = -1;
    let calls = 0;
    for (; info === -1; calls++) info = machine.kernels.dsterf(n, pd, pb, state, drop, limit, budget);
    return { info, calls, values: machine.get(pd, n) };
  });
}

describe.each(variants)('dsterf, $name', (machine) => {
  it.each(Object.keys(kinds))('the eigenvalues of implicit QL: %s', (kind) => {
    for (const n of machine.slow ? [1, 2, 3, 10] : [1, 2, 3, 4, 5, 10, 33, 50]) {
      const { d, e } = reduce(machine, kinds[kind](n));
      const t = tridiagonal(d, e);
      const drop = Math.max(...t.data.map(Math.abs)) * EPS;
      const found = values(machine, d, e, { drop });
      expect(found.info).toBe(0);
      const want = iterate(machine, d, e).values.sort();
      accept(valuesRatio(found.values.sort(), want, norm1(t)), LIMIT, `dsterf ${kind} n=${n}: |w − QL|/(n‖T‖₁ε)`);
    }
  });

  it('second differences: the eigenvalues of the textbook', () => {
    const n = 100;
    const found = values(machine, Array(n).fill(2), Array(n - 1).fill(-1), { drop: 2 * EPS });
    accept(valuesRatio(found.values.sort(), secondDifferenceValues(n), 4), LIMIT, '|w − exact|/(n‖T‖₁ε)');
  });

  it('graded in either direction: small eigenvalues keep digits where the grading allows it', () => {
    const n = 12;
    const d = Array.from({ length: n }, (_, i) => 10 ** -i);
    const e = Array.from({ length: n - 1 }, (_, i) => 10 ** -(i + 3));
    const down = values(machine, d, e, { drop: 1e-30 }).values.sort();
    const up = values(machine, [...d].reverse(), [...e].reverse(), { drop: 1e-30 }).values.sort();
    down.forEach((w, i) => accept(Math.abs(up[i] - w) / (n * EPS * w), LIMIT, `eigenvalue ${i}: |up − down|/(n ε w)`));
  });

  it('nothing off the diagonal, pairs, blocks', () => {
    expect(Array.from(values(machine, [3, 1, 2], [0, 0]).values.sort())).toEqual([1, 2, 3]);
    expect(Array.from(values(machine, [0, 0], [1]).values.sort())).toEqual([-1, 1]);
    expect(Array.from(values(machine, [1, 5, 5, 1], [0, 2, 0]).values.sort())).toEqual([1, 1, 3, 7]);
    expect(Array.from(values(machine, [0, 0, 0, 0], [1, 0, 1]).values.sort())).toEqual([-1, -1, 1, 1]);
  });

  it('in pieces of any budget it gives the same bits', () => {
    const n = 21;
    const t = wilkinson(n);
    const [d, e] = [Array.from({ length: n }, (_, i) => t.data[i * n + i]), Array(n - 1).fill(1)];
    const whole = values(machine, d, e, { drop: 10 * EPS });
    for (const budget of [1, 30, 200]) {
      const parts = values(machine, d, e, { drop: 10 * EPS, budget });
      expect(parts.calls).toBeGreaterThan(whole.calls);
      sameBits(parts.values, whole.values, `budget=${budget}`);
    }
  });

  it('gives up after `limit` sweeps and says where', () => {
    const found = values(machine, Array(30).fill(2), Array(29).fill(-1), { limit: 5 });
    expect(found.info).toBeGreaterThan(0);
    expect(found.info).toBeLessThan(30);
  });
});
