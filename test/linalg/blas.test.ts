// matmul and syrk: LAPACK ratios around all blocks, transpositions, both precisions, every form of input, the async twin.
import { beforeAll, describe, expect, it } from 'vitest';
import {
  engineInfo,
  initSync,
  type Matrix,
  MemoryLimitError,
  matmul,
  matmulAsync,
  matrix,
  type Progress,
  ShapeError,
  syrk,
} from '../../src/index.js';
import { refuses } from '../hostile.js';
import { gaussian } from '../matrices.js';
import { abs, build, gemm, sameBits, times, transpose } from '../reference.js';
import { accept, LIMIT, productRatio } from '../residual.js';
import { elementRatio32, gemm32, rounded, single } from '../single.js';
import { released } from '../variants.js';

describe.each(released)('products, %s', (variant) => {
  beforeAll(() => void initSync({ variant }));

  const check = (m: number, n: number, k: number, scale = 1) => {
    const a = times(gaussian(m, k, m + k), scale);
    const b = times(gaussian(k, n, k + n), scale);
    for (const [transposeA, transposeB] of [
      [false, false],
      [false, true],
      [true, false],
      [true, true],
    ]) {
      const c = matmul(transposeA ? transpose(a) : a, transposeB ? transpose(b) : b, { transposeA, transposeB });
      const what = `matmul ${transposeA ? 'T' : 'N'}${transposeB ? 'T' : 'N'} m=${m} n=${n} k=${k} scale=${scale}`;
      expect(c.shape).toEqual([m, n]);
      if (variant === 'simd') sameBits(c.data, gemm(1, a, b, 0, c).data, what);
      accept(productRatio(c, a, b), LIMIT, `${what}: |C − AB|/(k ε |A||B|)`);
    }
  };

  it('small sizes and scales', () => {
    for (const m of [1, 2, 3, 5, 10]) for (const n of [1, 2, 5, 8]) for (const k of [1, 3, 10, 50]) check(m, n, k);
    for (const scale of [1e150, 1e-150]) check(7, 6, 5, scale);
  });

  it.each([
    [5, 6, 255],
    [5, 6, 256],
    [5, 6, 257],
    [3, 511, 4],
    [4, 512, 5],
    [5, 513, 6],
    [3, 515, 258],
  ])('blocks: %i×%i, k = %i', check);

  it('a product that takes several calls', () => {
    const [m, n, k] = [800, 513, 257];
    const [a, b] = [gaussian(m, k, 1), gaussian(k, n, 2)];
    accept(productRatio(matmul(a, b), a, b), LIMIT, `matmul m=${m} n=${n} k=${k}: |C − AB|/(k ε |A||B|)`);
  });

  it('an inner size of 0 gives zeros, an outer size of 0 an empty matrix', () => {
    const empty = (m: number, n: number) => ({ data: new Float64Array(0), shape: [m, n] as const });
    expect(matmul(empty(2, 0), empty(0, 3))).toEqual({ data: new Float64Array(6), shape: [2, 3] });
    expect(matmul(empty(0, 3), gaussian(3, 2)).shape).toEqual([0, 2]);
    expect(matmul(gaussian(2, 3), empty(3, 0)).shape).toEqual([2, 0]);
    expect(matmul([], []).shape).toEqual([0, 0]);
    expect(syrk(empty(2, 0)).data).toEqual(new Float64Array(4));
    expect(syrk([]).shape).toEqual([0, 0]);
  });

  it('multiplies what stood in memory before by nothing: 0 does not become NaN', () => {
    matmul(
      build(20, 20, () => Number.NaN),
      build(20, 20, () => Number.NaN),
    );
    const empty = { data: new Float64Array(0), shape: [20, 0] as const };
    expect(matmul(empty, empty, { transposeB: true }).data).toEqual(new Float64Array(400));
    expect(
      matmul(
        gaussian(20, 20),
        build(20, 20, () => 0),
      ).data.every((v) => v === 0),
    ).toBe(true);
  });

  it('lets NaN and infinities flow', () => {
    const c = matmul(
      [
        [1, Number.NaN],
        [2, 3],
      ],
      [
        [1, Infinity],
        [1, 1],
      ],
    );
    expect(Array.from(c.data)).toEqual([Number.NaN, Number.NaN, 5, Infinity]);
  });

  it('float32 in one operand: computed in double', () => {
    const [a, b] = [single(gaussian(5, 7, 1)), single(gaussian(7, 3, 2))];
    const wide = (x: Matrix<Float32Array>) => matrix(x.data, x.shape);
    const want = matmul(wide(a), wide(b));
    expect(matmul(a, wide(b))).toEqual(want);
    expect(matmul(wide(a), b)).toEqual(want);
  });

  it('the same matrix on both sides, also with another shape', () => {
    const a = gaussian(4, 6, 3);
    const other = { data: a.data, shape: [6, 4] as const };
    for (const [x, y, options] of [
      [a, a, { transposeB: true }],
      [a, a, { transposeA: true }],
      [a, other, {}],
      [other, a, {}],
    ] as const) {
      const fresh = { data: y.data.slice(), shape: y.shape };
      expect(matmul(x, y, options)).toEqual(matmul(x, fresh, options));
    }
  });

  it('vectors are columns', () => {
    expect(matmul(Float64Array.of(1, 2), [[3, 4]]).data).toEqual(Float64Array.of(3, 4, 6, 8));
    expect(matmul([1, 2], [3, 4], { transposeA: true })).toEqual({ data: Float64Array.of(11), shape: [1, 1] });
  });

  it('syrk: exactly symmetric, half of the product', () => {
    for (const [n, k] of [
      [1, 1],
      [2, 3],
      [5, 1],
      [9, 257],
      [63, 8],
      [515, 3],
    ]) {
      for (const transposed of [false, true]) {
        const a = gaussian(n, k, n);
        const c = syrk(transposed ? transpose(a) : a, { transpose: transposed });
        sameBits(c.data, transpose(c).data, `syrk n=${n} k=${k}: symmetry`);
        sameBits(c.data, matmul(a, a, { transposeB: true }).data, `syrk n=${n} k=${k}: against matmul`);
        accept(productRatio(c, a, transpose(a)), LIMIT, `syrk n=${n} k=${k}: |C − AAᵀ|/(k ε |A||A|ᵀ)`);
      }
    }
  });

  it('out: the same bits in the memory that was given, also in that of an operand', async () => {
    const cases = [
      [1, 1, 0],
      [7, 1, 9],
      [5, 6, 3],
      [90, 513, 257],
    ] as const;
    for (const [m, n, k] of cases) {
      for (const of of [(x: Matrix) => x, (x: Matrix) => single(x) as unknown as Matrix]) {
        const [a, b] = [of(gaussian(m, k, 1)), of(gaussian(k, n, 2))];
        const want = matmul(a, b);
        // a view with entries before and behind it that nobody may touch
        const larger = (of(gaussian(1, 1)).data as Float64Array).constructor as Float64ArrayConstructor;
        const around = new larger(m * n + 2).fill(7);
        const out = { data: around.subarray(1, 1 + m * n), shape: [m, n] as const };
        for (const call of [() => matmul(a, b, { out }), () => matmulAsync(a, b, { out, slice: 0 })]) {
          out.data.fill(Number.NaN);
          const got = await call();
          expect(got).toEqual(want);
          expect(got.data).toBe(out.data);
          expect([around[0], around[m * n + 1]]).toEqual([7, 7]);
        }
      }
    }
    const a = gaussian(9, 9, 4);
    const want = matmul(a, a, { transposeA: true });
    expect(matmul(a, a, { transposeA: true, out: a }).data).toBe(a.data);
    expect(a).toEqual(want);
    const x = gaussian(9, 1, 5);
    expect(matmul(a, x, { out: new Float64Array(9) })).toEqual(matmul(a, x));
    const c = gaussian(9, 9, 6);
    expect(syrk(a, { out: c, transpose: true }).data).toBe(c.data);
    expect(c).toEqual(syrk(a, { transpose: true }));
  });

  it('out: what fails or is aborted leaves it as it was', async () => {
    const [a, b] = [gaussian(70, 300, 1), gaussian(300, 520, 2)];
    const out = { data: new Float64Array(70 * 520).fill(7), shape: [70, 520] as const };
    const stop = new AbortController();
    await expect(matmulAsync(a, b, { out, slice: 0, signal: stop.signal, onProgress: () => stop.abort() })).rejects.toThrow('abort');
    expect(() => matmul(a, a, { out })).toThrow(ShapeError);
    expect(out.data.every((v) => v === 7)).toBe(true);
  });

  it('the async twin gives the same bits', async () => {
    const [a, b] = [gaussian(70, 300, 1), gaussian(300, 520, 2)];
    expect(await matmulAsync(a, b, { slice: 0 })).toEqual(matmul(a, b));
    expect(await matmulAsync(a, a, { transposeB: true })).toEqual(matmul(a, a, { transposeB: true }));
    await expect(matmulAsync(a, a)).rejects.toThrow(ShapeError);
  });
});

describe.each(released)('products in single precision, %s', (variant) => {
  beforeAll(() => void initSync({ variant }));

  const check = (m: number, n: number, k: number) => {
    const [a, b] = [rounded(gaussian(m, k, m + k)), rounded(gaussian(k, n, k + n))];
    for (const transposeA of [false, true]) {
      for (const transposeB of [false, true]) {
        const [x, y] = [single(transposeA ? transpose(a) : a), single(transposeB ? transpose(b) : b)];
        const c = matmul(x, y, { transposeA, transposeB });
        expect(c.data).toBeInstanceOf(Float32Array);
        expect(c.shape).toEqual([m, n]);
        const what = `matmul float32 ${transposeA ? 'T' : 'N'}${transposeB ? 'T' : 'N'} m=${m} n=${n} k=${k}`;
        const got = matrix(c.data, c.shape);
        if (variant === 'simd') sameBits(got.data, gemm32(1, a, b, 0, got).data, what);
        accept(elementRatio32(got, gemm(1, a, b, 0, got), gemm(1, abs(a), abs(b), 0, got), k), LIMIT, `${what}: |C − AB|/(k ε |A||B|)`);
      }
    }
  };

  it('small sizes', () => {
    for (const m of [1, 2, 3, 5, 10]) for (const n of [1, 2, 5, 8, 9]) for (const k of [1, 3, 10, 50]) check(m, n, k);
  });

  it.each([
    [5, 6, 255],
    [5, 1, 257],
    [4, 512, 5],
    [5, 513, 6],
    [3, 515, 258],
    [90, 513, 257],
  ])('blocks: %i×%i, k = %i', check);

  it('sizes of 0, NaN, and one matrix on both sides', () => {
    const empty = (m: number, n: number) => ({ data: new Float32Array(0), shape: [m, n] as const });
    const bad = single(build(20, 20, () => Number.NaN));
    expect(matmul(bad, bad).data).toEqual(bad.data);
    expect(matmul(empty(20, 0), empty(0, 20))).toEqual({ data: new Float32Array(400), shape: [20, 20] });
    expect(matmul(empty(0, 3), single(gaussian(3, 2))).shape).toEqual([0, 2]);
    expect(matmul(single(gaussian(2, 3)), empty(3, 0)).shape).toEqual([2, 0]);
    const a = single(gaussian(4, 6, 3));
    for (const [y, options] of [
      [a, { transposeB: true }],
      [{ data: a.data, shape: [6, 4] as const }, {}],
    ] as const) {
      expect(matmul(a, y, options)).toEqual(matmul(a, { data: y.data.slice(), shape: y.shape }, options));
    }
  });

  it('the async twin gives the same bits, tells how far it is and can be aborted', async () => {
    const [a, b] = [single(gaussian(70, 300, 1)), single(gaussian(300, 520, 2))];
    const seen: Progress[] = [];
    expect(await matmulAsync(a, b, { slice: 0, onProgress: (progress) => seen.push(progress) })).toEqual(matmul(a, b));
    expect(seen.length).toBeGreaterThan(2);
    expect(seen.at(-1)).toEqual({ stage: 'matmul', done: 70 * 520, total: 70 * 520 });
    const memory = engineInfo().memoryBytes;
    const stop = new AbortController();
    const aborted = matmulAsync(a, b, { slice: 0, signal: stop.signal, onProgress: () => stop.abort(new Error('enough')) });
    await expect(aborted).rejects.toThrow('enough');
    for (let i = 0; i < 3; i++) matmul(a, b);
    expect(engineInfo().memoryBytes).toBe(memory);
  });

  it('takes half the memory of double, and asks for it before any work', () => {
    initSync({ variant, maxMemory: 64 * 65536 });
    const [a, b] = [gaussian(400, 400, 1), gaussian(400, 400, 2)];
    expect(() => matmul(a, b)).toThrow(MemoryLimitError);
    expect(matmul(single(a), single(b)).shape).toEqual([400, 400]);
    const large = single(build(600, 600, () => 1));
    expect(() => matmul(large, single(build(600, 600, () => 2)))).toThrow(MemoryLimitError);
    initSync({ variant });
  });
});

describe('arguments of products', () => {
  it('inner sizes must agree; the message says which and why', () => {
    const [a, b] = [gaussian(3, 2), gaussian(19, 5)];
    expect(() => matmul(a, b)).toThrow('matmul: b must have 2 rows, as a has columns (a is 3×2); got 19×5');
    expect(() => matmul(a, b, { transposeA: true })).toThrow('matmul: b must have 3 rows, as a has rows (a is 3×2); got 19×5');
    expect(() => matmul(a, b, { transposeB: true })).toThrow('matmul: b must have 2 columns, as a has columns (a is 3×2); got 19×5');
    expect(() => matmul(a, b, { transposeA: true, transposeB: true })).toThrow(ShapeError);
  });

  const [a, b] = [abs(gaussian(4, 4, 1)), abs(gaussian(4, 4, 2))];
  refuses('matmul', 'a', a, (x) => matmul(x, b), { finite: false });
  refuses('matmul', 'b', b, (x) => matmul(a, x), { finite: false });
  refuses('syrk', 'a', a, (x) => syrk(x), { finite: false });
});
