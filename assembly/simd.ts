// Floor 0 · two f64 lanes or four f32: the only file that knows which machine is built for (ASC_FEATURE_*).
//
// The plain build multiplies, rounds, then adds: the same bits on every machine. The relaxed build may fuse the two into one
// rounding, so it is faster and may differ in the last bits from one processor to another. Everything above says `madd`.

/** a·b + c on both lanes; one rounding or two, as the build decides. */
// @ts-ignore: decorator
@inline
export function madd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f64x2.relaxed_madd(a, b, c);
  return f64x2.add(f64x2.mul(a, b), c);
}

/** c − a·b on both lanes. */
// @ts-ignore: decorator
@inline
export function nmadd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f64x2.relaxed_nmadd(a, b, c);
  return f64x2.sub(c, f64x2.mul(a, b));
}

/** a·b + c on four f32 lanes. */
// @ts-ignore: decorator
@inline
export function smadd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, c);
  return f32x4.add(c, f32x4.mul(a, b));
}

/** All lanes zero. */
// @ts-ignore: decorator
@inline
export function zero(): v128 {
  return i64x2.splat(0);
}

/** Sum of the two lanes. */
// @ts-ignore: decorator
@inline
export function hsum(a: v128): f64 {
  return f64x2.extract_lane(a, 0) + f64x2.extract_lane(a, 1);
}
