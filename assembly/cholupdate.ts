// Floor 2 · rank-one changes of a Cholesky factor, L Lᵀ ± x xᵀ, row-major, by rotations of the columns of [L x], O(n²).
//
//   dchud   l' = c l + s x,  x' = c x − s l        with (c, s) of column k from l_kk and x_k: rows follow each other, x runs along
//   dchdd   L p = x (dtrsmLLN), ρ² = 1 − ‖p‖²; the rotations that take (p, ρ) to (0, 1), from the last to the first, turn (L, 0) into
//           (L', x): every row on its own. A negative ρ² is a matrix that is not positive definite.
//
// Four rows at a time, each a chain of its own. 3n² flops. Gill, Golub, Murray & Saunders, Math. Comp. 28:505, 1974;
// Stewart, IMA J. Appl. Math. 23:203, 1979 (the downdate is stable).
import { get, set } from './element';

/** √(f² + g²) without overflow. */
function length(f: f64, g: f64): f64 {
  const top = max(abs(f), abs(g));
  if (top == 0) return 0;
  const a = f / top, b = g / top;
  return top * sqrt(a * a + b * b);
}

/** Columns first … last of one row: the rotations so far; returns what becomes of x. */
function turn(first: i32, last: i32, row: usize, x: f64, cs: usize): f64 {
  for (let k = first; k < last; k++) {
    const c = get(cs, 2 * k), s = get(cs, 2 * k + 1), l = get(row, k);
    set(row, k, c * l + s * x);
    x = c * x - s * l;
  }
  return x;
}

/** L ← the factor of L Lᵀ + x xᵀ; x is overwritten. cs: 2n doubles. */
export function dchud(n: i32, l: usize, ldl: i32, x: usize, cs: usize): void {
  const ld = (<usize>ldl) << 3;
  for (let i = 0; i < n; i += 4, l += 4 * ld) {
    let from = 0;
    if (i + 4 <= n) {
      from = i;
      let x0 = get(x, i), x1 = get(x, i + 1), x2 = get(x, i + 2), x3 = get(x, i + 3);
      const r1 = l + ld, r2 = r1 + ld, r3 = r2 + ld;
      for (let k = 0; k < i; k++) {
        const c = get(cs, 2 * k), s = get(cs, 2 * k + 1);
        const l0 = get(l, k), l1 = get(r1, k), l2 = get(r2, k), l3 = get(r3, k);
        set(l, k, c * l0 + s * x0);
        set(r1, k, c * l1 + s * x1);
        set(r2, k, c * l2 + s * x2);
        set(r3, k, c * l3 + s * x3);
        x0 = c * x0 - s * l0;
        x1 = c * x1 - s * l1;
        x2 = c * x2 - s * l2;
        x3 = c * x3 - s * l3;
      }
      set(x, i, x0);
      set(x, i + 1, x1);
      set(x, i + 2, x2);
      set(x, i + 3, x3);
    }
    for (let r = i; r < min(n, i + 4); r++) {
      const row = l + <usize>(r - i) * ld;
      const v = turn(from, r, row, get(x, r), cs);
      const d = get(row, r), h = length(d, v);
      set(cs, 2 * r, h > 0 ? d / h : 1);
      set(cs, 2 * r + 1, h > 0 ? v / h : 0);
      set(row, r, h);
    }
  }
}

/** L ← the factor of L Lᵀ − x xᵀ, with L p = x given. 0, or the order of the first minor that is not positive. cs: 2n doubles. */
export function dchdd(n: i32, l: usize, ldl: i32, p: usize, cs: usize): i32 {
  const ld = (<usize>ldl) << 3;
  let left: f64 = 1;
  for (let k = 0; k < n; k++) {
    left -= get(p, k) * get(p, k);
    if (!(left > 0)) return k + 1;
  }
  let rho = sqrt(left);
  for (let k = n - 1; k >= 0; k--) {
    const h = length(rho, get(p, k));
    set(cs, 2 * k, rho / h);
    set(cs, 2 * k + 1, get(p, k) / h);
    rho = h;
  }
  for (let i = 0; i < n; i += 4, l += 4 * ld) {
    const rows = min(4, n - i);
    let x0: f64 = 0, x1: f64 = 0, x2: f64 = 0, x3: f64 = 0;
    if (rows > 1) x1 = back(i + 1, i, l + ld, 0, cs);
    if (rows > 2) x2 = back(i + 2, i, l + 2 * ld, 0, cs);
    if (rows > 3) x3 = back(i + 3, i, l + 3 * ld, 0, cs);
    if (rows < 4) {
      back(i, -1, l, 0, cs);
      if (rows > 1) back(i, -1, l + ld, x1, cs);
      if (rows > 2) back(i, -1, l + 2 * ld, x2, cs);
      continue;
    }
    const r1 = l + ld, r2 = r1 + ld, r3 = r2 + ld;
    for (let k = i; k >= 0; k--) {
      const c = get(cs, 2 * k), s = get(cs, 2 * k + 1);
      const l0 = get(l, k), l1 = get(r1, k), l2 = get(r2, k), l3 = get(r3, k);
      set(l, k, c * l0 - s * x0);
      set(r1, k, c * l1 - s * x1);
      set(r2, k, c * l2 - s * x2);
      set(r3, k, c * l3 - s * x3);
      x0 = c * x0 + s * l0;
      x1 = c * x1 + s * l1;
      x2 = c * x2 + s * l2;
      x3 = c * x3 + s * l3;
    }
  }
  return 0;
}

/** Columns from, from − 1, …, to + 1 of one row. */
function back(from: i32, to: i32, row: usize, x: f64, cs: usize): f64 {
  for (let k = from; k > to; k--) {
    const c = get(cs, 2 * k), s = get(cs, 2 * k + 1), l = get(row, k);
    set(row, k, c * l - s * x);
    x = c * x + s * l;
  }
  return x;
}
