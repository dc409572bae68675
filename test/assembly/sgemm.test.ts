// sgemm: all transpositions, edges, α, β, leading dimensions, scales; the plain builds give the bits of plain loops in single precision.
import { describe, expect, it } from 'vitest';
import { gaussian } from '../matrices.js';
import { abs, build, gemm, sameBits, times, transpose } from '../reference.js';
import { accept, LIMIT } from '../residual.js';
import { elementRatio32, gemm32, get32, put32, room32, rounded } from '../single.js';
import { type Machine, variants } from '../variants.js';

interface Case {
  transA?: number;
  transB?: number;
  m: number;
  n: number;
  k: number;
  alpha?: number;
  beta?: number;
  pad?: number;
  scale?: number;
}

/** C = α op(A) op(B) + β C in the machine, checked; β = 0 starts from NaN. */
function product(machine: Machine, { transA = 0, transB = 0, m, n, k, alpha = 1, beta = 0, pad = 0, scale = 1 }: Case) {
  const a = rounded(times(gaussian(m, k, m + k), scale));
  const b = rounded(times(gaussian(k, n, k + n + 1), scale));
  const c = beta === 0 ? build(m, n, () => Number.NaN) : rounded(times(gaussian(m, n, m + n + 2), scale * scale));
  const [storedA, storedB] = [transA ? transpose(a) : a, transB ? transpose(b) : b];
  const [lda, ldb, ldc] = [storedA.shape[1] + pad, storedB.shape[1] + pad, n + pad];
  const { kernels } = machine;
  const got = machine.frame(() => {
    const [pa, pb, pc] = [put32(machine, storedA, lda), put32(machine, storedB, ldb), put32(machine, c, ldc)];
    const work = machine.room(kernels.sgemmwork() / 8);
    kernels.sgemm(transA, transB, m, n, k, alpha, pa, lda, pb, ldb, beta, pc, ldc, work);
    return get32(machine, pc, m, n, ldc);
  });
  const what = `sgemm ${'NT'[transA]}${'NT'[transB]} m=${m} n=${n} k=${k} alpha=${alpha} beta=${beta} ldc=${ldc} scale=${scale}`;
  if (machine.plain) sameBits(got.data, gemm32(alpha, a, b, beta, c).data, what);
  const bound = gemm(Math.abs(alpha), abs(a), abs(b), Math.abs(beta), abs(c));
  accept(elementRatio32(got, gemm(alpha, a, b, beta, c), bound, k + 2), LIMIT, `${what}: |C − AB|/(k ε |A||B|)`);
}

describe.each(variants)('sgemm, $name', (machine) => {
  const sizes = machine.slow ? [1, 3, 5, 9] : [1, 2, 3, 4, 5, 8, 9, 10, 50];

  for (const transA of [0, 1]) {
    for (const transB of [0, 1]) {
      const which = `${'NT'[transA]}${'NT'[transB]}`;

      it(`${which}: small sizes, ld = n and n + 7`, () => {
        for (const m of sizes)
          for (const n of sizes) for (const k of sizes) for (const pad of [0, 7]) product(machine, { transA, transB, m, n, k, pad });
      });

      it(`${which}: around the blocks KC = 256 and NC = 512`, () => {
        for (const k of [255, 256, 257, 511, 513]) product(machine, { transA, transB, m: 5, n: 9, k, pad: 7, beta: -0.5 });
        for (const n of [511, 512, 513, 520]) for (const m of [1, 4, 5]) product(machine, { transA, transB, m, n, k: 9, pad: 7 });
        product(machine, { transA, transB, m: 3, n: 515, k: 258, pad: 1, beta: 1 });
      });

      it(`${which}: α, β and scales`, () => {
        for (const alpha of [1, 0, -1, 2.5]) {
          for (const beta of [0, 1, -0.5]) {
            for (const scale of [1, 1e15, 1e-15]) product(machine, { transA, transB, m: 6, n: 11, k: 13, alpha, beta, scale, pad: 7 });
          }
        }
      });
    }
  }

  it('the 6×8 tile and wide panels give the bits of 4×8', () => {
    const { kernels } = machine;
    const chosen = kernels.relaxed() ? 2 : 1;
    for (const transA of [0, 1]) {
      for (const [m, n, k] of [
        [1, 1, 1],
        [5, 9, 2],
        [6, 8, 3],
        [7, 17, 4],
        [11, 24, 5],
        [25, 13, 257],
      ] as const) {
        const a = gaussian(transA ? k : m, transA ? m : k, m);
        const bits = (shape: number) =>
          machine.frame(() => {
            kernels.setshape(shape);
            const [pa, pb, pc] = [put32(machine, a, a.shape[1] + 3), put32(machine, gaussian(k, n, n)), room32(machine, m * (n + 1))];
            const work = machine.room(kernels.sgemmwork() / 8);
            kernels.sgemm(transA, 0, m, n, k, 1, pa, a.shape[1] + 3, pb, n, 0, pc, n + 1, work);
            kernels.setshape(0);
            return get32(machine, pc, m, n, n + 1).data;
          });
        sameBits(bits(chosen), bits(0), `sgemm shape ${chosen} transA=${transA} m=${m} n=${n} k=${k}`);
      }
    }
  });

  it.each([
    [0, 3, 4],
    [3, 0, 4],
    [3, 4, 0],
    [0, 0, 0],
  ])('sizes of zero: m=%i n=%i k=%i', (m, n, k) => {
    for (const beta of [0, 1, -0.5]) product(machine, { m, n, k, beta, pad: 2 });
  });

  it('NaN and Infinity flow where they belong, and nowhere else', () => {
    const n = 13;
    const a = gaussian(n, n, 1);
    const b = gaussian(n, n, 2);
    a.data[3 * n + 2] = Number.NaN;
    b.data[4 * n + 10] = Infinity;
    const { kernels } = machine;
    const got = machine.frame(() => {
      const [pa, pb, pc] = [put32(machine, a), put32(machine, b), put32(machine, a)];
      kernels.sgemm(0, 0, n, n, n, 1, pa, n, pb, n, 0, pc, n, machine.room(kernels.sgemmwork() / 8));
      return get32(machine, pc, n, n);
    });
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        const v = got.data[i * n + j];
        if (i === 3) expect(v).toBeNaN();
        else if (j === 10) expect(Math.abs(v)).toBe(Infinity);
        else expect(Number.isFinite(v)).toBe(true);
      }
    }
  });
});
