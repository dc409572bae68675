// Floor 3 · LU factors of a panel with partial pivoting: P A = L U, in place, row-major.
//
//   ┌ U11 │ U12 ┐     left half (recursively); its exchanges on the right half; U12 ← L11⁻¹ A12 (dtrsmLLN);
//   ├ L11 ┼─────┤     A22 ← A22 − L21 U12 (dgemm); right half (recursively); its exchanges on the left half         (dgetrf)
//   │     │     │
//   │ L21 │ A22 │     eight columns and fewer: turned on their side, so that the search for a pivot, the division by it and the
//   └     │     ┘     update of what is to the right run along memory                                               (dgetf2)
//
// Pivots are 32-bit row numbers, counted from the first row of the panel: row i was exchanged with row pivots[i] ≥ i.
// Flops m·n². Toledo, SIAM J. Matrix Anal. Appl. 18:1065, 1997 (the recursion); Golub & Van Loan §3.4.
import { dgemm } from './gemm';
import { dtranspose } from './move';
import { zero } from './simd';
import { dtrsmLLN } from './trsm';
import { daxpy, dscal } from './vector';

/** Columns that are factored one by one. */
const NARROW: i32 = 8;

/** Rows i ↔ pivots[i] of n columns, i = first, …, last − 1; last < first undoes them: i = first − 1, …, last. */
export function dlaswp(n: i32, a: usize, lda: i32, first: i32, last: i32, pivots: usize): void {
  const ld = (<usize>lda) << 3;
  const step = first <= last ? 1 : -1;
  const end = first <= last ? last : last - 1;
  for (let i = first <= last ? first : first - 1; i != end; i += step) {
    const p = load<i32>(pivots + ((<usize>i) << 2));
    if (p == i) continue;
    let x = a + <usize>i * ld, y = a + <usize>p * ld;
    const stop = x + ((<usize>n) << 3);
    for (; x + 16 <= stop; x += 16, y += 16) {
      const v = v128.load(x);
      v128.store(x, v128.load(y));
      v128.store(y, v);
    }
    if (x < stop) {
      const v = load<f64>(x);
      store<f64>(x, load<f64>(y));
      store<f64>(y, v);
    }
  }
}

/**
 * Factors the m×n panel, n ≤ m, m ≥ 1. 0, or j + 1 for the first column j without a non-zero pivot. It is turned on its side for that,
 * so that columns lie along memory; `work`: room for n·(m + 1) doubles.
 */
export function dgetf2(m: i32, n: i32, a: usize, lda: i32, pivots: usize, work: usize): i32 {
  const ld = (m + 1) & ~1, size = (<usize>ld) << 3;
  dtranspose(m, n, a, lda, work, ld);
  let info = 0;
  for (let j = 0; j < n; j++) {
    const o = (<usize>j) << 3, column = work + <usize>j * size + o;
    const p = largest(m - j, column);
    store<i32>(pivots + ((<usize>j) << 2), j + p);
    const d = load<f64>(column + ((<usize>p) << 3));
    if (d == 0) {
      info = j + 1;
      break;
    }
    if (p > 0) exchange(n, work + o, size, (<usize>p) << 3);
    divide(m - j - 1, d, column + 8);
    for (let c = column + size, k = j + 1; k < n; k++, c += size) daxpy(m - j - 1, -load<f64>(c), column + 8, c + 8);
  }
  dtranspose(n, m, work, ld, a, lda);
  return info;
}

/** The place of the first of the largest magnitudes of n ≥ 1 numbers. */
function largest(n: i32, x: usize): i32 {
  let t = zero();
  const end = x + ((<usize>n) << 3);
  let at = x;
  for (; at + 16 <= end; at += 16) t = f64x2.pmax(t, f64x2.abs(v128.load(at)));
  let top = max(f64x2.extract_lane(t, 0), f64x2.extract_lane(t, 1));
  if (at < end) top = max(top, abs(load<f64>(at)));
  for (at = x; at < end; at += 8) if (abs(load<f64>(at)) == top) return <i32>((at - x) >> 3);
  return 0;
}

/** x and what stands `other` bytes further, n times with stride ld. */
function exchange(n: i32, x: usize, ld: usize, other: usize): void {
  for (let q = 0; q < n; q++, x += ld) {
    const v = load<f64>(x);
    store<f64>(x, load<f64>(x + other));
    store<f64>(x + other, v);
  }
}

/** x ← x/d: by the reciprocal where that cannot overflow. */
function divide(n: i32, d: f64, x: usize): void {
  if (abs(d) > 1e-290 && abs(d) < 1e290) dscal(n, 1 / d, x);
  else for (const end = x + ((<usize>n) << 3); x < end; x += 8) store<f64>(x, load<f64>(x) / d);
}

/** As dgetf2, recursively; `work` is scratch of dgemmwork() bytes, and of 8(m + 1) doubles at least. */
export function dgetrf(m: i32, n: i32, a: usize, lda: i32, pivots: usize, work: usize): i32 {
  if (n <= NARROW) return dgetf2(m, n, a, lda, pivots, work);
  const left = (n / 2 + NARROW - 1) & -NARROW, right = n - left;
  let info = dgetrf(m, left, a, lda, pivots, work);
  if (info > 0) return info;
  const top = a + ((<usize>left) << 3), below = a + ((<usize>left * <usize>lda) << 3);
  dlaswp(right, top, lda, 0, left, pivots);
  dtrsmLLN(1, left, right, a, lda, top, lda);
  const rest = below + ((<usize>left) << 3), exchanges = pivots + ((<usize>left) << 2);
  dgemm(0, 0, m - left, right, left, -1, below, lda, top, lda, 1, rest, lda, work);
  info = dgetrf(m - left, right, rest, lda, exchanges, work);
  if (info > 0) return left + info;
  dlaswp(left, below, lda, 0, right, exchanges);
  for (let i = left; i < n; i++) {
    const at = pivots + ((<usize>i) << 2);
    store<i32>(at, load<i32>(at) + left);
  }
  return 0;
}
