// Floor 3 · eigenvalues (and vectors) of a symmetric tridiagonal matrix: implicit QL with Wilkinson's shift.
//
//   d: diagonal, e: the n − 1 entries below it. A sweep over the unreduced block l … m starts from the shift σ and chases one
//   element up the band with rotations (c_i, s_i) of the planes (i, i + 1), i = m − 1, …, l. Each rotation also turns rows i and
//   i + 1 of W (W = Qᵀ: the rows end as eigenvectors). The rotations of a sweep are recorded and then applied to strips of W, so
//   that a row is loaded and stored once a sweep instead of twice:
//
//        strip of 8 columns:   carry = W(m, ·);  for i = m − 1 … l:  W(i+1, ·) = s_i W(i, ·) + c_i carry
//                                                                    carry     = c_i W(i, ·) − s_i carry        W(l, ·) = carry
//
// e_i is dropped where e_i² ≤ ε²·|d_i|·|d_{i+1}|, which keeps the digits of small eigenvalues of graded matrices, or where |e_i| ≤ drop:
// with drop = ε‖T‖ the error stays one of rounding in A, and the noise that fills the lower end of a Gram matrix costs nothing.
// About 1.7 n sweeps, 3n² flops a sweep at most with vectors. Golub & Van Loan §8.3.3–8.3.5; Parlett, The Symmetric Eigenvalue
// Problem, ch. 8.
import { get, set } from './element';
import { madd, nmadd } from './simd';

const EPS: f64 = 1.1102230246251565e-16; // half a unit in the last place of 1
const TINY: f64 = 2.2250738585072014e-308;
const STRIP: i32 = 8;

/** √(f² + g²) where the squares of tiny numbers do not vanish; |f|, |g| ≤ 1e150 here. */
// @ts-ignore: decorator
@inline
function hypot(f: f64, g: f64): f64 {
  const top = max(abs(f), abs(g));
  if (top > 1e-140) return sqrt(f * f + g * g);
  if (top == 0) return 0;
  const a = f / top, b = g / top;
  return top * sqrt(a * a + b * b);
}

/** Rotations (c, s) of planes m − 1 … l, stored at cs[2i], applied to rows l … m of W. */
export function drotsweep(l: i32, m: i32, cs: usize, w: usize, ldw: i32, cols: i32): void {
  const ld = (<usize>ldw) << 3;
  let j = 0;
  for (; j + STRIP <= cols; j += STRIP) {
    let at = w + <usize>m * ld + ((<usize>j) << 3);
    let k0 = v128.load(at), k1 = v128.load(at, 16), k2 = v128.load(at, 32), k3 = v128.load(at, 48);
    for (let i = m - 1; i >= l; i--) {
      const c = v128.load64_splat(cs + ((<usize>i) << 4)), s = v128.load64_splat(cs + ((<usize>i) << 4), 8);
      const up = at - ld;
      const x0 = v128.load(up), x1 = v128.load(up, 16);
      v128.store(at, madd(s, x0, f64x2.mul(c, k0)));
      v128.store(at, madd(s, x1, f64x2.mul(c, k1)), 16);
      k0 = nmadd(s, k0, f64x2.mul(c, x0));
      k1 = nmadd(s, k1, f64x2.mul(c, x1));
      const x2 = v128.load(up, 32), x3 = v128.load(up, 48);
      v128.store(at, madd(s, x2, f64x2.mul(c, k2)), 32);
      v128.store(at, madd(s, x3, f64x2.mul(c, k3)), 48);
      k2 = nmadd(s, k2, f64x2.mul(c, x2));
      k3 = nmadd(s, k3, f64x2.mul(c, x3));
      at = up;
    }
    v128.store(at, k0);
    v128.store(at, k1, 16);
    v128.store(at, k2, 32);
    v128.store(at, k3, 48);
  }
  for (; j < cols; j++) {
    let at = w + <usize>m * ld + ((<usize>j) << 3);
    let carry = load<f64>(at);
    for (let i = m - 1; i >= l; i--) {
      const c = get(cs, 2 * i), s = get(cs, 2 * i + 1);
      const up = at - ld;
      const x = load<f64>(up);
      store<f64>(at, s * x + c * carry);
      carry = c * x - s * carry;
      at = up;
    }
    store<f64>(at, carry);
  }
}

/** The first index i ≥ l with a negligible e_i, or n − 1. */
function blockEnd(l: i32, n: i32, d: usize, e: usize, drop: f64): i32 {
  for (let i = l; i < n - 1; i++) {
    const x = abs(get(e, i));
    if (x <= drop || x * x <= EPS * abs(get(d, i)) * (EPS * abs(get(d, i + 1))) + TINY) {
      set(e, i, 0);
      return i;
    }
  }
  return n - 1;
}

/** A 2×2 block at once, by the rotation that makes it diagonal (Golub & Van Loan §8.5.2); leaves it in cs. */
function solve2(l: i32, d: usize, e: usize, cs: usize): void {
  const b = get(e, l), a = get(d, l), c = get(d, l + 1);
  const zeta = (c / 2 - a / 2) / b;
  const t = copysign<f64>(1, zeta) / (abs(zeta) + (abs(zeta) > 1e150 ? abs(zeta) : sqrt(1 + zeta * zeta)));
  const cosine = 1 / sqrt(1 + t * t);
  set(d, l, a - t * b);
  set(d, l + 1, c + t * b);
  set(e, l, 0);
  set(cs, 2 * l, cosine);
  set(cs, 2 * l + 1, cosine * t);
}

/** One implicit QL sweep over l … m; leaves the rotations in cs. */
function sweep(l: i32, m: i32, d: usize, e: usize, cs: usize): void {
  const el = get(e, l), dl = get(d, l);
  let g = (get(d, l + 1) - dl) / (2 * el);
  let r = abs(g) > 1e150 ? abs(g) : sqrt(g * g + 1);
  g = get(d, m) - dl + el / (g + copysign<f64>(r, g));
  let s: f64 = 1, c: f64 = 1, p: f64 = 0;
  for (let i = m - 1; i >= l; i--) {
    const f = s * get(e, i);
    const b = c * get(e, i);
    r = hypot(f, g);
    set(e, i + 1, r);
    if (r == 0) {
      // the chased element has vanished: the block splits here, the rotations above are not made
      set(d, i + 1, get(d, i + 1) - p);
      set(e, m, 0);
      for (let q = i; q >= l; q--) {
        set(cs, 2 * q, 1);
        set(cs, 2 * q + 1, 0);
      }
      return;
    }
    s = f / r;
    c = g / r;
    g = get(d, i + 1) - p;
    r = (get(d, i) - g) * s + 2 * c * b;
    p = s * r;
    set(d, i + 1, g + p);
    g = c * r - b;
    set(cs, 2 * i, c);
    set(cs, 2 * i + 1, s);
  }
  set(d, l, get(d, l) - p);
  set(e, l, g);
  set(e, m, 0);
}

/**
 * Goes on with the iteration at state = (l, sweeps made) until all eigenvalues are found or the sweeps of this call have turned
 * `budget` planes. e has room for n entries, cs for 2n. w = 0: values only. drop ≥ 0: see above.
 * 0 when done, −1 when there is more to do, l + 1 when eigenvalue l is not found and `limit` sweeps have been made in all.
 */
export function dsteqr(
  n: i32, d: usize, e: usize, w: usize, ldw: i32, cols: i32, cs: usize, state: usize, drop: f64, limit: i32, budget: i32,
): i32 {
  let l = load<i32>(state), sweeps = load<i32>(state, 4), info = 0;
  while (l < n) {
    const m = blockEnd(l, n, d, e, drop);
    if (m == l) {
      l++;
      continue;
    }
    if (budget <= 0) {
      info = -1;
      break;
    }
    if (sweeps == limit) return l + 1;
    sweeps++;
    if (m == l + 1) solve2(l, d, e, cs);
    else sweep(l, m, d, e, cs);
    if (w) drotsweep(l, m, cs, w, ldw, cols);
    budget -= m - l;
  }
  store<i32>(state, l);
  store<i32>(state, sweeps, 4);
  return info;
}
