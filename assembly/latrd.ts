// Floor 3 · one panel of the tridiagonal reduction: nb rows of the lower triangle, the update of the rest deferred to one product.
//
//   T = Qᵀ A Q, row i reduced by H_i so that it ends at column i − 1, i = n − 1, n − 2, … (as dsytd2). With the reflectors v_s and
//   their w_s so far in the panel the matrix is A − Σ v_s w_sᵀ + w_s v_sᵀ, but only A is stored:
//
//        ┌ a               ┐        row i:   a_i ← a_i − Σ w_s(i) v_s + v_s(i) w_s
//        │ a a             │        v, τ:    reflector of a_i
//        │ a a a           │        product: w = A v − Σ (w_sᵀv) v_s + (v_sᵀv) w_s        A as it was before the panel: dsymv
//   i →  │ v v e  d        │        w ← τ w − ½ τ² (wᵀv) v
//        │ v v v  e  d     │
//        └ v v v  v  e  d  ┘        after nb rows:  A ← A − Vᵀ W − Wᵀ V, lower triangle, one product of inner size 2 nb
//
// A step comes in three pieces, so that threads share the middle: dlatrdv ends with v; then dsymv by parts, and beside it dlatrdc, the sums
// w_sᵀv and v_sᵀv by ranges; dlatrdw puts w together.
//
// The panel keeps [V; W; V] as 3 nb rows of p, so that rows 0 … 2nb − 1 and nb … 3nb − 1 are the two factors of that product.
// Flops 2i² (dsymv) + 12 i s for step s. Dongarra, Hammarling & Sorensen, J. Comput. Appl. Math. 27:215, 1989; LAPACK's dlatrd.
import { dlarfg } from './householder';
import { hsum, madd, nmadd, zero } from './simd';
import { dsymvsum } from './symv';
import { ddot } from './vector';

/** y[0:m] ← y − Σ_s c_s v_s + b_s w_s for count pairs of rows v_s, w_s at v and w; c at c, b at b. Two pairs share a pass over y. */
function subtract(count: i32, m: i32, v: usize, w: usize, ld: usize, c: usize, b: usize, y: usize): void {
  const end = y + ((<usize>(m & ~1)) << 3);
  let s = 0;
  for (; s + 1 < count; s += 2, c += 16, b += 16, v += 2 * ld, w += 2 * ld) {
    const c0 = v128.load64_splat(c), c1 = v128.load64_splat(c, 8), b0 = v128.load64_splat(b), b1 = v128.load64_splat(b, 8);
    let v0 = v, v1 = v + ld, w0 = w, w1 = w + ld, at = y;
    for (; at < end; at += 16, v0 += 16, v1 += 16, w0 += 16, w1 += 16) {
      const t = nmadd(b0, v128.load(w0), nmadd(c0, v128.load(v0), v128.load(at)));
      v128.store(at, nmadd(b1, v128.load(w1), nmadd(c1, v128.load(v1), t)));
    }
    if (m & 1) {
      const t = load<f64>(at) - load<f64>(c) * load<f64>(v0) - load<f64>(b) * load<f64>(w0);
      store<f64>(at, t - load<f64>(c, 8) * load<f64>(v1) - load<f64>(b, 8) * load<f64>(w1));
    }
  }
  if (s < count) {
    const c0 = v128.load64_splat(c), b0 = v128.load64_splat(b);
    let v0 = v, w0 = w, at = y;
    for (; at < end; at += 16, v0 += 16, w0 += 16) {
      v128.store(at, nmadd(b0, v128.load(w0), nmadd(c0, v128.load(v0), v128.load(at))));
    }
    if (m & 1) store<f64>(at, load<f64>(at) - load<f64>(c) * load<f64>(v0) - load<f64>(b) * load<f64>(w0));
  }
}

/** c_s ← w_s·x and b_s ← v_s·x, s < count: four rows share the loads of x. */
function project(count: i32, m: i32, v: usize, w: usize, ld: usize, x: usize, c: usize, b: usize): void {
  const end = x + ((<usize>(m & ~1)) << 3);
  let s = 0;
  for (; s + 1 < count; s += 2, c += 16, b += 16, v += 2 * ld, w += 2 * ld) {
    let v0 = v, v1 = v + ld, w0 = w, w1 = w + ld, at = x;
    let s0 = zero(), s1 = zero(), s2 = zero(), s3 = zero();
    for (; at < end; at += 16, v0 += 16, v1 += 16, w0 += 16, w1 += 16) {
      const t = v128.load(at);
      s0 = madd(v128.load(w0), t, s0);
      s1 = madd(v128.load(w1), t, s1);
      s2 = madd(v128.load(v0), t, s2);
      s3 = madd(v128.load(v1), t, s3);
    }
    const odd = m & 1;
    const t = odd ? load<f64>(at) : 0;
    store<f64>(c, hsum(s0) + (odd ? load<f64>(w0) * t : 0));
    store<f64>(c, hsum(s1) + (odd ? load<f64>(w1) * t : 0), 8);
    store<f64>(b, hsum(s2) + (odd ? load<f64>(v0) * t : 0));
    store<f64>(b, hsum(s3) + (odd ? load<f64>(v1) * t : 0), 8);
  }
  if (s < count) {
    store<f64>(c, ddot(m, w, x));
    store<f64>(b, ddot(m, v, x));
  }
}

/**
 * Step s < nb ≤ n of a panel, up to the product: row i = n − 1 − s of the n×n lower triangle at a reduced, v in row s of p, 3nb rows that
 * are kept between calls. d, e, tau as for dsytd2. work: 2nb doubles.
 */
export function dlatrdv(
  s: i32, nb: i32, n: i32, a: usize, lda: i32, d: usize, e: usize, tau: usize, p: usize, ldp: i32, work: usize,
): void {
  const ld = (<usize>lda) << 3, lp = (<usize>ldp) << 3;
  const pw = p + <usize>nb * lp, c = work, b = work + ((<usize>nb) << 3);
  const i = n - 1 - s;
  const row = a + <usize>i * ld, o = (<usize>i) << 3;
  for (let r = 0; r < s; r++) {
    const q = <usize>r * lp + o;
    store<f64>(c + ((<usize>r) << 3), load<f64>(pw + q));
    store<f64>(b + ((<usize>r) << 3), load<f64>(p + q));
  }
  subtract(s, i + 1, p, pw, lp, c, b, row);
  store<f64>(d + o, load<f64>(row + o));
  if (i == 0) return;
  const t = dlarfg(i, row + o - 8, row);
  store<f64>(tau + o, t);
  store<f64>(e + o - 8, load<f64>(row + o - 8));
  const v = p + <usize>s * lp;
  memory.copy(v, row, o);
  store<f64>(v + o - 8, 1);
  memory.copy(v + 2 * <usize>nb * lp, v, o);
}

/** The sums w_rᵀv and v_rᵀv of step s for first ≤ r < last ≤ s, first even; in any ranges, beside the product. */
export function dlatrdc(first: i32, last: i32, s: i32, nb: i32, n: i32, p: usize, ldp: i32, work: usize): void {
  const lp = (<usize>ldp) << 3;
  const v = p + <usize>first * lp, c = work + ((<usize>first) << 3);
  project(last - first, n - 1 - s, v, v + <usize>nb * lp, lp, p + <usize>s * lp, c, c + ((<usize>nb) << 3));
}

/** The end of step s: w, from the sums and from the parts of A v that dsymv left in the rows of y. */
export function dlatrdw(s: i32, nb: i32, n: i32, tau: usize, p: usize, ldp: i32, work: usize, parts: i32, y: usize, ldy: i32): void {
  const lp = (<usize>ldp) << 3;
  const i = n - 1 - s, o = (<usize>i) << 3;
  const v = p + <usize>s * lp, pw = p + <usize>nb * lp, w = pw + <usize>s * lp;
  dsymvsum(parts, i, y, ldy, w);
  subtract(s, i, p, pw, lp, work, work + ((<usize>nb) << 3), w);
  const t = load<f64>(tau + o);
  const f = -0.5 * t * t * ddot(i, w, v);
  for (let q: usize = 0; q < o; q += 8) store<f64>(w + q, t * load<f64>(w + q) + f * load<f64>(v + q));
}
