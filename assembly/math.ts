// Floor 1 · exp, log and tanh on two lanes, over arrays in place. Measured errors: test/assembly/math, against exact rational values.
//
//   exp(x) = 2^k e^r        k = round(x / ln 2), |r| ≤ ½ ln 2, r = hi − lo in two parts
//   e^r    = 1 + r + r·c/(2 − c),  c = r − r²·P(r²)       (a Padé form; P is the minimax polynomial of fdlibm's exp)
//   tanh x = t/(t + 2), t = e^{2|x|} − 1 = (2^k − 1) + 2^k (e^r − 1): no cancellation near 0
//   log x  = k ln 2 + log m, m ∈ [√½, √2), s = (m − 1)/(m + 1), log m = 2s + s·R(s²)
//
// Constants live in memory, each twice: the engine rebuilds a v128 constant inside the loop, a load costs less. pmin/pmax, because
// min/max take three cycles for their care of NaN and −0.
// These functions stand in for Math.exp because engines differ in its last bits, and the plain build must not.
//
// Coefficients: Sun fdlibm e_exp.c, e_log.c (freely granted, Sun Microsystems 1993).

// prettier-ignore
const E: usize = memory.data<f64>([
  -707.0, -707.0,                                           // 0 below: 0 (a result under 1e-307 is flushed)
  709.782712893384, 709.782712893384,                       // 16 above: ∞
  1.4426950408889634, 1.4426950408889634,                   // 32 1/ln 2
  6755399441055744.0, 6755399441055744.0,                   // 48 1.5·2⁵²: adding it rounds to an integer
  6.93147180369123816490e-01, 6.93147180369123816490e-01,   // 64 ln 2, high part
  1.90821492927058770002e-10, 1.90821492927058770002e-10,   // 80 ln 2, low part
  1.66666666666666019037e-01, 1.66666666666666019037e-01,   // 96 P1
  -2.77777777770155933842e-03, -2.77777777770155933842e-03, // 112 P2
  6.61375632143793436117e-05, 6.61375632143793436117e-05,   // 128 P3
  -1.65339022054652515390e-06, -1.65339022054652515390e-06, // 144 P4
  4.13813679705723846039e-08, 4.13813679705723846039e-08,   // 160 P5
  1.0, 1.0,                                                 // 176
  2.0, 2.0,                                                 // 192
  Infinity, Infinity,                                       // 208
  707.0, 707.0,                                             // 224
]);

// @ts-ignore: decorator
@inline
function e(offset: usize): v128 {
  return v128.load(E + offset);
}

/** x·(1/ln 2) + 1.5·2⁵²: its low bits are k. */
// @ts-ignore: decorator
@inline
function quotient(x: v128): v128 {
  return f64x2.add(f64x2.mul(x, e(32)), e(48));
}

/** P(t), t = r². */
// @ts-ignore: decorator
@inline
function minimax(t: v128): v128 {
  let p = f64x2.add(f64x2.mul(t, e(160)), e(144));
  p = f64x2.add(f64x2.mul(t, p), e(128));
  p = f64x2.add(f64x2.mul(t, p), e(112));
  return f64x2.add(f64x2.mul(t, p), e(96));
}

/** r·c/(2 − c) − lo, c = r − t·p: what e^r has beyond 1 + hi. */
// @ts-ignore: decorator
@inline
function pade(r: v128, t: v128, p: v128, lo: v128): v128 {
  const c = f64x2.sub(r, f64x2.mul(t, p));
  return f64x2.sub(f64x2.div(f64x2.mul(r, c), f64x2.sub(e(192), c)), lo);
}

// @ts-ignore: decorator
@inline
function beyond(hi: v128, lo: v128): v128 {
  const r = f64x2.sub(hi, lo);
  const t = f64x2.mul(r, r);
  return pade(r, t, minimax(t), lo);
}

/** e^x: ≤ 0.95 ulp for −707 ≤ x ≤ 709.78; 0 below, ∞ above, NaN stays. */
// @ts-ignore: decorator
@inline
export function exp2lanes(x: v128): v128 {
  const q = quotient(f64x2.pmin(f64x2.pmax(x, e(0)), e(16)));
  const k = f64x2.sub(q, e(48));
  const hi = f64x2.sub(x, f64x2.mul(k, e(64)));
  let z = f64x2.add(e(176), f64x2.add(hi, beyond(hi, f64x2.mul(k, e(80)))));
  z = i64x2.add(z, i64x2.shl(q, 52));
  z = v128.andnot(z, f64x2.lt(x, e(0)));
  z = v128.bitselect(e(208), z, f64x2.gt(x, e(16)));
  return v128.bitselect(x, z, f64x2.ne(x, x));
}

/**
 * x[0:n] ← e^x, n even or followed by one element that may be written.
 *
 * Two vectors a trip, in three stages with an exit test between them: each closes a basic block, because engines load all constants of
 * a block at its top and spill what does not fit (3.6 → 2.5 ns an element on V8 13.6). Inside ±707 nothing has to be clamped or selected.
 */
export function vexp(n: i32, x: usize): void {
  const end = x + ((<usize>((n + 1) & ~1)) << 3);
  while (x + 32 <= end) {
    const a = v128.load(x), b = v128.load(x, 16);
    const tame = v128.and(f64x2.le(f64x2.abs(a), e(224)), f64x2.le(f64x2.abs(b), e(224)));
    if (i64x2.bitmask(tame) != 3) {
      v128.store(x, exp2lanes(a));
      v128.store(x, exp2lanes(b), 16);
      x += 32;
      continue;
    }
    const qa = quotient(a), qb = quotient(b);
    const ka = f64x2.sub(qa, e(48)), kb = f64x2.sub(qb, e(48));
    const ha = f64x2.sub(a, f64x2.mul(ka, e(64))), hb = f64x2.sub(b, f64x2.mul(kb, e(64)));
    const la = f64x2.mul(ka, e(80)), lb = f64x2.mul(kb, e(80));
    const ra = f64x2.sub(ha, la), rb = f64x2.sub(hb, lb);
    const ta = f64x2.mul(ra, ra), tb = f64x2.mul(rb, rb);
    if (x >= end) break;
    const pa = minimax(ta), pb = minimax(tb);
    if (x >= end) break;
    v128.store(x, i64x2.add(f64x2.add(e(176), f64x2.add(ha, pade(ra, ta, pa, la))), i64x2.shl(qa, 52)));
    v128.store(x, i64x2.add(f64x2.add(e(176), f64x2.add(hb, pade(rb, tb, pb, lb))), i64x2.shl(qb, 52)), 16);
    x += 32;
  }
  if (x < end) v128.store(x, exp2lanes(v128.load(x)));
}

/** x[0:n] ← tanh x, ≤ 2.5 ulp; n even or followed by one element that may be written. */
export function vtanh(n: i32, x: usize): void {
  const end = x + ((<usize>((n + 1) & ~1)) << 3);
  const sign = f64x2.splat(-0.0);
  for (; x < end; x += 16) {
    const v = v128.load(x);
    const u = f64x2.pmin(f64x2.mul(f64x2.abs(v), e(192)), f64x2.splat(44)); // tanh 22 rounds to 1
    const q = quotient(u);
    const k = f64x2.sub(q, e(48));
    const hi = f64x2.sub(u, f64x2.mul(k, e(64)));
    const m1 = f64x2.add(hi, beyond(hi, f64x2.mul(k, e(80)))); // e^r − 1
    const p = i64x2.add(e(176), i64x2.shl(q, 52)); // 2^k
    const t = f64x2.add(f64x2.sub(p, e(176)), f64x2.mul(p, m1));
    v128.store(x, v128.or(f64x2.div(t, f64x2.add(t, e(192))), v128.and(v, sign)));
  }
}

/** x[0:n] ← log x for normal x > 0, ≤ 1 ulp; n even or followed by one element that may be written. */
export function vlog(n: i32, x: usize): void {
  const end = x + ((<usize>((n + 1) & ~1)) << 3);
  for (; x < end; x += 16) {
    const v = v128.load(x);
    const k = i64x2.shr_s(i64x2.sub(v, i64x2.splat(0x3fe6a09e667f3bcd)), 52);
    const f = f64x2.sub(i64x2.sub(v, i64x2.shl(k, 52)), e(176));
    const dk = f64x2.sub(i64x2.add(k, e(48)), e(48));
    const s = f64x2.div(f, f64x2.add(e(192), f));
    const z = f64x2.mul(s, s);
    let r = f64x2.splat(1.479819860511658591e-01);
    r = f64x2.add(f64x2.mul(z, r), f64x2.splat(1.531383769920937332e-01));
    r = f64x2.add(f64x2.mul(z, r), f64x2.splat(1.818357216161805012e-01));
    r = f64x2.add(f64x2.mul(z, r), f64x2.splat(2.222219843214978396e-01));
    r = f64x2.add(f64x2.mul(z, r), f64x2.splat(2.857142874366239149e-01));
    r = f64x2.add(f64x2.mul(z, r), f64x2.splat(3.999999999940941908e-01));
    r = f64x2.mul(z, f64x2.add(f64x2.mul(z, r), f64x2.splat(6.666666666666735130e-01)));
    const half = f64x2.mul(f64x2.mul(f64x2.splat(0.5), f), f);
    const low = f64x2.add(f64x2.mul(s, f64x2.add(half, r)), f64x2.mul(dk, e(80)));
    v128.store(x, f64x2.sub(f64x2.mul(dk, e(64)), f64x2.sub(f64x2.sub(half, low), f)));
  }
}
