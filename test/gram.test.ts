// gram: every kernel against its formula in plain loops, symmetry, composition, extreme scales.
import { beforeAll, describe, expect, it } from 'vitest';
import {
  arcCosine,
  cosine,
  gram,
  gramAsync,
  initSync,
  type Kernel,
  laplacian,
  linear,
  type Matrix,
  type MatrixLike,
  MemoryLimitError,
  matern,
  NonFiniteError,
  ntk,
  poly,
  product,
  rationalQuadratic,
  rbf,
  scaled,
  sigmoid,
  sum,
} from '../src/index.js';
import { angular } from './angular.js';
import { gaussian } from './matrices.js';
import { build, sameBits, times, transpose } from './reference.js';
import { accept, elementRatio, LIMIT } from './residual.js';
import { single } from './single.js';
import { released } from './variants.js';

type Row = Float64Array;
const dot = (x: Row, z: Row) => x.reduce((s, v, i) => s + v * z[i], 0);
const d2 = (x: Row, z: Row) => x.reduce((s, v, i) => s + (v - z[i]) ** 2, 0);
const d1 = (x: Row, z: Row) => x.reduce((s, v, i) => s + Math.abs(v - z[i]), 0);
const norm = (x: Row) => Math.sqrt(dot(x, x));
const ell = [0.5, 2, 1, 3];
const ard = (x: Row, z: Row) => x.reduce((s, v, i) => s + ((v - z[i]) / ell[i]) ** 2, 0);
const m52 = (r: number) => (1 + r + (r * r) / 3) * Math.exp(-r);
const m32 = (r: number) => (1 + r) * Math.exp(-r);

/** Kernels on four features, their formulas, and how much larger than the value the rounding error may be. */
const KERNELS: [string, Kernel, (x: Row, z: Row) => number, number][] = [
  ['linear', linear(), dot, 10],
  ['poly', poly({ degree: 3, gamma: 0.4, coef0: 0.5 }), (x, z) => (0.4 * dot(x, z) + 0.5) ** 3, 400],
  ['poly by default', poly({ degree: 2 }), (x, z) => (dot(x, z) + 1) ** 2, 400],
  ['rbf γ', rbf({ gamma: 0.3 }), (x, z) => Math.exp(-0.3 * d2(x, z)), 10],
  ['rbf ℓ', rbf({ lengthScale: 1.5 }), (x, z) => Math.exp(-d2(x, z) / 4.5), 10],
  ['rbf ℓ for each feature', rbf({ lengthScale: ell }), (x, z) => Math.exp(-ard(x, z) / 2), 30],
  ['laplacian', laplacian({ gamma: 0.3 }), (x, z) => Math.exp(-0.3 * d1(x, z)), 10],
  ['matern ½', matern({ nu: 0.5, lengthScale: 2 }), (x, z) => Math.exp(-Math.sqrt(d2(x, z)) / 2), 100],
  ['matern 3/2', matern({ nu: 1.5, lengthScale: 2 }), (x, z) => m32(Math.sqrt(3 * d2(x, z)) / 2), 10],
  ['matern 5/2', matern({ nu: 2.5, lengthScale: 2 }), (x, z) => m52(Math.sqrt(5 * d2(x, z)) / 2), 10],
  ['matern 5/2 ℓ for each feature', matern({ nu: 2.5, lengthScale: ell }), (x, z) => m52(Math.sqrt(5 * ard(x, z))), 30],
  ['rationalQuadratic', rationalQuadratic({ alpha: 0.7, lengthScale: 1.5 }), (x, z) => (1 + d2(x, z) / (2 * 0.7 * 2.25)) ** -0.7, 10],
  ['cosine', cosine(), (x, z) => dot(x, z) / (norm(x) * norm(z)), 10],
  ['sigmoid', sigmoid({ gamma: 0.2, coef0: -0.3 }), (x, z) => Math.tanh(0.2 * dot(x, z) - 0.3), 10],
  ['sigmoid by default', sigmoid(), (x, z) => Math.tanh(dot(x, z) + 1), 30],
  ['arcCosine of order 0', arcCosine({ order: 0 }), (x, z) => angular(0, 1, dot(x, z), 1, dot(x, x), dot(z, z)), 1e4],
  ['arcCosine', arcCosine(), (x, z) => angular(1, 1, dot(x, z), 1, dot(x, x), dot(z, z)), 30],
  ['arcCosine of order 2', arcCosine({ order: 2 }), (x, z) => angular(2, 1, dot(x, z), 1, dot(x, x), dot(z, z)), 1e4],
  ['arcCosine of five layers', arcCosine({ depth: 5 }), (x, z) => angular(1, 5, dot(x, z), 1, dot(x, x), dot(z, z)), 100],
  ['ntk of three layers', ntk({ depth: 3 }), (x, z) => angular(3, 3, dot(x, z), 1, dot(x, x), dot(z, z)), 1e3],
  ['sum', sum(linear(), rbf({ gamma: 1 }), poly({ degree: 1 })), (x, z) => 2 * dot(x, z) + 1 + Math.exp(-d2(x, z)), 30],
  ['product', product(linear(), rbf({ gamma: 0.1 })), (x, z) => dot(x, z) * Math.exp(-0.1 * d2(x, z)), 100],
  ['scaled', scaled(2.5, laplacian({ gamma: 0.2 })), (x, z) => 2.5 * Math.exp(-0.2 * d1(x, z)), 30],
  [
    'nested',
    scaled(2, sum(product(linear(), linear()), scaled(3, cosine()))),
    (x, z) => 2 * dot(x, z) ** 2 + (6 * dot(x, z)) / (norm(x) * norm(z)),
    400,
  ],
];

const row = ({ data, shape: [, p] }: Matrix, i: number) => data.subarray(i * p, (i + 1) * p);

describe.each(released)('gram, %s', (variant) => {
  beforeAll(() => void initSync({ variant }));

  describe.each(KERNELS)('%s', (name, kernel, formula, bound) => {
    const check = (x: Matrix, z?: Matrix) => {
      const K = gram(kernel, x, z);
      const [n, m] = [x.shape[0], (z ?? x).shape[0]];
      expect(K.shape).toEqual([n, m]);
      const want = build(n, m, (i, j) => formula(row(x, i), row(z ?? x, j)));
      const size = build(n, m, () => bound);
      accept(elementRatio(K, want, size, x.shape[1]), LIMIT, `gram ${name} n=${n} m=${m}: |error|/(p ε ${bound})`);
      return K;
    };

    it('symmetric and rectangular, small sizes', () => {
      for (const n of [1, 2, 3, 4, 5, 8, 9, 10, 33]) {
        const K = check(gaussian(n, 4, n));
        sameBits(transpose(K).data, K.data, `gram ${name} n=${n}: symmetry`);
        for (const m of [1, 2, 5, 13]) check(gaussian(n, 4, n), gaussian(m, 4, 90 + m));
      }
    });

    it('x twice is x once, to rounding; the transposed call is the transposed matrix', () => {
      const [x, z] = [gaussian(9, 4, 1), gaussian(6, 4, 2)];
      const size = build(9, 9, () => bound);
      accept(elementRatio(gram(kernel, x, x), gram(kernel, x), size, 4), LIMIT, `gram ${name}: gram(x, x) against gram(x)`);
      accept(
        elementRatio(
          transpose(gram(kernel, z, x)),
          gram(kernel, x, z),
          build(9, 6, () => bound),
          4,
        ),
        LIMIT,
        `gram ${name}: transposed`,
      );
    });

    it('is cloneable, storable, and the async twin gives the same bits', async () => {
      const x = gaussian(40, 4, 3);
      expect(gram(structuredClone(kernel), x)).toEqual(gram(kernel, x));
      expect(gram(JSON.parse(JSON.stringify(kernel)), x)).toEqual(gram(kernel, x));
      expect(await gramAsync(kernel, x, undefined, { slice: 0 })).toEqual(gram(kernel, x));
    });
  });

  it.each([511, 512, 513])('n = %i: the columns of a second block', (n) => {
    const x = gaussian(n, 3, n);
    const K = gram(rbf({ gamma: 0.5 }), x);
    const want = build(n, n, (i, j) => Math.exp(-0.5 * d2(row(x, i), row(x, j))));
    accept(
      elementRatio(
        K,
        want,
        build(n, n, () => 10),
        3,
      ),
      LIMIT,
      `gram rbf n=${n}: |error|/(p ε 10)`,
    );
    sameBits(transpose(K).data, K.data, `n=${n}: symmetry`);
  });

  it.each([255, 256, 257, 513])('p = %i: a second block of features', (p) => {
    const [x, z] = [times(gaussian(7, p, 1), 1 / Math.sqrt(p)), times(gaussian(6, p, 2), 1 / Math.sqrt(p))];
    for (const [kernel, formula] of [
      [rbf({ gamma: 1 }), (a: Row, b: Row) => Math.exp(-d2(a, b))],
      [laplacian({ gamma: 0.1 }), (a: Row, b: Row) => Math.exp(-0.1 * d1(a, b))],
    ] as const) {
      const want = build(7, 6, (i, j) => formula(row(x, i), row(z, j)));
      accept(
        elementRatio(
          gram(kernel, x, z),
          want,
          build(7, 6, () => 10),
          p,
        ),
        LIMIT,
        `gram ${kernel.type} p=${p}: |error|/(p ε 10)`,
      );
    }
  });

  describe.each(KERNELS)('%s, as a rectangle', (name, kernel, formula, bound) => {
    it('the points by themselves, one row against many, many against one', () => {
      const x = gaussian(21, 4, 7);
      for (const [from, other] of [
        [x, x],
        [x, gaussian(1, 4, 8)],
        [gaussian(1, 4, 9), x],
        [gaussian(1, 4, 9), gaussian(1, 4, 10)],
      ] as const) {
        const [n, m] = [from.shape[0], other.shape[0]];
        const want = build(n, m, (i, j) => formula(row(from, i), row(other, j)));
        const size = build(n, m, () => bound);
        accept(elementRatio(gram(kernel, from, other), want, size, 4), LIMIT, `gram ${name} n=${n} m=${m}: |error|/(p ε ${bound})`);
      }
      sameBits(gram(kernel, x, { ...x }).data, gram(kernel, x, { data: x.data.slice(), shape: x.shape }).data, `gram ${name}: aliases`);
    });
  });

  it('one feature', () => {
    const [x, z] = [gaussian(530, 1, 1), gaussian(9, 1, 2)];
    for (const [kernel, formula] of [
      [linear(), (a: number, b: number) => a * b],
      [rbf({ lengthScale: [0.5] }), (a: number, b: number) => Math.exp(-2 * (a - b) ** 2)],
      [laplacian({ gamma: 1 }), (a: number, b: number) => Math.exp(-Math.abs(a - b))],
      [matern({ nu: 0.5, lengthScale: [2] }), (a: number, b: number) => Math.exp(-Math.abs(a - b) / 2)],
    ] as const) {
      // a Matérn of ν = ½ shows the root of what a squared distance loses
      const bound = kernel.type === 'matern' ? 1e9 : 30;
      const [K, R] = [gram(kernel, x), gram(kernel, x, z)];
      const size = (m: number) => build(530, m, () => bound);
      accept(
        elementRatio(
          K,
          build(530, 530, (i, j) => formula(x.data[i]!, x.data[j]!)),
          size(530),
          1,
        ),
        LIMIT,
        `${kernel.type} p=1`,
      );
      accept(
        elementRatio(
          R,
          build(530, 9, (i, j) => formula(x.data[i]!, z.data[j]!)),
          size(9),
          1,
        ),
        LIMIT,
        `${kernel.type} p=1 rectangular`,
      );
    }
  });

  it('five thousand features, each with its own length scale', () => {
    const p = 5000;
    const lengthScale = Array.from({ length: p }, (_, j) => 50 + (j % 7));
    const [x, z] = [gaussian(5, p, 1), gaussian(3, p, 2)];
    const scaled2 = (a: Row, b: Row) => a.reduce((s, v, j) => s + ((v - b[j]) / lengthScale[j]) ** 2, 0);
    for (const [kernel, formula] of [
      [rbf({ lengthScale }), (a: Row, b: Row) => Math.exp(-scaled2(a, b) / 2)],
      [matern({ nu: 2.5, lengthScale }), (a: Row, b: Row) => m52(Math.sqrt(5 * scaled2(a, b)))],
      [laplacian({ gamma: 1 / p }), (a: Row, b: Row) => Math.exp(-d1(a, b) / p)],
    ] as const) {
      for (const other of [undefined, z]) {
        const to = other ?? x;
        const want = build(5, to.shape[0], (i, j) => formula(row(x, i), row(to, j)));
        const size = build(5, to.shape[0], () => 10);
        accept(elementRatio(gram(kernel, x, other), want, size, p), LIMIT, `${kernel.type} p=5000: |error|/(p ε 10)`);
      }
    }
  });

  const STATIONARY: Kernel[] = [
    rbf({ gamma: 1e4 }),
    rbf({ lengthScale: [1e-3, 1e-3, 1e-3] }),
    laplacian({ gamma: 1e4 }),
    matern({ nu: 0.5, lengthScale: 1e-4 }),
    matern({ nu: 1.5, lengthScale: 1e-4 }),
    matern({ nu: 2.5, lengthScale: 1e-4 }),
    rationalQuadratic({ alpha: 2, lengthScale: 1e-4 }),
  ];

  it('the diagonal and duplicates are 1 exactly, also far from the origin', () => {
    for (const kernel of STATIONARY) {
      for (const offset of [0, 1e6]) {
        const x = build(30, 3, (i, j) => gaussian(30, 3, 5).data[(i % 20) * 3 + j] + offset);
        const K = gram(kernel, x).data;
        const R = gram(kernel, x, x).data;
        for (let i = 0; i < 30; i++) {
          for (const j of [i, (i + 20) % 40].filter((q) => q < 30)) {
            if (K[30 * i + j] !== 1 || R[30 * i + j] !== 1)
              throw new Error(`${kernel.type}: κ(${i}, ${j}) = ${K[30 * i + j]}, ${R[30 * i + j]}`);
          }
        }
      }
    }
  });

  it('points far from the origin lose nothing but their own digits', () => {
    // offsets and coordinates are whole numbers: distances are exact
    const x = build(12, 3, (i, j) => ((i * (j + 2)) % 7) + 1e6);
    const near = build(12, 3, (i, j) => (i * (j + 2)) % 7);
    const [far, want] = [gram(rbf({ gamma: 0.1 }), x), gram(rbf({ gamma: 0.1 }), near)];
    accept(
      elementRatio(
        far,
        want,
        build(12, 12, () => 10),
        3,
      ),
      1e3,
      'gram rbf far from the origin: |difference|/(p ε 10)',
    );
  });

  it('far points: 0, never NaN and never 1', () => {
    for (const kernel of STATIONARY) {
      for (const size of [1e10, 1e150, 1e160, 1e200, 1e300]) {
        const K = gram(kernel, [
          [size, 0, 0],
          [0, size, 0],
          [0, 0, -size],
        ]);
        expect(Array.from(K.data), `${kernel.type} at ${size}`).toEqual([
          1,
          expect.closeTo(0, 10),
          expect.closeTo(0, 10),
          expect.closeTo(0, 10),
          1,
          expect.closeTo(0, 10),
          expect.closeTo(0, 10),
          expect.closeTo(0, 10),
          1,
        ]);
      }
    }
  });

  it('length scales as extreme as the points', () => {
    const x = [[0], [1], [3]];
    for (const of of [
      (lengthScale: number) => rbf({ lengthScale }),
      (lengthScale: number) => matern({ nu: 1.5, lengthScale }),
      (lengthScale: number) => rationalQuadratic({ alpha: 1, lengthScale }),
    ]) {
      const want = gram(of(1), x);
      for (const scale of [1e150, 1e-150, 1e200, 1e-200]) {
        const K = gram(
          of(scale),
          x.map(([v]) => [v * scale]),
        );
        accept(
          elementRatio(
            K,
            want,
            build(3, 3, () => 10),
            1,
          ),
          LIMIT,
          `gram ${of(1).type} scale=${scale}: |difference|/(ε 10)`,
        );
      }
    }
  });

  it('cosine: zero rows give 0, sizes do not matter', () => {
    const K = gram(cosine(), [
      [1e200, 1e200],
      [0, 0],
      [1e-200, 0],
      [-3, 4],
    ]);
    const want = [1, 0, Math.SQRT1_2, 0.1 * Math.SQRT2, 0, 0, 0, 0, Math.SQRT1_2, 0, 1, -0.6, 0.1 * Math.SQRT2, 0, -0.6, 1];
    accept(
      elementRatio(
        K,
        build(4, 4, (i, j) => want[4 * i + j]),
        build(4, 4, () => 1),
        2,
      ),
      LIMIT,
      'cosine: |error|/(2ε)',
    );
    expect(K.data[5]).toBe(0);
  });

  it('out: the same bits in the memory that was given, of blocks and of one', async () => {
    for (const n of [1, 40, 515]) {
      const [x, z] = [gaussian(n, 4, 3), gaussian(7, 4, 5)];
      for (const kernel of [rbf({ gamma: 0.3 }), sum(linear(), laplacian({ gamma: 1 }))]) {
        for (const other of [undefined, z]) {
          for (const of of [(a: Matrix) => a, (a: Matrix) => single(a) as unknown as Matrix]) {
            const [X, Z] = [of(x), other && of(other)];
            const want = gram(kernel, X, Z);
            const out = { data: want.data.slice(), shape: want.shape };
            for (const call of [() => gram(kernel, X, Z, { out }), () => gramAsync(kernel, X, Z, { out, slice: 0 })]) {
              out.data.fill(Number.NaN);
              const got = await call();
              expect(got.data).toBe(out.data);
              expect(got).toEqual(want);
            }
          }
        }
      }
    }
  });

  it('out: bad points leave it as it was; it may not lie in them', () => {
    const out = new Float64Array(9).fill(7);
    expect(() => gram(linear(), [1, Number.NaN, 3], undefined, { out: { data: out, shape: [3, 3] } })).toThrow(NonFiniteError);
    expect(out.every((v) => v === 7)).toBe(true);
    const data = new Float64Array(12);
    const x = { data: data.subarray(8), shape: [4, 1] as const };
    const message = (z: MatrixLike, at: number) => {
      const target = { data: data.subarray(at, at + 4), shape: [4, 1] as const };
      return () => gram(linear(), x, z, { out: target });
    };
    expect(message([[1]], 7)).toThrow('gram: out must not share memory with x');
    expect(message(data.subarray(3, 4), 3)).toThrow('gram: out must not share memory with z');
    expect(message(data.subarray(3, 4), 4)).not.toThrow();
  });

  it('no points give an empty matrix', () => {
    const none = { data: new Float64Array(0), shape: [0, 2] as const };
    expect(gram(linear(), none).shape).toEqual([0, 0]);
    expect(gram(linear(), gaussian(3, 2), none).shape).toEqual([3, 0]);
    expect(gram(rbf({ gamma: 1 }), none, gaussian(3, 2)).shape).toEqual([0, 3]);
  });
});

it('a result that JavaScript cannot hold is a MemoryLimitError with its bytes', () => {
  const n = 400_000;
  const call = () => gram(rbf({ gamma: 1 }), { data: new Float64Array(n), shape: [n, 1] });
  expect(call).toThrow(MemoryLimitError);
  expect(call).toThrow(`gram: needs ${8 * n * n} bytes for its result, more than this JavaScript engine gives`);
});
