// dlarfg, dgelq2 and dorgl2: reflectors that cannot overflow, A = L Q with orthonormal rows, whole or in pieces.
import { describe, expect, it } from 'vitest';
import type { Matrix } from '../../src/matrix.js';
import { gaussian, hilbert } from '../matrices.js';
import { build, lower, matmul, sameBits, times, transpose } from '../reference.js';
import { accept, backwardRatio, EPS, LIMIT, norm1, orthogonalityRatio } from '../residual.js';
import { variants } from '../variants.js';

describe.each(variants)('householder, $name', (machine) => {
  const { kernels } = machine;

  describe('dlarfg', () => {
    const reflector = (x: ArrayLike<number>) =>
      machine.frame(() => {
        const at = machine.put(x);
        const tau = kernels.dlarfg(x.length, at, at + 8);
        const [beta, ...v] = machine.get(at, x.length);
        return { tau, beta, v: [1, ...v] };
      });

    it('maps the vector to β e₁, at any scale; H is orthogonal', () => {
      for (const n of [2, 3, 5, 8, 9, 17, 50]) {
        for (const scale of [1, 1e150, 1e-150, 1e300, 1e-290, 1e-300, 1e-307]) {
          const unit = gaussian(n, 1, n).data;
          const { tau, beta, v } = reflector(unit.map((x) => x * scale));
          const what = `dlarfg n=${n} scale=${scale}`;
          const dot = v.reduce((s, vi, i) => s + vi * unit[i], 0);
          const norm = Math.hypot(...unit);
          const left = unit.map((x, i) => x - tau * dot * v[i] - (i === 0 ? beta / scale : 0));
          accept(Math.hypot(...left) / (norm * n * EPS), LIMIT, `${what}: ‖Hx − βe₁‖/(‖x‖ n ε)`);
          // HᵀH = I + τ(τ‖v‖² − 2) vvᵀ
          const vv = v.reduce((s, x) => s + x * x, 0);
          accept(Math.abs(tau * (tau * vv - 2) * vv) / (n * EPS), LIMIT, `${what}: ‖HᵀH − I‖/(n ε)`);
          expect(Math.sign(beta), `${what}: β against α`).toBe(-Math.sign(unit[0]));
          expect(tau).toBeGreaterThanOrEqual(1);
          expect(tau).toBeLessThanOrEqual(2);
        }
      }
    });

    it('is the identity where nothing is to be done', () => {
      for (const x of [[], [3], [3, 0, 0], [0, 0, 0]]) {
        const { tau, beta } = reflector(x);
        expect(tau).toBe(0);
        expect(beta).toBe(x[0]);
      }
    });

    it('divides by numbers that have no reciprocal', () => {
      const { tau, beta, v } = reflector([3 * 2 ** -1060, 4 * 2 ** -1060]);
      expect([tau, beta, v[1]]).toEqual([1.6, -5 * 2 ** -1060, 0.5]);
    });

    it('takes an α of 0, and one far above or below the rest', () => {
      expect(reflector([0, 3, 4])).toMatchObject({ tau: 1, beta: -5 });
      expect(reflector([1e200, 1e-200]).beta).toBe(-1e200);
      expect(reflector([1e-200, 1e200]).beta).toBe(-1e200);
    });
  });

  const factor = (a: Matrix, pad = 0, pieces = [0, a.shape[0]]) =>
    machine.frame(() => {
      const [m, n] = a.shape;
      const ld = n + pad;
      const [at, tau, q] = [machine.putMatrix(a, ld), machine.room(m), machine.room(m * ld)];
      for (let i = 0; i + 1 < pieces.length; i++) kernels.dgelq2(pieces[i], pieces[i + 1], m, n, at, ld, tau);
      for (let i = pieces.length - 1; i > 0; i--) kernels.dorgl2(pieces[i - 1], pieces[i], m, n, at, ld, tau, q, ld);
      const reduced = machine.getMatrix(at, m, n, ld);
      return { l: build(m, m, (i, j) => (j <= i ? reduced.data[i * n + j] : 0)), q: machine.getMatrix(q, m, n, ld), reduced };
    });
  const check = (a: Matrix, pad: number, what: string) => {
    const { l, q } = factor(a, pad);
    const [m, n] = a.shape;
    const where = `dgelq2 m=${m} n=${n} lda=${n + pad} ${what}`;
    accept(orthogonalityRatio(transpose(q)), LIMIT, `${where}: ‖QQᵀ − I‖₁/(m ε)`);
    if (norm1(a) > 0) accept(backwardRatio(transpose(matmul(l, q)), transpose(a)), LIMIT, `${where}: ‖A − LQ‖₁/(n‖A‖₁ε)`);
    else sameBits(l.data, build(m, m, () => 0).data, where);
  };

  it('A = L Q: shapes, leading dimensions, scales', () => {
    for (const m of machine.slow ? [1, 2, 3, 5] : [1, 2, 3, 5, 9, 20]) {
      for (const n of [m, m + 1, m + 8]) {
        for (const pad of [0, 7]) for (const scale of [1, 1e150, 1e-150]) check(times(gaussian(m, n, m + n), scale), pad, `scale=${scale}`);
      }
    }
  });

  it('A = L Q: rank-deficient, zero, Hilbert, triangular already', () => {
    const outer = build(5, 8, (i, j) => (i + 1) * (j - 3));
    check(outer, 7, 'rank one');
    check(
      build(5, 8, () => 0),
      7,
      'zero',
    );
    check(hilbert(10), 0, 'Hilbert');
    check(lower(gaussian(6, 6, 2)), 7, 'lower triangular');
    check(
      build(4, 4, (i, j) => (i + j === 3 ? 1 : 0)),
      0,
      'permutation',
    );
  });

  it('in pieces it gives the same bits', () => {
    const a = gaussian(9, 14, 5);
    const whole = factor(a, 3);
    const parts = factor(a, 3, [0, 1, 4, 8, 9]);
    sameBits(parts.reduced.data, whole.reduced.data, 'dgelq2');
    sameBits(parts.q.data, whole.q.data, 'dorgl2');
  });
});
