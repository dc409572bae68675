// Floor 1 · acos on two lanes. Measured error: test/assembly/acos, against exact rational values.
//
//   |x| ≤ ½   acos x = π/2 − asin x
//   x >  ½    acos x = 2 asin √z,      z = (1 − x)/2: exact, so that angles near 0 keep all their digits
//   x < −½    acos x = π − 2 asin √z,  z = (1 + x)/2
//   asin y = y + y z R(z), z = y² ≤ ¼,  R of degree 12 interpolated at Chebyshev points, off by 0.04 · 2⁻⁵³
//
// Both lanes take the same polynomial, whichever case they are in: no branch. √z is rounded; for x > ½, where it is the result, what the
// rounding left out, (z − h²)/(√z + h) with h the upper half of its digits, is added again. π and π/2 are kept in two parts.
// Constants live in memory, each twice (see math.ts). These functions stand in for Math.acos because engines differ in its last bits.

// prettier-ignore
const A: usize = memory.data<f64>([
  0.16666666666666669, 0.16666666666666669, // 0 c0
  0.07499999999998433, 0.07499999999998433, // 16 c1
  0.04464285714635543, 0.04464285714635543, // 32 c2
  0.030381944138531247, 0.030381944138531247, // 48 c3
  0.02237217294214989, 0.02237217294214989, // 64 c4
  0.017352392720869973, 0.017352392720869973, // 80 c5
  0.013971212973552933, 0.013971212973552933, // 96 c6
  0.011479177415184906, 0.011479177415184906, // 112 c7
  0.01032281435018578, 0.01032281435018578, // 128 c8
  0.005457506718640356, 0.005457506718640356, // 144 c9
  0.01740087944269403, 0.01740087944269403, // 160 c10
  -0.014851887071247214, -0.014851887071247214, // 176 c11
  0.028757851367421573, 0.028757851367421573, // 192 c12
  0.5, 0.5, // 208
  1.0, 1.0, // 224
  2.0, 2.0, // 240
  1.5707963267948966, 1.5707963267948966, // 256 π/2, high part
  6.123233995736766e-17, 6.123233995736766e-17, // 272 π/2, low part
  3.141592653589793, 3.141592653589793, // 288 π, high part
  1e-300, 1e-300, // 304 keeps 0/0 away
  -0.0, -0.0, // 320
]);

// @ts-ignore: decorator
@inline
function a(offset: usize): v128 {
  return v128.load(A + offset);
}

/** R(z), 0 ≤ z ≤ ¼. */
// @ts-ignore: decorator
@inline
function series(z: v128): v128 {
  const z2 = f64x2.mul(z, z), z4 = f64x2.mul(z2, z2);
  const p0 = f64x2.add(f64x2.add(a(0), f64x2.mul(a(16), z)), f64x2.mul(z2, f64x2.add(a(32), f64x2.mul(a(48), z))));
  const p1 = f64x2.add(f64x2.add(a(64), f64x2.mul(a(80), z)), f64x2.mul(z2, f64x2.add(a(96), f64x2.mul(a(112), z))));
  const p2 = f64x2.add(f64x2.add(a(128), f64x2.mul(a(144), z)), f64x2.mul(z2, f64x2.add(a(160), f64x2.mul(a(176), z))));
  return f64x2.add(p0, f64x2.mul(z4, f64x2.add(p1, f64x2.mul(z4, f64x2.add(p2, f64x2.mul(z4, a(192)))))));
}

/** acos x on both lanes, ≤ 0.9 ulp for |x| ≤ 1; NaN beyond. */
// @ts-ignore: decorator
@inline
export function acos(x: v128): v128 {
  const u = f64x2.abs(x);
  const inner = f64x2.le(u, a(208));
  const z = v128.bitselect(f64x2.mul(x, x), f64x2.mul(a(208), f64x2.sub(a(224), u)), inner);
  const y = v128.bitselect(u, f64x2.sqrt(z), inner);
  const r = f64x2.mul(f64x2.mul(y, z), series(z)); // asin y = y + r
  const sign = v128.and(x, a(320));
  const small = f64x2.sub(a(256), f64x2.sub(v128.xor(y, sign), f64x2.sub(a(272), v128.xor(r, sign))));
  const h = v128.and(y, i64x2.splat(-0x8000000)); // 26 digits: h² is exact
  const rest = f64x2.div(f64x2.sub(z, f64x2.mul(h, h)), f64x2.add(f64x2.add(y, h), a(304)));
  const near = f64x2.mul(a(240), f64x2.add(h, f64x2.add(rest, r)));
  const far = f64x2.sub(a(288), f64x2.mul(a(240), f64x2.add(y, f64x2.sub(r, a(272)))));
  return v128.bitselect(small, v128.bitselect(far, near, f64x2.lt(x, i64x2.splat(0))), inner);
}

/** x[0:n] ← acos x; n even or followed by one element that may be written. */
export function vacos(n: i32, x: usize): void {
  const end = x + ((<usize>((n + 1) & ~1)) << 3);
  for (; x < end; x += 16) v128.store(x, acos(v128.load(x)));
}
