// Floor 3 · a panel of the factorization of a symmetric indefinite matrix, P A Pᵀ = Nᵀ D N, N unit lower triangular, D with blocks of
// one and two, lower triangle, row-major, pivots by Bunch and Kaufman.
//
//   from the last row upwards: row k of the lower triangle lies along memory and becomes row k of N
//
//        ┌ a                ┐      w_k = a_k − Σ_q N(q, k) w_q over the rows q of the panel below (kept in w), n_k = w_k / d_k
//        │ a a              │      the rows above the panel follow at once: A ← A − N_panelᵀ W_panel, lower triangle (driver)
//   k →  │ w w w            │      e_k ≠ 0: rows k − 1 and k are a block [d_{k−1} e_k; e_k d_k], N(k, k − 1) = 0
//        └ n n n 1          ┘
//
// Exchanges are made in all rows of N, so that it is triangular as it stands; pivots[i] = p says that i was exchanged with p ≤ i, from
// the last to the first. Element growth is bounded by 2.57 a step. n³/3 flops.
// Bunch & Kaufman, Math. Comp. 31:163, 1977; Golub & Van Loan, Matrix Computations, 4th ed., §4.4.
import { daxpy, dscal } from './vector';

/** (1 + √17)/8: where growth by one step of two rows equals that by two steps of one. */
const ALPHA: f64 = 0.6403882032022076;

// @ts-ignore: decorator
@inline
function el(x: usize, ld: usize, i: i32, j: i32): usize {
  return x + <usize>i * ld + ((<usize>j) << 3);
}

/** The index of the largest magnitude among x[0:n], −1 for n = 0. */
function largest(n: i32, x: usize): i32 {
  let top: f64 = -1, p = -1;
  for (let i = 0; i < n; i++) {
    const v = abs(load<f64>(x + ((<usize>i) << 3)));
    if (v > top) {
      top = v;
      p = i;
    }
  }
  return p;
}

// @ts-ignore: decorator
@inline
function swap(x: usize, y: usize): void {
  const v = load<f64>(x);
  store<f64>(x, load<f64>(y));
  store<f64>(y, v);
}

/** w[0:len] ← row i of the matrix of order len with the panel's update, rows `below` … end of it eliminated. */
function updated(i: i32, len: i32, below: i32, end: i32, a: usize, ld: usize, w: usize, lw: usize, out: usize): void {
  memory.copy(out, el(a, ld, i, 0), (<usize>(i + 1)) << 3);
  for (let r = i + 1; r < len; r++) store<f64>(out + ((<usize>r) << 3), load<f64>(el(a, ld, r, i)));
  for (let q = below; q < end; q++) daxpy(len, -load<f64>(el(a, ld, q, i)), el(w, lw, end - 1 - q, 0), out);
}

/**
 * Factors up to nb (at least 2, or all) of the last rows of the leading matrix of order `order` within the n×n matrix at a. Row
 * order − 1 − s of W goes to row s of w, nb + 1 rows. d, e: n doubles each, written for the rows done; pivots: n 32-bit integers.
 * Returns the number of rows done.
 */
export function dlasyf(n: i32, order: i32, nb: i32, a: usize, lda: i32, w: usize, ldw: i32, d: usize, e: usize, pivots: usize): i32 {
  const ld = (<usize>lda) << 3, lw = (<usize>ldw) << 3;
  let k = order - 1;
  while (k >= 0 && (order == nb || order - 1 - k < nb - 1)) {
    const row = el(w, lw, order - 1 - k, 0), next = row + lw, o = (<usize>k) << 3;
    updated(k, k + 1, k + 1, order, a, ld, w, lw, row);
    const own = abs(load<f64>(row + o));
    let p = largest(k, row), two = false;
    const top = p < 0 ? 0 : abs(load<f64>(row + ((<usize>p) << 3)));
    if (own >= ALPHA * top) p = k;
    else {
      updated(p, k + 1, k + 1, order, a, ld, w, lw, next);
      const at = next + ((<usize>p) << 3);
      const pivot = load<f64>(at);
      store<f64>(at, 0);
      const other = abs(load<f64>(next + ((<usize>largest(k + 1, next)) << 3)));
      store<f64>(at, pivot);
      if (own * (other / top) >= ALPHA * top) p = k;
      else if (abs(pivot) >= ALPHA * other) memory.copy(row, next, o + 8);
      else two = true;
    }
    const kk = two ? k - 1 : k;
    if (p != kk) {
      // what stood in row kk goes to row p; row kk itself is overwritten below
      memory.copy(el(a, ld, p, 0), el(a, ld, kk, 0), (<usize>p) << 3);
      store<f64>(el(a, ld, p, p), load<f64>(el(a, ld, kk, kk)));
      for (let r = p + 1; r < kk; r++) store<f64>(el(a, ld, r, p), load<f64>(el(a, ld, kk, r)));
      for (let r = k + 1; r < n; r++) swap(el(a, ld, r, kk), el(a, ld, r, p));
      for (let r = 0; r < order - 1 - k; r++) swap(el(w, lw, r, kk), el(w, lw, r, p));
      swap(row + ((<usize>kk) << 3), row + ((<usize>p) << 3));
      if (two) swap(next + ((<usize>kk) << 3), next + ((<usize>p) << 3));
    }
    store<i32>(pivots + ((<usize>k) << 2), k);
    store<i32>(pivots + ((<usize>kk) << 2), p);
    const dk = load<f64>(row + o);
    store<f64>(d + o, dk);
    store<f64>(e + o, 0);
    const target = el(a, ld, k, 0);
    if (!two) {
      memory.copy(target, row, o);
      if (dk != 0) divide(k, target, dk);
      k--;
      continue;
    }
    const off = load<f64>(row + o - 8), dn = load<f64>(next + o - 8);
    store<f64>(e + o, off);
    store<f64>(d + o - 8, dn);
    store<f64>(e + o - 8, 0);
    // D⁻¹ by its off-diagonal element, which is the largest: no product can overflow
    const x = dk / off, y = dn / off, f = 1 / (x * y - 1) / off;
    const upper = el(a, ld, k - 1, 0);
    for (let q: usize = 0; q < o - 8; q += 8) {
      const wk = load<f64>(row + q), wn = load<f64>(next + q);
      store<f64>(target + q, f * (y * wk - wn));
      store<f64>(upper + q, f * (x * wn - wk));
    }
    store<f64>(target + o - 8, 0);
    k -= 2;
  }
  return order - 1 - k;
}

function divide(n: i32, x: usize, d: f64): void {
  if (abs(d) > 1e-290 && abs(d) < 1e290) dscal(n, 1 / d, x);
  else for (let q = 0; q < n; q++, x += 8) store<f64>(x, load<f64>(x) / d);
}

/** B ← D⁻¹ B, B n×q. */
export function ddiagonal(n: i32, q: i32, d: usize, e: usize, b: usize, ldb: i32): void {
  const ld = (<usize>ldb) << 3;
  for (let i = 0; i < n; i++) {
    const row = b + <usize>i * ld, next = row + ld, o = (<usize>i) << 3;
    const off = i + 1 < n ? load<f64>(e + o + 8) : 0;
    if (off == 0) {
      divide(q, row, load<f64>(d + o));
      continue;
    }
    const x = load<f64>(d + o) / off, y = load<f64>(d + o + 8) / off, f = 1 / (x * y - 1) / off;
    for (let j: usize = 0; j < (<usize>q) << 3; j += 8) {
      const u = load<f64>(row + j), v = load<f64>(next + j);
      store<f64>(row + j, f * (y * u - v));
      store<f64>(next + j, f * (x * v - u));
    }
    i++;
  }
}
