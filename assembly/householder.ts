// Floor 2 · Householder reflectors H = I − τ v vᵀ, and the LQ factorization of a matrix by rows: A = L Q.
//
//        ┌ l          ┐      row j is reduced by H_j so that it ends at the diagonal; v_j (its first entry is 1, not stored)
//   A →  │ l l v v v v│      stands to the right of the diagonal and τ_j aside. A holds by rows what most books hold by
//        └ l l l v v v┘      columns: with A = Xᵀ this is the QR factorization of X.
//
// Flops 2m²n for m rows. Golub & Van Loan §5.1–5.2; the form that cannot overflow is LAPACK's dlarfg.
import { daxpy, ddot, dnrm2, dscal } from './vector';

/** Below this a sum of squares comes near numbers without full precision. */
const TINY: f64 = 1e-290;
const UP: f64 = 4.149515568880993e180; // 2^600

/**
 * The reflector with H (α; x) = (β; 0), α at `alpha`, x the n − 1 entries at `x`. β replaces α, v(2:n) replaces x; returns τ.
 * τ = 0 (H = I) where x is zero already.
 */
export function dlarfg(n: i32, alpha: usize, x: usize): f64 {
  if (n < 2) return 0;
  const norm = dnrm2(n - 1, x);
  if (norm == 0) return 0;
  const a = load<f64>(alpha);
  const top = max(abs(a), norm);
  if (top < TINY) {
    // β would lose digits that τ and v need: the whole reflector at another scale
    dscal(n - 1, UP, x);
    store<f64>(alpha, a * UP);
    const tau = dlarfg(n, alpha, x);
    store<f64>(alpha, load<f64>(alpha) / UP);
    return tau;
  }
  const f = a / top, g = norm / top;
  const beta = -copysign<f64>(top * sqrt(f * f + g * g), a);
  const down = a - beta;
  dscal(n - 1, 1 / down, x);
  store<f64>(alpha, beta);
  return (beta - a) / beta;
}

/** y ← y − τ (y·v) v for v = (1, v(2:n)) at v: the row y times H. */
// @ts-ignore: decorator
@inline
export function reflect(n: i32, tau: f64, v: usize, y: usize): void {
  const s = tau * (load<f64>(y) + ddot(n - 1, y + 8, v + 8));
  store<f64>(y, load<f64>(y) - s);
  daxpy(n - 1, -s, v + 8, y + 8);
}

/** A = L Q for m×n A, m ≤ n, rows first ≤ j < last of the elimination; τ in tau[0:m]. */
export function dgelq2(first: i32, last: i32, m: i32, n: i32, a: usize, lda: i32, tau: usize): void {
  const ld = (<usize>lda) << 3;
  for (let j = first; j < last; j++) {
    const v = a + <usize>j * ld + ((<usize>j) << 3);
    const t = dlarfg(n - j, v, v + 8);
    store<f64>(tau + ((<usize>j) << 3), t);
    if (t == 0) continue;
    for (let i = j + 1; i < m; i++) reflect(n - j, t, v, a + <usize>i * ld + ((<usize>j) << 3));
  }
}

/** The rows of Q (m×n, orthonormal) at q, from the reflectors that dgelq2 left in A; last > j ≥ first, downwards from m. */
export function dorgl2(first: i32, last: i32, m: i32, n: i32, a: usize, lda: i32, tau: usize, q: usize, ldq: i32): void {
  const ld = (<usize>lda) << 3, lq = (<usize>ldq) << 3;
  for (let j = last - 1; j >= first; j--) {
    const row = q + <usize>j * lq;
    memory.fill(row, 0, (<usize>n) << 3);
    store<f64>(row + ((<usize>j) << 3), 1);
    const t = load<f64>(tau + ((<usize>j) << 3));
    if (t == 0) continue;
    const v = a + <usize>j * ld + ((<usize>j) << 3);
    for (let i = j; i < m; i++) reflect(n - j, t, v, q + <usize>i * lq + ((<usize>j) << 3));
  }
}
