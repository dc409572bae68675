// Floor 1 · GEMM micro-kernels: one 4×4 tile of C held in eight registers.
//
//   C[0:4, 0:4] = β C + α A B         A: 4×k packed by columns, B: k×4 packed by rows
//
//        B: k×4                        a[i + 4p] = A(i, p)
//        ┌0 1 2 3┐                     b[j + 4p] = B(p, j)
//        │4 5 6 7│                     c[j + ldc·i] = C(i, j)
//   A: 4×k
//   0 4 8 …      C: 4×4, row-major
//   1 5 9 …
//
// Flops 32 a step of k; loads 2 (B) + 4 splats (A); registers 8 accumulators + 2 + 1. Two steps stand in one trip and an exit test
// ends each of them: it closes the basic block, so the engine cannot hoist all loads to the top and spill (12 → 22 GFLOP/s). The test is
// on k, which is one comparison. Every element is one chain of `madd` over p = 0, 1, …, k − 1: the plain build gives the bits of three
// plain loops. `ab` points to α and β. β = 0 writes without reading. β = 1 multiplies by one, which changes no bit.
//
// V8 11.3 on Zen 3, first-level cache, of 22.0 GFLOP/s: 17.5 by one step, 19.2 by two, 18.0 by three, 17.0 by four, 16.8 by eight; 17.9 by
// two with α and β as parameters. `micro4x4Wide` reads A with every element twice (16 B), a plain load in place of a splat, whose offset
// older engines do not fold into the instruction, and takes eight steps a trip: slower there (16.8), faster on V8 13.6 (19.2 → 22.1).
// Products of order 512 on Zen 4: 21.0 → 22.4 on V8 11.3, 21.5 → 24.1 on V8 13.6. src/wasm/shape.ts tries both. Same bits.
//
// Van Zee & van de Geijn, BLIS, ACM TOMS 41(3):14, 2015, §5 (the micro-kernel).
import { madd, zero } from './simd';

export const NR: i32 = 4;

// How strips of A are packed and multiplied: the engine chooses; results are the same bits.
const NARROW: i32 = 0;
const WIDE: i32 = 1; // plain build only
const SIX: i32 = 2; // relaxed build only
let shape: i32 = NARROW;

/** Chooses the micro-kernel: 0 4×4, 1 4×4 with wide panels (plain build), 2 6×4 (relaxed build); in single precision 4×8, wide, 6×8. */
export function setshape(value: i32): void {
  shape = value;
}

/** Panels of A hold every element twice. */
// @ts-ignore: decorator
@inline
export function wide(): bool {
  return !ASC_FEATURE_RELAXED_SIMD && shape == WIDE;
}

/** Strips have six rows. */
// @ts-ignore: decorator
@inline
export function six(): bool {
  return ASC_FEATURE_RELAXED_SIMD && shape == SIX;
}

/** α = 1 and β = 0: the tile is the product as it stands. Saves 6 % where k = 10, 1 % where it is 64 (V8 13.6, Zen 4). */
// @ts-ignore: decorator
@inline
function bare(ab: usize): bool {
  return load<f64>(ab) == 1 && load<f64>(ab, 8) == 0;
}

/** Writes one row of the tile, c = β c + α x; α and β stand at `ab`: as parameters they would hold registers throughout the loop. */
// @ts-ignore: decorator
@inline
function put(plain: bool, ab: usize, x0: v128, x1: v128, c: usize): void {
  if (!plain) {
    const alpha = v128.load64_splat(ab);
    x0 = f64x2.mul(alpha, x0);
    x1 = f64x2.mul(alpha, x1);
    if (load<f64>(ab, 8) != 0) {
      const beta = v128.load64_splat(ab, 8);
      x0 = f64x2.add(f64x2.mul(beta, v128.load(c)), x0);
      x1 = f64x2.add(f64x2.mul(beta, v128.load(c, 16)), x1);
    }
  }
  v128.store(c, x0);
  v128.store(c, x1, 16);
}

/** c + a·b, or c + |a − b| for the L1 distance: the same tile, another product. */
// @ts-ignore: decorator
@inline
function step(l1: bool, a: v128, b: v128, c: v128): v128 {
  return l1 ? f64x2.add(c, f64x2.abs(f64x2.sub(a, b))) : madd(a, b, c);
}

// @ts-ignore: decorator
@inline
function tile(l1: bool, wide: bool, k: i32, ab: usize, a: usize, b: usize, c: usize, ldc: i32): void {
  let c00 = zero(), c01 = zero(), c10 = zero(), c11 = zero();
  let c20 = zero(), c21 = zero(), c30 = zero(), c31 = zero();
  while (true) {
    let b0 = v128.load(b), b1 = v128.load(b, 16);
    let x = wide ? v128.load(a) : v128.load64_splat(a); c00 = step(l1, x, b0, c00); c01 = step(l1, x, b1, c01);
    x = wide ? v128.load(a, 16) : v128.load64_splat(a, 8); c10 = step(l1, x, b0, c10); c11 = step(l1, x, b1, c11);
    x = wide ? v128.load(a, 32) : v128.load64_splat(a, 16); c20 = step(l1, x, b0, c20); c21 = step(l1, x, b1, c21);
    x = wide ? v128.load(a, 48) : v128.load64_splat(a, 24); c30 = step(l1, x, b0, c30); c31 = step(l1, x, b1, c31);
    if (--k == 0) break;
    b0 = v128.load(b, 32); b1 = v128.load(b, 48);
    x = wide ? v128.load(a, 64) : v128.load64_splat(a, 32); c00 = step(l1, x, b0, c00); c01 = step(l1, x, b1, c01);
    x = wide ? v128.load(a, 80) : v128.load64_splat(a, 40); c10 = step(l1, x, b0, c10); c11 = step(l1, x, b1, c11);
    x = wide ? v128.load(a, 96) : v128.load64_splat(a, 48); c20 = step(l1, x, b0, c20); c21 = step(l1, x, b1, c21);
    x = wide ? v128.load(a, 112) : v128.load64_splat(a, 56); c30 = step(l1, x, b0, c30); c31 = step(l1, x, b1, c31);
    if (wide) {
      if (--k == 0) break;
      b0 = v128.load(b, 64); b1 = v128.load(b, 80);
      x = v128.load(a, 128); c00 = step(l1, x, b0, c00); c01 = step(l1, x, b1, c01);
      x = v128.load(a, 144); c10 = step(l1, x, b0, c10); c11 = step(l1, x, b1, c11);
      x = v128.load(a, 160); c20 = step(l1, x, b0, c20); c21 = step(l1, x, b1, c21);
      x = v128.load(a, 176); c30 = step(l1, x, b0, c30); c31 = step(l1, x, b1, c31);
      if (--k == 0) break;
      b0 = v128.load(b, 96); b1 = v128.load(b, 112);
      x = v128.load(a, 192); c00 = step(l1, x, b0, c00); c01 = step(l1, x, b1, c01);
      x = v128.load(a, 208); c10 = step(l1, x, b0, c10); c11 = step(l1, x, b1, c11);
      x = v128.load(a, 224); c20 = step(l1, x, b0, c20); c21 = step(l1, x, b1, c21);
      x = v128.load(a, 240); c30 = step(l1, x, b0, c30); c31 = step(l1, x, b1, c31);
      if (--k == 0) break;
      b0 = v128.load(b, 128); b1 = v128.load(b, 144);
      x = v128.load(a, 256); c00 = step(l1, x, b0, c00); c01 = step(l1, x, b1, c01);
      x = v128.load(a, 272); c10 = step(l1, x, b0, c10); c11 = step(l1, x, b1, c11);
      x = v128.load(a, 288); c20 = step(l1, x, b0, c20); c21 = step(l1, x, b1, c21);
      x = v128.load(a, 304); c30 = step(l1, x, b0, c30); c31 = step(l1, x, b1, c31);
      if (--k == 0) break;
      b0 = v128.load(b, 160); b1 = v128.load(b, 176);
      x = v128.load(a, 320); c00 = step(l1, x, b0, c00); c01 = step(l1, x, b1, c01);
      x = v128.load(a, 336); c10 = step(l1, x, b0, c10); c11 = step(l1, x, b1, c11);
      x = v128.load(a, 352); c20 = step(l1, x, b0, c20); c21 = step(l1, x, b1, c21);
      x = v128.load(a, 368); c30 = step(l1, x, b0, c30); c31 = step(l1, x, b1, c31);
      if (--k == 0) break;
      b0 = v128.load(b, 192); b1 = v128.load(b, 208);
      x = v128.load(a, 384); c00 = step(l1, x, b0, c00); c01 = step(l1, x, b1, c01);
      x = v128.load(a, 400); c10 = step(l1, x, b0, c10); c11 = step(l1, x, b1, c11);
      x = v128.load(a, 416); c20 = step(l1, x, b0, c20); c21 = step(l1, x, b1, c21);
      x = v128.load(a, 432); c30 = step(l1, x, b0, c30); c31 = step(l1, x, b1, c31);
      if (--k == 0) break;
      b0 = v128.load(b, 224); b1 = v128.load(b, 240);
      x = v128.load(a, 448); c00 = step(l1, x, b0, c00); c01 = step(l1, x, b1, c01);
      x = v128.load(a, 464); c10 = step(l1, x, b0, c10); c11 = step(l1, x, b1, c11);
      x = v128.load(a, 480); c20 = step(l1, x, b0, c20); c21 = step(l1, x, b1, c21);
      x = v128.load(a, 496); c30 = step(l1, x, b0, c30); c31 = step(l1, x, b1, c31);
    }
    a += wide ? 512 : 64;
    b += wide ? 256 : 64;
    if (--k == 0) break;
  }
  const row = (<usize>ldc) << 3, plain = bare(ab);
  put(plain, ab, c00, c01, c);
  put(plain, ab, c10, c11, c + row);
  put(plain, ab, c20, c21, c + 2 * row);
  put(plain, ab, c30, c31, c + 3 * row);
}

/** C = β C + α A B on one 4×4 tile, k ≥ 1. */
export function micro4x4(k: i32, ab: usize, a: usize, b: usize, c: usize, ldc: i32): void {
  tile(false, false, k, ab, a, b, c, ldc);
}

/** `micro4x4` on a panel of A in which every element stands twice; only in the plain build. */
export function micro4x4Wide(k: i32, ab: usize, a: usize, b: usize, c: usize, ldc: i32): void {
  if (!ASC_FEATURE_RELAXED_SIMD) tile(false, true, k, ab, a, b, c, ldc);
}

/** C(i, j) = β C(i, j) + α Σ_p |A(i, p) − B(p, j)| on one 4×4 tile, k ≥ 1. */
export function micro4x4L1(k: i32, ab: usize, a: usize, b: usize, c: usize, ldc: i32): void {
  tile(true, false, k, ab, a, b, c, ldc);
}

/**
 * C = β C + α A B on one 6×4 tile, A packed six to a step; only in the relaxed build. Twelve accumulators, 2 + 1 operands: fifteen
 * registers, which fused multiply-add needs to hide its latency. 25 → 27 GFLOP/s on V8 ≥ 13, 12 on V8 12.4, where it spills.
 */
export function micro6x4(k: i32, ab: usize, a: usize, b: usize, c: usize, ldc: i32): void {
  if (ASC_FEATURE_RELAXED_SIMD) {
    let c00 = zero(), c01 = zero();
    let c10 = zero(), c11 = zero();
    let c20 = zero(), c21 = zero();
    let c30 = zero(), c31 = zero();
    let c40 = zero(), c41 = zero();
    let c50 = zero(), c51 = zero();
    const end = a + <usize>k * 48;
    while (true) {
      let b0 = v128.load(b), b1 = v128.load(b, 16);
      let x = v128.load64_splat(a); c00 = madd(x, b0, c00); c01 = madd(x, b1, c01);
      x = v128.load64_splat(a, 8); c10 = madd(x, b0, c10); c11 = madd(x, b1, c11);
      x = v128.load64_splat(a, 16); c20 = madd(x, b0, c20); c21 = madd(x, b1, c21);
      x = v128.load64_splat(a, 24); c30 = madd(x, b0, c30); c31 = madd(x, b1, c31);
      x = v128.load64_splat(a, 32); c40 = madd(x, b0, c40); c41 = madd(x, b1, c41);
      x = v128.load64_splat(a, 40); c50 = madd(x, b0, c50); c51 = madd(x, b1, c51);
      if (a + 48 >= end) break;
      b0 = v128.load(b, 32); b1 = v128.load(b, 48);
      x = v128.load64_splat(a, 48); c00 = madd(x, b0, c00); c01 = madd(x, b1, c01);
      x = v128.load64_splat(a, 56); c10 = madd(x, b0, c10); c11 = madd(x, b1, c11);
      x = v128.load64_splat(a, 64); c20 = madd(x, b0, c20); c21 = madd(x, b1, c21);
      x = v128.load64_splat(a, 72); c30 = madd(x, b0, c30); c31 = madd(x, b1, c31);
      x = v128.load64_splat(a, 80); c40 = madd(x, b0, c40); c41 = madd(x, b1, c41);
      x = v128.load64_splat(a, 88); c50 = madd(x, b0, c50); c51 = madd(x, b1, c51);
      if (a + 96 >= end) break;
      b0 = v128.load(b, 64); b1 = v128.load(b, 80);
      x = v128.load64_splat(a, 96); c00 = madd(x, b0, c00); c01 = madd(x, b1, c01);
      x = v128.load64_splat(a, 104); c10 = madd(x, b0, c10); c11 = madd(x, b1, c11);
      x = v128.load64_splat(a, 112); c20 = madd(x, b0, c20); c21 = madd(x, b1, c21);
      x = v128.load64_splat(a, 120); c30 = madd(x, b0, c30); c31 = madd(x, b1, c31);
      x = v128.load64_splat(a, 128); c40 = madd(x, b0, c40); c41 = madd(x, b1, c41);
      x = v128.load64_splat(a, 136); c50 = madd(x, b0, c50); c51 = madd(x, b1, c51);
      if (a + 144 >= end) break;
      b0 = v128.load(b, 96); b1 = v128.load(b, 112);
      x = v128.load64_splat(a, 144); c00 = madd(x, b0, c00); c01 = madd(x, b1, c01);
      x = v128.load64_splat(a, 152); c10 = madd(x, b0, c10); c11 = madd(x, b1, c11);
      x = v128.load64_splat(a, 160); c20 = madd(x, b0, c20); c21 = madd(x, b1, c21);
      x = v128.load64_splat(a, 168); c30 = madd(x, b0, c30); c31 = madd(x, b1, c31);
      x = v128.load64_splat(a, 176); c40 = madd(x, b0, c40); c41 = madd(x, b1, c41);
      x = v128.load64_splat(a, 184); c50 = madd(x, b0, c50); c51 = madd(x, b1, c51);
      a += 192;
      b += 128;
      if (a >= end) break;
    }
    const row = (<usize>ldc) << 3, plain = bare(ab);
    put(plain, ab, c00, c01, c);
    put(plain, ab, c10, c11, c + 1 * row);
    put(plain, ab, c20, c21, c + 2 * row);
    put(plain, ab, c30, c31, c + 3 * row);
    put(plain, ab, c40, c41, c + 4 * row);
    put(plain, ab, c50, c51, c + 5 * row);
  }
}
