// Floor 3 · matrix times vector, row-major: y ← α op(A) x + β y, where packing for one column would cost more than the product.
//
//   op(A) = A    eight rows at a time, each its own chain of sums        op(A) = Aᵀ   eight columns at a time, two to a vector
//
// Every entry is summed in the order of the micro-kernel (chains of KC, then their sums), so that one column of a product and the
// product with that column are the same bits in the plain build. 2mn flops, A read once. β = 0 never reads y.
import { KC } from './gemm';
import { madd, zero } from './simd';

/** A is m×n; x has n entries (m with trans), y has m (n). */
export function dgemv(trans: i32, m: i32, n: i32, alpha: f64, a: usize, lda: i32, x: usize, beta: f64, y: usize): void {
  const k = trans ? m : n;
  if (k == 0) {
    put(trans ? n : m, 0, beta, y);
    return;
  }
  for (let q = 0; q < k; q += KC) {
    const depth = min(KC, k - q);
    const b: f64 = q == 0 ? beta : 1;
    const from = a + ((trans ? <usize>q * <usize>lda : <usize>q) << 3);
    if (trans) columns(depth, n, alpha, from, lda, x + ((<usize>q) << 3), b, y);
    else rows(m, depth, alpha, from, lda, x + ((<usize>q) << 3), b, y);
  }
}

/** y[0:n] ← s + β y. */
function put(n: i32, s: f64, beta: f64, y: usize): void {
  for (let i = 0; i < n; i++, y += 8) store<f64>(y, beta != 0 ? beta * load<f64>(y) + s : s);
}

function rows(m: i32, k: i32, alpha: f64, a: usize, lda: i32, x: usize, beta: f64, y: usize): void {
  const ld = (<usize>lda) << 3;
  const end = x + ((<usize>k) << 3);
  let i = 0;
  for (; i + 8 <= m; i += 8, a += 8 * ld, y += 64) {
    let s0: f64 = 0, s1: f64 = 0, s2: f64 = 0, s3: f64 = 0, s4: f64 = 0, s5: f64 = 0, s6: f64 = 0, s7: f64 = 0;
    let p0 = a, p4 = a + 4 * ld;
    for (let at = x; at < end; at += 8, p0 += 8, p4 += 8) {
      const v = load<f64>(at);
      s0 += load<f64>(p0) * v;
      s1 += load<f64>(p0 + ld) * v;
      s2 += load<f64>(p0 + 2 * ld) * v;
      s3 += load<f64>(p0 + 3 * ld) * v;
      s4 += load<f64>(p4) * v;
      s5 += load<f64>(p4 + ld) * v;
      s6 += load<f64>(p4 + 2 * ld) * v;
      s7 += load<f64>(p4 + 3 * ld) * v;
    }
    put(1, alpha * s0, beta, y);
    put(1, alpha * s1, beta, y + 8);
    put(1, alpha * s2, beta, y + 16);
    put(1, alpha * s3, beta, y + 24);
    put(1, alpha * s4, beta, y + 32);
    put(1, alpha * s5, beta, y + 40);
    put(1, alpha * s6, beta, y + 48);
    put(1, alpha * s7, beta, y + 56);
  }
  for (; i < m; i++, a += ld, y += 8) {
    let s: f64 = 0;
    for (let at = x, p = a; at < end; at += 8, p += 8) s += load<f64>(p) * load<f64>(at);
    put(1, alpha * s, beta, y);
  }
}

function columns(k: i32, n: i32, alpha: f64, a: usize, lda: i32, x: usize, beta: f64, y: usize): void {
  const ld = (<usize>lda) << 3;
  const end = x + ((<usize>k) << 3);
  let j = 0;
  for (; j + 8 <= n; j += 8, a += 64, y += 64) {
    let s0 = zero(), s1 = zero(), s2 = zero(), s3 = zero();
    for (let at = x, p = a; at < end; at += 8, p += ld) {
      const v = v128.load64_splat(at);
      s0 = madd(v128.load(p), v, s0);
      s1 = madd(v128.load(p, 16), v, s1);
      s2 = madd(v128.load(p, 32), v, s2);
      s3 = madd(v128.load(p, 48), v, s3);
    }
    put2(alpha, s0, beta, y);
    put2(alpha, s1, beta, y + 16);
    put2(alpha, s2, beta, y + 32);
    put2(alpha, s3, beta, y + 48);
  }
  for (; j < n; j++, a += 8, y += 8) {
    let s: f64 = 0;
    for (let at = x, p = a; at < end; at += 8, p += ld) s += load<f64>(p) * load<f64>(at);
    put(1, alpha * s, beta, y);
  }
}

// @ts-ignore: decorator
@inline
function put2(alpha: f64, s: v128, beta: f64, y: usize): void {
  put(1, alpha * f64x2.extract_lane(s, 0), beta, y);
  put(1, alpha * f64x2.extract_lane(s, 1), beta, y + 8);
}
