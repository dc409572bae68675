// Floor 1 · level 1 on contiguous vectors: ddot, daxpy, dscal, dsum of squares with a scale, and element-wise joins of arrays.
import { hsum, madd, nmadd, zero } from './simd';

/** Σ x[i]·y[i]: four chains of two lanes. */
export function ddot(n: i32, x: usize, y: usize): f64 {
  let s0 = zero(), s1 = zero(), s2 = zero(), s3 = zero();
  const end = x + ((<usize>n) << 3);
  for (; x + 64 <= end; x += 64, y += 64) {
    s0 = madd(v128.load(x), v128.load(y), s0);
    s1 = madd(v128.load(x, 16), v128.load(y, 16), s1);
    s2 = madd(v128.load(x, 32), v128.load(y, 32), s2);
    s3 = madd(v128.load(x, 48), v128.load(y, 48), s3);
  }
  for (; x + 16 <= end; x += 16, y += 16) s0 = madd(v128.load(x), v128.load(y), s0);
  let s = hsum(f64x2.add(f64x2.add(s0, s1), f64x2.add(s2, s3)));
  if (x < end) s += load<f64>(x) * load<f64>(y);
  return s;
}

/** y ← a·x + y. */
export function daxpy(n: i32, a: f64, x: usize, y: usize): void {
  const v = f64x2.splat(a);
  const end = x + ((<usize>n) << 3);
  for (; x + 32 <= end; x += 32, y += 32) {
    const y0 = madd(v, v128.load(x), v128.load(y));
    const y1 = madd(v, v128.load(x, 16), v128.load(y, 16));
    v128.store(y, y0);
    v128.store(y, y1, 16);
  }
  for (; x < end; x += 8, y += 8) store<f64>(y, a * load<f64>(x) + load<f64>(y));
}

/** x ← a·x. */
export function dscal(n: i32, a: f64, x: usize): void {
  const v = f64x2.splat(a);
  const end = x + ((<usize>n) << 3);
  for (; x + 16 <= end; x += 16) v128.store(x, f64x2.mul(v, v128.load(x)));
  if (x < end) store<f64>(x, a * load<f64>(x));
}

/** ‖x‖₂ without overflow or underflow: the largest entry is taken out first, by a power of two. */
export function dnrm2(n: i32, x: usize): f64 {
  let top: f64 = 0;
  const end = x + ((<usize>n) << 3);
  for (let at = x; at < end; at += 8) top = max(top, abs(load<f64>(at)));
  if (top == 0 || top == Infinity) return top;
  if (top > 1e-100 && top < 1e100) return sqrt(ddot(n, x, x));
  const down = reinterpret<f64>(max<u64>(1, 2046 - (reinterpret<u64>(top) >> 52)) << 52); // 2^−exponent, exact
  const f = top < 2.3e-308 ? 4.49423283715579e307 : down;
  let s: f64 = 0;
  for (let at = x; at < end; at += 8) {
    const v = load<f64>(at) * f;
    s += v * v;
  }
  return sqrt(s) / f;
}

/** x ← x ∘ y. */
export function dhadamard(n: i32, x: usize, y: usize): void {
  const end = x + ((<usize>n) << 3);
  for (; x + 16 <= end; x += 16, y += 16) v128.store(x, f64x2.mul(v128.load(x), v128.load(y)));
  if (x < end) store<f64>(x, load<f64>(x) * load<f64>(y));
}

/** (x, y) ← (c·x − s·y, s·x + c·y). */
export function drot(n: i32, x: usize, y: usize, c: f64, s: f64): void {
  const vc = f64x2.splat(c), vs = f64x2.splat(s);
  const end = x + ((<usize>n) << 3);
  for (; x + 16 <= end; x += 16, y += 16) {
    const a = v128.load(x), b = v128.load(y);
    v128.store(x, nmadd(vs, b, f64x2.mul(vc, a)));
    v128.store(y, madd(vs, a, f64x2.mul(vc, b)));
  }
  if (x < end) {
    const a = load<f64>(x), b = load<f64>(y);
    store<f64>(x, c * a - s * b);
    store<f64>(y, s * a + c * b);
  }
}
