// dlarftr: I − Vᵀ T V is the product of the reflectors, and with Tᵀ its inverse; V has its ones and zeros.
import { describe, it } from 'vitest';
import { gaussian, identity } from '../matrices.js';
import { build, matmul, transpose } from '../reference.js';
import { accept, difference, EPS, LIMIT, norm1 } from '../residual.js';
import { variants } from '../variants.js';

describe.each(variants)('dlarftr, $name', (machine) => {
  const { kernels } = machine;

  it('the product of the reflectors, whole and transposed', () => {
    for (const [k, n] of machine.slow
      ? [
          [1, 1],
          [3, 5],
        ]
      : [
          [1, 1],
          [1, 6],
          [2, 2],
          [3, 5],
          [4, 4],
          [8, 19],
        ]) {
      machine.frame(() => {
        const [at, tau, v] = [machine.putMatrix(gaussian(k, n, k + n), n + 3), machine.room(k), machine.room(2 * k * (n + 1))];
        const [t, work] = [machine.room(2 * k * k), machine.room(kernels.dgemmwork() / 8)];
        kernels.dgelq2(0, k, k, n, at, n + 3, tau);
        const reduced = machine.getMatrix(at, k, n, n + 3);
        let want = identity(n);
        for (let j = 0; j < k; j++) {
          const row = build(1, n, (_, c) => (c < j ? 0 : c === j ? 1 : reduced.data[j * n + c]));
          const f = machine.get(tau, k)[j];
          want = matmul(
            want,
            build(n, n, (r, c) => (r === c ? 1 : 0) - f * row.data[r] * row.data[c]),
          );
        }
        for (const trans of [0, 1]) {
          kernels.dlarftr(trans, k, n, at, n + 3, tau, v, n + 1, t, work);
          const V = machine.getMatrix(v, k, n, n + 1);
          const TV = machine.getMatrix(v + 8 * k * (n + 1), k, n, n + 1);
          const got = difference(identity(n), matmul(transpose(V), TV));
          const error = norm1(difference(got, trans ? transpose(want) : want));
          accept(error / (n * k * EPS), LIMIT, `dlarftr trans=${trans} k=${k} n=${n}: ‖I − VᵀTV − H‖₁/(nk ε)`);
        }
      });
    }
  });
});
