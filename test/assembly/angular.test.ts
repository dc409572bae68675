// Arc-cosine and neural tangent kernels: what the formulas of their papers cannot show in plain doubles. (Edges, triangles and the formulas
// themselves: kernelmap.test.ts and gram.test.ts.)
import { beforeAll, describe, expect, it } from 'vitest';
import { arcCosine, gram, initSync, type Kernel, type Matrix, ntk } from '../../src/index.js';
import { random } from '../../src/random.js';
import { gaussian } from '../matrices.js';
import { build, sameBits, times } from '../reference.js';
import { accept, EPS } from '../residual.js';
import { released } from '../variants.js';

const ORDERS = [0, 1, 2] as const;
const ALL: [string, Kernel][] = [
  ...ORDERS.flatMap((order) => [1, 2, 7].map((depth): [string, Kernel] => [`order ${order}, depth ${depth}`, arcCosine({ order, depth })])),
  ...[1, 2, 7].map((depth): [string, Kernel] => [`ntk of depth ${depth}`, ntk({ depth })]),
];

/** K(x, x)/‖x‖^(2·degree), and the degree: 3^(1 + 2 + 4 + …)‖x‖^(2·2^L) for order 2. */
const diagonal = ({ type, order, depth }: Kernel): [number, number] => {
  if (type === 'ntk') return [(depth as number) + 1, 1];
  if (order === 2) return [3 ** (2 ** (depth as number) - 1), 2 ** (depth as number)];
  return [1, order as number];
};

describe.each(released)('kernels of angles, %s', (variant) => {
  beforeAll(() => void initSync({ variant }));

  describe.each(ALL)('%s', (_, kernel) => {
    it('has the diagonal that its normalisation says, and duplicates are like it', () => {
      const x = times(gaussian(24, 5, 3), 0.5);
      x.data.set(x.data.subarray(0, 20), 100); // rows 20 … 23 are rows 0 … 3
      const K = gram(kernel, x).data;
      const [factor, degree] = diagonal(kernel);
      for (let i = 0; i < 24; i++) {
        const square = x.data.subarray(5 * i, 5 * i + 5).reduce((s, v) => s + v * v, 0);
        const want = factor * square ** degree;
        accept(Math.abs(K[25 * i] - want) / (want * EPS), 1 + 40 * degree, `K(${i}, ${i}) = ${K[25 * i]}, want ${want}: |error|/(ε K)`);
        if (i < 4) expect([K[24 * i + 20 + i], K[24 * (20 + i) + i]]).toEqual([K[25 * i], K[25 * i]]);
      }
    });

    it('is positive semidefinite: xᵀ K x ≥ 0 to rounding', () => {
      const K = gram(kernel, times(gaussian(30, 3, 9), 0.7));
      const r = random(4);
      for (let t = 0; t < 50; t++) {
        const v = Float64Array.from({ length: 30 }, () => r.normal());
        let [sum, size] = [0, 0];
        for (let i = 0; i < 30; i++)
          for (let j = 0; j < 30; j++) {
            sum += v[i] * v[j] * K.data[30 * i + j];
            size += Math.abs(v[i] * v[j] * K.data[30 * i + j]);
          }
        expect(sum).toBeGreaterThan(-30 * EPS * size);
      }
    });

    it('a row of zeros: 0 with every row, itself too', () => {
      const K = gram(kernel, [
        [1, 2],
        [0, 0],
        [-3, 1],
      ]).data;
      expect([K[1], K[3], K[4], K[5], K[7]]).toEqual([0, 0, 0, 0, 0]);
      expect(K[0] * K[8]).toBeGreaterThan(0);
    });

    it('scales with the rows as its degree says, to the last bit for powers of two, or is beyond the numbers', () => {
      const x = gaussian(9, 4, 2);
      const [, degree] = diagonal(kernel);
      const K = gram(kernel, x).data;
      for (const power of [-480, -60, -1, 1, 52, 300, 480]) {
        const [got, factor] = [gram(kernel, times(x, 2 ** power)).data, power * 2 * degree];
        if (Math.abs(factor) > 960) continue;
        sameBits(
          got,
          K.map((v) => v * 2 ** factor),
          `times 2^${power}`,
        );
      }
    });

    it('floats: the points rounded, everything after in double', () => {
      const x = gaussian(14, 300, 5);
      const points = { data: Float32Array.from(x.data, (v) => v / 30), shape: x.shape } as unknown as Matrix;
      const doubles = { data: Float64Array.from(points.data), shape: x.shape };
      const [single, want] = [gram(kernel, points) as unknown as { data: Float32Array }, gram(kernel, doubles)];
      expect(single.data).toBeInstanceOf(Float32Array);
      const top = want.data.reduce((a, b) => Math.max(a, b), 0);
      single.data.forEach((v, i) => {
        // a cosine that is off by 2⁻²⁴ costs an angle near 0 its root
        const loss = kernel.order === 0 && Math.abs(want.data[i] - top) < 0.01 ? 2e-3 : 300 * 2 ** -24;
        expect(Math.abs(v - want.data[i])).toBeLessThan(loss * top);
      });
    });
  });

  it.each(ORDERS)('order %i: the mean of random features, to four standard errors', (order) => {
    const x = gaussian(6, 3, 21);
    const K = gram(arcCosine({ order }), x).data;
    const count = 200_000;
    const r = random(5 + order);
    const [sum, squares] = [new Float64Array(36), new Float64Array(36)];
    const h = new Float64Array(6);
    for (let t = 0; t < count; t++) {
      const w = [r.normal(), r.normal(), r.normal()];
      for (let i = 0; i < 6; i++) {
        const a = w[0] * x.data[3 * i] + w[1] * x.data[3 * i + 1] + w[2] * x.data[3 * i + 2];
        h[i] = a > 0 ? a ** order : 0;
      }
      for (let i = 0; i < 6; i++)
        for (let j = 0; j <= i; j++) {
          const v = 2 * h[i] * h[j];
          sum[6 * i + j] += v;
          squares[6 * i + j] += v * v;
        }
    }
    for (let i = 0; i < 6; i++)
      for (let j = 0; j <= i; j++) {
        const mean = sum[6 * i + j] / count;
        const error = Math.sqrt(Math.max(0, squares[6 * i + j] / count - mean ** 2) / count);
        expect(Math.abs(mean - K[6 * i + j]), `(${i}, ${j})`).toBeLessThanOrEqual(4 * error + 1e-12);
      }
  });

  it('two layers of order 1, and the tangent kernel: features of features, gradients of a wide network', () => {
    // f(x) = √(2/w) Σ_v a_v max(0, √… ⟨ω_v, x⟩): ⟨∇f(x), ∇f(z)⟩ = 2 mean(h h′) + 2 mean(1[·]1[·])⟨x, z⟩
    const x = gaussian(4, 3, 8);
    const K = gram(ntk(), x).data;
    const linear = build(4, 4, (i, j) => [0, 1, 2].reduce((s, p) => s + x.data[3 * i + p] * x.data[3 * j + p], 0)).data;
    const sums = build(
      4,
      4,
      (i, j) => gram(arcCosine(), x).data[4 * i + j] + gram(arcCosine({ order: 0 }), x).data[4 * i + j] * linear[4 * i + j],
    );
    sums.data.forEach((v, i) => accept(Math.abs(v - K[i]) / (EPS * 20), 30, `entry ${i}: ${K[i]}, want ${v}`));
  });

  it('near-parallel rows: orders 1 and 2 to the last digits; order 0 to the angle that the product knows', () => {
    // rows (1, 0) and (cos t, sin t): 1 − K/‖·‖ is known from t
    for (const t of [1e-1, 1e-3, 1e-5, 1e-7, 1e-9, 0]) {
      const x = [
        [1, 0],
        [Math.cos(t), Math.sin(t)],
      ];
      const value = (kernel: Kernel) => gram(kernel, x).data[1];
      const [one, two, zero] = [value(arcCosine()), value(arcCosine({ order: 2 })), value(arcCosine({ order: 0 }))];
      const [s, c] = [Math.sin(t), Math.cos(t)];
      expect(Math.abs(one - (s + (Math.PI - t) * c) / Math.PI)).toBeLessThan(10 * EPS);
      expect(Math.abs(two - (3 * s * c + (Math.PI - t) * (1 + 2 * c * c)) / Math.PI)).toBeLessThan(60 * EPS);
      expect(Math.abs(zero - (1 - t / Math.PI))).toBeLessThan(Math.min(2e-8, (4 * EPS) / t) + 2 * EPS);
      if (t === 0) expect(zero).toBe(1);
    }
  });

  it('multiples of one row are at angle 0, in every layer', () => {
    const x = build(6, 1, (i) => [0.1, 0.3, 0.7, 1.1, 13.7, 1e5][i]);
    for (const depth of [1, 2, 5]) expect(Array.from(gram(arcCosine({ order: 0, depth }), x).data)).toEqual(new Array(36).fill(1));
  });

  it('opposite rows: 0, and nothing below it', () => {
    const x = [
      [1, 2, 3],
      [-1, -2, -3],
      [-2, -4, -6],
    ];
    for (const order of ORDERS) {
      const K = gram(arcCosine({ order }), x).data;
      for (const v of [K[1], K[2]]) expect(Math.abs(v)).toBeLessThan(1e-7);
    }
  });
});

describe('parameters', () => {
  it('are refused by name', () => {
    expect(() => arcCosine({ order: 3 as never })).toThrow('arcCosine: order must be 0, 1 or 2; got 3');
    expect(() => arcCosine({ depth: 0 })).toThrow('arcCosine: depth must be a whole number ≥ 1; got 0');
    expect(() => ntk({ depth: 1.5 })).toThrow('ntk: depth must be a whole number ≥ 1; got 1.5');
    expect(() => ntk({ depth: 1e6 })).toThrow('ntk: depth must be at most 1000; got 1000000');
    expect(() => gram({ type: 'ntk' }, [[1]])).toThrow('gram: kernel.depth is missing');
  });
});
