// dgetf2: P A = L U with partial pivoting, whole and by panels; growth bounded, pivots as recorded, zero columns found.
import { describe, expect, it } from 'vitest';
import type { Matrix } from '../../src/matrix.js';
import { gaussian, hilbert, identity } from '../matrices.js';
import { build, lower, matmul, times, upper } from '../reference.js';
import { accept, backwardRatio, LIMIT } from '../residual.js';
import { variants } from '../variants.js';

/** A with the recorded exchanges made, in order. */
function permute(a: Matrix, pivots: Int32Array): Matrix {
  const n = a.shape[1];
  const rows = Array.from({ length: a.shape[0] }, (_, i) => i);
  pivots.forEach((p, j) => ([rows[j], rows[p]] = [rows[p], rows[j]]));
  return build(n, n, (i, j) => a.data[rows[i] * n + j]);
}

const unitLower = (a: Matrix) => build(a.shape[0], a.shape[0], (i, j) => (i === j ? 1 : j < i ? a.data[i * a.shape[0] + j] : 0));

describe.each(variants)('dgetf2, $name', (machine) => {
  const { kernels } = machine;
  const factor = (a: Matrix, pad = 0) =>
    machine.frame(() => {
      const n = a.shape[0];
      const [at, pivots] = [machine.putMatrix(a, n + pad), machine.room(n)];
      const info = kernels.dgetf2(n, 0, n, at, n + pad, pivots);
      return { info, lu: machine.getMatrix(at, n, n, n + pad), pivots: machine.i32(pivots, info || n).slice() };
    });
  const check = (a: Matrix, pad: number, what: string) => {
    const { info, lu, pivots } = factor(a, pad);
    const n = a.shape[0];
    expect(info, what).toBe(0);
    for (const v of unitLower(lu).data) accept(Math.abs(v), 1 + 2 ** -52, `${what}: |multiplier|`);
    pivots.forEach((p, j) => {
      if (p < j || p >= n) throw new Error(`${what}: pivot ${j} is row ${p}`);
    });
    accept(
      backwardRatio(matmul(unitLower(lu), upper(lu)), permute(a, pivots)),
      LIMIT,
      `dgetf2 n=${n} lda=${n + pad} ${what}: ‖LU−PA‖₁/(n‖A‖₁ε)`,
    );
  };

  it('sizes, leading dimensions, scales', () => {
    for (const n of machine.slow ? [0, 1, 2, 3, 5, 10] : [0, 1, 2, 3, 5, 8, 10, 17, 33, 50]) {
      for (const pad of [0, 7])
        for (const scale of [1, 1e150, 1e-150, 1e300, 1e-290]) check(times(gaussian(n, n, n), scale), pad, `scale=${scale}`);
    }
  });

  it('needs its pivots: a zero in the corner, tiny leading entries, Hilbert, a permutation', () => {
    const n = 8;
    const g = gaussian(n, n, 5);
    check(
      build(n, n, (i, j) => (i === 0 && j === 0 ? 0 : g.data[i * n + j])),
      7,
      'zero corner',
    );
    check(
      build(n, n, (i, j) => (i === j ? 1e-20 : g.data[i * n + j])),
      0,
      'tiny diagonal',
    );
    check(hilbert(10), 7, 'Hilbert');
    check(
      build(n, n, (i, j) => (j === (i * 3 + 1) % n ? 1 : 0)),
      7,
      'permutation',
    );
    check(identity(n), 0, 'identity');
  });

  it('says which column has no pivot', () => {
    const n = 7;
    const g = gaussian(n, n, 6);
    expect(factor(build(n, n, (i, j) => (j === 0 ? 0 : g.data[i * n + j]))).info).toBe(1);
    expect(
      factor(
        build(n, n, () => 0),
        7,
      ).info,
    ).toBe(1);
    // two equal columns of powers of two cancel exactly
    expect(
      factor(
        build(
          3,
          3,
          (i, j) =>
            [
              [4, 2, 2],
              [2, 4, 4],
              [1, 8, 8],
            ][i][j],
        ),
      ).info,
    ).toBe(3);
  });

  it('panel by panel with updates between them gives the factors of one call', () => {
    const n = 13;
    const a = gaussian(n, n, 7);
    const whole = factor(a, 3);
    for (const nb of [1, 4, 5]) {
      const { lu, pivots } = machine.frame(() => {
        const ld = n + 3;
        const [at, pivots, work] = [machine.putMatrix(a, ld), machine.room(n), machine.room(kernels.dgemmwork() / 8)];
        for (let j = 0; j < n; j += nb) {
          const w = Math.min(nb, n - j);
          expect(kernels.dgetf2(n, j, w, at, ld, pivots)).toBe(0);
          const rest = n - j - w;
          if (rest === 0) break;
          const [diagonal, right] = [at + 8 * (j * ld + j), at + 8 * (j * ld + j + w)];
          kernels.dtrsmLLN(1, w, rest, diagonal, ld, right, ld);
          kernels.dgemm(0, 0, rest, rest, w, -1, diagonal + 8 * w * ld, ld, right, ld, 1, right + 8 * w * ld, ld, work);
        }
        return { lu: machine.getMatrix(at, n, n, ld), pivots: machine.i32(pivots, n).slice() };
      });
      expect(pivots, `nb=${nb}`).toEqual(whole.pivots);
      accept(backwardRatio(matmul(unitLower(lu), upper(lu)), permute(a, pivots)), LIMIT, `blocked LU nb=${nb}: ‖LU−PA‖₁/(n‖A‖₁ε)`);
      expect(lower(lu).shape).toEqual([n, n]);
    }
  });
});
