// dgebd2: H A G is bidiagonal with the reflectors that are stored, at all scales; in pieces the same bits.
import { describe, it } from 'vitest';
import type { Matrix } from '../../src/matrix.js';
import { gaussian, graded, identity } from '../matrices.js';
import { build, matmul, sameBits, times, transpose } from '../reference.js';
import { accept, difference, EPS, LIMIT, norm1 } from '../residual.js';
import { variants } from '../variants.js';

describe.each(variants)('dgebd2, $name', (machine) => {
  const reduce = (a: Matrix, pieces = [0, a.shape[0]]) =>
    machine.frame(() => {
      const n = a.shape[0];
      const at = machine.putMatrix(a, n + 3);
      const [d, e, tauq, taup, u] = [n, n, n, n, n * (n + 1)].map((size) => machine.room(size));
      const work = machine.put(new Float64Array(5 * (n + 1)));
      for (let i = 0; i + 1 < pieces.length; i++) {
        machine.kernels.dgebd2(pieces[i], pieces[i + 1], n, at, n + 3, d, e, tauq, taup, u, n + 1, work);
      }
      const diagonals = { d: machine.get(d, n), e: machine.get(e, n - 1), tauq: machine.get(tauq, n), taup: machine.get(taup, n) };
      return { ...diagonals, rows: machine.getMatrix(at, n, n, n + 3).data, columns: machine.get(u, n * (n + 1)) };
    });

  const check = (a: Matrix, what: string) => {
    const n = a.shape[0];
    const { d, e, tauq, taup, rows, columns } = reduce(a);
    const reflector = (tau: number, v: (i: number) => number) => build(n, n, (i, j) => (i === j ? 1 : 0) - tau * v(i) * v(j));
    let b = a;
    for (let i = 0; i < n; i++) {
      const u = (r: number) => (r < i ? 0 : r === i ? 1 : columns[i * (n + 1) + r]);
      const v = (c: number) => (c <= i ? 0 : c === i + 1 ? 1 : rows[i * n + c]);
      b = matmul(reflector(tauq[i], u), b);
      if (i + 1 < n) b = matmul(b, reflector(taup[i], v));
    }
    const want = build(n, n, (i, j) => (i === j ? d[i] : j === i + 1 ? e[i] : 0));
    accept(norm1(difference(b, want)) / (norm1(a) || 1) / (n * EPS), LIMIT, `dgebd2 n=${n} ${what}: ‖HAG − B‖₁/(n‖A‖₁ε)`);
  };

  it('sizes and scales', () => {
    for (const n of machine.slow ? [1, 2, 3, 5] : [1, 2, 3, 4, 5, 8, 9, 20]) {
      for (const scale of [1, 1e100, 1e-100]) check(times(gaussian(n, n, n), scale), `scale=${scale}`);
    }
  });

  it('zero, identity, rank one, graded, bidiagonal already', () => {
    check(
      build(5, 5, () => 0),
      'zero',
    );
    check(identity(6), 'identity');
    check(
      build(7, 7, (i, j) => (i + 1) * (j - 3)),
      'rank one',
    );
    check(graded(9), 'graded');
    check(transpose(graded(9, true)), 'graded upwards');
    check(
      build(6, 6, (i, j) => (i === j ? 2 : j === i + 1 ? 1 : 0)),
      'bidiagonal',
    );
  });

  it('in pieces', () => {
    const a = gaussian(9, 9, 4);
    const [whole, parts] = [reduce(a), reduce(a, [0, 1, 5, 8, 9])];
    for (const key of ['d', 'e', 'tauq', 'taup', 'rows'] as const) sameBits(parts[key], whole[key], key);
  });
});
