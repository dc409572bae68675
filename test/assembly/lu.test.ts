// dgetf2, dgetrf, dlaswp: P A = L U with partial pivoting, by columns and recursively, square and tall; growth bounded, pivots as recorded, zero columns found.
import { describe, expect, it } from 'vitest';
import type { Matrix } from '../../src/matrix.js';
import { gaussian, hilbert, identity } from '../matrices.js';
import { build, matmul, sameBits, times, upper } from '../reference.js';
import { accept, backwardRatio, LIMIT } from '../residual.js';
import { variants } from '../variants.js';

/** A with the recorded exchanges made, in order. */
function permute(a: Matrix, pivots: Int32Array): Matrix {
  const [m, n] = a.shape;
  const rows = Array.from({ length: a.shape[0] }, (_, i) => i);
  pivots.forEach((p, j) => ([rows[j], rows[p]] = [rows[p], rows[j]]));
  return build(m, n, (i, j) => a.data[rows[i] * n + j]);
}

const unitLower = (a: Matrix) => build(a.shape[0], a.shape[1], (i, j) => (i === j ? 1 : j < i ? a.data[i * a.shape[1] + j] : 0));

const routines = variants.flatMap((machine) =>
  (['dgetf2', 'dgetrf'] as const).map((routine) => ({ machine, routine, name: machine.name })),
);

describe.each(routines)('$routine, $name', ({ machine, routine }) => {
  const { kernels } = machine;
  const factor = (a: Matrix, pad = 0) =>
    machine.frame(() => {
      const [m, n] = a.shape;
      const [at, pivots] = [machine.putMatrix(a, n + pad), machine.room(n)];
      const info =
        routine === 'dgetf2'
          ? kernels.dgetf2(m, n, at, n + pad, pivots, machine.room(n * (m + 1)))
          : kernels.dgetrf(m, n, at, n + pad, pivots, machine.room(kernels.dgemmwork() / 8));
      return { info, lu: machine.getMatrix(at, m, n, n + pad), pivots: machine.i32(pivots, info || n).slice() };
    });
  const check = (a: Matrix, pad: number, what: string) => {
    const { info, lu, pivots } = factor(a, pad);
    const [m, n] = a.shape;
    expect(info, what).toBe(0);
    for (const v of unitLower(lu).data) accept(Math.abs(v), 1 + 2 ** -52, `${what}: |multiplier|`);
    pivots.forEach((p, j) => {
      if (p < j || p >= m) throw new Error(`${what}: pivot ${j} is row ${p}`);
    });
    accept(
      backwardRatio(matmul(unitLower(lu), upper(build(n, n, (i, j) => lu.data[i * n + j]))), permute(a, pivots)),
      LIMIT,
      `${routine} m=${m} n=${n} lda=${n + pad} ${what}: ‖LU−PA‖₁/(n‖A‖₁ε)`,
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

  it('tall panels, of one column too', () => {
    for (const [m, n] of [
      [9, 1],
      [20, 7],
      [20, 8],
      [21, 9],
      [40, 17],
      [70, 33],
    ]) {
      if (!machine.slow || m < 40) check(gaussian(m, n, m), 7, 'tall');
    }
  });
});

describe.each(variants)('dlaswp, $name', (machine) => {
  it('exchanges rows in order, a range of them, and undoes it', () => {
    const a = gaussian(7, 5, 3);
    const pivots = [3, 1, 6, 4];
    machine.frame(() => {
      const at = machine.putMatrix(a, 8);
      const p = machine.room(2);
      machine.i32(p, 4).set(pivots);
      machine.kernels.dlaswp(5, at, 8, 0, 2, p);
      machine.kernels.dlaswp(5, at, 8, 2, 4, p);
      sameBits(machine.getMatrix(at, 7, 5, 8).data, permute(a, Int32Array.from(pivots)).data, 'exchanged');
      machine.kernels.dlaswp(5, at, 8, 4, 0, p);
      sameBits(machine.getMatrix(at, 7, 5, 8).data, a.data, 'undone');
    });
  });
});
