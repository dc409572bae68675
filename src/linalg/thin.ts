// Floor 6 · left singular vectors and squared singular values of a tall matrix, for the spectrum of a linear kernel: X Xᵀ = U diag(σ²) Uᵀ.
//
//   Xᵀ = L Q (Householder, by rows) → rows of L made orthogonal by one-sided Jacobi → sorted → L' = T Q' → Uᵀ = Q' Q
//
// Not through XᵀX, which would square the condition number. The last step makes U orthonormal also where X has not full rank:
// the basis of a zero singular value is completed, so the shape never depends on the values.
// Cost 2np² + about 25p³ + 2np² flops. Demmel & Veselić 1992; Drmač, SIAM J. Sci. Comput. 18:1200, 1997.

import { float64 } from '../check.js';
import { exponent } from '../elementary.js';
import type { Engine } from '../engine.js';
import { ConvergenceError } from '../errors.js';
import type { AnyMatrix } from '../matrix.js';
import type { Steps } from '../steps.js';
import { need } from '../wasm/arena.js';
import { ascending } from './rows.js';

const SWEEPS = 40;
/** Elements touched in one wasm call: about 10 ms. */
const CALL = 2e7;

/** Bytes that `thinSteps` needs. */
export const thinBytes = (e: Engine, n: number, p: number) =>
  need(n * p, n * p, n * p, p * p, p * p, p * p, p, p, e.kernels.dgemmwork() / 8);

/** Uᵀ at `rows` (p×n, leading dimension n) and σ² ascending, for the n×p matrix x, p ≤ n. */
export function* thinSteps(e: Engine, caller: string, x: AnyMatrix): Steps<{ rows: number; squares: Float64Array }> {
  const { kernels, arena } = e;
  const [n, p] = x.shape;
  const [out, m, q] = [arena.alloc(n * p, caller), arena.alloc(n * p, caller), arena.copyIn(x.data, caller)];
  const [l, g, q2] = [arena.alloc(p * p, caller), arena.alloc(p * p, caller), arena.alloc(p * p, caller)];
  const [tau, tau2] = [arena.alloc(p, caller), arena.alloc(p, caller)];
  const work = arena.alloc(kernels.dgemmwork() / 8, caller);

  const top = float64(x.data).reduce((t, v) => Math.max(t, Math.abs(v)), 0);
  const scale = top > 0 ? 2 ** Math.max(-1000, Math.min(1000, exponent(top))) : 1;
  kernels.dscal(n * p, 1 / scale, q);
  kernels.dtranspose(n, p, q, p, m, n);
  yield* lq(e, p, n, m, n, tau, q, n);

  const lower = arena.f64(l, p * p).fill(0);
  const packed = arena.f64(m, n * p);
  for (let i = 0; i < p; i++) lower.set(packed.subarray(i * n, i * n + i + 1), i * p);
  yield* orthogonalise(e, caller, p, l);

  const lengths = Float64Array.from({ length: p }, (_, i) => kernels.dnrm2(p, l + 8 * i * p));
  const order = ascending(lengths).reverse();
  order.forEach((row, i) => {
    arena.f64(g + 8 * i * p, p).set(arena.f64(l + 8 * row * p, p));
  });
  yield* lq(e, p, p, g, p, tau2, q2, p);

  // ascending: the rows of Q' from the last to the first
  const basis = arena.f64(l, p * p);
  for (let i = 0; i < p; i++) basis.set(arena.f64(q2 + 8 * (p - 1 - i) * p, p), i * p);
  kernels.dgemm(0, 0, p, n, p, 1, l, p, q, n, 0, out, n, work);
  // what is left of a dependent column is rounding (n ε σ_max, as for a numerical rank): its singular value is 0
  const noise = n * Number.EPSILON * (p > 0 ? (lengths[order[0] as number] as number) : 0);
  const squares = Float64Array.from({ length: p }, (_, i) => {
    const length = lengths[order[p - 1 - i] as number] as number;
    return length <= noise ? 0 : (length * scale) ** 2;
  });
  return { rows: out, squares };
}

/** m×n A = L Q: L stays in A, the rows of Q go to q. */
function* lq({ kernels }: Engine, m: number, n: number, a: number, lda: number, tau: number, q: number, ldq: number): Steps<void> {
  const rows = Math.max(1, Math.floor(CALL / (m * n)));
  for (let j = 0; j < m; j += rows) {
    kernels.dgelq2(j, Math.min(m, j + rows), m, n, a, lda, tau);
    yield { stage: 'orthogonal factor', done: j, total: 2 * m };
  }
  for (let end = m; end > 0; end -= rows) {
    kernels.dorgl2(Math.max(0, end - rows), end, m, n, a, lda, tau, q, ldq);
    yield { stage: 'orthogonal factor', done: 2 * m - end, total: 2 * m };
  }
}

function* orthogonalise({ kernels, arena }: Engine, caller: string, p: number, g: number): Steps<void> {
  const tol = p * Number.EPSILON;
  const floor = tol ** 2 * arena.f64(g, p * p).reduce((sum, v) => sum + v * v, 0);
  const rows = Math.max(1, Math.floor(CALL / (4 * p * p)));
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    let turned = 0;
    for (let i = 0; i < p; i += rows) {
      turned += kernels.dgesvj(i, Math.min(p, i + rows), p, p, g, p, tol, floor);
      yield { stage: 'singular values', done: sweep, total: SWEEPS };
    }
    if (turned === 0) return;
  }
  throw new ConvergenceError(caller, 'one-sided Jacobi', p, `rows of the ${p}×${p} factor not orthogonal after ${SWEEPS} sweeps`);
}
