// dgram: every kernel function against its formula, on edges and triangles; duplicates are at distance 0 exactly.
import { describe, it } from 'vitest';
import type { Matrix } from '../../src/matrix.js';
import { angular } from '../angular.js';
import { gaussian } from '../matrices.js';
import { build, copy, sameBits } from '../reference.js';
import { accept, EPS, LIMIT } from '../residual.js';
import { type Machine, variants } from '../variants.js';

const KC = 256;

/** What a formula may use: ⟨x, z⟩, ‖x − z‖², ‖x − z‖₁, and the sizes that its rounding errors grow with. */
interface Pair {
  dot: number;
  d2: number;
  d1: number;
  xx: number;
  zz: number;
  k: number;
  absDot: number;
}

interface Map {
  name: string;
  map: number;
  p: [number, number, number];
  value(t: Pair): number;
  /** What one relative rounding error of the product costs, in all. */
  bound(t: Pair, value: number): number;
}

const matern52 = (r: number) => (1 + r + (r * r) / 3) * Math.exp(-r);
const squared = (t: Pair) => t.k * (t.xx + t.zz);

const MAPS: Map[] = [
  { name: 'linear', map: 0, p: [0, 0, 0], value: (t) => t.dot, bound: (t) => t.k * t.absDot },
  ...[1, 2, 3, 5, 8].map(
    (degree): Map => ({
      name: `poly of degree ${degree}`,
      map: 1,
      p: [0.3, 1.5, degree],
      value: (t) => (0.3 * t.dot + 1.5) ** degree,
      bound: (t) => degree * t.k * (0.3 * t.absDot + 1.5) ** degree,
    }),
  ),
  { name: 'rbf', map: 2, p: [0.2, 0, 0], value: (t) => Math.exp(-0.2 * t.d2), bound: (t, v) => v * (1 + 0.2 * squared(t)) },
  { name: 'laplacian', map: 3, p: [0.1, 0, 0], value: (t) => Math.exp(-0.1 * t.d1), bound: (t, v) => v * (1 + 0.1 * t.k * t.d1) },
  {
    name: 'matern ½',
    map: 4,
    p: [0.4, 0, 0],
    value: (t) => Math.exp(-0.4 * Math.sqrt(t.d2)),
    bound: (t, v) => v * (1 + (0.4 * squared(t)) / Math.sqrt(t.d2)),
  },
  {
    name: 'matern 3/2',
    map: 5,
    p: [0.4, 0, 0],
    value: (t) => (1 + 0.4 * Math.sqrt(t.d2)) * Math.exp(-0.4 * Math.sqrt(t.d2)),
    bound: (t, v) => v * (1 + 0.16 * squared(t)),
  },
  {
    name: 'matern 5/2',
    map: 6,
    p: [0.4, 0, 0],
    value: (t) => matern52(0.4 * Math.sqrt(t.d2)),
    bound: (t, v) => v * (1 + 0.16 * squared(t)),
  },
  {
    name: 'rational quadratic',
    map: 7,
    p: [0.15, 1.7, 0],
    value: (t) => (1 + 0.15 * t.d2) ** -1.7,
    bound: (t, v) => v * (1 + 1.7 * (0.15 * squared(t) + Math.log1p(0.15 * t.d2))),
  },
  { name: 'cosine', map: 8, p: [0, 0, 0], value: (t) => t.dot / Math.sqrt(t.xx * t.zz), bound: (t) => t.k },
  {
    name: 'sigmoid',
    map: 9,
    p: [0.2, -0.4, 0],
    value: (t) => Math.tanh(0.2 * t.dot - 0.4),
    bound: (t) => 1 + t.k * (0.2 * t.absDot + 0.4),
  },
  ...[0, 1, 2, 3].map(
    (family): Map => ({
      name: family === 3 ? 'neural tangent of two layers' : `arc-cosine of order ${family}, two layers`,
      map: 11 + family,
      p: [0.25, 2, 0],
      value: (t) => angular(family, 2, t.dot, 0.25, t.xx, t.zz),
      // κ₀ has the angle's error, which is that of its cosine over its sine: none for parallel rows
      bound: (t) => {
        const cosine2 = t.dot ** 2 / (t.xx * t.zz);
        const angle = family % 3 || 1 - cosine2 < 1e-14 ? 1 : 1 / Math.sqrt(1 - cosine2);
        return t.k * (angle * (1 + t.absDot) + 30 * (t.xx + t.zz) ** (family === 2 ? 4 : 1));
      },
    }),
  ),
];

function pair(x: Matrix, i: number, z: Matrix, j: number): Pair {
  const k = x.shape[1];
  const t = { dot: 0, d2: 0, d1: 0, xx: 0, zz: 0, k, absDot: 0 };
  for (let p = 0; p < k; p++) {
    const [a, b] = [x.data[i * k + p], z.data[j * k + p]];
    t.dot += a * b;
    t.absDot += Math.abs(a * b);
    t.d2 += (a - b) ** 2;
    t.d1 += Math.abs(a - b);
    t.xx += a * a;
    t.zz += b * b;
  }
  return t;
}

/** κ(X, Z) as a driver does it: blocks of KC, the last one mapped. Row i is asked for up to column diag + i. */
function gram(machine: Machine, { map, p }: Pick<Map, 'map' | 'p'>, x: Matrix, z: Matrix, diag: number, pad = 0): Matrix {
  const { kernels } = machine;
  const [m, k] = x.shape;
  const n = z.shape[0];
  return machine.frame(() => {
    const [px, pz, c] = [machine.putMatrix(x, k + pad), machine.putMatrix(z, k + pad), machine.room(m * (n + pad))];
    const [xn, zn] = [machine.room(m), machine.room(n + 1)];
    kernels.dnormsq(m, k, px, k + pad, xn);
    kernels.dnormsq(n, k, pz, k + pad, zn);
    const [bp, work, row] = [machine.room(KC * (n + 4)), machine.room(kernels.dgebpwork() / 8), machine.room(2 * (n + 2))];
    for (let pc = 0; pc < k; pc += KC) {
      const depth = Math.min(KC, k - pc);
      const [a, beta] = [px + 8 * pc, pc === 0 ? 0 : 1];
      kernels.dpackb(1, depth, n, pz + 8 * pc, k + pad, bp);
      if (pc + KC < k) kernels.dgebp(map === 3 ? 1 : 0, 0, m, n, depth, 1, a, k + pad, bp, beta, c, n + pad, diag, work);
      else kernels.dgram(map, m, n, depth, a, k + pad, bp, beta, c, n + pad, diag, xn, zn, ...p, work, row);
    }
    return machine.getMatrix(c, m, n, n + pad);
  });
}

describe.each(variants)('dgram, $name', (machine) => {
  /** Compares with the formula where j ≤ diag + i, and wants NaN, i.e. nothing written, elsewhere. */
  const check = (map: Map, x: Matrix, z: Matrix, diag: number, pad: number) => {
    const got = gram(machine, map, x, z, diag, pad);
    const [m, n] = got.shape;
    const what = `dgram ${map.name} m=${m} n=${n} k=${x.shape[1]} diag=${diag} ldc=${n + pad}`;
    for (let i = 0; i < m; i++) {
      for (let j = 0; j < n; j++) {
        const v = got.data[i * n + j];
        if (j > diag + i) {
          if (!Number.isNaN(v)) throw new Error(`${what}: (${i}, ${j}) above the diagonal was written: ${v}`);
          continue;
        }
        const t = pair(x, i, z, j);
        const want = map.value(t);
        accept(Math.abs(v - want) / (EPS * map.bound(t, want)), LIMIT, `${what}: (${i}, ${j}) is ${v}, want ${want}: |error|/(ε bound)`);
      }
    }
  };

  describe.each(MAPS)('$name', (map) => {
    it('all widths, odd and even, ld = n and n + 7', () => {
      for (const n of [0, 1, 2, 3, 4, 5, 7, 8, 9, 10, 13]) {
        for (const m of [1, 3, 4, 5, 9]) check(map, gaussian(m, 3, m + n), gaussian(n, 3, 50 + n), n, n % 2 ? 7 : 0);
      }
    });

    it('all depths around the blocks of 256', () => {
      for (const k of [1, 2, 5, 17, 255, 256, 257, 513]) {
        const shrink = (a: Matrix) => ({ ...a, data: a.data.map((v) => v / Math.sqrt(k)) });
        check(map, shrink(gaussian(5, k, k)), shrink(gaussian(6, k, k + 1)), 6, 1);
      }
    });

    it('lower triangles: row i up to column diag + i', () => {
      const x = gaussian(11, 4, 8);
      for (const diag of [0, 1, 2, 3, 5, 9, 10, -1, -3]) {
        check(map, x, gaussian(11, 4, 9), diag, 2);
        check(map, gaussian(7, 4, 3), gaussian(10, 4, 4), diag, 0);
      }
    });
  });

  it.each([1, 5, 255, 256, 257, 700])('duplicates: distance 0, RBF and Laplacian 1, to the last bit, p = %i', (k) => {
    const x = gaussian(7, k, k);
    x.data.set(x.data.subarray(0, k), 5 * k); // row 5 is row 0
    for (const { name, map, p } of MAPS.filter(({ map }) => (map >= 2 && map <= 7) || map === 11)) {
      for (const [z, what] of [
        [copy(x), 'its copy'],
        [x, 'itself'],
      ] as const) {
        const { data } = gram(machine, { map, p: [1e5, p[1], p[2]] }, x, z, 7);
        for (const [i, j] of [...[0, 1, 2, 3, 4, 5, 6].map((i) => [i, i]), [0, 5], [5, 0]]) {
          const v = data[i * 7 + j];
          if (v !== 1) throw new Error(`${name} p=${k}: κ of row ${i} and row ${j} of ${what} is ${v}, want 1`);
        }
      }
    }
  });

  it('dnormsq: blocks of 256, the bits of the product of a row with itself', () => {
    for (const k of [0, 1, 2, 5, 255, 256, 257, 513, 700]) {
      const x = gaussian(5, k, k + 1);
      const { norms, products } = machine.frame(() => {
        const at = machine.putMatrix(x, k + 3);
        const out = machine.room(5);
        machine.kernels.dnormsq(5, k, at, k + 3, out);
        const c = machine.room(25);
        machine.kernels.dgemm(0, 1, 5, 5, k, 1, at, k + 3, at, k + 3, 0, c, 5, machine.room(machine.kernels.dgemmwork() / 8));
        return { norms: machine.get(out, 5), products: machine.get(c, 25) };
      });
      sameBits(norms, build(5, 1, (i) => products[6 * i]).data, `dnormsq k=${k}`);
    }
  });

  it('spline: the points are the roots of their squared norms, all widths and triangles', () => {
    const green = (x: number, t: number) => (Math.max(x - t, 0) ** 3 - x * (1 - t) * (x * x - 2 * t + t * t)) / 6;
    const map: Map = { name: 'spline', map: 10, p: [0, 0, 0], value: (t) => green(Math.sqrt(t.xx), Math.sqrt(t.zz)), bound: () => 0.1 };
    const inside = (n: number, seed: number) => {
      const { data } = gaussian(n, 1, seed);
      return { data: data.map((v) => Math.abs(v) % 1), shape: [n, 1] as const };
    };
    for (const n of [0, 1, 2, 3, 4, 5, 8, 9, 13])
      for (const m of [1, 3, 4, 5, 9]) check(map, inside(m, m + n), inside(n, 50 + n), n, n % 2 ? 7 : 0);
    for (const diag of [0, 1, 2, 5, -1, -3]) check(map, inside(11, 8), inside(11, 9), diag, 2);
  });

  it('cosine of a row of zeros is 0', () => {
    const x = gaussian(5, 3, 1);
    x.data.fill(0, 6, 9);
    const { data } = gram(machine, { map: 8, p: [0, 0, 0] }, x, x, 5);
    sameBits(data.slice(10, 15), new Float64Array(5), 'row 2');
    for (let i = 0; i < 5; i++) accept(Math.abs(data[5 * i + 2]), EPS, `(${i}, 2)`);
  });

  it('nearly equal points: a distance that rounds below 0 is 0, not NaN and not above 1', () => {
    const a = gaussian(40, 50, 11);
    const b = copy(a);
    b.data.forEach((v, i) => (b.data[i] = v * (1 + ((i % 3) - 1) * 2 ** -52)));
    for (const { name, map, p } of MAPS.filter(({ map }) => map === 2 || (map >= 4 && map <= 7))) {
      for (const v of gram(machine, { map, p: [1e14, p[1], p[2]] }, a, b, 40).data) {
        if (!(v >= 0 && v <= 1)) throw new Error(`${name}: κ = ${v}`);
      }
    }
  });

  it('far points: RBF is 0, not NaN', () => {
    const x = { data: Float64Array.of(0, 1e8, -1e8, 1e150), shape: [4, 1] as const };
    sameBits(gram(machine, { map: 2, p: [1, 0, 0] }, x, x, 4).data, build(4, 4, (i, j) => (i === j ? 1 : 0)).data, 'RBF');
  });
});
