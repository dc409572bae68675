// dgesvj: sweeps of one-sided Jacobi leave orthogonal rows whose lengths are the singular values.
import { describe, expect, it } from 'vitest';
import type { Matrix } from '../../src/matrix.js';
import { gaussian, hilbert, orthogonal, spectra } from '../matrices.js';
import { build, matmul, times, transpose } from '../reference.js';
import { accept, EPS, LIMIT, valuesRatio } from '../residual.js';
import { variants } from '../variants.js';

describe.each(variants)('dgesvj, $name', (machine) => {
  const { kernels } = machine;
  const n0 = machine.slow ? 6 : 20;
  const row = (a: Matrix, i: number) => a.data.subarray(i * a.shape[1], (i + 1) * a.shape[1]);
  const dot = (x: Float64Array, y: Float64Array) => x.reduce((s, v, i) => s + v * y[i], 0);

  /** Sweeps until nothing turns; the rows, the number of sweeps, and the floor, by default the square of n ε‖A‖. */
  const orthogonalise = (a: Matrix, { pad = 0, step = a.shape[0], floor = (2 * a.shape[1] * EPS) ** 2 * dot(a.data, a.data) } = {}) =>
    machine.frame(() => {
      const [m, n] = a.shape;
      const at = machine.putMatrix(a, n + pad);
      let sweeps = 0;
      for (let turned = 1; turned > 0 && sweeps < 30; sweeps++) {
        turned = 0;
        for (let i = 0; i < m; i += step) turned += kernels.dgesvj(i, Math.min(m, i + step), m, n, at, n + pad, n * EPS, floor);
      }
      return { sweeps, floor, rows: machine.getMatrix(at, m, n, n + pad) };
    });
  /** The lengths, largest first, of rows that are orthogonal in the sense of the stop test. */
  const lengths = ({ rows, sweeps, floor }: { rows: Matrix; sweeps: number; floor: number }, what: string) => {
    const [m, n] = rows.shape;
    expect(sweeps, `${what}: sweeps`).toBeLessThan(15);
    const norm = Array.from({ length: m }, (_, i) => Math.sqrt(dot(row(rows, i), row(rows, i))));
    for (let i = 0; i < m; i++) {
      for (let j = 0; j < i; j++) {
        if (Math.min(norm[i], norm[j]) ** 2 <= 2 * floor) continue;
        const c = Math.abs(dot(row(rows, i), row(rows, j)));
        accept(c === 0 ? 0 : c / (norm[i] * norm[j] * n * EPS), LIMIT, `${what} rows ${i}, ${j}: |⟨g_i, g_j⟩|/(‖g_i‖‖g_j‖ n ε)`);
      }
    }
    return Float64Array.from(norm).sort().reverse();
  };

  it.each(Object.keys(spectra))('finds the given singular values: %s', (kind) => {
    for (const [m, n] of [
      [1, 1],
      [1, 5],
      [2, 3],
      [5, 5],
      [n0, n0],
      [n0, n0 + 7],
    ]) {
      const s = spectra[kind](m).map(Math.abs).sort().reverse();
      const a = matmul(
        orthogonal(m, m),
        build(m, n, (i, j) => s[i] * orthogonalRows(n).data[i * n + j]),
      );
      for (const pad of [0, 7]) {
        const what = `dgesvj ${kind} m=${m} n=${n} ldg=${n + pad}`;
        accept(valuesRatio(lengths(orthogonalise(a, { pad }), what), s, s[0]), LIMIT, `${what}: |σ − exact|/(n σ₁ ε)`);
      }
    }
  });

  it('keeps small singular values relative to themselves where rows differ in scale', () => {
    // D X with X well conditioned: every σ of the graded matrix to a few units in its own last place (Demmel & Veselić)
    const n = 6;
    const x = gaussian(n, n, 3);
    const d = (i: number) => 10 ** (-10 * i);
    const sigma = lengths(
      orthogonalise(
        build(n, n, (i, j) => d(i) * x.data[i * n + j]),
        { floor: 0 },
      ),
      'graded',
    );
    const twice = lengths(
      orthogonalise(
        build(n, n, (i, j) => d(n - 1 - i) * x.data[(n - 1 - i) * n + j]),
        { floor: 0 },
      ),
      'graded, reversed',
    );
    sigma.forEach((s, i) =>
      accept(Math.abs(s - twice[i]) / (s * n * EPS), LIMIT * 4, `σ${i} = ${s} against the reversed rows: difference/(n σ ε)`),
    );
  });

  it('preserves ‖A‖ and the row space: the rows are turned, not replaced', () => {
    const a = gaussian(5, 9, 4);
    const { rows } = orthogonalise(a, { pad: 2 });
    const [before, after] = [matmul(transpose(a), a), matmul(transpose(rows), rows)];
    before.data.forEach((v, i) => accept(Math.abs(v - after.data[i]) / (45 * EPS * 9), LIMIT, `AᵀA element ${i}`));
  });

  it('in pieces it converges to the same values', () => {
    const a = gaussian(9, 12, 5);
    const whole = lengths(orthogonalise(a), 'whole');
    const parts = lengths(orthogonalise(a, { pad: 1, step: 2 }), 'pieces of two');
    accept(valuesRatio(parts, whole, whole[0]), LIMIT, 'pieces against whole: |σ − σ|/(n σ₁ ε)');
  });

  it('leaves rows shorter than the floor alone, to the bit', () => {
    const a = build(6, 8, (i, j) => gaussian(6, 8, 7).data[8 * i + j] * (i % 2 ? 1e-20 : 1));
    const { rows, sweeps } = orthogonalise(a, { floor: 1e-30 });
    expect(sweeps).toBeLessThan(20);
    for (const i of [1, 3, 5]) expect(row(rows, i)).toEqual(row(a, i));
    accept(Math.abs(dot(row(rows, 0), row(rows, 2))) / (64 * EPS), LIMIT, 'rows 0 and 2: |⟨g_i, g_j⟩|/(n² ε)');
  });

  it('does nothing to orthogonal rows and to rows of zeros', () => {
    expect(orthogonalise(build(4, 4, (i, j) => (i === j ? 1 + i : 0))).sweeps).toBe(1);
    expect(orthogonalise(build(4, 4, () => 0)).sweeps).toBe(1);
  });

  it('Hilbert, ones, and scales 1e±150', () => {
    lengths(orthogonalise(hilbert(8)), 'Hilbert');
    const ones = lengths(orthogonalise(build(5, 5, () => 1)), 'ones');
    accept(Math.abs(ones[0] - 5) / (5 * 5 * EPS), LIMIT, 'ones: σ₁');
    for (const scale of [1e150, 1e-150]) lengths(orthogonalise(times(gaussian(5, 7, 6), scale)), `scale ${scale}`);
  });
});

const cache = new Map<number, Matrix>();
function orthogonalRows(n: number): Matrix {
  if (!cache.has(n)) cache.set(n, orthogonal(n, n + 1));
  return cache.get(n) as Matrix;
}
