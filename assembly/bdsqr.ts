// Floor 4 · singular values (and vectors) of an upper bidiagonal matrix: implicit QR on B itself, never on BᵀB.
//
//        ┌ d e       ┐     a sweep over the unreduced block l … m chases one element along the band with rotations from the right
//    B = │   d e     │     (they turn rows of W = Vᵀ) and from the left (rows of P = Uᵀ). Shift: the smaller singular value of the
//        │     d e   │     last 2×2 block; none where it would be lost in d_l, or where a d_i is 0: then e_{m−1} becomes 0 at once.
//        └       d   ┘
//
// The sweep goes from the larger end of the block to the smaller: from m to l it is the same sweep on J Bᵀ J, J the exchange matrix, with
// the roles of P and W exchanged. |e_i| ≤ drop counts as 0; with drop = 4ε‖B‖ the error stays one of rounding in A.
// About two sweeps a singular value, 12 flops an element of P and W and plane. Golub & Kahan 1965; Golub & Van Loan §8.6.3; the sweep
// without shift: Demmel & Kahan, SIAM J. Sci. Stat. Comput. 11:873, 1990.
import { drotsweep } from './steqr';

const EPS: f64 = 2.220446049250313e-16;
/** Rotations leave rounding of this size beside the singular values of a cluster, which no sweep takes away. */
const TOL: f64 = 4 * EPS;
/** Below this numbers lose digits, and rotations made from them their orthogonality: 0 beside ‖B‖ ≈ 1. */
const TINY: f64 = 1e-290;

// the rotation made last: (f, g) → (r, 0)
let c: f64 = 1;
let s: f64 = 0;
let r: f64 = 0;

function rotate(f: f64, g: f64): void {
  if (abs(g) < TINY) {
    c = 1;
    s = 0;
    r = f;
    return;
  }
  if (abs(f) < TINY) {
    c = 0;
    s = 1;
    r = g;
    return;
  }
  const top = max(abs(f), abs(g));
  if (top > 1e-140) r = sqrt(f * f + g * g);
  else r = top * sqrt((f / top) * (f / top) + (g / top) * (g / top));
  c = f / r;
  s = g / r;
}

// @ts-ignore: decorator
@inline
function put(cs: usize, i: i32): void {
  store<f64>(cs + ((<usize>i) << 4), c);
  store<f64>(cs + ((<usize>i) << 4), s, 8);
}

/** The smaller singular value of [f g; 0 h]: σ₁ ± σ₂ = √((|f| ± |h|)² + g²), σ₁σ₂ = |fh|. */
function smaller(f: f64, g: f64, h: f64): f64 {
  f = abs(f);
  h = abs(h);
  const larger = 0.5 * (sqrt((f + h) * (f + h) + g * g) + sqrt((f - h) * (f - h) + g * g));
  return larger > 0 ? min(f, h) * (max(f, h) / larger) : 0;
}

/**
 * A sweep over `count` planes; d, e of the first plane and the step in bytes from one to the next (−8: backwards). Rotation i of the
 * right and of the left goes to place count − 1 − i, where drotsweep begins.
 */
function sweep(count: i32, d: usize, e: usize, step: usize, shift: f64, right: usize, left: usize): void {
  if (shift == 0) {
    let c1: f64 = 1, c2: f64 = 1, s2: f64 = 0;
    for (let i = 0; i < count; i++, d += step, e += step) {
      rotate(load<f64>(d) * c1, load<f64>(e));
      put(right, count - 1 - i);
      if (i > 0) store<f64>(e - step, s2 * r);
      c1 = c;
      const s1 = s;
      rotate(c2 * r, load<f64>(d + step) * s1);
      put(left, count - 1 - i);
      c2 = c;
      s2 = s;
      store<f64>(d, r);
    }
    const h = load<f64>(d) * c1;
    store<f64>(d, h * c2);
    store<f64>(e - step, h * s2);
    return;
  }
  const d0 = load<f64>(d);
  let f = (abs(d0) - shift) * (copysign<f64>(1, d0) + shift / d0), g = load<f64>(e);
  for (let i = 0; i < count; i++, d += step, e += step) {
    rotate(f, g);
    put(right, count - 1 - i);
    if (i > 0) store<f64>(e - step, r);
    const di = load<f64>(d), ei = load<f64>(e), dn = load<f64>(d + step);
    f = c * di + s * ei;
    const below = c * ei - s * di;
    g = s * dn;
    const corner = c * dn;
    rotate(f, g);
    put(left, count - 1 - i);
    store<f64>(d, r);
    f = c * below + s * corner;
    store<f64>(d + step, c * corner - s * below);
    if (i + 1 < count) {
      const en = load<f64>(e + step);
      g = s * en;
      store<f64>(e + step, c * en);
    }
  }
  store<f64>(e - step, f);
}

/**
 * Goes on with the iteration at state = (n − 1 − index of the last row not yet done, sweeps made) until all singular values are found
 * or the sweeps of this call have turned `budget` planes. p, w: rows to turn, `cols` long; cs: 4n doubles. d ends with any signs, in
 * any order. 0 when done, −1 when there is more to do, i + 1 when value i is not found and `limit` sweeps have been made in all.
 */
export function dbdsqr(
  n: i32, d: usize, e: usize, p: usize, ldp: i32, w: usize, ldw: i32, cols: i32, cs: usize, state: usize, drop: f64, limit: i32,
  budget: i32,
): i32 {
  let m = n - 1 - load<i32>(state), sweeps = load<i32>(state, 4), info = 0;
  const right = cs, left = cs + ((<usize>n) << 4);
  while (m > 0) {
    let l = m, zeros = false;
    while (l > 0) {
      const at = e + ((<usize>(l - 1)) << 3);
      const a = abs(load<f64>(at - e + d)), b = abs(load<f64>(at - e + d, 8)), x = abs(load<f64>(at));
      if (x <= drop || x <= TOL * min(a, b)) {
        store<f64>(at, 0);
        break;
      }
      if (a == 0 || b == 0) zeros = true;
      l--;
    }
    if (l == m) {
      m--;
      continue;
    }
    if (budget <= 0) {
      info = -1;
      break;
    }
    if (sweeps == limit) return m + 1;
    sweeps++;
    const count = m - l;
    const dl = d + ((<usize>l) << 3), dm = d + ((<usize>m) << 3), el = e + ((<usize>l) << 3), em = e + ((<usize>(m - 1)) << 3);
    const down = abs(load<f64>(dl)) >= abs(load<f64>(dm));
    const head = abs(load<f64>(down ? dl : dm));
    let shift: f64 = 0;
    if (!zeros) {
      shift = down ? smaller(load<f64>(dm - 8), load<f64>(em), load<f64>(dm)) : smaller(load<f64>(dl + 8), load<f64>(el), load<f64>(dl));
      if ((shift / head) * (shift / head) < EPS) shift = 0;
    }
    const lp = (<usize>ldp) << 3, lw = (<usize>ldw) << 3;
    if (down) {
      sweep(count, dl, el, 8, shift, right, left);
      if (p) drotsweep(0, count, left, p + <usize>m * lp, -ldp, cols);
      if (w) drotsweep(0, count, right, w + <usize>m * lw, -ldw, cols);
    } else {
      sweep(count, dm, em, 0 - <usize>8, shift, right, left);
      if (p) drotsweep(0, count, right, p + <usize>l * lp, ldp, cols);
      if (w) drotsweep(0, count, left, w + <usize>l * lw, ldw, cols);
    }
    budget -= count;
  }
  store<i32>(state, n - 1 - m);
  store<i32>(state, sweeps, 4);
  return info;
}
