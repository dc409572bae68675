// dlasyf, ddiagonal: P A Pᵀ = Nᵀ D N for indefinite matrices, by one panel and by several; D⁻¹ by blocks.
import { describe, expect, it } from 'vitest';
import type { Matrix } from '../../src/matrix.js';
import { graded, randomSymmetric, secondDifference, wilkinson } from '../matrices.js';
import { build, matmul, times, transpose } from '../reference.js';
import { accept, backwardRatio, EPS, LIMIT, solveRatio } from '../residual.js';
import { variants } from '../variants.js';

describe.each(variants)('dlasyf, $name', (machine) => {
  const { kernels } = machine;
  const factor = (a: Matrix, block: number) =>
    machine.frame(() => {
      const n = a.shape[0];
      const ld = n + 3;
      const [at, w] = [machine.putLower(a, ld), machine.room((Math.min(block, n) + 1) * n)];
      const [d, e, pivots] = [machine.room(n), machine.room(n), machine.room(n)];
      for (let order = n; order > 0; ) {
        const done = kernels.dlasyf(n, order, order <= block ? order : block, at, ld, w, n, d, e, pivots);
        expect(done).toBeGreaterThan(0);
        const rest = order - done;
        // A ← A − Nᵀ W on the rows above, by plain loops over the lower triangle
        for (let i = 0; i < rest; i++) {
          const row = machine.f64(at + 8 * i * ld, i + 1);
          for (let s = 0; s < done; s++) {
            const f = machine.f64(at + 8 * (order - 1 - s) * ld, order)[i];
            const ws = machine.f64(w + 8 * s * n, order);
            for (let j = 0; j <= i; j++) row[j] -= f * ws[j];
          }
        }
        order = rest;
      }
      return { l: machine.getLower(at, n, ld), d: machine.get(d, n), e: machine.get(e, n), pivots: machine.i32(pivots, n).slice() };
    });

  const check = (a: Matrix, block: number, what: string) => {
    const n = a.shape[0];
    const { l, d, e, pivots } = factor(a, block);
    const order = Array.from({ length: n }, (_, i) => i);
    for (let i = n - 1; i >= 0; i--) {
      const p = pivots[i];
      if (p < 0 || p > i) throw new Error(`${what}: pivot ${i} is row ${p}`);
      [order[i], order[p]] = [order[p], order[i]];
    }
    const N = build(n, n, (i, j) => (i === j ? 1 : j < i ? l.data[i * n + j] : 0));
    const D = build(n, n, (i, j) => (i === j ? d[i] : Math.abs(i - j) === 1 ? e[Math.max(i, j)] : 0));
    const permuted = build(n, n, (i, j) => a.data[Math.max(order[i], order[j]) * n + Math.min(order[i], order[j])]);
    accept(
      backwardRatio(matmul(transpose(N), matmul(D, N)), permuted),
      LIMIT,
      `dlasyf n=${n} block=${block} ${what}: ‖NᵀDN−PAPᵀ‖₁/(n‖A‖₁ε)`,
    );
  };

  it('sizes, scales and panels', () => {
    for (const n of machine.slow ? [1, 2, 3, 5, 10] : [1, 2, 3, 4, 5, 8, 10, 17, 33]) {
      for (const block of [2, 3, 8, 64]) {
        for (const scale of [1, 1e150, 1e-150, 1e300, 1e-290]) check(times(randomSymmetric(n, n), scale), block, `scale=${scale}`);
      }
    }
  });

  it('needs its pivots: zero diagonals, saddle points, blocks of two, permutations, tridiagonal, graded', () => {
    const n = 12;
    const g = randomSymmetric(n, 5);
    const at = (i: number, j: number) => g.data[i * n + j];
    const cases = {
      'zero diagonal': build(n, n, (i, j) => (i === j ? 0 : at(i, j))),
      'tiny diagonal': build(n, n, (i, j) => (i === j ? 1e-20 : at(i, j))),
      'saddle point': build(n, n, (i, j) => (i >= 7 && j >= 7 ? 0 : i < 7 && j < 7 ? Number(i === j) : at(i, j))),
      'blocks of two': build(n, n, (i, j) => Number(i !== j && i >> 1 === j >> 1)),
      'backward identity': build(n, n, (i, j) => Number(i + j === n - 1)),
      'second difference': secondDifference(n),
      wilkinson: wilkinson(n),
      graded: graded(n),
      zero: build(n, n, () => 0),
    };
    for (const [name, a] of Object.entries(cases)) for (const block of [3, 64]) if (name !== 'zero') check(a, block, name);
    expect(factor(cases.zero, 4).d).toEqual(new Float64Array(n));
  });

  it('ddiagonal: blocks of one and of two, any number of columns', () => {
    const [d, e] = [
      [2, 1, 1e-200, -3, 5, 0],
      [0, 0, 4, 0, 0, 7],
    ];
    const D = build(6, 6, (i, j) => (i === j ? d[i] : Math.abs(i - j) === 1 ? e[Math.max(i, j)] : 0));
    for (const q of [0, 1, 3]) {
      const b = build(6, q, (i, j) => 1 + i - 2 * j);
      const x = machine.frame(() => {
        const pb = machine.putMatrix(b, q + 2);
        kernels.ddiagonal(6, q, machine.put(d), machine.put(e), pb, q + 2);
        return machine.getMatrix(pb, 6, q, q + 2);
      });
      accept(solveRatio(D, x, b) * 6 * EPS, 6 * EPS * LIMIT, `ddiagonal q=${q}: ‖b − Dx‖₁/(‖D‖₁‖x‖₁)`);
    }
  });
});
