// Floor 3 · LU factors of a panel with partial pivoting: P A = L U, in place, row-major.
//
//   ┌ U11 │ U12 ┐     left half (recursively); its exchanges on the right half; U12 ← L11⁻¹ A12 (dtrsmLLN);
//   ├ L11 ┼─────┤     A22 ← A22 − L21 U12 (dgemm); right half (recursively); its exchanges on the left half         (dgetrf)
//   │     │     │
//   │ L21 │ A22 │     eight columns and fewer: one pass over the rows for each column, which divides by the pivot, updates what
//   └     │     ┘     is to the right and finds the largest entry of the next column on the way                     (dgetf2)
//
// Pivots are 32-bit row numbers, counted from the first row of the panel: row i was exchanged with row pivots[i] ≥ i.
// Flops m·n². Toledo, SIAM J. Matrix Anal. Appl. 18:1065, 1997 (the recursion); Golub & Van Loan §3.4.
import { dgemm } from './gemm';
import { nmadd } from './simd';
import { dtrsmLLN } from './trsm';

/** Columns that are factored by passes over the rows. */
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

/** Factors the m×n panel, n ≤ m. 0, or j + 1 for the first column j without a non-zero pivot. */
export function dgetf2(m: i32, n: i32, a: usize, lda: i32, pivots: usize): i32 {
  const ld = (<usize>lda) << 3;
  let p = largest(m, a, ld);
  for (let j = 0; j < n; j++) {
    store<i32>(pivots + ((<usize>j) << 2), p);
    const row = a + <usize>j * ld;
    const d = load<f64>(a + <usize>p * ld + ((<usize>j) << 3));
    if (d == 0) return j + 1;
    if (p != j) exchange(n, row, a + <usize>p * ld);
    p = eliminate(j + 1, m, n - j - 1, d, row + ((<usize>j) << 3), ld);
  }
  return 0;
}

/** The row of the largest magnitude in a column of m entries. */
function largest(m: i32, x: usize, ld: usize): i32 {
  let top = abs(load<f64>(x)), p = 0;
  for (let i = 1; i < m; i++) {
    x += ld;
    const v = abs(load<f64>(x));
    if (v > top) {
      top = v;
      p = i;
    }
  }
  return p;
}

function exchange(n: i32, x: usize, y: usize): void {
  for (let q = 0; q < n; q++, x += 8, y += 8) {
    const v = load<f64>(x);
    store<f64>(x, load<f64>(y));
    store<f64>(y, v);
  }
}

/**
 * Rows first ≤ i < m below the pivot d at `pivot`: multiplier, update of the n entries to its right; returns the row with the
 * largest entry right of the multipliers (`first`, where there is none).
 */
function eliminate(first: i32, m: i32, n: i32, d: f64, pivot: usize, ld: usize): i32 {
  const r = 1 / d;
  const exact = abs(d) > 1e-290 && abs(d) < 1e290;
  const size = (<usize>n) << 3;
  let p = first;
  let top: f64 = -1;
  let x = pivot;
  for (let i = first; i < m; i++) {
    x += ld;
    const v = load<f64>(x);
    const f = exact ? v * r : v / d;
    store<f64>(x, f);
    const s = f64x2.splat(f);
    let q: usize = 8;
    for (; q + 8 <= size; q += 16) {
      v128.store(x + q, nmadd(s, v128.load(pivot + q), v128.load(x + q)));
    }
    if (q <= size) store<f64>(x + q, load<f64>(x + q) - f * load<f64>(pivot + q));
    if (n > 0) {
      const next = abs(load<f64>(x, 8));
      if (next > top) {
        top = next;
        p = i;
      }
    }
  }
  return p;
}

/** As dgetf2, recursively; `work` is scratch of dgemmwork() bytes. */
export function dgetrf(m: i32, n: i32, a: usize, lda: i32, pivots: usize, work: usize): i32 {
  if (n <= NARROW) return dgetf2(m, n, a, lda, pivots);
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
