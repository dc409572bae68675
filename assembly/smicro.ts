// Floor 1 · GEMM micro-kernel in single precision: one 4×8 tile of C held in eight registers.
//
//   C[0:4, 0:8] = β C + α A B         A: 4×k packed by columns, B: k×8 packed by rows
//
//                 B: k×8                        a[i + 4p] = A(i, p)
//        ┌ 0  1  2  3  4  5  6  7┐              b[j + 8p] = B(p, j)
//        │ 8  9 10 11 12 13 14 15│              c[j + ldc·i] = C(i, j)
//   A: 4×k
//   0 4 8 …      C: 4×8, row-major
//   1 5 9 …
//
// The shape of micro.ts on four lanes: flops 64 a step of k; loads 2 (B) + 4 splats (A); registers 8 accumulators + 2 + 1; an exit
// test ends each step, so that the engine cannot hoist all loads to the top and spill. Two steps stand in one trip, α and β at `ab`: V8
// 11.3 on Zen 3, first-level cache, of 44 GFLOP/s: 33.3 by four steps, 38.7 by two, 33.3 by two with α and β as parameters.
// `smicro4x8Wide` reads A with every element four times (16 B), eight steps a trip; micro.ts says why. V8 11.3, Zen 4, of 52: 46.2 → 50.6.
// Every element is one chain of `smadd` over p = 0, 1, …, k − 1: the plain build gives the bits of three plain loops that round
// after each operation. β = 0 writes without reading.
//
// Van Zee & van de Geijn, BLIS, ACM TOMS 41(3):14, 2015, §5 (the micro-kernel).
import { smadd, zero } from './simd';

export const SNR: i32 = 8;

/** α = 1 and β = 0: the tile is the product as it stands. */
// @ts-ignore: decorator
@inline
function bare(ab: usize): bool {
  return load<f32>(ab) == 1 && load<f32>(ab, 4) == 0;
}

/** Writes one row of the tile, c = β c + α x; α and β stand at `ab`: as parameters they would hold registers throughout the loop. */
// @ts-ignore: decorator
@inline
function put(plain: bool, ab: usize, x0: v128, x1: v128, c: usize): void {
  if (!plain) {
    const alpha = v128.load32_splat(ab);
    x0 = f32x4.mul(alpha, x0);
    x1 = f32x4.mul(alpha, x1);
    if (load<f32>(ab, 4) != 0) {
      const beta = v128.load32_splat(ab, 4);
      x0 = f32x4.add(f32x4.mul(beta, v128.load(c)), x0);
      x1 = f32x4.add(f32x4.mul(beta, v128.load(c, 16)), x1);
    }
  }
  v128.store(c, x0);
  v128.store(c, x1, 16);
}

// @ts-ignore: decorator
@inline
function tile(wide: bool, k: i32, ab: usize, a: usize, b: usize, c: usize, ldc: i32): void {
  let c00 = zero(), c01 = zero(), c10 = zero(), c11 = zero();
  let c20 = zero(), c21 = zero(), c30 = zero(), c31 = zero();
  while (true) {
    let b0 = v128.load(b), b1 = v128.load(b, 16);
    let x = wide ? v128.load(a) : v128.load32_splat(a); c00 = smadd(x, b0, c00); c01 = smadd(x, b1, c01);
    x = wide ? v128.load(a, 16) : v128.load32_splat(a, 4); c10 = smadd(x, b0, c10); c11 = smadd(x, b1, c11);
    x = wide ? v128.load(a, 32) : v128.load32_splat(a, 8); c20 = smadd(x, b0, c20); c21 = smadd(x, b1, c21);
    x = wide ? v128.load(a, 48) : v128.load32_splat(a, 12); c30 = smadd(x, b0, c30); c31 = smadd(x, b1, c31);
    if (--k == 0) break;
    b0 = v128.load(b, 32); b1 = v128.load(b, 48);
    x = wide ? v128.load(a, 64) : v128.load32_splat(a, 16); c00 = smadd(x, b0, c00); c01 = smadd(x, b1, c01);
    x = wide ? v128.load(a, 80) : v128.load32_splat(a, 20); c10 = smadd(x, b0, c10); c11 = smadd(x, b1, c11);
    x = wide ? v128.load(a, 96) : v128.load32_splat(a, 24); c20 = smadd(x, b0, c20); c21 = smadd(x, b1, c21);
    x = wide ? v128.load(a, 112) : v128.load32_splat(a, 28); c30 = smadd(x, b0, c30); c31 = smadd(x, b1, c31);
    if (wide) {
      if (--k == 0) break;
      b0 = v128.load(b, 64); b1 = v128.load(b, 80);
      x = v128.load(a, 128); c00 = smadd(x, b0, c00); c01 = smadd(x, b1, c01);
      x = v128.load(a, 144); c10 = smadd(x, b0, c10); c11 = smadd(x, b1, c11);
      x = v128.load(a, 160); c20 = smadd(x, b0, c20); c21 = smadd(x, b1, c21);
      x = v128.load(a, 176); c30 = smadd(x, b0, c30); c31 = smadd(x, b1, c31);
      if (--k == 0) break;
      b0 = v128.load(b, 96); b1 = v128.load(b, 112);
      x = v128.load(a, 192); c00 = smadd(x, b0, c00); c01 = smadd(x, b1, c01);
      x = v128.load(a, 208); c10 = smadd(x, b0, c10); c11 = smadd(x, b1, c11);
      x = v128.load(a, 224); c20 = smadd(x, b0, c20); c21 = smadd(x, b1, c21);
      x = v128.load(a, 240); c30 = smadd(x, b0, c30); c31 = smadd(x, b1, c31);
      if (--k == 0) break;
      b0 = v128.load(b, 128); b1 = v128.load(b, 144);
      x = v128.load(a, 256); c00 = smadd(x, b0, c00); c01 = smadd(x, b1, c01);
      x = v128.load(a, 272); c10 = smadd(x, b0, c10); c11 = smadd(x, b1, c11);
      x = v128.load(a, 288); c20 = smadd(x, b0, c20); c21 = smadd(x, b1, c21);
      x = v128.load(a, 304); c30 = smadd(x, b0, c30); c31 = smadd(x, b1, c31);
      if (--k == 0) break;
      b0 = v128.load(b, 160); b1 = v128.load(b, 176);
      x = v128.load(a, 320); c00 = smadd(x, b0, c00); c01 = smadd(x, b1, c01);
      x = v128.load(a, 336); c10 = smadd(x, b0, c10); c11 = smadd(x, b1, c11);
      x = v128.load(a, 352); c20 = smadd(x, b0, c20); c21 = smadd(x, b1, c21);
      x = v128.load(a, 368); c30 = smadd(x, b0, c30); c31 = smadd(x, b1, c31);
      if (--k == 0) break;
      b0 = v128.load(b, 192); b1 = v128.load(b, 208);
      x = v128.load(a, 384); c00 = smadd(x, b0, c00); c01 = smadd(x, b1, c01);
      x = v128.load(a, 400); c10 = smadd(x, b0, c10); c11 = smadd(x, b1, c11);
      x = v128.load(a, 416); c20 = smadd(x, b0, c20); c21 = smadd(x, b1, c21);
      x = v128.load(a, 432); c30 = smadd(x, b0, c30); c31 = smadd(x, b1, c31);
      if (--k == 0) break;
      b0 = v128.load(b, 224); b1 = v128.load(b, 240);
      x = v128.load(a, 448); c00 = smadd(x, b0, c00); c01 = smadd(x, b1, c01);
      x = v128.load(a, 464); c10 = smadd(x, b0, c10); c11 = smadd(x, b1, c11);
      x = v128.load(a, 480); c20 = smadd(x, b0, c20); c21 = smadd(x, b1, c21);
      x = v128.load(a, 496); c30 = smadd(x, b0, c30); c31 = smadd(x, b1, c31);
    }
    a += wide ? 512 : 32;
    b += wide ? 256 : 64;
    if (--k == 0) break;
  }
  const row = (<usize>ldc) << 2, plain = bare(ab);
  put(plain, ab, c00, c01, c);
  put(plain, ab, c10, c11, c + row);
  put(plain, ab, c20, c21, c + 2 * row);
  put(plain, ab, c30, c31, c + 3 * row);
}

/** C = β C + α A B on one 4×8 tile, k ≥ 1. */
export function smicro4x8(k: i32, ab: usize, a: usize, b: usize, c: usize, ldc: i32): void {
  tile(false, k, ab, a, b, c, ldc);
}

/** `smicro4x8` on a panel of A in which every element stands four times; only in the plain build. */
export function smicro4x8Wide(k: i32, ab: usize, a: usize, b: usize, c: usize, ldc: i32): void {
  if (!ASC_FEATURE_RELAXED_SIMD) tile(true, k, ab, a, b, c, ldc);
}

/**
 * C = β C + α A B on one 6×8 tile, A packed six to a step; only in the relaxed build: what micro6x4 is in double. 48.5 →
 * 49.4 GFLOP/s in the first-level cache (V8 13.6, Zen 3).
 */
export function smicro6x8(k: i32, ab: usize, a: usize, b: usize, c: usize, ldc: i32): void {
  if (ASC_FEATURE_RELAXED_SIMD) {
    let c00 = zero(), c01 = zero(), c10 = zero(), c11 = zero(), c20 = zero(), c21 = zero();
    let c30 = zero(), c31 = zero(), c40 = zero(), c41 = zero(), c50 = zero(), c51 = zero();
    const end = a + <usize>k * 24;
    while (true) {
      let b0 = v128.load(b), b1 = v128.load(b, 16);
      let x = v128.load32_splat(a); c00 = smadd(x, b0, c00); c01 = smadd(x, b1, c01);
      x = v128.load32_splat(a, 4); c10 = smadd(x, b0, c10); c11 = smadd(x, b1, c11);
      x = v128.load32_splat(a, 8); c20 = smadd(x, b0, c20); c21 = smadd(x, b1, c21);
      x = v128.load32_splat(a, 12); c30 = smadd(x, b0, c30); c31 = smadd(x, b1, c31);
      x = v128.load32_splat(a, 16); c40 = smadd(x, b0, c40); c41 = smadd(x, b1, c41);
      x = v128.load32_splat(a, 20); c50 = smadd(x, b0, c50); c51 = smadd(x, b1, c51);
      if (a + 24 >= end) break;
      b0 = v128.load(b, 32); b1 = v128.load(b, 48);
      x = v128.load32_splat(a, 24); c00 = smadd(x, b0, c00); c01 = smadd(x, b1, c01);
      x = v128.load32_splat(a, 28); c10 = smadd(x, b0, c10); c11 = smadd(x, b1, c11);
      x = v128.load32_splat(a, 32); c20 = smadd(x, b0, c20); c21 = smadd(x, b1, c21);
      x = v128.load32_splat(a, 36); c30 = smadd(x, b0, c30); c31 = smadd(x, b1, c31);
      x = v128.load32_splat(a, 40); c40 = smadd(x, b0, c40); c41 = smadd(x, b1, c41);
      x = v128.load32_splat(a, 44); c50 = smadd(x, b0, c50); c51 = smadd(x, b1, c51);
      if (a + 48 >= end) break;
      b0 = v128.load(b, 64); b1 = v128.load(b, 80);
      x = v128.load32_splat(a, 48); c00 = smadd(x, b0, c00); c01 = smadd(x, b1, c01);
      x = v128.load32_splat(a, 52); c10 = smadd(x, b0, c10); c11 = smadd(x, b1, c11);
      x = v128.load32_splat(a, 56); c20 = smadd(x, b0, c20); c21 = smadd(x, b1, c21);
      x = v128.load32_splat(a, 60); c30 = smadd(x, b0, c30); c31 = smadd(x, b1, c31);
      x = v128.load32_splat(a, 64); c40 = smadd(x, b0, c40); c41 = smadd(x, b1, c41);
      x = v128.load32_splat(a, 68); c50 = smadd(x, b0, c50); c51 = smadd(x, b1, c51);
      if (a + 72 >= end) break;
      b0 = v128.load(b, 96); b1 = v128.load(b, 112);
      x = v128.load32_splat(a, 72); c00 = smadd(x, b0, c00); c01 = smadd(x, b1, c01);
      x = v128.load32_splat(a, 76); c10 = smadd(x, b0, c10); c11 = smadd(x, b1, c11);
      x = v128.load32_splat(a, 80); c20 = smadd(x, b0, c20); c21 = smadd(x, b1, c21);
      x = v128.load32_splat(a, 84); c30 = smadd(x, b0, c30); c31 = smadd(x, b1, c31);
      x = v128.load32_splat(a, 88); c40 = smadd(x, b0, c40); c41 = smadd(x, b1, c41);
      x = v128.load32_splat(a, 92); c50 = smadd(x, b0, c50); c51 = smadd(x, b1, c51);
      a += 96;
      b += 128;
      if (a >= end) break;
    }
    const row = (<usize>ldc) << 2, plain = bare(ab);
    put(plain, ab, c00, c01, c);
    put(plain, ab, c10, c11, c + row);
    put(plain, ab, c20, c21, c + 2 * row);
    put(plain, ab, c30, c31, c + 3 * row);
    put(plain, ab, c40, c41, c + 4 * row);
    put(plain, ab, c50, c51, c + 5 * row);
  }
}
