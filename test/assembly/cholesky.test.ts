// dpotf2 and dpotrf: LAPACK's ratio over sizes, leading dimensions, scales and spectra; the order of the first minor that is not positive.
import { describe, expect, it } from 'vitest';
import type { Matrix } from '../../src/matrix.js';
import { hilbert, positiveDefinite, secondDifference, symmetric } from '../matrices.js';
import { build, copy, sameBits, times } from '../reference.js';
import { accept, choleskyRatio, LIMIT } from '../residual.js';
import { variants } from '../variants.js';

const routines = variants.flatMap((machine) =>
  (['dpotf2', 'dpotrf'] as const).map((routine) => ({ machine, routine, name: machine.name })),
);

describe.each(routines)('$routine, $name', ({ machine, routine }) => {
  const factor = (a: Matrix, pad = 0) =>
    machine.frame(() => {
      const n = a.shape[0];
      const at = machine.putLower(a, n + pad);
      const { kernels } = machine;
      const info =
        routine === 'dpotf2' ? kernels.dpotf2(n, at, n + pad) : kernels.dpotrf(n, at, n + pad, machine.room(kernels.dgemmwork() / 8));
      return { info, l: machine.getLower(at, n, n + pad) };
    });
  const check = (a: Matrix, pad: number, what: string) => {
    const { info, l } = factor(a, pad);
    const n = a.shape[0];
    expect(info, what).toBe(0);
    accept(choleskyRatio(l, a), LIMIT, `${routine} n=${n} lda=${n + pad} ${what}: ‖LLᵀ−A‖₁/(n‖A‖₁ε)`);
  };

  it('sizes, leading dimensions, scales', () => {
    for (const n of machine.slow ? [0, 1, 2, 3, 5, 10] : [0, 1, 2, 3, 5, 7, 8, 9, 10, 16, 17, 31, 32, 33, 50]) {
      for (const pad of [0, 7])
        for (const scale of [1, 1e150, 1e-150, 1e300, 1e-290]) check(times(positiveDefinite(n, n), scale), pad, `scale=${scale}`);
    }
  });

  it('ill-conditioned: geometric spectrum, clusters, Hilbert, second differences', () => {
    for (const n of [2, 5, 10, machine.slow ? 12 : 40]) {
      check(
        symmetric(
          Float64Array.from({ length: n }, (_, i) => 1e-12 ** (i / n)),
          n,
        ),
        7,
        'geometric',
      );
      check(
        symmetric(
          Float64Array.from({ length: n }, (_, i) => (i ? 1e-10 : 1)),
          n,
        ),
        0,
        'cluster',
      );
      check(secondDifference(n), 7, 'second difference');
    }
    for (const n of [2, 5, 10, 12]) check(hilbert(n), 7, 'Hilbert');
  });

  it('says which minor is not positive, and leaves its pivot in place', () => {
    const n = routine === 'dpotf2' ? 9 : 35;
    for (let k = 1; k <= n; k++) {
      const a = copy(positiveDefinite(n, 4));
      const { l } = factor(a);
      // lowers pivot k to −1/8: a_kk − ⟨l_k, l_k⟩ = l_kk² before
      a.data[(k - 1) * (n + 1)] -= l.data[(k - 1) * (n + 1)] ** 2 + 0.125;
      const failed = factor(a, 7);
      expect(failed.info).toBe(k);
      accept(Math.abs(failed.l.data[(k - 1) * (n + 1)] + 0.125), 1e-14, `pivot of minor ${k}: distance from −1/8`);
    }
  });

  it('zero, NaN and infinite pivots stop it', () => {
    expect(factor(build(3, 3, () => 0)).info).toBe(1);
    expect(factor(build(3, 3, () => 1)).info).toBe(2);
    const a = positiveDefinite(6, 1);
    a.data[3 * 6 + 1] = Number.NaN;
    expect(factor(a).info).toBe(4);
    a.data[3 * 6 + 1] = Infinity;
    expect(factor(a).info).toBe(4);
  });

  it('is exact on a factor of small integers', () => {
    const l = build(8, 8, (i, j) => (j > i ? 0 : i === j ? 1 + (i % 3) : ((i + 2 * j) % 5) - 2));
    const a = build(8, 8, (i, j) => l.data.subarray(8 * i, 8 * i + 8).reduce((s, v, p) => s + v * l.data[8 * j + p], 0));
    sameBits(
      factor(a).l.data.map((v) => v + 0),
      l.data.map((v) => v + 0),
      'L',
    );
  });
});
