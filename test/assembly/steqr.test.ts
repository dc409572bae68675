// dsteqr: eigenvalues and vectors of tridiagonal and reduced matrices; pieces, values only, convergence limits.
import { describe, expect, it } from 'vitest';
import { gaussian, identity, kinds, secondDifferenceValues, spectra, symmetric } from '../matrices.js';
import { build, matmul, sameBits } from '../reference.js';
import { accept, EIGEN_LIMIT, eigenRatio, norm1, orthogonalityRatio, valuesRatio } from '../residual.js';
import { iterate, reduce, tridiagonal } from '../tridiagonal.js';
import { variants } from '../variants.js';

describe.each(variants)('dsteqr, $name', (machine) => {
  const sizes = machine.slow ? [1, 2, 3, 5, 10] : [1, 2, 3, 5, 8, 9, 10, 17, 50];

  it.each(Object.keys(kinds))('A = V diag(w) Vᵀ: %s', (kind) => {
    for (const n of sizes) {
      const a = kinds[kind](n);
      const { d, e, q } = reduce(machine, a);
      const { info, values, vectors } = iterate(machine, d, e, q, { pad: n % 2 ? 7 : 0 });
      const what = `dsteqr ${kind} n=${n}`;
      expect(info, what).toBe(0);
      accept(eigenRatio(a, values, vectors), EIGEN_LIMIT, `${what}: ‖A−VWVᵀ‖₁/(n‖A‖₁ε)`);
      accept(orthogonalityRatio(vectors), EIGEN_LIMIT, `${what}: ‖VᵀV−I‖₁/(nε)`);
      sameBits(iterate(machine, d, e).values, values, `${what}: values only`);
    }
  });

  it.each(Object.keys(spectra))('finds the given spectrum: %s', (kind) => {
    for (const n of sizes) {
      const exact = spectra[kind](n).sort();
      const a = symmetric(exact, n);
      const { d, e } = reduce(machine, a);
      const { values } = iterate(machine, d, e);
      accept(valuesRatio(values.sort(), exact, norm1(a)), EIGEN_LIMIT, `dsteqr ${kind} n=${n}: |w − exact|/(n‖A‖₁ε)`);
    }
  });

  it('knows the eigenvalues of second differences', () => {
    const n = machine.slow ? 20 : 100;
    const { values } = iterate(machine, new Float64Array(n).fill(2), new Float64Array(n - 1).fill(-1));
    accept(valuesRatio(values.sort(), secondDifferenceValues(n), 4), EIGEN_LIMIT, `n=${n}: |w − exact|/(n‖A‖₁ε)`);
  });

  it('in pieces of any budget it gives the bits of one call', () => {
    const n = 14;
    const { d, e, q } = reduce(machine, kinds.random(n));
    const whole = iterate(machine, d, e, q);
    expect(whole.calls).toBe(1);
    for (const budget of [1, 7, 50]) {
      const parts = iterate(machine, d, e, q, { budget });
      expect(parts.calls).toBeGreaterThan(3);
      sameBits(parts.values, whole.values, `budget=${budget}: values`);
      sameBits(parts.vectors.data, whole.vectors.data, `budget=${budget}: vectors`);
    }
  });

  it('turns any number of columns: strips of eight and what is left', () => {
    const n = 9;
    const { d, e } = reduce(machine, kinds.random(n));
    const { vectors } = iterate(machine, d, e, identity(n));
    for (const cols of [1, 7, 8, 9, 15, 16, 17]) {
      for (const pad of [0, 3]) {
        const q = build(cols, n, (i, j) => gaussian(1, 1, i * n + j).data[0]);
        const turned = iterate(machine, d, e, q, { pad }).vectors;
        const want = matmul(q, vectors);
        turned.data.forEach((v, i) =>
          accept(Math.abs(v - want.data[i]), 1e3 * n * 2 ** -53, `cols=${cols} pad=${pad} element ${i}: |error|`),
        );
      }
    }
  });

  it('splits where an off-diagonal entry is zero or negligible', () => {
    const [d, e] = [
      [3, 1, 4, 1, 5, 9],
      [1, 0, 1e-20, 2, 0],
    ];
    const { info, values, vectors } = iterate(machine, d, e, identity(6));
    expect(info).toBe(0);
    accept(eigenRatio(tridiagonal(d, e), values, vectors), EIGEN_LIMIT, '‖A−VWVᵀ‖₁/(n‖A‖₁ε)');
    expect(values[5]).toBe(9);
  });

  it('keeps the digits of small eigenvalues of a graded matrix', () => {
    // 2×2 blocks of very different size: each eigenvalue to its own precision
    const d = [1, 1, 1e-20, 1e-20, 1e-40, 1e-40];
    const e = [0.5, 0, 0.5e-20, 0, 0.5e-40];
    const { values } = iterate(machine, d, e);
    [0.5e-40, 1.5e-40, 0.5e-20, 1.5e-20, 0.5, 1.5].forEach((want, i) => {
      accept(Math.abs(values.sort()[i] - want) / (want * 2 ** -53), EIGEN_LIMIT, `eigenvalue ${want}: relative error/ε`);
    });
  });

  it('drops what is not above `drop`: the error is that much and no more', () => {
    const { d, e, q } = reduce(machine, kinds.random(12));
    const exact = iterate(machine, d, e);
    const drop = 1e-3;
    const rough = iterate(machine, d, e, q, { drop });
    expect(rough.info).toBe(0);
    const worst = Math.max(...rough.values.sort().map((v, i) => Math.abs(v - exact.values.sort()[i])));
    expect(worst).toBeLessThan(12 * drop);
    // all of it is dropped where drop is above every entry
    sameBits(iterate(machine, [3, 1, 2], [0.5, 0.5], undefined, { drop: 0.5 }).values, [3, 1, 2], 'drop = 0.5');
    expect(iterate(machine, [3, 1, 2], [0.5, 0.5], undefined, { drop: 0.499 }).values).not.toEqual(Float64Array.of(3, 1, 2));
  });

  it('solves 2×2 blocks at once, extreme ones too', () => {
    for (const [a, b, c, low, high] of [
      [1, 2, 1, -1, 3],
      [2, 2, -1, -2, 3],
      [-1, 2, 2, -2, 3],
      [0, -5, 0, -5, 5],
      [1e100, 1, 0, -1e-100, 1e100],
      [1, 1e-100, 1, 1, 1],
      [3e120, 4e120, -3e120, -5e120, 5e120],
    ]) {
      const { info, calls, values, vectors } = iterate(machine, [a, c], [b], identity(2), { limit: 1 });
      expect([info, calls]).toEqual([0, 1]);
      [low, high].forEach((want, i) =>
        accept(Math.abs(values.sort()[i] - want) / (Math.abs(want) * 2 ** -53), 4, `[${a} ${b} ${c}]: relative error/ε`),
      );
      accept(orthogonalityRatio(vectors), EIGEN_LIMIT, `[${a} ${b} ${c}]: ‖VᵀV−I‖₁/(nε)`);
    }
  });

  it('gives up after the limit, and says where', () => {
    const { d, e } = reduce(machine, kinds.random(10));
    expect(iterate(machine, d, e, undefined, { limit: 0 }).info).toBeGreaterThan(0);
    expect(iterate(machine, d, e, undefined, { limit: 5, budget: 1 }).info).toBeGreaterThan(0); // counted over all pieces
    expect(iterate(machine, [1, Number.NaN, 2], [1, 1]).info).toBeGreaterThan(0);
  });

  it('has nothing to do for n = 0 and n = 1', () => {
    expect(iterate(machine, [], []).info).toBe(0);
    expect(Array.from(iterate(machine, [-7], []).values)).toEqual([-7]);
  });
});
