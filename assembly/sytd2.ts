// Floor 3 · symmetric A → tridiagonal T = Qᵀ A Q by Householder reflectors, one pass over the matrix for each.
//
//   row i of the lower triangle (it lies along memory) is reduced by H_i so that it ends at column i − 1, i = n − 1, …, 1:
//
//        ┌ a           ┐      then A ← H_i A H_i = A − v wᵀ − w vᵀ,   p = τ A v,  w = p − ½ τ (pᵀv) v
//        │ a a         │
//        │ a a a       │      The update with (v, w) of step i + 1 and the product A v of step i are one pass: each element is
//   i →  └ v v e  d    ┘      read once, updated, used twice and written. 8 flops an element, so the pass is bound by
//                             arithmetic, not by memory, up to the size of the outer caches.
//
// Q = H_{n−1} ⋯ H_1 is collected by `dorgtr` as rows (row r is the r-th column of Q), ready for dsteqr.
// Flops 4/3 n³ and 4/3 n³. Golub & Van Loan §8.3.1; order of elimination as LAPACK's dsytd2 with UPLO = 'U' by columns.
import { dlarfg } from './householder';
import { hsum, madd, nmadd, zero } from './simd';
import { daxpy, ddot } from './vector';

/** a ← a − x·w − y·v (one row of the rank-two update), then s += a·z and p += u·a. Returns s. */
// @ts-ignore: decorator
@inline
function row1(n: i32, a: usize, v: usize, w: usize, x: f64, y: f64, z: usize, p: usize, u: f64): f64 {
  let s: f64 = 0;
  const end = a + ((<usize>n) << 3);
  for (; a < end; a += 8, v += 8, w += 8, z += 8, p += 8) {
    const t = load<f64>(a) - x * load<f64>(w) - y * load<f64>(v);
    store<f64>(a, t);
    s += t * load<f64>(z);
    store<f64>(p, load<f64>(p) + u * t);
  }
  return s;
}

/**
 * The fused pass over rows 0 … m − 1: A ← A − v wᵀ − w vᵀ, p ← A z (lower triangle; p is overwritten).
 * Two rows at a time share the loads of v, w, z and p.
 */
function pass(m: i32, a: usize, lda: i32, v: usize, w: usize, z: usize, p: usize): void {
  const ld = (<usize>lda) << 3;
  memory.fill(p, 0, (<usize>m) << 3);
  let r = 0;
  for (; r + 1 < m; r += 2, a += 2 * ld) {
    const o = (<usize>r) << 3;
    const v0 = load<f64>(v + o), v1 = load<f64>(v + o, 8), w0 = load<f64>(w + o), w1 = load<f64>(w + o, 8);
    const z0 = load<f64>(z + o), z1 = load<f64>(z + o, 8);
    const sv0 = f64x2.splat(v0), sv1 = f64x2.splat(v1), sw0 = f64x2.splat(w0), sw1 = f64x2.splat(w1);
    const sz0 = f64x2.splat(z0), sz1 = f64x2.splat(z1);
    let s0 = zero(), s1 = zero();
    const b = a + ld;
    // r is even, so the shared part of both rows is whole vectors
    for (let q: usize = 0; q < o; q += 16) {
      const vq = v128.load(v + q), wq = v128.load(w + q), zq = v128.load(z + q);
      const x = nmadd(sw0, vq, nmadd(sv0, wq, v128.load(a + q)));
      const y = nmadd(sw1, vq, nmadd(sv1, wq, v128.load(b + q)));
      v128.store(a + q, x);
      v128.store(b + q, y);
      s0 = madd(x, zq, s0);
      s1 = madd(y, zq, s1);
      v128.store(p + q, madd(sz1, y, madd(sz0, x, v128.load(p + q))));
    }
    const d0 = load<f64>(a + o) - 2 * v0 * w0;
    const off = load<f64>(b + o) - v1 * w0 - w1 * v0;
    const d1 = load<f64>(b + o, 8) - 2 * v1 * w1;
    store<f64>(a + o, d0);
    store<f64>(b + o, off);
    store<f64>(b + o, d1, 8);
    store<f64>(p + o, load<f64>(p + o) + hsum(s0) + d0 * z0 + off * z1);
    store<f64>(p + o, load<f64>(p + o, 8) + hsum(s1) + off * z0 + d1 * z1, 8);
  }
  if (r < m) {
    const o = (<usize>r) << 3;
    const vr = load<f64>(v + o), wr = load<f64>(w + o), zr = load<f64>(z + o);
    const s = row1(r, a, v, w, vr, wr, z, p, zr);
    const d = load<f64>(a + o) - 2 * vr * wr;
    store<f64>(a + o, d);
    store<f64>(p + o, load<f64>(p + o) + s + d * zr);
  }
}

/**
 * Steps last > i ≥ first, downwards, of the reduction of the n×n lower triangle at a. d, e, tau: n doubles each (e[i − 1] and
 * tau[i] belong to step i). work: 4n doubles, zero before the first call, kept between calls: v, w of the step before, z, p.
 */
export function dsytd2(first: i32, last: i32, n: i32, a: usize, lda: i32, d: usize, e: usize, tau: usize, work: usize): void {
  const ld = (<usize>lda) << 3;
  const size = (<usize>((n + 1) & ~1)) << 3;
  const v = work, w = work + size, z = work + 2 * size, p = work + 3 * size;
  for (let i = last - 1; i >= first; i--) {
    const row = a + <usize>i * ld;
    const o = (<usize>i) << 3;
    // the pending update reaches row i before the reflector is made from it
    daxpy(i + 1, -load<f64>(v + o), w, row);
    daxpy(i + 1, -load<f64>(w + o), v, row);
    store<f64>(d + o, load<f64>(row + o));
    if (i == 0) break;
    const t = dlarfg(i, row + o - 8, row);
    store<f64>(tau + o, t);
    store<f64>(e + o - 8, load<f64>(row + o - 8));
    memory.copy(z, row, o);
    store<f64>(z + o - 8, 1);
    pass(i, a, lda, v, w, z, p);
    const f = -0.5 * t * t * ddot(i, p, z);
    for (let q: usize = 0; q < o; q += 8) {
      const x = load<f64>(z + q);
      store<f64>(w + q, t * load<f64>(p + q) + f * x);
      store<f64>(v + q, x);
    }
  }
}

/**
 * The columns of Q as rows of q (n×n): row r of the identity times H_1, …, H_{n−1}. Steps first ≤ i < last, upwards;
 * q must hold the identity before step 1.
 */
export function dorgtr(first: i32, last: i32, n: i32, a: usize, lda: i32, tau: usize, q: usize, ldq: i32): void {
  const ld = (<usize>lda) << 3, lq = (<usize>ldq) << 3;
  for (let i = first; i < last; i++) {
    const t = load<f64>(tau + ((<usize>i) << 3));
    if (t == 0) continue;
    const v = a + <usize>i * ld;
    const e = v + ((<usize>(i - 1)) << 3);
    const kept = load<f64>(e);
    store<f64>(e, 1); // v(i) = 1 stands where e was; e has a place of its own
    for (let r = 0; r < i; r++) {
      const y = q + <usize>r * lq;
      daxpy(i, -t * ddot(i, y, v), v, y);
    }
    store<f64>(e, kept);
  }
}
