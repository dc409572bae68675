// gram of floats: near the double result by p·2⁻²⁴, symmetric, ones on the diagonal and for duplicates, ranges beyond the squares of floats.
import { beforeAll, describe, expect, expectTypeOf, it } from 'vitest';
import {
  cosine,
  gram,
  gramAsync,
  initSync,
  type Kernel,
  KernelRidge,
  laplacian,
  linear,
  type Matrix,
  matern,
  poly,
  product,
  rationalQuadratic,
  rbf,
  scaled,
  sigmoid,
  spectrum,
  sum,
} from '../../src/index.js';
import { gaussian } from '../matrices.js';
import { build, sameBits, transpose } from '../reference.js';
import { accept, LIMIT } from '../residual.js';
import { elementRatio32, single } from '../single.js';
import { released } from '../variants.js';

const double = ({ data, shape }: Matrix<Float32Array>): Matrix => ({ data: Float64Array.from(data), shape });

/** Kernels, and how much larger than ε|value| their error may be for points of norm about 1. */
const KERNELS: [Kernel, number][] = [
  [linear(), 1],
  [poly({ degree: 3 }), 30],
  [rbf({ gamma: 0.5 }), 4],
  [rbf({ lengthScale: 0.7 }), 8],
  [laplacian({ gamma: 0.3 }), 1],
  [matern({ nu: 1.5, lengthScale: 1 }), 8],
  [matern({ nu: 2.5, lengthScale: 1 }), 8],
  [rationalQuadratic({ alpha: 1, lengthScale: 1 }), 4],
  [cosine(), 2],
  [sigmoid({ gamma: 0.5, coef0: 0.1 }), 2],
  [sum(linear(), scaled(2, product(rbf({ gamma: 1 }), cosine()))), 30],
];

describe.each(released)('gram of floats, %s', (variant) => {
  beforeAll(() => void initSync({ variant }));

  it.each(KERNELS)('$type: the double result, up to p roundings of floats', (kernel, bound) => {
    for (const p of [1, 4, 257, 600]) {
      for (const n of [1, 2, 13, 515]) {
        if (p * n > 20000) continue;
        const shrunk = (a: Matrix) => single({ ...a, data: a.data.map((v) => v / Math.sqrt(p)) });
        const [x, z] = [shrunk(gaussian(n, p, n)), shrunk(gaussian(9, p, n + 1))];
        const want = [gram(kernel, double(x)), gram(kernel, double(x), double(z))];
        const got = [gram(kernel, x), gram(kernel, x, z)];
        got.forEach((K, at) => {
          expect(K.data).toBeInstanceOf(Float32Array);
          expect(K.shape).toEqual(want[at]!.shape);
          const size = build(...K.shape, () => 4 * bound);
          accept(elementRatio32(double(K), want[at]!, size, p), LIMIT, `${kernel.type} n=${n} p=${p}: |error|/(p ε32 ${4 * bound})`);
        });
        sameBits(transpose(double(got[0]!)).data, double(got[0]!).data, `${kernel.type} n=${n}: symmetry`);
      }
    }
  });

  it('the diagonal and duplicates are 1 exactly, also far from the origin and at the ends of the range', () => {
    for (const kernel of [rbf({ gamma: 1e5 }), matern({ nu: 0.5, lengthScale: 1e-5 }), laplacian({ gamma: 1e5 })]) {
      for (const p of [1, 5, 300]) {
        for (const scale of [1, 1e30, 1e-30]) {
          const of = gaussian(30, p, 5).data;
          const x = single(build(30, p, (i, j) => (of[(i % 20) * p + j]! + 10) * scale));
          const [K, R] = [gram(kernel, x).data, gram(kernel, x, x).data];
          for (let i = 0; i < 30; i++)
            for (const j of [i, (i + 20) % 40].filter((q) => q < 30)) expect([K[30 * i + j], R[30 * i + j]]).toEqual([1, 1]);
        }
      }
    }
  });

  it('sizes of points and lengths whose squares are no floats', () => {
    const x = single(gaussian(12, 3, 2));
    const want = gram(rbf({ lengthScale: 1 }), double(x));
    for (const scale of [2 ** 90, 2 ** -90]) {
      const K = gram(rbf({ lengthScale: scale }), { data: x.data.map((v) => v * scale), shape: x.shape });
      accept(
        elementRatio32(
          double(K),
          want,
          build(12, 12, () => 30),
          3,
        ),
        LIMIT,
        `scale ${scale}: |error|/(p ε32 30)`,
      );
    }
  });

  it('offsets cost digits of the data, not of the distances: centred before the product', () => {
    const x = single(build(12, 3, (i, j) => ((i * (j + 2)) % 7) + 1024));
    const near = single(build(12, 3, (i, j) => (i * (j + 2)) % 7));
    const [far, want] = [gram(rbf({ gamma: 0.1 }), x), gram(rbf({ gamma: 0.1 }), near)];
    accept(
      elementRatio32(
        double(far),
        double(want),
        build(12, 12, () => 10),
        3,
      ),
      LIMIT,
      'offset 1024',
    );
  });

  it('floats beside doubles: double, as are models and spectra of floats', () => {
    const x = single(gaussian(6, 2, 1));
    const kernel = rbf({ gamma: 1 });
    expect(gram(kernel, x, double(x))).toEqual(gram(kernel, double(x), double(x)));
    expect(gram(kernel, double(x), x)).toEqual(gram(kernel, double(x), double(x)));
    const y = [1, 2, 3, 4, 5, 6];
    expect(spectrum(kernel, x, y)).toEqual(spectrum(kernel, double(x), y));
    const model = (points: Matrix | Matrix<Float32Array>) => new KernelRidge({ kernel, lambda: 1 }).fit(points, y);
    expect(model(x).predict(x)).toEqual(model(double(x)).predict(double(x)));
  });

  it('the async twin gives the same bits; types tell floats from doubles', async () => {
    const x = single(gaussian(40, 3, 1));
    const kernel = rbf({ gamma: 1 });
    expect(await gramAsync(kernel, x, undefined, { slice: 0 })).toEqual(gram(kernel, x));
    expectTypeOf(gram(kernel, x)).toEqualTypeOf<Matrix<Float32Array>>();
    expectTypeOf(gram(kernel, x, double(x))).toEqualTypeOf<Matrix>();
    const none = { data: new Float32Array(0), shape: [0, 3] as const };
    expect([gram(kernel, none).shape, gram(kernel, x, none).shape, gram(kernel, none, x).shape]).toEqual([
      [0, 0],
      [40, 0],
      [0, 40],
    ]);
  });
});
