// Drives dsytd2, dorgtr and dsteqr, whole or piece by piece: the symmetric eigensolver before any scaling.
import type { Matrix } from '../src/matrix.js';
import { identity } from './matrices.js';
import { build, transpose } from './reference.js';
import type { Machine } from './variants.js';

export interface Tridiagonal {
  d: Float64Array;
  e: Float64Array;
  q: Matrix;
}

/** A = Q T Qᵀ from the lower triangle alone. `step`: rows in one call. */
export function reduce(machine: Machine, a: Matrix, { pad = 0, step = Math.max(1, a.shape[0]) } = {}): Tridiagonal {
  const { kernels } = machine;
  const n = a.shape[0];
  return machine.frame(() => {
    const [at, q] = [machine.putLower(a, n + pad), machine.putMatrix(identity(n), n + pad)];
    const [d, e, tau, work] = [machine.room(n), machine.room(n), machine.room(n), machine.put(new Float64Array(4 * (n + (n & 1))))];
    for (let last = n; last > 0; last -= step) kernels.dsytd2(Math.max(0, last - step), last, n, at, n + pad, d, e, tau, work);
    for (let first = 1; first < n; first += step) kernels.dorgtr(first, Math.min(n, first + step), n, at, n + pad, tau, q, n + pad);
    machine.getLower(at, n, n + pad); // fails where the upper triangle was touched
    return {
      d: machine.get(d, n),
      e: machine.get(e, Math.max(0, n - 1)),
      q: transpose(machine.getMatrix(q, n, n, n + pad)),
    };
  });
}

export const tridiagonal = (d: ArrayLike<number>, e: ArrayLike<number>) =>
  build(d.length, d.length, (i, j) => (i === j ? d[i] : Math.abs(i - j) === 1 ? e[Math.min(i, j)] : 0));

export interface Iterated {
  info: number;
  calls: number;
  values: Float64Array;
  vectors: Matrix;
}

/** Eigenvalues of T in the order found, vectors as the columns of Q W; `q` without which values only. */
export function iterate(
  machine: Machine,
  d: ArrayLike<number>,
  e: ArrayLike<number>,
  q?: Matrix,
  { pad = 0, budget = 2 ** 30, drop = 0, limit = 30 * d.length } = {},
): Iterated {
  const n = d.length;
  return machine.frame(() => {
    const [pd, pe, cs, state] = [machine.put(d), machine.put([...Array.from(e), 0].slice(0, n)), machine.room(2 * n), machine.put([0])];
    const rows = q ? transpose(q) : identity(n);
    const cols = rows.shape[1];
    const w = machine.putMatrix(rows, cols + pad);
    let info = -1;
    let calls = 0;
    for (; info === -1; calls++) info = machine.kernels.dsteqr(n, pd, pe, q ? w : 0, cols + pad, cols, cs, state, drop, limit, budget);
    return { info, calls, values: machine.get(pd, n), vectors: transpose(machine.getMatrix(w, n, cols, cols + pad)) };
  });
}
