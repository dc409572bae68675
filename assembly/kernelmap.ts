// Floor 3 · Gram matrices: the kernel function applied to a strip of the product while the strip is in cache.
//
//   K(i, j) = κ(⟨x_i, z_j⟩)                      linear, polynomial, sigmoid, cosine
//   K(i, j) = κ(‖x_i‖² + ‖z_j‖² − 2⟨x_i, z_j⟩)   RBF, Matérn, rational quadratic; the distance is clamped at 0
//   K(i, j) = κ(Σ_p |x_ip − z_jp|)               Laplacian
//   K(i, j) = κ(√‖x_i‖², √‖z_j‖²)                Green's function of d⁴/dx⁴, one feature ≥ 0: √(x·x) is x to the last bit
//   K(i, j) = κ(⟨x_i, z_j⟩, ‖x_i‖², ‖z_j‖²)      arc-cosine, neural tangent (angular.ts)
//
// `dgram` is `dgebp` with one more line: after four or six rows have met all packed columns and the last block of k, κ is applied
// to them (4·512·8 B = 16 KB, first-level cache). Squared norms come from `dnormsq`, which adds in the order of the micro-kernel, so
// that the distance of a row to itself, or to its duplicate, is 0 exactly.
import { angular } from './angular';
import { KC, packa, strip, striprows, TILE } from './gemm';
import { vexp, vlog, vtanh } from './math';
import { madd, zero } from './simd';

// The kernel functions; src/gram names them by these numbers.
const LINEAR: i32 = 0;
const POLY: i32 = 1; // (p0·t + p1)^p2
const RBF: i32 = 2; // exp(−p0·d²)
const LAPLACIAN: i32 = 3; // exp(−p0·d₁)
const MATERN12: i32 = 4; // exp(−r), r = p0·d
const MATERN32: i32 = 5; // (1 + r) exp(−r)
const MATERN52: i32 = 6; // (1 + r + r²/3) exp(−r)
const RATIONAL: i32 = 7; // (1 + p0·d²)^−p1
const COSINE: i32 = 8; // t/√(‖x‖²‖z‖²), 0 for a zero row
const SIGMOID: i32 = 9; // tanh(p0·t + p1)
const SPLINE: i32 = 10; // l(1 − h)((h − l)(h + l) + 2h(1 − h))/6, l = min(x, z), h = max(x, z)
const ANGULAR: i32 = 11; // 11, 12, 13 arc-cosine of order 0, 1, 2; 14 neural tangent; p1 layers, lengths multiplied by √p0

/** out[i] = Σ_p x(i, p)², i < m, p < k: blocks of KC, one chain of madd in each, as the micro-kernel adds. */
export function dnormsq(m: i32, k: i32, x: usize, ldx: i32, out: usize): void {
  const row = (<usize>ldx) << 3;
  let i = 0;
  for (; i + 8 <= m; i += 8, x += 8 * row, out += 64) {
    for (let at = out; at < out + 64; at += 16) v128.store(at, zero());
    for (let pc = 0; pc < k; pc += KC) norms8(min(KC, k - pc), x + ((<usize>pc) << 3), row, out);
  }
  for (; i < m; i++, x += row, out += 8) {
    let total: f64 = 0;
    for (let pc = 0; pc < k; pc += KC) {
      let s = zero();
      const end = x + ((<usize>min(k, pc + KC)) << 3);
      for (let at = x + ((<usize>pc) << 3); at < end; at += 8) {
        const v = v128.load64_splat(at);
        s = madd(v, v, s);
      }
      total += f64x2.extract_lane(s, 0);
    }
    store<f64>(out, total);
  }
}

/** (x(p), y(p)) of two rows. */
// @ts-ignore: decorator
@inline
function pair(x: usize, y: usize): v128 {
  return f64x2.replace_lane(v128.load64_splat(x), 1, load<f64>(y));
}

/** out[0:8] += the chains of eight rows: four vectors, two rows in each, so that none waits for itself. */
function norms8(k: i32, x: usize, row: usize, out: usize): void {
  let s0 = zero(), s1 = zero(), s2 = zero(), s3 = zero();
  let y = x + 4 * row;
  const end = x + ((<usize>(k & ~1)) << 3);
  for (; x < end; x += 16, y += 16) {
    let a = v128.load(x), b = v128.load(x + row);
    let u = v128.shuffle<f64>(a, b, 0, 2), v = v128.shuffle<f64>(a, b, 1, 3);
    s0 = madd(v, v, madd(u, u, s0));
    a = v128.load(x + 2 * row); b = v128.load(x + 3 * row);
    u = v128.shuffle<f64>(a, b, 0, 2); v = v128.shuffle<f64>(a, b, 1, 3);
    s1 = madd(v, v, madd(u, u, s1));
    a = v128.load(y); b = v128.load(y + row);
    u = v128.shuffle<f64>(a, b, 0, 2); v = v128.shuffle<f64>(a, b, 1, 3);
    s2 = madd(v, v, madd(u, u, s2));
    a = v128.load(y + 2 * row); b = v128.load(y + 3 * row);
    u = v128.shuffle<f64>(a, b, 0, 2); v = v128.shuffle<f64>(a, b, 1, 3);
    s3 = madd(v, v, madd(u, u, s3));
  }
  if (k & 1) {
    let u = pair(x, x + row); s0 = madd(u, u, s0);
    u = pair(x + 2 * row, x + 3 * row); s1 = madd(u, u, s1);
    u = pair(y, y + row); s2 = madd(u, u, s2);
    u = pair(y + 2 * row, y + 3 * row); s3 = madd(u, u, s3);
  }
  v128.store(out, f64x2.add(v128.load(out), s0));
  v128.store(out, f64x2.add(v128.load(out, 16), s1), 16);
  v128.store(out, f64x2.add(v128.load(out, 32), s2), 32);
  v128.store(out, f64x2.add(v128.load(out, 48), s3), 48);
}

/** f·max(0, x + z − 2c); doubling is an addition, which needs no constant. */
// @ts-ignore: decorator
@inline
function distance(x: v128, z: v128, c: v128, o: v128, f: v128): v128 {
  return f64x2.mul(f, f64x2.pmax(o, f64x2.sub(f64x2.add(x, z), f64x2.add(c, c))));
}

/** c[j] ← f·max(0, xn + zn[j] − 2 c[j]). A call, as three kernel functions begin with it. */
function distances(n: i32, c: usize, xn: f64, zn: usize, f: f64): void {
  const x = f64x2.splat(xn), s = f64x2.splat(f), o = zero();
  const end = c + ((<usize>n) << 3);
  for (; c + 64 <= end; c += 64, zn += 64) {
    v128.store(c, distance(x, v128.load(zn), v128.load(c), o, s));
    v128.store(c, distance(x, v128.load(zn, 16), v128.load(c, 16), o, s), 16);
    v128.store(c, distance(x, v128.load(zn, 32), v128.load(c, 32), o, s), 32);
    v128.store(c, distance(x, v128.load(zn, 48), v128.load(c, 48), o, s), 48);
  }
  for (; c < end; c += 16, zn += 16) v128.store(c, distance(x, v128.load(zn), v128.load(c), o, s));
}

/** c[j] ← a·c[j] + b. */
// @ts-ignore: decorator
@inline
function affine(n: i32, c: usize, a: f64, b: f64): void {
  const va = f64x2.splat(a), vb = f64x2.splat(b);
  const end = c + ((<usize>n) << 3);
  for (; c < end; c += 16) v128.store(c, f64x2.add(f64x2.mul(va, v128.load(c)), vb));
}

/** c[j] ← c[j]^degree by repeated squaring. */
function power(n: i32, c: usize, degree: i32): void {
  const end = c + ((<usize>n) << 3);
  for (; c < end; c += 16) {
    let base = v128.load(c), y = f64x2.splat(1);
    for (let d = degree; d > 0; d >>= 1) {
      if (d & 1) y = f64x2.mul(y, base);
      base = f64x2.mul(base, base);
    }
    v128.store(c, y);
  }
}

/** Matérn from d²: r = p0·d; the polynomial factor goes to f while c turns into exp(−r). */
function matern(map: i32, n: i32, c: usize, p0: f64, f: usize): void {
  // r beyond 1e4 has e^−r = 0; the bound keeps ∞·0 out of the product below
  const s = f64x2.splat(p0), one = f64x2.splat(1), third = f64x2.splat(1.0 / 3.0), far = f64x2.splat(1e4);
  const end = c + ((<usize>n) << 3);
  for (let at = c, to = f; at < end; at += 16, to += 16) {
    const r = f64x2.pmin(far, f64x2.mul(s, f64x2.sqrt(v128.load(at))));
    v128.store(at, f64x2.neg(r));
    let y = f64x2.add(one, r);
    if (map == MATERN52) y = f64x2.add(y, f64x2.mul(third, f64x2.mul(r, r)));
    v128.store(to, y);
  }
  vexp(n, c);
  if (map == MATERN12) return;
  for (; c < end; c += 16, f += 16) v128.store(c, f64x2.mul(v128.load(c), v128.load(f)));
}

function cosine(n: i32, c: usize, xn: f64, zn: usize): void {
  const x = f64x2.splat(xn), o = zero();
  const end = c + ((<usize>n) << 3);
  for (; c < end; c += 16, zn += 16) {
    const norm = f64x2.sqrt(f64x2.mul(x, v128.load(zn)));
    v128.store(c, v128.and(f64x2.div(v128.load(c), norm), f64x2.gt(norm, o)));
  }
}

/** All terms are ≥ 0 on [0, 1]: nothing cancels, not even towards the ends. */
function spline(n: i32, c: usize, xn: f64, zn: usize): void {
  const x = f64x2.splat(sqrt(xn)), one = f64x2.splat(1), sixth = f64x2.splat(1.0 / 6.0);
  const end = c + ((<usize>n) << 3);
  for (; c < end; c += 16, zn += 16) {
    const z = f64x2.sqrt(v128.load(zn));
    const l = f64x2.pmin(x, z), h = f64x2.pmax(x, z), far = f64x2.sub(one, h);
    const s = f64x2.mul(f64x2.sub(h, l), f64x2.add(h, l));
    const t = f64x2.mul(f64x2.add(h, h), far);
    v128.store(c, f64x2.mul(f64x2.mul(sixth, f64x2.mul(l, far)), f64x2.add(s, t)));
  }
}

/** κ on row[0:n], n even: the row is scratch with room for one element more. */
function mapRow(map: i32, n: i32, row: usize, xn: f64, zn: usize, p0: f64, p1: f64, p2: f64, scratch: usize): void {
  if (map == POLY) {
    affine(n, row, p0, p1);
    power(n, row, <i32>p2);
  } else if (map == RBF) {
    distances(n, row, xn, zn, -p0);
    vexp(n, row);
  } else if (map == LAPLACIAN) {
    affine(n, row, -p0, 0);
    vexp(n, row);
  } else if (map == MATERN12 || map == MATERN32 || map == MATERN52) {
    distances(n, row, xn, zn, 1);
    matern(map, n, row, p0, scratch);
  } else if (map == RATIONAL) {
    distances(n, row, xn, zn, p0);
    affine(n, row, 1, 1);
    vlog(n, row);
    affine(n, row, -p1, 0);
    vexp(n, row);
  } else if (map == COSINE) {
    cosine(n, row, xn, zn);
  } else if (map == SIGMOID) {
    affine(n, row, p0, p1);
    vtanh(n, row);
  } else if (map == SPLINE) {
    spline(n, row, xn, zn);
  } else if (map >= ANGULAR) {
    angular(map - ANGULAR, <i32>p1, n, row, xn, zn, p0);
  }
}

/** κ on c[0:n], any n; row: room for n + 2 doubles. */
export function finish(
  map: i32, n: i32, c: usize, xn: f64, zn: usize, p0: f64, p1: f64, p2: f64, row: usize, scratch: usize,
): void {
  if (n & 1) {
    // an odd row is finished in scratch: its neighbour in C may belong to somebody else
    const bytes = (<usize>n) << 3;
    memory.copy(row, c, bytes);
    store<f64>(row + bytes, 0);
    mapRow(map, n + 1, row, xn, zn, p0, p1, p2, scratch);
    memory.copy(c, row, bytes);
  } else mapRow(map, n, c, xn, zn, p0, p1, p2, scratch);
}

/**
 * The last block of k of a Gram matrix: C = κ(op(A) B + β C) in strips of four or six rows, row i up to column diag + i.
 * xn, zn: squared norms of the rows of A and of the packed columns (read where κ needs distances); zn readable for n + 1 elements.
 * `work`: dgebpwork() bytes and then 2·(n + 2) doubles.
 */
export function dgram(
  map: i32, m: i32, n: i32, k: i32, a: usize, lda: i32, bp: usize, beta: f64, c: usize, ldc: i32, diag: i32, xn: usize, zn: usize,
  p0: f64, p1: f64, p2: f64, work: usize, row: usize,
): void {
  const ap = work + TILE;
  const l1 = map == LAPLACIAN;
  const mr = striprows(l1);
  const scratch = row + ((<usize>(n + 2)) << 3);
  for (let i = 0; i < m; i += mr, a += (<usize>mr * <usize>lda) << 3) {
    const w = min(mr, m - i);
    packa(l1, 0, k, w, a, lda, ap);
    strip(l1, w, n, k, 1, ap, bp, beta, c, ldc, diag + i, work);
    for (let r = 0; r < w; r++, c += (<usize>ldc) << 3) {
      if (map == LINEAR) continue;
      const count = min(n, diag + i + r + 1);
      if (count <= 0) continue;
      const norm: f64 = xn ? load<f64>(xn + ((<usize>(i + r)) << 3)) : 0;
      finish(map, count, c, norm, zn, p0, p1, p2, row, scratch);
    }
  }
}
