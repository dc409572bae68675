// dlaed2, drots, dgather, dsettle, dlamrg: what deflation leaves over is the same matrix to rounding, sorted by kind and by value.
import { describe, expect, it } from 'vitest';
import type { Matrix } from '../../src/matrix.js';
import { gaussian, orthogonal } from '../matrices.js';
import { build, matmul, sameBits, transpose } from '../reference.js';
import { accept, backwardRatio, EPS, LIMIT, norm1, orthogonalityRatio } from '../residual.js';
import { type Machine, variants } from '../variants.js';

interface Halves {
  /** Eigenvectors of the two halves in rows. */
  readonly w1: Matrix;
  readonly w2: Matrix;
  /** Eigenvalues in the order of the rows. */
  readonly d: readonly number[];
  readonly beta: number;
}

const beside = ({ w1, w2 }: Halves): Matrix => {
  const [n1, n2] = [w1.shape[0], w2.shape[0]];
  const entry = (i: number, j: number) => (i < n1 ? w1.data[i * n1 + j] : w2.data[(i - n1) * n2 + j - n1]);
  return build(n1 + n2, n1 + n2, (i, j) => (i < n1 === j < n1 ? entry(i, j) : 0));
};

/** The torn matrix put together: Wᵀ diag(d) W + |β| v vᵀ. */
function whole(halves: Halves): Matrix {
  const [w, n, n1] = [beside(halves), halves.d.length, halves.w1.shape[0]];
  const a = matmul(
    transpose(w),
    build(n, n, (i, j) => halves.d[i] * w.data[i * n + j]),
  );
  const v = (i: number) => (i === n1 - 1 ? 1 : i === n1 ? Math.sign(halves.beta) : 0);
  return build(n, n, (i, j) => a.data[i * n + j] + Math.abs(halves.beta) * v(i) * v(j));
}

/** dlaed2 and drots, the rotations applied to strips of `step` columns. */
function deflate(machine: Machine, halves: Halves, { tol = 0, pad = 0, step = 1000 } = {}) {
  const { kernels } = machine;
  const [w, n, n1] = [beside(halves), halves.d.length, halves.w1.shape[0]];
  const by = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, i) => i).sort((i, j) => halves.d[from + i] - halves.d[from + j]);
  return machine.frame(() => {
    const at = machine.putMatrix(w, n + pad);
    const [d, poles, z, weights, rotations] = [
      machine.put(halves.d),
      machine.room(n),
      machine.room(n),
      machine.room(n),
      machine.room(4 * n),
    ];
    const [order, rows, place, scratch] = [1, 2, 3, 4].map(() => machine.room((n + 1) >> 1));
    const counts = machine.room(2);
    machine.i32(order, n).set([...by(0, n1), ...by(n1, n)]);
    const k = kernels.dlaed2(n, n1, halves.beta, tol, at, n + pad, d, order, poles, z, rows, place, rotations, counts, scratch, weights);
    const [k1, k2, turns] = machine.i32(counts, 3);
    for (let from = 0; from < n; from += step) kernels.drots(turns, rotations, from, Math.min(n, from + step), at, n + pad);
    return {
      ...{ k, k1, k2, turns, tol },
      w: machine.getMatrix(at, n, n, n + pad),
      d: machine.get(d, n),
      poles: machine.get(poles, n),
      z: machine.get(z, k),
      rows: machine.i32(rows, n).slice(),
      place: machine.i32(place, k).slice(),
    };
  });
}

const ascends = (x: ArrayLike<number>) => Array.from(x).every((v, i) => i === 0 || x[i - 1] <= v);

const both = (n1: number, n2: number, d: readonly number[], beta = 0.7): Halves => ({
  w1: orthogonal(n1, n1),
  w2: orthogonal(n2, n2 + 50),
  d,
  beta,
});
const normals = (n: number) => Array.from(gaussian(1, n, n).data);

/** Rows of Q with zeros in one column but for two entries: only two eigenvectors feel the tear. */
const deaf = (n: number, column: number) => {
  const q = orthogonal(n - 1, n);
  const plain = build(n, n, (i, j) => {
    if (i === 0 || j === column) return Number(i === 0 && j === column);
    return q.data[(i - 1) * (n - 1) + (j < column ? j : j - 1)];
  });
  // rows 0 and 1 turned by 45°
  const h = Math.SQRT1_2;
  return build(n, n, (i, j) => (i > 1 ? plain.data[i * n + j] : h * (plain.data[j] + (i ? -1 : 1) * plain.data[n + j])));
};

const cases: Record<string, { halves: Halves; k?: number }> = {
  'nothing to deflate': { halves: both(6, 7, normals(13)), k: 13 },
  'a negative element': { halves: both(6, 5, normals(11), -0.7), k: 11 },
  'one row above': { halves: both(1, 6, normals(7)), k: 7 },
  'one row below': { halves: both(6, 1, normals(7)), k: 7 },
  'two rows': { halves: both(1, 1, [2, 1]), k: 2 },
  'no coupling': { halves: both(5, 4, normals(9), 0), k: 0 },
  'coupling at rounding level': { halves: both(5, 4, normals(9), 1e-18), k: 0 },
  'equal in both halves': { halves: both(4, 4, [1, 2, 3, 4, 4, 3, 2, 1]), k: 4 },
  'equal within a half': { halves: both(5, 5, [1, 1, 1, 2, 3, 5, 5, 5, 6, 7]), k: 6 },
  'all equal': { halves: both(7, 6, Array(13).fill(3)), k: 1 },
  'nearly equal': { halves: both(4, 3, [1, 2, 3, 4, 1 + 4 * EPS, 2 - 4 * EPS, 3 + 2 * EPS]), k: 4 },
  'weights that are zero': { halves: { w1: deaf(6, 5), w2: deaf(5, 0), d: normals(11), beta: 1 }, k: 4 },
  'weights that are zero and equal values': { halves: { w1: deaf(6, 5), w2: deaf(5, 0), d: [1, 2, 3, 3, 3, 3, 2, 5, 3, 3, 1], beta: -2 } },
};

describe.each(variants)('deflation, $name', (machine) => {
  it.each(Object.keys(cases))('%s: the same matrix to rounding', (name) => {
    const { halves, k } = cases[name];
    const [n, n1] = [halves.d.length, halves.w1.shape[0]];
    const a = whole(halves);
    const norm = norm1(a);
    const found = deflate(machine, halves, { tol: 8 * EPS * norm, pad: n % 2 ? 3 : 0 });
    if (k !== undefined) expect(found.k).toBe(k);

    // Wᵀ (diag(d) + z zᵀ) W, z zero for rows that are done
    const z = new Float64Array(n);
    found.place.forEach((g, i) => {
      z[found.rows[g]] = found.z[i];
    });
    const core = build(n, n, (i, j) => z[i] * z[j] + (i === j ? found.d[i] : 0));
    accept(backwardRatio(matmul(transpose(found.w), matmul(core, found.w)), a), LIMIT, `${name}: ‖Wᵀ(D + zzᵀ)W − T‖₁/(n‖T‖₁ε)`);
    accept(orthogonalityRatio(found.w), LIMIT, `${name}: ‖WWᵀ−I‖₁/(nε)`);

    // every row once; poles ascend, well apart; what is done ascends
    expect([...found.rows].sort((i, j) => i - j)).toEqual(Array.from({ length: n }, (_, i) => i));
    expect([...found.place].sort((i, j) => i - j)).toEqual(Array.from({ length: found.k }, (_, i) => i));
    found.place.forEach((g, i) => {
      expect(found.poles[i]).toBe(found.d[found.rows[g]]);
      if (i > 0) expect(found.poles[i] - found.poles[i - 1]).toBeGreaterThan(found.tol);
      expect(Math.abs(found.z[i]) * Math.sqrt(2 * Math.abs(halves.beta))).toBeGreaterThan(found.tol);
    });
    expect(ascends(found.poles.slice(found.k))).toBe(true);
    for (let i = found.k; i < n; i++) expect(found.poles[i]).toBe(found.d[found.rows[i]]);

    // kinds: zeros where there must be
    const { k1, k2 } = found;
    const empty = (row: number, from: number, to: number) => found.w.data.slice(row * n + from, row * n + to).every((v) => v === 0);
    for (let g = 0; g < found.k; g++) {
      expect(empty(found.rows[g], n1, n), `row ${g} of ${found.k} is top`).toBe(g < found.k - k2);
      expect(empty(found.rows[g], 0, n1), `row ${g} of ${found.k} is bottom`).toBe(g >= k1);
    }
  });

  it('rotates strips of columns, whole or one by one, to the same bits', () => {
    const { halves } = cases['equal in both halves'];
    const together = deflate(machine, halves, { tol: 1e-14 });
    expect(together.turns).toBe(4);
    for (const step of [1, 3, 4, 7]) sameBits(deflate(machine, halves, { tol: 1e-14, step }).w.data, together.w.data, `step=${step}`);
  });

  it('gathers rows', () => {
    const a = gaussian(6, 5, 1);
    const rows = [4, 0, 0, 5];
    machine.frame(() => {
      const [at, list, to] = [machine.putMatrix(a, 8), machine.room(2), machine.room(4 * 7)];
      machine.i32(list, 4).set(rows);
      machine.kernels.dgather(1, 4, 3, list, at, 8, to, 7);
      machine.kernels.dgather(0, 1, 3, list, at, 8, to, 7);
      expect(machine.getMatrix(to, 4, 3, 7)).toEqual(build(4, 3, (i, j) => a.data[5 * rows[i] + j]));
    });
  });

  it('settles done rows behind the others and sorts old and new eigenvalues together', () => {
    const [n, k] = [7, 3];
    const rows = [6, 1, 3, /* done */ 4, 2, 0, 5];
    const [lambda, done] = [
      [1, 4, 6],
      [0, 3, 6, 9],
    ];
    const a = gaussian(n, n, 2);
    machine.frame(() => {
      const at = machine.putMatrix(a, n + 1);
      const [list, order] = [machine.room(4), machine.room(4)];
      machine.i32(list, n).set(rows);
      machine.kernels.dsettle(n, k, list, at, n + 1);
      const now = machine.i32(list, n).slice();
      expect([...now.slice(k)].sort()).toEqual([3, 4, 5, 6]);
      const settled = machine.getMatrix(at, n, n, n + 1);
      for (let i = k; i < n; i++)
        sameBits(settled.data.slice(now[i] * n, now[i] * n + n), a.data.slice(rows[i] * n, rows[i] * n + n), `row ${i}`);

      const [d, poles] = [machine.put([...lambda, 0, 0, 0, 0]), machine.put([0, 0, 0, ...done])];
      machine.kernels.dlamrg(n, k, poles, list, d, order);
      const values = machine.get(d, n);
      for (let i = k; i < n; i++) expect(values[now[i]]).toBe(done[i - k]);
      expect(Array.from(machine.i32(order, n), (i) => values[i])).toEqual([0, 1, 3, 4, 6, 6, 9]);
    });
  });
});
