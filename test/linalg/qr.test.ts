// qr: LAPACK's ratios around the blocks of 32, tall, wide and square; rank-deficient, graded, at scales 1 and 1e±150; its arguments.
import { beforeAll, describe, expect, it } from 'vitest';
import { initSync, qr, qrAsync } from '../../src/index.js';
import type { Matrix } from '../../src/matrix.js';
import { refuses } from '../hostile.js';
import { gaussian, graded, hilbert, orthogonal } from '../matrices.js';
import { build, matmul, times, transpose } from '../reference.js';
import { accept, backwardRatio, LIMIT, norm1, orthogonalityRatio } from '../residual.js';
import { released } from '../variants.js';

const SHAPES = [
  [1, 1],
  [3, 1],
  [1, 3],
  [5, 2],
  [2, 5],
  [31, 31],
  [32, 32],
  [33, 33],
  [100, 33],
  [33, 100],
  [65, 64],
  [64, 65],
  [97, 96],
  [300, 40],
] as const;

function check(a: Matrix, what: string): void {
  const [m, n] = a.shape;
  const r = Math.min(m, n);
  const { Q, R } = qr(a);
  expect([Q.shape, R.shape]).toEqual([
    [m, r],
    [r, n],
  ]);
  R.data.forEach((v, at) => {
    const [i, j] = [Math.floor(at / n), at % n];
    if (j < i ? !Object.is(v, 0) : j === i && v < 0) throw new Error(`qr ${what}: R(${i}, ${j}) = ${v}`);
  });
  accept(orthogonalityRatio(Q) / Math.max(1, m / n), LIMIT, `qr ${m}×${n} ${what}: ‖QᵀQ − I‖₁/(m ε)`);
  if (norm1(a) > 0) accept(backwardRatio(matmul(Q, R), a), LIMIT, `qr ${m}×${n} ${what}: ‖A − QR‖₁/(m‖A‖₁ε)`);
}

describe.each(released)('qr, %s', (variant) => {
  beforeAll(() => void initSync({ variant }));

  it.each(SHAPES)('%i×%i, scales 1 and 1e±150', (m, n) => {
    for (const scale of [1, 1e150, 1e-150]) check(times(gaussian(m, n, m + n), scale), `scale=${scale}`);
  });

  it('rank-deficient, zero, Hilbert, graded, orthogonal', () => {
    check(
      build(50, 40, (i, j) => (i + 1) * (j - 3)),
      'rank one',
    );
    check(matmul(gaussian(70, 5, 1), gaussian(5, 40, 2)), 'rank five');
    check(
      build(40, 35, () => 0),
      'zero',
    );
    check(
      build(40, 35, (i, j) => (j === 3 ? 0 : Math.cos(i * j))),
      'a zero column',
    );
    check(hilbert(40), 'Hilbert');
    check(graded(40), 'graded');
    check(graded(40, true), 'graded upwards');
    check(orthogonal(40), 'orthogonal');
  });

  it('columns are reproduced each to its own scale', () => {
    const a = build(60, 40, (i, j) => gaussian(60, 40, 3).data[40 * i + j] * 10 ** (-j / 2));
    const { Q, R } = qr(a);
    const back = matmul(Q, R);
    for (let j = 0; j < 40; j++) {
      let [error, size] = [0, 0];
      for (let i = 0; i < 60; i++) {
        error = Math.max(error, Math.abs(back.data[40 * i + j] - a.data[40 * i + j]));
        size = Math.max(size, Math.abs(a.data[40 * i + j]));
      }
      accept(error / (size * 60 * 2 ** -53), LIMIT, `column ${j}: max|A − QR|/(max|a| m ε)`);
    }
  });

  it('R of a matrix is the Cholesky factor of its Gram matrix: unique', () => {
    const l = build(40, 40, (i, j) => (j > i ? 0 : i === j ? 1 + (i % 3) : ((i + 2 * j) % 5) / 40));
    const { R } = qr(matmul(orthogonal(40, 7), transpose(l)));
    accept(backwardRatio(transpose(R), l) / 100, LIMIT, 'R against the factor that A was made of, κ = 100');
  });

  it('empty', async () => {
    expect(qr([])).toMatchObject({ Q: { shape: [0, 0] }, R: { shape: [0, 0] } });
    for (const shape of [
      [0, 3],
      [3, 0],
    ] as const) {
      const { Q, R } = qr({ data: new Float64Array(0), shape });
      expect([Q.shape, R.shape]).toEqual([
        [shape[0], 0],
        [0, shape[1]],
      ]);
    }
    const a = gaussian(70, 40, 5);
    expect(await qrAsync(a, { slice: 0 })).toEqual(qr(a));
  });
});

describe('arguments of qr', () => {
  refuses('qr', 'a', gaussian(5, 3, 1), (a) => qr(a));
});
