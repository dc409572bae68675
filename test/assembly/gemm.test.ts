// dgemm and dsyrk: all transpositions, edges, α, β, leading dimensions, scales; the plain builds give the bits of plain loops.
import { describe, expect, it } from 'vitest';
import { gaussian } from '../matrices.js';
import { abs, build, gemm, lower, sameBits, times, transpose } from '../reference.js';
import { accept, elementRatio, LIMIT } from '../residual.js';
import { type Machine, variants } from '../variants.js';

const KC = 256;

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
  const a = times(gaussian(m, k, m + k), scale);
  const b = times(gaussian(k, n, k + n + 1), scale);
  const c = beta === 0 ? build(m, n, () => Number.NaN) : times(gaussian(m, n, m + n + 2), scale * scale);
  const [storedA, storedB] = [transA ? transpose(a) : a, transB ? transpose(b) : b];
  const [lda, ldb, ldc] = [storedA.shape[1] + pad, storedB.shape[1] + pad, n + pad];
  const { kernels } = machine;
  const got = machine.frame(() => {
    const [pa, pb, pc] = [machine.putMatrix(storedA, lda), machine.putMatrix(storedB, ldb), machine.putMatrix(c, ldc)];
    const work = machine.room(kernels.dgemmwork() / 8);
    kernels.dgemm(transA, transB, m, n, k, alpha, pa, lda, pb, ldb, beta, pc, ldc, work);
    return machine.getMatrix(pc, m, n, ldc);
  });
  const what = `dgemm ${'NT'[transA]}${'NT'[transB]} m=${m} n=${n} k=${k} alpha=${alpha} beta=${beta} ldc=${ldc} scale=${scale}`;
  const want = gemm(alpha, a, b, beta, c, KC);
  if (machine.plain) sameBits(got.data, want.data, what);
  const bound = gemm(Math.abs(alpha), abs(a), abs(b), Math.abs(beta), abs(c));
  accept(elementRatio(got, want, bound, k + 2), LIMIT, `${what}: |C − AB|/(k ε |A||B|)`);
}

describe.each(variants)('dgemm, $name', (machine) => {
  const sizes = machine.slow ? [1, 3, 5, 10] : [1, 2, 3, 4, 5, 10, 50];

  for (const transA of [0, 1]) {
    for (const transB of [0, 1]) {
      it(`${'NT'[transA]}${'NT'[transB]}: small sizes, ld = n and n + 7`, () => {
        for (const m of sizes)
          for (const n of sizes) for (const k of sizes) for (const pad of [0, 7]) product(machine, { transA, transB, m, n, k, pad });
      });

      it(`${'NT'[transA]}${'NT'[transB]}: around the blocks KC = 256 and NC = 512`, () => {
        for (const k of [255, 256, 257, 511, 513]) product(machine, { transA, transB, m: 5, n: 6, k, pad: 7, beta: -0.5 });
        for (const n of [511, 512, 513]) for (const m of [1, 4, 5, 8, 9, 12, 13]) product(machine, { transA, transB, m, n, k: 9, pad: 7 });
        product(machine, { transA, transB, m: 3, n: 515, k: 258, pad: 1, beta: 1 });
      });

      it(`${'NT'[transA]}${'NT'[transB]}: α, β and scales`, () => {
        for (const alpha of [1, 0, -1, 2.5]) {
          for (const beta of [0, 1, -0.5]) {
            for (const scale of [1, 1e150, 1e-150]) product(machine, { transA, transB, m: 6, n: 7, k: 11, alpha, beta, scale, pad: 7 });
          }
        }
      });
    }
  }

  it.each([
    [0, 3, 4],
    [3, 0, 4],
    [3, 4, 0],
    [0, 0, 0],
  ])('sizes of zero: m=%i n=%i k=%i', (m, n, k) => {
    for (const beta of [0, 1, -0.5]) product(machine, { m, n, k, beta, pad: 2 });
  });

  it('NaN and Infinity flow where they belong, and nowhere else', () => {
    const n = 9;
    const a = gaussian(n, n, 1);
    const b = gaussian(n, n, 2);
    a.data[3 * n + 2] = Number.NaN;
    b.data[4 * n + 7] = Infinity;
    const { kernels } = machine;
    const got = machine.frame(() => {
      const [pa, pb, pc] = [machine.putMatrix(a), machine.putMatrix(b), machine.room(n * n)];
      kernels.dgemm(0, 0, n, n, n, 1, pa, n, pb, n, 0, pc, n, machine.room(kernels.dgemmwork() / 8));
      return machine.getMatrix(pc, n, n);
    });
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        const v = got.data[i * n + j];
        if (i === 3) expect(v).toBeNaN();
        else if (j === 7) expect(Math.abs(v)).toBe(Infinity);
        else expect(Number.isFinite(v)).toBe(true);
      }
    }
  });
});

describe.each(variants)('dsyrk, $name', (machine) => {
  const { kernels } = machine;
  /** The lower triangle of α op(A) op(A)ᵀ + β C; above it nothing is read or written. */
  const rankK = (trans: number, n: number, k: number, alpha: number, beta: number, pad: number, scale = 1) => {
    const a = times(gaussian(n, k, n + k), scale);
    const c = lower(beta === 0 ? build(n, n, () => Number.NaN) : times(gaussian(n, n, n), scale * scale));
    const stored = trans ? transpose(a) : a;
    const lda = stored.shape[1] + pad;
    const got = machine.frame(() => {
      const [pa, pc] = [machine.putMatrix(stored, lda), machine.putLower(c, n + pad)];
      kernels.dsyrk(trans, n, k, alpha, pa, lda, beta, pc, n + pad, machine.room(kernels.dgemmwork() / 8));
      return machine.getLower(pc, n, n + pad);
    });
    const what = `dsyrk ${'NT'[trans]} n=${n} k=${k} alpha=${alpha} beta=${beta} ldc=${n + pad} scale=${scale}`;
    const want = lower(gemm(alpha, a, transpose(a), beta, c, KC));
    if (machine.plain) sameBits(got.data, want.data, what);
    const bound = lower(gemm(Math.abs(alpha), abs(a), abs(transpose(a)), Math.abs(beta), abs(c)));
    accept(elementRatio(got, want, bound, k + 2), LIMIT, `${what}: |C − AAᵀ|/(k ε |A||A|ᵀ)`);
  };

  for (const trans of [0, 1]) {
    it(`${'NT'[trans]}: small sizes, α, β, ld`, () => {
      for (const n of [0, 1, 2, 3, 4, 5, 8, 9, 10, machine.slow ? 21 : 50]) {
        for (const k of [0, 1, 3, 10]) for (const beta of [0, 1, -0.5]) rankK(trans, n, k, k === 3 ? -2.5 : 1, beta, n % 2 ? 7 : 0);
      }
    });

    it(`${'NT'[trans]}: around the blocks`, () => {
      for (const k of [255, 256, 257]) rankK(trans, 6, k, 1, 1, 7);
      for (const n of machine.slow ? [] : [511, 512, 513, 517]) rankK(trans, n, 3, 1, n % 2 ? 0 : -0.5, 3);
    });

    it.each([1e150, 1e-150])(`${'NT'[trans]}: scale %f`, (scale) => rankK(trans, 11, 7, -0.5, 1, 7, scale));
  }
});

describe.each(variants)('shapes of the micro-kernel, $name', (machine) => {
  const { kernels } = machine;
  // wide panels are compiled into the plain build only, 6×4 into the relaxed one
  const shapes = kernels.relaxed() ? [2] : [1];

  it.each(shapes.flatMap((shape) => [0, 1].map((transA) => [shape, transA] as const)))(
    'shape %d gives the bits of 4×4, transA = %d',
    (shape, transA) => {
      for (const [m, n, k] of [
        [1, 1, 1],
        [3, 5, 2],
        [4, 4, 7],
        [5, 9, 8],
        [6, 4, 1],
        [11, 6, 3],
        [13, 7, machine.slow ? 20 : 257],
        [24, 515, 2],
      ] as const) {
        const a = gaussian(m, k, m);
        const stored = transA ? transpose(a) : a;
        const product = (chosen: number, lower: boolean) =>
          machine.frame(() => {
            kernels.setshape(chosen);
            const ld = stored.shape[1] + 3;
            const [pa, pb] = [machine.putMatrix(stored, ld), machine.put(gaussian(k, n, n).data)];
            const work = machine.room(kernels.dgemmwork() / 8);
            const [c, s] = [machine.room(m * n), machine.put(new Float64Array(m * m))];
            if (lower) kernels.dsyrk(transA, m, k, 1, pa, ld, 1, s, m, work);
            else kernels.dgemm(transA, 0, m, n, k, 1, pa, ld, pb, n, 0, c, n, work);
            kernels.setshape(0);
            return lower ? machine.get(s, m * m) : machine.get(c, m * n);
          });
        for (const lower of [false, true]) {
          sameBits(product(shape, lower), product(0, lower), `shape=${shape} transA=${transA} m=${m} n=${n} k=${k} lower=${lower}`);
        }
      }
    },
  );
});
