// Floor 1 · packing: strided operands → contiguous micro-panels of width 4, edges filled with zeros.
//
//   panel r of a k×w operand X holds rows of four:   out[4·(k·r + p) + j] = X(p, 4r + j)        0 where 4r + j ≥ w
//
// `packRows` reads four rows that lie along memory and interleaves them (A, or B transposed): 2×2 shuffles.
// `packCols` reads four neighbours of each row and copies them (B, or A transposed). Traffic: 16 B an element. The wide forms write
// every element twice, for micro4x4Wide.
import { zero } from './simd';

/** out[4p + j] = x[j·ldx + p], j < w ≤ 4, p < k: w rows interleaved. */
export function packRows(k: i32, w: i32, x: usize, ldx: i32, out: usize): void {
  const row = (<usize>ldx) << 3;
  if (w < 4) {
    for (let p = 0; p < k; p++, x += 8, out += 32) {
      v128.store(out, zero());
      v128.store(out, zero(), 16);
      for (let j = 0; j < w; j++) store<f64>(out + ((<usize>j) << 3), load<f64>(x + (<usize>j) * row));
    }
    return;
  }
  let x1 = x + row, x2 = x1 + row, x3 = x2 + row;
  let p = 0;
  for (; p + 2 <= k; p += 2) {
    const r0 = v128.load(x), r1 = v128.load(x1), r2 = v128.load(x2), r3 = v128.load(x3);
    v128.store(out, v128.shuffle<f64>(r0, r1, 0, 2));
    v128.store(out, v128.shuffle<f64>(r2, r3, 0, 2), 16);
    v128.store(out, v128.shuffle<f64>(r0, r1, 1, 3), 32);
    v128.store(out, v128.shuffle<f64>(r2, r3, 1, 3), 48);
    x += 16; x1 += 16; x2 += 16; x3 += 16;
    out += 64;
  }
  if (p < k) {
    store<f64>(out, load<f64>(x));
    store<f64>(out, load<f64>(x1), 8);
    store<f64>(out, load<f64>(x2), 16);
    store<f64>(out, load<f64>(x3), 24);
  }
}

/** out[4p + j] = x[p·ldx + j], j < w ≤ 4, p < k: four columns copied. */
export function packCols(k: i32, w: i32, x: usize, ldx: i32, out: usize): void {
  const row = (<usize>ldx) << 3;
  if (w < 4) {
    for (let p = 0; p < k; p++, x += row, out += 32) {
      v128.store(out, zero());
      v128.store(out, zero(), 16);
      for (let j = 0; j < w; j++) store<f64>(out + ((<usize>j) << 3), load<f64>(x + ((<usize>j) << 3)));
    }
    return;
  }
  for (let p = 0; p < k; p++, x += row, out += 32) {
    v128.store(out, v128.load(x));
    v128.store(out, v128.load(x, 16), 16);
  }
}

/** `packRows` with every element twice. */
export function packRowsWide(k: i32, w: i32, x: usize, ldx: i32, out: usize): void {
  const row = (<usize>ldx) << 3;
  if (w < 4) {
    for (let p = 0; p < k; p++, x += 8, out += 64) {
      for (let j = 0; j < 4; j++) v128.store(out + ((<usize>j) << 4), j < w ? v128.load64_splat(x + (<usize>j) * row) : zero());
    }
    return;
  }
  let x1 = x + row, x2 = x1 + row, x3 = x2 + row;
  let p = 0;
  for (; p + 2 <= k; p += 2) {
    const r0 = v128.load(x), r1 = v128.load(x1), r2 = v128.load(x2), r3 = v128.load(x3);
    v128.store(out, v128.shuffle<f64>(r0, r0, 0, 0));
    v128.store(out, v128.shuffle<f64>(r1, r1, 0, 0), 16);
    v128.store(out, v128.shuffle<f64>(r2, r2, 0, 0), 32);
    v128.store(out, v128.shuffle<f64>(r3, r3, 0, 0), 48);
    v128.store(out, v128.shuffle<f64>(r0, r0, 1, 1), 64);
    v128.store(out, v128.shuffle<f64>(r1, r1, 1, 1), 80);
    v128.store(out, v128.shuffle<f64>(r2, r2, 1, 1), 96);
    v128.store(out, v128.shuffle<f64>(r3, r3, 1, 1), 112);
    x += 16; x1 += 16; x2 += 16; x3 += 16;
    out += 128;
  }
  if (p < k) {
    v128.store(out, v128.load64_splat(x));
    v128.store(out, v128.load64_splat(x1), 16);
    v128.store(out, v128.load64_splat(x2), 32);
    v128.store(out, v128.load64_splat(x3), 48);
  }
}

/** `packCols` with every element twice. */
export function packColsWide(k: i32, w: i32, x: usize, ldx: i32, out: usize): void {
  const row = (<usize>ldx) << 3;
  for (let p = 0; p < k; p++, x += row, out += 64) {
    for (let j = 0; j < 4; j++) v128.store(out + ((<usize>j) << 4), j < w ? v128.load64_splat(x + ((<usize>j) << 3)) : zero());
  }
}

/** out[6p + j] = x[j·ldx + p], j < w, 5 ≤ w ≤ 6: six rows interleaved for micro6x4. */
export function packRows6(k: i32, w: i32, x: usize, ldx: i32, out: usize): void {
  const row = (<usize>ldx) << 3;
  for (let p = 0; p < k; p++, x += 8, out += 48) {
    store<f64>(out, load<f64>(x));
    store<f64>(out, load<f64>(x + row), 8);
    store<f64>(out, load<f64>(x + 2 * row), 16);
    store<f64>(out, load<f64>(x + 3 * row), 24);
    store<f64>(out, load<f64>(x + 4 * row), 32);
    store<f64>(out, w == 6 ? load<f64>(x + 5 * row) : 0, 40);
  }
}

/** out[6p + j] = x[p·ldx + j], j < w, 5 ≤ w ≤ 6: six columns copied. */
export function packCols6(k: i32, w: i32, x: usize, ldx: i32, out: usize): void {
  const row = (<usize>ldx) << 3;
  for (let p = 0; p < k; p++, x += row, out += 48) {
    v128.store(out, v128.load(x));
    v128.store(out, v128.load(x, 16), 16);
    store<f64>(out, load<f64>(x, 32), 32);
    store<f64>(out, w == 6 ? load<f64>(x, 40) : 0, 40);
  }
}
