// dbdsqr: B = P diag(s) Wᵀ for bidiagonal matrices of many kinds; in pieces the same bits; the limit of its sweeps.
import { describe, expect, it } from 'vitest';
import { gaussian, identity } from '../matrices.js';
import { build, matmul, sameBits, transpose } from '../reference.js';
import { accept, difference, EPS, LIMIT, norm1, orthogonalityRatio } from '../residual.js';
import { variants } from '../variants.js';

type Diagonals = [d: number[], e: number[]];
const numbers = (n: number, f: (i: number) => number) => Array.from({ length: n }, (_, i) => f(i));

describe.each(variants)('dbdsqr, $name', (machine) => {
  const iterate = ([d, e]: Diagonals, { vectors = true, budget = 2 ** 30, limit = 30 * d.length } = {}) =>
    machine.frame(() => {
      const n = d.length;
      const [pd, pe, p, w] = [
        machine.put(d),
        machine.put([...e, 0]),
        machine.putMatrix(identity(n), n + 3),
        machine.putMatrix(identity(n), n + 1),
      ];
      const [cs, state] = [machine.room(4 * n), machine.put([0])];
      const drop = 4 * 2 ** -52 * Math.max(...d.map(Math.abs), ...e.map(Math.abs));
      let info = -1;
      while (info === -1) {
        info = machine.kernels.dbdsqr(n, pd, pe, vectors ? p : 0, n + 3, vectors ? w : 0, n + 1, n, cs, state, drop, limit, budget);
      }
      return { info, s: machine.get(pd, n), p: machine.getMatrix(p, n, n, n + 3), w: machine.getMatrix(w, n, n, n + 1) };
    });

  const normal = (n: number): Diagonals => [[...gaussian(n, 1, n).data], [...gaussian(n, 1, n + 1).data.slice(1)]];
  const cases: Record<string, Diagonals> = {
    one: [[-3], []],
    two: [[3, 4], [5]],
    'zero corner': [[0, 4], [5]],
    'zero end': [[4, 0], [5]],
    zero: [numbers(5, () => 0), numbers(4, () => 0)],
    nilpotent: [numbers(9, () => 0), numbers(8, () => 1)],
    'a zero inside': [numbers(9, (i) => (i === 4 ? 0 : 1)), numbers(8, () => 1)],
    Toeplitz: [numbers(12, () => 1), numbers(12 - 1, () => 1)],
    'graded downwards': [numbers(12, (i) => 10 ** -i), numbers(11, (i) => 10 ** -i)],
    'graded upwards': [numbers(12, (i) => 10 ** (i - 11)), numbers(11, (i) => 10 ** (i - 11))],
    'equal values, tiny couplings': [numbers(10, () => 1), numbers(9, () => 1e-12)],
    diagonal: [numbers(6, (i) => (-1) ** i * (i + 1)), numbers(5, () => 0)],
    ...Object.fromEntries((machine.slow ? [3, 8] : [3, 8, 9, 16, 17, 30]).map((n) => [`normal ${n}`, normal(n)])),
  };

  it.each(Object.keys(cases))('%s', (name) => {
    const [d, e] = cases[name];
    const n = d.length;
    const b = build(n, n, (i, j) => (i === j ? d[i] : j === i + 1 ? e[i] : 0));
    const { info, s, p, w } = iterate([d, e]);
    expect(info).toBe(0);
    accept(orthogonalityRatio(p), LIMIT, `dbdsqr ${name}: ‖PPᵀ − I‖₁/(n ε)`);
    accept(orthogonalityRatio(w), LIMIT, `dbdsqr ${name}: ‖WWᵀ − I‖₁/(n ε)`);
    const back = matmul({ data: transpose(p).data.map((v, i) => v * s[i % n]), shape: [n, n] }, w);
    accept(norm1(difference(back, b)) / (norm1(b) || 1) / (n * EPS), LIMIT, `dbdsqr ${name}: ‖B − PᵀSW‖₁/(n‖B‖₁ε)`);
    sameBits(iterate([d, e], { vectors: false }).s, s, `${name}: values without vectors`);
  });

  it('in pieces of any budget it gives the bits of one call; more sweeps than the limit are not made', () => {
    const whole = iterate(normal(14));
    for (const budget of [1, 20]) {
      const parts = iterate(normal(14), { budget });
      sameBits(parts.s, whole.s, `budget=${budget}: values`);
      sameBits(parts.p.data, whole.p.data, `budget=${budget}: rows`);
    }
    expect(iterate(normal(14), { limit: 3, budget: 1 }).info).toBeGreaterThan(0);
  });
});
