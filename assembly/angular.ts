// Floor 2 · kernels of the angle between two rows: arc-cosine kernels and the ReLU neural tangent kernel, layer by layer.
//
//   s = ‖x‖‖z‖,  u = cos θ = ⟨x, z⟩/s,  φ = π − θ = acos(−u)
//
//   κ₀(u) = φ/π      κ₁(u) = (sin θ + φ u)/π      κ₂(u) = (3 sin θ cos θ + φ(1 + 2u²))/(3π)        κ_n(1) = 1
//
//   arc-cosine, order n    each layer: u ← κ_n(u);  s ← 1 (n = 0), s (n = 1), 3s² (n = 2);          K = s u
//   neural tangent         Θ = u; each layer: Θ ← Θ κ₀(u) + κ₁(u), u ← κ₁(u);                       K = s Θ
//
// The norm of what a layer puts out depends on the norm of what it was given alone, so u and s carry everything: no row is needed again.
// K is 0 where a row is zero (the feature that is 1 for positive arguments is 0 at 0). For one row twice u = 1 exactly, √(‖x‖²‖x‖²) being
// ‖x‖² to the bit, and so are all κ_n(1).
//
// Accuracy: u is off by the rounding of the product, pε at most. κ₁ and κ₂ are flat at u = 1, where κ₀ has a root: for angles below √(pε)
// order 0 knows K to √(pε), and each further layer to the root of that. So that multiples of one row do not suffer from it, |u| above
// 1 − 2⁻⁵⁰ counts as 1: an angle that the product cannot tell from 0 is 0.
//
// One acos, one square root and two to four divisions a layer. Cho & Saul, Kernel methods for deep learning, NIPS 2009, eq. (3)–(7), (13);
// Arora et al., On exact computation with an infinitely wide neural net, NeurIPS 2019, §3 with c_σ = 2.
import { acos } from './acos';

/** The family that is not an order of the arc-cosine kernel. */
export const TANGENT: i32 = 3;

// prettier-ignore
const C: usize = memory.data<f64>([
  1.0, 1.0,                             // 0
  -1.0, -1.0,                           // 16
  2.0, 2.0,                             // 32
  3.0, 3.0,                             // 48
  3.141592653589793, 3.141592653589793, // 64 π
  9.42477796076938, 9.42477796076938,   // 80 3π
  0.9999999999999991, 0.9999999999999991, // 96 1 − 2⁻⁵⁰
]);

// @ts-ignore: decorator
@inline
function c(offset: usize): v128 {
  return v128.load(C + offset);
}

/** sin θ. */
// @ts-ignore: decorator
@inline
function sine(u: v128): v128 {
  return f64x2.sqrt(f64x2.mul(f64x2.sub(c(0), u), f64x2.add(c(0), u)));
}

/** Into [−1, 1]; NaN, from 0/0, becomes 1. */
// @ts-ignore: decorator
@inline
function clamped(u: v128): v128 {
  return f64x2.pmax(c(16), f64x2.pmin(c(0), u));
}

/** row[j] ← K for ⟨x, z_j⟩ in row[j], n even; family: order 0, 1, 2 or TANGENT; s is multiplied by `unit` before the layers. */
export function angular(family: i32, depth: i32, n: i32, row: usize, xn: f64, zn: usize, unit: f64): void {
  const x = f64x2.splat(xn), f = f64x2.splat(unit), o = i64x2.splat(0);
  const end = row + ((<usize>n) << 3);
  for (; row < end; row += 16, zn += 16) {
    let s = f64x2.sqrt(f64x2.mul(x, v128.load(zn)));
    const some = f64x2.gt(s, o);
    let u = clamped(f64x2.div(v128.load(row), s));
    u = v128.bitselect(f64x2.nearest(u), u, f64x2.gt(f64x2.abs(u), c(96)));
    let tangent = u;
    s = f64x2.mul(s, f);
    for (let l = 0; l < depth; l++) {
      const phi = acos(f64x2.neg(u));
      if (family == 0) {
        u = f64x2.div(phi, c(64));
        s = c(0);
      } else if (family == 2) {
        const wide = f64x2.mul(phi, f64x2.add(c(0), f64x2.mul(c(32), f64x2.mul(u, u))));
        u = f64x2.div(f64x2.add(f64x2.mul(c(48), f64x2.mul(sine(u), u)), wide), c(80));
        s = f64x2.mul(c(48), f64x2.mul(s, s));
      } else {
        if (family == TANGENT) tangent = f64x2.mul(tangent, f64x2.div(phi, c(64)));
        u = f64x2.div(f64x2.add(sine(u), f64x2.mul(phi, u)), c(64));
        tangent = f64x2.add(tangent, u);
      }
      u = clamped(u);
    }
    v128.store(row, v128.and(f64x2.mul(s, family == TANGENT ? tangent : u), some));
  }
}
