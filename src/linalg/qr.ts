// Floor 6 · QR factorization A = Q R by Householder reflectors, thin; inside as Aᵀ = L Qᵀ, where columns of A lie along memory.
import { finiteMatrix } from '../check.js';
import { type Engine, engine } from '../engine.js';
import type { Matrix, MatrixLike } from '../matrix.js';
import { type RunOptions, run, runAsync, type Steps } from '../steps.js';
import { need } from '../wasm/arena.js';
import { lqBytes, lqSteps, rowsOfQSteps } from './reflectors.js';
import { paddedLd } from './rows.js';

export interface Qr {
  /** m×r, orthonormal columns, r = min(m, n). */
  readonly Q: Matrix;
  /** r×n, upper triangular (trapezoidal for m < n), its diagonal ≥ 0. */
  readonly R: Matrix;
}

/** Bytes that `qr` needs. */
export function qrBytes(e: Engine, m: number, n: number): number {
  const r = Math.min(m, n);
  return need(m * n, n * paddedLd(m), r * paddedLd(m), r, m * r) + lqBytes(e, Math.max(n, r), m);
}

/**
 * Thin QR factorization A = Q R by Householder reflectors.
 *
 * The diagonal of R is not negative, which makes the factors of a matrix of full column rank unique. (LAPACK and NumPy leave the
 * signs as they come.)
 *
 * @param a - m×n
 * @returns Q, m×r with QᵀQ = I, and R, r×n upper triangular, r = min(m, n)
 * @throws {NonFiniteError} if an entry is NaN or infinite
 *
 * Cost: 4n²(m − n/3) flops for m ≥ n, half of it for Q.
 *
 * @example
 * qr([[3, 1], [4, 2]]).R.data // [5, 2.2, 0, 0.4]
 * qr([[3], [4]]).Q.data // [0.6, 0.8]
 *
 * @see Golub & Van Loan, Matrix Computations, 4th ed., §5.2
 */
export function qr(a: MatrixLike): Qr {
  return run(qrSteps(a));
}

/** `qr` in slices, with progress and cancellation. */
export function qrAsync(a: MatrixLike, options: RunOptions = {}): Promise<Qr> {
  return runAsync(qrSteps(a), options);
}

function* qrSteps(aLike: MatrixLike): Steps<Qr> {
  const A = finiteMatrix(aLike, 'qr', 'a');
  const [m, n] = A.shape;
  const r = Math.min(m, n);
  const e = engine();
  const { arena, kernels } = e;
  const mark = arena.mark();
  try {
    arena.reserve(qrBytes(e, m, n), 'qr');
    const ld = paddedLd(m);
    const source = arena.copyIn(A.data, 'qr');
    const [at, q, tau, out] = [n * ld, r * ld, r, m * r].map((size) => arena.alloc(size, 'qr')) as [number, number, number, number];
    kernels.dtranspose(m, n, source, n, at, ld);
    const reflected = { m: n, n: m, a: at, lda: ld, tau };
    yield* lqSteps(e, 'qr', reflected);
    yield* rowsOfQSteps(e, 'qr', reflected, r, q, ld);
    const R = new Float64Array(r * n);
    for (let i = 0; i < r; i++) {
      const sign = (arena.f64(at + 8 * (i * ld + i), 1)[0] as number) < 0 ? -1 : 1;
      if (sign < 0) kernels.dscal(m, -1, q + 8 * i * ld);
      for (let j = i; j < n; j++) R[i * n + j] = sign * (arena.f64(at + 8 * (j * ld + i), 1)[0] as number);
    }
    kernels.dtranspose(r, m, q, ld, out, r);
    return { Q: { data: arena.copyOut(out, m * r), shape: [m, r] }, R: { data: R, shape: [r, n] } };
  } finally {
    arena.release(mark);
  }
}
