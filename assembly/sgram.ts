// Floor 4 · Gram matrices of points in single precision: the product in float, everything after it in double.
//
//   ⟨x, z⟩ = Σ over blocks of KC of  [ chain of float multiply-adds over the block ]     blocks added in double
//   K(i, j) = κ(⟨x_i, z_j⟩, ‖x_i‖², ‖z_j‖²) in double, as in kernelmap.ts
//
// `sgram` fills a block of doubles: twelve rows of the float product (24 KB) at a time are promoted while they are in cache, added to
// what is there, and mapped after the last block of k. A chain has the rounding errors of at most KC = 256 floats, however long the rows
// are. `snormsq` adds in the order of the micro-kernel, so the distance of a row to itself, or to its duplicate, is 0 exactly.
import { finish } from './kernelmap';
import { sgebp, sgebpwork } from './sgemm';
import { smadd, zero } from './simd';

/** Depth of a packed block of sgemm.ts: the length of a chain. */
const KC: i32 = 256;
/** Rows at a time: full strips of every micro-kernel. */
const ROWS: i32 = 12;

/** out[i] = Σ_p x(i, p)², i < m, p < k, as doubles: blocks of KC, one chain of floats in each, as the micro-kernel adds. */
export function snormsq(m: i32, k: i32, x: usize, ldx: i32, out: usize): void {
  const row = (<usize>ldx) << 2;
  for (let i = 0; i < m; i += 4, x += 4 * row, out += 32) {
    const w = min(4, m - i);
    // rows beyond the last are the last again
    const x1 = x + (w > 1 ? row : 0), x2 = w > 2 ? x1 + row : x1, x3 = w > 3 ? x2 + row : x2;
    let t0: f64 = 0, t1: f64 = 0, t2: f64 = 0, t3: f64 = 0;
    for (let pc = 0; pc < k; pc += KC) {
      const s = chains(min(KC, k - pc), x, x1, x2, x3, (<usize>pc) << 2);
      t0 += <f64>f32x4.extract_lane(s, 0);
      t1 += <f64>f32x4.extract_lane(s, 1);
      t2 += <f64>f32x4.extract_lane(s, 2);
      t3 += <f64>f32x4.extract_lane(s, 3);
    }
    store<f64>(out, t0);
    if (w > 1) store<f64>(out, t1, 8);
    if (w > 2) store<f64>(out, t2, 16);
    if (w > 3) store<f64>(out, t3, 24);
  }
}

/** Four chains of squares, one in each lane, over k entries that begin `from` bytes behind the pointers. */
function chains(k: i32, x0: usize, x1: usize, x2: usize, x3: usize, from: usize): v128 {
  let s = zero();
  let at = from;
  const end = from + ((<usize>k) << 2);
  for (; at + 16 <= end; at += 16) {
    const r0 = v128.load(x0 + at), r1 = v128.load(x1 + at), r2 = v128.load(x2 + at), r3 = v128.load(x3 + at);
    const a = v128.shuffle<f32>(r0, r1, 0, 4, 1, 5), b = v128.shuffle<f32>(r2, r3, 0, 4, 1, 5);
    const c = v128.shuffle<f32>(r0, r1, 2, 6, 3, 7), d = v128.shuffle<f32>(r2, r3, 2, 6, 3, 7);
    let v = v128.shuffle<f64>(a, b, 0, 2); s = smadd(v, v, s);
    v = v128.shuffle<f64>(a, b, 1, 3); s = smadd(v, v, s);
    v = v128.shuffle<f64>(c, d, 0, 2); s = smadd(v, v, s);
    v = v128.shuffle<f64>(c, d, 1, 3); s = smadd(v, v, s);
  }
  for (; at < end; at += 4) {
    let v = f32x4.splat(load<f32>(x0 + at));
    v = f32x4.replace_lane(v, 1, load<f32>(x1 + at));
    v = f32x4.replace_lane(v, 2, load<f32>(x2 + at));
    v = f32x4.replace_lane(v, 3, load<f32>(x3 + at));
    s = smadd(v, v, s);
  }
  return s;
}

/** Bytes of scratch that `sgram` needs for n columns, beside its two rows of n + 2 doubles. */
export function sgramwork(n: i32): i32 {
  return sgebpwork() + ((ROWS * (n + 2)) << 2);
}

/**
 * C = A B + β C in doubles (β 0 or 1) for floats A and the packed k×n block B, and where `last` is set κ of it. Row i is written up to
 * column diag + i. xn, zn as in `dgram`; `work`: sgramwork(n) bytes, `row`: 2·(n + 2) doubles.
 */
export function sgram(
  last: i32, map: i32, m: i32, n: i32, k: i32, a: usize, lda: i32, bp: usize, beta: f64, c: usize, ldc: i32, diag: i32, xn: usize,
  zn: usize, p0: f64, p1: f64, p2: f64, work: usize, row: usize,
): void {
  const strip = work + <usize>sgebpwork();
  const scratch = row + ((<usize>(n + 2)) << 3);
  for (let i = 0; i < m; i += ROWS, a += (<usize>ROWS * <usize>lda) << 2) {
    const w = min(ROWS, m - i);
    const width = min(n, diag + i + w);
    if (width > 0) sgebp(0, w, width, k, 1, a, lda, bp, 0, strip, n, work);
    for (let r = 0; r < w; r++, c += (<usize>ldc) << 3) {
      const count = min(n, diag + i + r + 1);
      if (count <= 0) continue;
      promote(count, strip + ((<usize>(r * n)) << 2), beta, c);
      if (!last) continue;
      const norm: f64 = xn ? load<f64>(xn + ((<usize>(i + r)) << 3)) : 0;
      finish(map, count, c, norm, zn, p0, p1, p2, row, scratch);
    }
  }
}

/** c[j] ← s[j] + β c[j], β 0 or 1. */
function promote(n: i32, s: usize, beta: f64, c: usize): void {
  const end = c + ((<usize>(n & ~1)) << 3);
  if (beta != 0) for (; c < end; c += 16, s += 8) v128.store(c, f64x2.add(v128.load(c), f64x2.promote_low_f32x4(v128.load64_zero(s))));
  else for (; c < end; c += 16, s += 8) v128.store(c, f64x2.promote_low_f32x4(v128.load64_zero(s)));
  if (n & 1) store<f64>(c, <f64>load<f32>(s) + (beta != 0 ? load<f64>(c) : 0));
}
