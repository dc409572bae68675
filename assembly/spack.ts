// Floor 1 · packing in single precision: strided operands → contiguous micro-panels, edges filled with zeros.
//
//   four columns of a k×w operand X, rows `step` bytes apart:   out[p·step/4 + j] = X(p, j), j < 4        0 where j ≥ w
//
// A panel of A is four wide (step 16); a panel of B is eight wide, two of these side by side (step 32). `spackRows` reads four rows
// that lie along memory and interleaves them (A, or B transposed): 4×4 shuffles. `spackCols` reads four neighbours of each row and
// copies them (B, or A transposed). w ≤ 0 gives zeros alone. Traffic: 8 B an element. Wide panels of A hold every element four times, for
// smicro4x8Wide.
import { zero } from './simd';

/** out[p·step/4 + j] = x[j·ldx + p], j < w ≤ 4, p < k: w rows interleaved. */
export function spackRows(k: i32, w: i32, x: usize, ldx: i32, out: usize, step: usize): void {
  const row = (<usize>ldx) << 2;
  if (w < 4) {
    for (let p = 0; p < k; p++, x += 4, out += step) {
      v128.store(out, zero());
      for (let j = 0; j < w; j++) store<f32>(out + ((<usize>j) << 2), load<f32>(x + (<usize>j) * row));
    }
    return;
  }
  let x1 = x + row, x2 = x1 + row, x3 = x2 + row;
  let p = 0;
  for (; p + 4 <= k; p += 4) {
    const r0 = v128.load(x), r1 = v128.load(x1), r2 = v128.load(x2), r3 = v128.load(x3);
    const s0 = v128.shuffle<f32>(r0, r1, 0, 4, 1, 5), s1 = v128.shuffle<f32>(r2, r3, 0, 4, 1, 5);
    const t0 = v128.shuffle<f32>(r0, r1, 2, 6, 3, 7), t1 = v128.shuffle<f32>(r2, r3, 2, 6, 3, 7);
    v128.store(out, v128.shuffle<f64>(s0, s1, 0, 2));
    out += step;
    v128.store(out, v128.shuffle<f64>(s0, s1, 1, 3));
    out += step;
    v128.store(out, v128.shuffle<f64>(t0, t1, 0, 2));
    out += step;
    v128.store(out, v128.shuffle<f64>(t0, t1, 1, 3));
    out += step;
    x += 16; x1 += 16; x2 += 16; x3 += 16;
  }
  for (; p < k; p++, out += step) {
    store<f32>(out, load<f32>(x));
    store<f32>(out, load<f32>(x1), 4);
    store<f32>(out, load<f32>(x2), 8);
    store<f32>(out, load<f32>(x3), 12);
    x += 4; x1 += 4; x2 += 4; x3 += 4;
  }
}

/** out[p·step/4 + j] = x[p·ldx + j], j < w ≤ 4, p < k: four columns copied. */
export function spackCols(k: i32, w: i32, x: usize, ldx: i32, out: usize, step: usize): void {
  const row = (<usize>ldx) << 2;
  if (w < 4) {
    for (let p = 0; p < k; p++, x += row, out += step) {
      v128.store(out, zero());
      for (let j = 0; j < w; j++) store<f32>(out + ((<usize>j) << 2), load<f32>(x + ((<usize>j) << 2)));
    }
    return;
  }
  for (let p = 0; p < k; p++, x += row, out += step) v128.store(out, v128.load(x));
}

/** out[16p + 4j … 4j + 3] = x[j·ldx + p], j < w ≤ 4: four rows interleaved for smicro4x8Wide. */
export function spackRowsWide(k: i32, w: i32, x: usize, ldx: i32, out: usize): void {
  const row = (<usize>ldx) << 2;
  let p = 0;
  if (w == 4) {
    const x1 = x + row, x2 = x1 + row, x3 = x2 + row;
    for (; p + 4 <= k; p += 4, out += 256) {
      const at = (<usize>p) << 2;
      spread(v128.load(x + at), out);
      spread(v128.load(x1 + at), out + 16);
      spread(v128.load(x2 + at), out + 32);
      spread(v128.load(x3 + at), out + 48);
    }
  }
  for (x += (<usize>p) << 2; p < k; p++, x += 4, out += 64) {
    for (let j = 0; j < 4; j++) v128.store(out + ((<usize>j) << 4), j < w ? v128.load32_splat(x + (<usize>j) * row) : zero());
  }
}

/** The four numbers of r, each four times, to four steps of a wide panel. */
// @ts-ignore: decorator
@inline
function spread(r: v128, out: usize): void {
  v128.store(out, v128.shuffle<f32>(r, r, 0, 0, 0, 0));
  v128.store(out, v128.shuffle<f32>(r, r, 1, 1, 1, 1), 64);
  v128.store(out, v128.shuffle<f32>(r, r, 2, 2, 2, 2), 128);
  v128.store(out, v128.shuffle<f32>(r, r, 3, 3, 3, 3), 192);
}

/** out[16p + 4j … 4j + 3] = x[p·ldx + j], j < w ≤ 4: four columns copied for smicro4x8Wide. */
export function spackColsWide(k: i32, w: i32, x: usize, ldx: i32, out: usize): void {
  const row = (<usize>ldx) << 2;
  for (let p = 0; p < k; p++, x += row, out += 64) {
    for (let j = 0; j < 4; j++) v128.store(out + ((<usize>j) << 4), j < w ? v128.load32_splat(x + ((<usize>j) << 2)) : zero());
  }
}

/** out[6p + j] = x[j·ldx + p], j < w, 5 ≤ w ≤ 6: six rows interleaved for smicro6x8. */
export function spackRows6(k: i32, w: i32, x: usize, ldx: i32, out: usize): void {
  const row = (<usize>ldx) << 2;
  for (let p = 0; p < k; p++, x += 4, out += 24) {
    store<f32>(out, load<f32>(x));
    store<f32>(out, load<f32>(x + row), 4);
    store<f32>(out, load<f32>(x + 2 * row), 8);
    store<f32>(out, load<f32>(x + 3 * row), 12);
    store<f32>(out, load<f32>(x + 4 * row), 16);
    store<f32>(out, w == 6 ? load<f32>(x + 5 * row) : 0, 20);
  }
}

/** out[6p + j] = x[p·ldx + j], j < w, 5 ≤ w ≤ 6: six columns copied. */
export function spackCols6(k: i32, w: i32, x: usize, ldx: i32, out: usize): void {
  const row = (<usize>ldx) << 2;
  for (let p = 0; p < k; p++, x += row, out += 24) {
    v128.store(out, v128.load(x));
    store<f32>(out, load<f32>(x, 16), 16);
    store<f32>(out, w == 6 ? load<f32>(x, 20) : 0, 20);
  }
}
