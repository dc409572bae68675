// Floor 1 · the secular equation: eigenvalues and eigenvectors of a diagonal matrix plus one of rank one.
//
//   D + z zᵀ,  D = diag(d_0 < … < d_{k−1}),  z_i ≠ 0:   its eigenvalues are the zeros of
//
//        f(λ) = 1 + Σ z_i²/(d_i − λ) = 1 + ψ(λ) + φ(λ)       ψ ≤ 0: the poles up to d_j;  φ ≥ 0: those above
//
//             │     ╱ │      ╱│       ╱             one zero right of each pole:  d_j < λ_j < d_{j+1},  λ_{k−1} < d_{k−1} + ‖z‖²
//        ─────┼────╱──┼─────╱─┼──────╱─── 0
//             │  λ_0  │   λ_1 │    λ_2              f rises from −∞ to ∞ between two poles
//            d_0     d_1     d_2
//
// A zero is sought as λ = o + τ with o the nearer of its two poles, so that every difference d_i − λ = (d_i − o) − τ keeps its digits
// however close the poles stand; the vectors need these differences, not λ. Li's middle way: at an iterate, ψ is replaced by
// r + s/(d_j − x) and φ by R + S/(d_{j+1} − x), value and slope right; the zero of the sum is a quadratic's. A bracket is kept on |τ|;
// a step that leaves it becomes a bisection. The search ends when |f| is no more than its rounding error, summed along with it, or when
// no number is left between the ends of the bracket. Right of all poles there is no d_{j+1}: there φ is the last pole alone, and ψ is
// replaced by s/(p − x) with a pole p of its own.
//
// The zeros found are those of D + ẑẑᵀ for a ẑ near z that Löwner's formula gives to full relative accuracy,
//
//        ẑ_i² = (λ_i − d_i) Π_{j≠i} (λ_j − d_i)/(d_j − d_i),
//
// and its vectors ẑ_i/(d_i − λ_j) are orthogonal to working accuracy, which those of z are not. Roots, weights and vectors are
// computed for ranges that know nothing of each other: any division among threads gives the same bits, and so do both builds.
//
// About four evaluations a root; a term is half a division of two lanes: 4k² + 2k² divisions in all, a few per cent of the products.
// Cuppen, Numer. Math. 36, 1981; Li, LAPACK Working Note 89, 1993; Gu & Eisenstat, SIAM J. Matrix Anal. Appl. 15, 1994, and 16, 1995.
import { get, set } from './element';
import { hsum, zero } from './simd';

const EPS: f64 = 1.1102230246251565e-16; // half a unit in the last place of 1
// After so many steps every fourth is a bisection, so that 300 are the most for a bracket of doubles. In 400 000 random problems with
// gaps and weights over twenty orders of magnitude 20 steps were the most without any.
const PATIENCE: i32 = 16;

// results of `sum` and `root`; a thread has its own
let value: f64 = 0;
let slope: f64 = 0;
let noise: f64 = 0;
let offset: f64 = 0;
let found: i32 = 0;

/**
 * value = Σ z²/(d − λ), slope = its derivative, noise = Σ |partial sums|: `count` poles from d on, λ = origin + τ, summed upwards or
 * downwards: from far to near.
 */
function sum(down: bool, count: i32, d: usize, z: usize, origin: f64, tau: f64): void {
  const o = f64x2.splat(origin), t = f64x2.splat(tau);
  const toZ = z - d;
  let s = zero(), q = zero(), r = zero();
  let at = d + (down ? ((<usize>count) << 3) : 0);
  if (count & 1) {
    if (down) at -= 8;
    const x = load<f64>(at + toZ), w = x / (load<f64>(at) - origin - tau);
    s = f64x2.replace_lane(s, 0, x * w);
    q = f64x2.replace_lane(q, 0, w * w);
    r = s;
    if (!down) at += 8;
  }
  if (down) at -= 16;
  const step = down ? <usize>(-16) : 16;
  for (let i = count >> 1; i > 0; i--, at += step) {
    const x = v128.load(at + toZ);
    const w = f64x2.div(x, f64x2.sub(f64x2.sub(v128.load(at), o), t));
    s = f64x2.add(s, f64x2.mul(x, w));
    q = f64x2.add(q, f64x2.mul(w, w));
    r = f64x2.add(r, s);
  }
  value = hsum(s);
  slope = hsum(q);
  noise = abs(hsum(r));
}

/** The zero of c t² − a t + b that lies between the two poles. */
// @ts-ignore: decorator
@inline
function between(c: f64, a: f64, b: f64): f64 {
  const r = sqrt(max(0, a * a - 4 * b * c));
  return a > 0 ? (2 * b) / (a + r) : (a - r) / (2 * c);
}

/** The zero right of both poles p, q < 0 of 1 + s/(p − x) + S/(q − x), where u = 1 + s/p, v = 1 + S/q, f = u + v − 1. */
// @ts-ignore: decorator
@inline
function beyond(p: f64, q: f64, u: f64, v: f64, f: f64): f64 {
  const a = p * u + q * v, b = p * q * f;
  const r = sqrt(max(0, a * a - 4 * b));
  return a > 0 ? (a + r) / 2 : (2 * b) / (a - r);
}

/** A point that halves a bracket, in size where the step went beyond its upper end, else in order of magnitude while it spans many. */
// @ts-ignore: decorator
@inline
function middle(low: f64, high: f64, step: f64): f64 {
  return step >= high || high < 4 * low ? low + (high - low) / 2 : sqrt(low * high);
}

/** Zero j: `found` is the index of its origin, `offset` is τ. 0, or 1 after `limit` evaluations. `norm` = ‖z‖². */
function root(j: i32, k: i32, d: usize, z: usize, norm: f64, limit: i32): i32 {
  const last = j == k - 1;
  const dj = get(d, j);
  const gap = last ? 2 * norm : get(d, j + 1) - dj;
  let zl = get(z, j), zr: f64 = last ? 0 : get(z, j + 1);
  zl *= zl;
  zr *= zr;
  // ψ has `split` poles, φ the rest; the last zero lies right of all poles: there φ is its own pole alone
  const split = last ? j : j + 1;
  const behind = d + ((<usize>split) << 3), behindZ = z + ((<usize>split) << 3);

  let left = true, tau = norm;
  if (!last) {
    // the two poles exactly, all others as a constant: their value in the middle
    sum(false, j, d, z, dj, gap / 2);
    let c = 1 + value;
    sum(true, k - j - 2, behind + 8, behindZ + 8, dj, gap / 2);
    c += value;
    left = c + (zr - zl) / (gap / 2) >= 0;
    tau = left ? between(c, c * gap + zl + zr, zl * gap) : between(c, zl + zr - c * gap, -zr * gap);
  }
  found = left ? j : j + 1;
  const origin = get(d, found);
  const sign: f64 = left ? 1 : -1;
  let low = 0.5 * (left ? zl / (1 + (2 * norm) / gap) : (zr * gap) / (2 * norm)), high = last ? gap : gap / 2;
  if (!(sign * tau > low && sign * tau < high)) tau = sign * middle(low, high, sign * tau);

  for (let i = 1; i <= limit; i++) {
    sum(false, split, d, z, origin, tau);
    const psi = value, dpsi = slope, rounding = noise;
    sum(true, k - split, behind, behindZ, origin, tau);
    const f = 1 + psi + value;
    const df = dpsi + slope;
    offset = tau;
    if (abs(f) <= EPS * (2 + rounding + noise + 5 * (abs(value) - psi) + abs(tau) * df)) return 0;
    if (f > 0 == left) high = sign * tau;
    else low = sign * tau;
    const dl = dj - origin - tau;
    if (last) tau += beyond(psi / dpsi, dl, 1 + psi, 1 + value, f);
    else {
      const dr = get(d, j + 1) - origin - tau;
      tau += between(f - dl * dpsi - dr * slope, (dl + dr) * f - dl * dr * df, dl * dr * f);
    }
    if (!(sign * tau > low && sign * tau < high) || (i >= PATIENCE && (i & 3) == 0)) {
      const mid = middle(low, high, sign * tau);
      if (!(mid > low && mid < high)) return 0;
      tau = sign * mid;
    }
  }
  return 1;
}

/**
 * Zeros first … last − 1 of k: lambda[j], and row j of delta: d_i − λ_j, each to full relative accuracy. A zero that is not found
 * after `limit` evaluations is NaN: 300 suffice for any bracket of doubles, four are usual.
 */
export function dlaed4(first: i32, last: i32, k: i32, d: usize, z: usize, lambda: usize, delta: usize, ldd: i32, limit: i32): void {
  let norm: f64 = 0;
  for (let i = 0; i < k; i++) norm += get(z, i) * get(z, i);
  for (let j = first; j < last; j++) {
    const failed = root(j, k, d, z, norm, limit);
    const origin = get(d, found), tau = offset;
    set(lambda, j, failed ? NaN : origin + tau);
    const o = f64x2.splat(origin), t = f64x2.splat(tau);
    const row = delta + ((<usize>j * <usize>ldd) << 3);
    let i = 0;
    for (; i + 2 <= k; i += 2) {
      const at = (<usize>i) << 3;
      v128.store(row + at, f64x2.sub(f64x2.sub(v128.load(d + at), o), t));
    }
    if (i < k) set(row, i, get(d, i) - origin - tau);
  }
}

/** ẑ_i for first ≤ i < last, with the signs of z, by Löwner's formula from all k rows of delta. */
export function dlowner(first: i32, last: i32, k: i32, d: usize, z: usize, delta: usize, ldd: i32, out: usize): void {
  const end = (<usize>last) << 3;
  for (let i = first; i < last; i++) set(out, i, -1);
  for (let j = 0; j < k; j++, delta += (<usize>ldd) << 3) {
    const dj = get(d, j), two = f64x2.splat(dj);
    const own: f64 = first <= j && j < last ? get(out, j) * get(delta, j) : 0; // d_j − d_j = 0: the loop spoils this one
    let at = (<usize>first) << 3;
    for (; at + 16 <= end; at += 16) {
      const ratio = f64x2.div(v128.load(delta + at), f64x2.sub(v128.load(d + at), two));
      v128.store(out + at, f64x2.mul(v128.load(out + at), ratio));
    }
    if (at < end) store<f64>(out + at, load<f64>(out + at) * (load<f64>(delta + at) / (load<f64>(d + at) - dj)));
    if (first <= j && j < last) set(out, j, own);
  }
  for (let i = first; i < last; i++) set(out, i, copysign(sqrt(abs(get(out, i))), get(z, i)));
}

/**
 * Rows first … last − 1 of delta become eigenvectors of length 1: ẑ_i/(d_i − λ_j), entry i at place[i]. work: k doubles.
 */
export function dlaed3(first: i32, last: i32, k: i32, z: usize, place: usize, delta: usize, ldd: i32, work: usize): void {
  for (let j = first; j < last; j++) {
    const row = delta + ((<usize>j * <usize>ldd) << 3);
    let s = zero();
    let i = 0;
    for (; i + 2 <= k; i += 2) {
      const at = (<usize>i) << 3;
      const w = f64x2.div(v128.load(z + at), v128.load(row + at));
      v128.store(work + at, w);
      s = f64x2.add(s, f64x2.mul(w, w));
    }
    if (i < k) {
      const w = get(z, i) / get(row, i);
      set(work, i, w);
      s = f64x2.replace_lane(s, 0, f64x2.extract_lane(s, 0) + w * w);
    }
    const scale = 1 / sqrt(hsum(s));
    for (i = 0; i < k; i++) set(row, load<i32>(place + ((<usize>i) << 2)), scale * get(work, i));
  }
}
