// Floor 1 · exp, log and tanh on two lanes, over arrays in place. Measured errors: test/assembly/math, against exact rational values.
//
//   exp(x) = 2^e · 2^(j/64) · e^r      64 e + j = round(x · 64/ln 2), 0 ≤ j < 64, |r| ≤ ln 2/128
//   e^r    = 1 + r + r²(c2 + c3 r + r²(c4 + c5 r))     interpolated at Chebyshev points, off by 0.04 · 2⁻⁵³
//   tanh x = t/(t + 2), t = e^{2|x|} − 1 = (s − 1) + s(e^r − 1), s = 2^e 2^(j/64): no cancellation near 0
//   log x  = k ln 2 + log m, m ∈ [√½, √2), s = (m − 1)/(m + 1), log m = 2s + s·R(s²)
//
// 2^(j/64) is looked up, with what its rounding left out, so that e^x is rounded little more than once. No division: 3.02 → 1.95 ns an
// element against the rational form of |r| ≤ ½ ln 2 (V8 11.3, Zen 3). With fused multiply-adds 2.05 → 1.62 (V8 13.6), where a polynomial of
// degree 11 without a table takes 1.98. Then the number of instructions counts: two vectors in step, each constant loaded once for both,
// 1.31 → 1.12 (V8 13.6) and 1.61 → 1.55 (V8 11.3, Zen 4).
// Constants live in memory, each twice: the engine rebuilds a v128 constant inside the loop, a load costs less. pmin/pmax, because
// min/max take three cycles for their care of NaN and −0.
// These functions stand in for Math.exp because engines differ in its last bits, and the plain build must not.
//
// P. T. P. Tang, Table-driven implementation of the exponential function, ACM TOMS 15(2), 1989. Coefficients of log: Sun fdlibm e_log.c
// (freely granted, Sun Microsystems 1993).
import { madd, nmadd } from './simd';

// For j = 0 … 63: the bits of 2^(j/64) less j·2⁴⁶, so that adding (64 e + j)·2⁴⁶ makes 2^(e + j/64); then what its rounding left out,
// relative.
// prettier-ignore
const TABLE: usize = memory.data<u64>([
  0x3ff0000000000000, 0x0000000000000000, 0x3fefec9a3e778061, 0xbc7160139cd8dc5d,
  0x3fefd9b0d3158574, 0x3c8cd2523567f613, 0x3fefc74518759bc8, 0x3c60f74e61e6c861,
  0x3fefb5586cf9890f, 0x3c979aa65d837b6d, 0x3fefa3ec32d3d1a2, 0x3c3ebe3d702f9cd1,
  0x3fef9301d0125b51, 0xbc9556522a2fbd0e, 0x3fef829aaea92de0, 0xbc91c923b9d5f416,
  0x3fef72b83c7d517b, 0xbc801b15eaa59348, 0x3fef635beb6fcb75, 0x3c8b898c3f1353bf,
  0x3fef54873168b9aa, 0x3c9aecf73e3a2f60, 0x3fef463b88628cd6, 0x3c8a6f4144a6c38d,
  0x3fef387a6e756238, 0x3c968efde3a8a894, 0x3fef2b4565e27cdd, 0x3c80472b981fe7f2,
  0x3fef1e9df51fdee1, 0x3c82f7e16d09ab31, 0x3fef1285a6e4030b, 0x3c8b3782720c0ab4,
  0x3fef06fe0a31b715, 0x3c834d754db0abb6, 0x3feefc08b26416ff, 0x3c8fdd395dd3f84a,
  0x3feef1a7373aa9cb, 0xbc924aedcc4b5068, 0x3feee7db34e59ff7, 0xbc71d1e83e9436d2,
  0x3feedea64c123422, 0x3c859f48a72a4c6d, 0x3feed60a21f72e2a, 0xbc58a78f4817895b,
  0x3feece086061892d, 0x3c4363ed60c2ac11, 0x3feec6a2b5c13cd0, 0x3c6ecce1daa10379,
  0x3feebfdad5362a27, 0x3c7690cebb7aafb0, 0x3feeb9b2769d2ca7, 0xbc8f94340071a38e,
  0x3feeb42b569d4f82, 0xbc78dec6bd0f385f, 0x3feeaf4736b527da, 0x3c93350518fdd78e,
  0x3feeab07dd485429, 0x3c9063e1e21c5409, 0x3feea76f15ad2148, 0x3c9432e62b64c035,
  0x3feea47eb03a5585, 0xbc8c33c53bef4da8, 0x3feea23882552225, 0xbc93cedd78565858,
  0x3feea09e667f3bcd, 0xbc93b3efbf5e2228, 0x3fee9fb23c651a2f, 0xbc6367efb86da9ee,
  0x3fee9f75e8ec5f74, 0xbc781f647e5a3ecf, 0x3fee9feb564267c9, 0xbc8619321e55e68a,
  0x3feea11473eb0187, 0xbc7b32dcb94da51d, 0x3feea2f336cf4e62, 0x3c65ebe1abd66c55,
  0x3feea589994cce13, 0xbc9369b6f13b3734, 0x3feea8d99b4492ed, 0xbc94d450d872576e,
  0x3feeace5422aa0db, 0x3c8db72fc1f0eab4, 0x3feeb1ae99157736, 0x3c7bf68359f35f44,
  0x3feeb737b0cdc5e5, 0xbc5da9b88b6c1e29, 0x3feebd829fde4e50, 0xbc92434322f4f9aa,
  0x3feec49182a3f090, 0x3c71affc2b91ce27, 0x3feecc667b5de565, 0xbc87c50422622263,
  0x3feed503b23e255d, 0xbc91bbd1d3bcbb15, 0x3feede6b5579fdbf, 0x3c8469846e735ab3,
  0x3feee89f995ad3ad, 0x3c8c1a7792cb3387, 0x3feef3a2b84f15fb, 0xbc55c3d956dcaeba,
  0x3feeff76f2fb5e47, 0xbc68d6f438ad9334, 0x3fef0c1e904bc1d2, 0x3c74ffd70a5fddcd,
  0x3fef199bdd85529c, 0x3c736eae30af0cb3, 0x3fef27f12e57d14b, 0x3c84e08fd10959ac,
  0x3fef3720dcef9069, 0x3c676b2c6c921968, 0x3fef472d4a07897c, 0xbc8fad5d3ffffa6f,
  0x3fef5818dcfba487, 0x3c74a385a63d07a7, 0x3fef69e603db3285, 0x3c8e5a50d5c192ac,
  0x3fef7c97337b9b5f, 0xbc82d52107b43e1f, 0x3fef902ee78b3ff6, 0x3c74b604603a88d3,
  0x3fefa4afa2a490da, 0xbc8ff7128fd391f0, 0x3fefba1bee615a27, 0x3c8ec3bc41aa2008,
  0x3fefd0765b6e4540, 0x3c8a64a931d185ee, 0x3fefe7c1819e90d8, 0x3c77893b4d91cd9d,
]);

// prettier-ignore
const E: usize = memory.data<f64>([
  -707.0, -707.0,                                 // 0 below: 0 (a result under 1e-307 is flushed)
  709.782712893384, 709.782712893384,             // 16 above: ∞
  92.33248261689366, 92.33248261689366,           // 32 64/ln 2
  6755399441055744.0, 6755399441055744.0,         // 48 1.5·2⁵²: adding it rounds to an integer
  0.01083042469326756, 0.01083042469326756,       // 64 (ln 2)/64, high part
  2.9815858269852933e-12, 2.9815858269852933e-12, // 80 (ln 2)/64, low part
  0.49999999999985073, 0.49999999999985073,       // 96 c2
  0.16666666666664534, 0.16666666666664534,       // 112 c3
  0.04166670739526965, 0.04166670739526965,       // 128 c4
  0.008333339151704595, 0.008333339151704595,     // 144 c5
  1.0, 1.0,                                       // 160
  2.0, 2.0,                                       // 176
  Infinity, Infinity,                             // 192
  499849.0, 499849.0,                             // 208 707²
  0.6931471803691238, 0.6931471803691238,         // 224 ln 2, high part
  1.9082149292705877e-10, 1.9082149292705877e-10, // 240 ln 2, low part
]);

// @ts-ignore: decorator
@inline
function e(offset: usize): v128 {
  return v128.load(E + offset);
}

/** x·64/ln 2 + 1.5·2⁵²: its low bits are 64 e + j. */
// @ts-ignore: decorator
@inline
function quotient(x: v128): v128 {
  return madd(x, e(32), e(48));
}

/** r = x − (64 e + j)·(ln 2)/64. */
// @ts-ignore: decorator
@inline
function reduced(x: v128, q: v128): v128 {
  const k = f64x2.sub(q, e(48));
  return nmadd(k, e(80), nmadd(k, e(64), x));
}

/** The row of the table for a lane. */
// @ts-ignore: decorator
@inline
function row(q: v128, lane: u8): v128 {
  return v128.load(TABLE + ((<usize>(lane ? i32x4.extract_lane(q, 2) : i32x4.extract_lane(q, 0)) & 63) << 4));
}

/** s = 2^(e + j/64) from the rows of both lanes. */
// @ts-ignore: decorator
@inline
function power(q: v128, a: v128, b: v128): v128 {
  return i64x2.add(v128.shuffle<f64>(a, b, 0, 2), i64x2.shl(q, 46));
}

/** e^r − 1, and what s lacks of 2^(e + j/64), relative: r + r²(low + r² high). */
// @ts-ignore: decorator
@inline
function beyond(r: v128, low: v128, high: v128, a: v128, b: v128): v128 {
  const t = f64x2.mul(r, r);
  return madd(t, madd(t, high, low), f64x2.add(v128.shuffle<f64>(a, b, 1, 3), r));
}

/** 2^−down · e^x for |x| ≤ 709.79. */
// @ts-ignore: decorator
@inline
function tame(x: v128, down: i64): v128 {
  const q = quotient(x);
  const a = row(q, 0), b = row(q, 1);
  const r = reduced(x, q);
  const low = madd(r, e(112), e(96));
  const high = madd(r, e(144), e(128));
  let s = power(q, a, b);
  if (down) s = i64x2.sub(s, i64x2.splat(down << 52));
  return madd(s, beyond(r, low, high, a, b), s);
}

/** y[0:4] ← e^a, e^b for |a|, |b| ≤ 709: two times `tame` in step, so that both use a constant while it is in a register. */
// @ts-ignore: decorator
@inline
function two(a: v128, b: v128, y: usize): void {
  let c = e(32), d = e(48);
  const q = madd(a, c, d), u = madd(b, c, d);
  let k = f64x2.sub(q, d), l = f64x2.sub(u, d);
  c = e(64);
  d = e(80);
  const r = nmadd(k, d, nmadd(k, c, a)), t = nmadd(l, d, nmadd(l, c, b));
  c = e(144);
  d = e(128);
  const high = madd(r, c, d), above = madd(t, c, d);
  c = e(112);
  d = e(96);
  const low = madd(r, c, d), below = madd(t, c, d);
  const a0 = row(q, 0), a1 = row(q, 1), b0 = row(u, 0), b1 = row(u, 1);
  const s = power(q, a0, a1), z = power(u, b0, b1);
  v128.store(y, madd(s, beyond(r, low, high, a0, a1), s));
  v128.store(y, madd(z, beyond(t, below, above, b0, b1), z), 16);
}

/** x[0:2] ← e^x: ≤ 0.7 ulp for −707 ≤ x ≤ 709.78; 0 below, ∞ above, NaN stays. A call, to keep its registers out of the loop. */
function wild(at: usize): void {
  const x = v128.load(at);
  let z = f64x2.mul(e(176), tame(f64x2.pmin(f64x2.pmax(x, e(0)), e(16)), 1)); // 2^1024 would be ∞ too early
  z = v128.andnot(z, f64x2.lt(x, e(0)));
  z = v128.bitselect(e(192), z, f64x2.gt(x, e(16)));
  v128.store(at, v128.bitselect(x, z, f64x2.ne(x, x)));
}

/**
 * x[0:n] ← e^x, n even or followed by one element that may be written. Inside ±707 nothing has to be clamped or selected; the squares tell,
 * which take an instruction where a magnitude takes three.
 */
export function vexp(n: i32, x: usize): void {
  const end = x + ((<usize>((n + 1) & ~1)) << 3);
  for (; x + 32 <= end; x += 32) {
    const a = v128.load(x), b = v128.load(x, 16);
    if (i64x2.bitmask(f64x2.le(f64x2.pmax(f64x2.mul(a, a), f64x2.mul(b, b)), e(208))) == 3) two(a, b, x);
    else {
      wild(x);
      wild(x + 16);
    }
  }
  if (x < end) wild(x);
}

/** x[0:n] ← tanh x, ≤ 3 ulp; n even or followed by one element that may be written. */
export function vtanh(n: i32, x: usize): void {
  const end = x + ((<usize>((n + 1) & ~1)) << 3);
  const sign = f64x2.splat(-0.0);
  for (; x < end; x += 16) {
    const v = v128.load(x);
    const u = f64x2.pmin(f64x2.mul(f64x2.abs(v), e(176)), f64x2.splat(44)); // tanh 22 rounds to 1
    const q = quotient(u);
    const a = row(q, 0), b = row(q, 1);
    const r = reduced(u, q), s = power(q, a, b);
    // Taylor's coefficients to r⁶: near 0 it is r that counts, not 1
    const low = f64x2.add(f64x2.splat(0.5), f64x2.mul(r, f64x2.splat(1.0 / 6)));
    const high = f64x2.add(
      f64x2.splat(1.0 / 24),
      f64x2.mul(r, f64x2.add(f64x2.splat(1.0 / 120), f64x2.mul(r, f64x2.splat(1.0 / 720)))),
    );
    const t = f64x2.add(f64x2.sub(s, e(160)), f64x2.mul(s, beyond(r, low, high, a, b)));
    v128.store(x, v128.or(f64x2.div(t, f64x2.add(t, e(176))), v128.and(v, sign)));
  }
}

/** x[0:n] ← log x for normal x > 0, ≤ 1 ulp; n even or followed by one element that may be written. */
export function vlog(n: i32, x: usize): void {
  const end = x + ((<usize>((n + 1) & ~1)) << 3);
  for (; x < end; x += 16) {
    const v = v128.load(x);
    const k = i64x2.shr_s(i64x2.sub(v, i64x2.splat(0x3fe6a09e667f3bcd)), 52);
    const f = f64x2.sub(i64x2.sub(v, i64x2.shl(k, 52)), e(160));
    const dk = f64x2.sub(i64x2.add(k, e(48)), e(48));
    const s = f64x2.div(f, f64x2.add(e(176), f));
    const z = f64x2.mul(s, s);
    let r = f64x2.splat(1.479819860511658591e-01);
    r = f64x2.add(f64x2.mul(z, r), f64x2.splat(1.531383769920937332e-01));
    r = f64x2.add(f64x2.mul(z, r), f64x2.splat(1.818357216161805012e-01));
    r = f64x2.add(f64x2.mul(z, r), f64x2.splat(2.222219843214978396e-01));
    r = f64x2.add(f64x2.mul(z, r), f64x2.splat(2.857142874366239149e-01));
    r = f64x2.add(f64x2.mul(z, r), f64x2.splat(3.999999999940941908e-01));
    r = f64x2.mul(z, f64x2.add(f64x2.mul(z, r), f64x2.splat(6.666666666666735130e-01)));
    const half = f64x2.mul(f64x2.mul(f64x2.splat(0.5), f), f);
    const low = f64x2.add(f64x2.mul(s, f64x2.add(half, r)), f64x2.mul(dk, e(240)));
    v128.store(x, f64x2.sub(f64x2.mul(dk, e(224)), f64x2.sub(f64x2.sub(half, low), f)));
  }
}
