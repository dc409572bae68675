// dsytd2 and dorgtr: A = Q T Qᵀ on every kind of matrix; pieces give the bits of one call; the upper triangle is not touched.
import { describe, it } from 'vitest';
import { kinds, randomSymmetric } from '../matrices.js';
import { matmul, sameBits, transpose } from '../reference.js';
import { accept, backwardRatio, EIGEN_LIMIT, orthogonalityRatio } from '../residual.js';
import { reduce, tridiagonal } from '../tridiagonal.js';
import { variants } from '../variants.js';

describe.each(variants)('dsytd2, $name', (machine) => {
  it.each(Object.keys(kinds))('A = Q T Qᵀ: %s', (kind) => {
    for (const n of machine.slow ? [1, 2, 3, 5, 10] : [1, 2, 3, 4, 5, 9, 10, 33, 50]) {
      for (const pad of [0, 7]) {
        const a = kinds[kind](n);
        const { d, e, q } = reduce(machine, a, { pad });
        const what = `dsytd2 ${kind} n=${n} lda=${n + pad}`;
        accept(backwardRatio(matmul(matmul(q, tridiagonal(d, e)), transpose(q)), a), EIGEN_LIMIT, `${what}: ‖QTQᵀ−A‖₁/(n‖A‖₁ε)`);
        accept(orthogonalityRatio(q), EIGEN_LIMIT, `${what}: ‖QᵀQ−I‖₁/(nε)`);
      }
    }
  });

  it('in pieces of any size it gives the same bits', () => {
    for (const n of [2, 7, 12]) {
      const a = randomSymmetric(n, n);
      const whole = reduce(machine, a, { pad: 1 });
      for (const step of [1, 2, 5]) {
        const parts = reduce(machine, a, { pad: 1, step });
        for (const part of ['d', 'e'] as const) sameBits(parts[part], whole[part], `n=${n} step=${step}: ${part}`);
        sameBits(parts.q.data, whole.q.data, `n=${n} step=${step}: Q`);
      }
    }
  });

  it('a tridiagonal matrix is left as it is, up to signs', () => {
    const d = [4, 1, 3, 2, 5];
    const { d: diagonal, e } = reduce(machine, tridiagonal(d, [1, -2, 3, -4]));
    sameBits(diagonal, d, 'd');
    sameBits(e.map(Math.abs), [1, 2, 3, 4], '|e|');
  });
});
