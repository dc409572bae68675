// dlarft and dlarfb: a block of reflectors is the reflectors one after the other; sizes around strips and around KC, NaN behind rows.
import { describe, it } from 'vitest';
import type { Matrix } from '../../src/matrix.js';
import { gaussian } from '../matrices.js';
import { copy, sameBits } from '../reference.js';
import { accept, backwardRatio, LIMIT } from '../residual.js';
import { type Machine, variants } from '../variants.js';

/** Rows of v, their last entry 1 not stored, and τ = 2/‖v‖²: `first` says how long the first is. */
function reflectors(first: number, k: number) {
  const g = gaussian(first + k, first + k, first + k);
  const tau = new Float64Array(first + k);
  for (let i = first; i < first + k; i++) {
    tau[i] = 2 / (1 + g.data.subarray(i * (first + k), i * (first + k) + i - 1).reduce((s, x) => s + x * x, 0));
  }
  if (k > 2) tau[first + 1] = 0; // a reflector that does nothing
  return { a: g, tau };
}

/** C H_first ⋯ H_last in plain loops. */
function oneByOne(c: Matrix, first: number, k: number, { a, tau }: ReturnType<typeof reflectors>): Matrix {
  const out = copy(c);
  const [m, n] = c.shape;
  for (let i = first; i < first + k; i++) {
    const v = (j: number) => (j < i - 1 ? a.data[i * (first + k) + j] : 1);
    for (let r = 0; r < m; r++) {
      let s = 0;
      for (let j = 0; j < i; j++) s += out.data[r * n + j] * v(j);
      for (let j = 0; j < i; j++) out.data[r * n + j] -= tau[i] * s * v(j);
    }
  }
  return out;
}

function blocked(machine: Machine, c: Matrix, first: number, k: number, { a, tau }: ReturnType<typeof reflectors>, pieces = 1): Matrix {
  const { kernels } = machine;
  const [m, n] = c.shape;
  return machine.frame(() => {
    const [at, scales, z] = [machine.putLower(a, first + k + 1), machine.put(tau), machine.putMatrix(c, n + 3)];
    const ldv = n + 2;
    const [v, t, vt, tv] = [2 * k * ldv, 2 * k * k, n * (k + 4), (n + 4) * k].map((size) => machine.room(size));
    const [work, scratch] = [machine.room(kernels.dgemmwork() / 8), machine.room(kernels.dlarfbwork() / 8)];
    kernels.dlarft(first, k, at, first + k + 1, scales, v, ldv, t, vt, tv, work);
    const size = Math.ceil(m / pieces / 12) * 12;
    for (let i = 0; i < m; i += size) kernels.dlarfb(Math.min(size, m - i), n, k, vt, tv, z + 8 * i * (n + 3), n + 3, scratch);
    return machine.getMatrix(z, m, n, n + 3);
  });
}

const SIZES: [m: number, first: number, k: number][] = [
  [1, 1, 1],
  [1, 1, 2],
  [5, 1, 4],
  [7, 2, 5],
  [13, 9, 3],
  [12, 1, 32],
  [26, 20, 33],
  [5, 250, 7],
  [6, 251, 6],
  [5, 300, 32],
];

describe.each(variants)('dlarfb, $name', (machine) => {
  it.each(machine.slow ? SIZES.slice(0, 5) : SIZES)('%i rows, reflectors from row %i, %i of them', (m, first, k) => {
    const h = reflectors(first, k);
    const n = first + k - 1;
    for (const scale of [1, 1e150, 1e-150]) {
      const c = gaussian(m, n, m);
      c.data.forEach((x, i) => {
        c.data[i] = x * scale;
      });
      const ratio = backwardRatio(blocked(machine, c, first, k, h), oneByOne(c, first, k, h));
      accept((ratio * m) / Math.max(m, n), LIMIT, `dlarfb m=${m} first=${first} k=${k} scale=${scale}: ‖C′ − C H…H‖₁/(n‖C‖₁ε)`);
    }
  });

  it('in pieces of whole strips it gives the same bits', () => {
    const h = reflectors(9, 8);
    const c = gaussian(40, 16, 1);
    sameBits(blocked(machine, c, 9, 8, h, 3).data, blocked(machine, c, 9, 8, h).data, 'three pieces');
  });
});
