// Floor 0 · points made ready, row by row: sums and largest sizes of columns, centring, rounding to single precision.
//
//   x(i, j) ← (x(i, j) − mean[j]) / scale[j]
//
// Sums of columns add the rows in their order, so they are the same bits everywhere. One pass over the points each; four rows at a
// time, so that the vectors by column are read and written once for four.

/** sums[j] = Σ_i x(i, j), tops[j] = max_i |x(i, j)|, i < m, j < k. */
export function dcolstats(m: i32, k: i32, x: usize, ldx: i32, sums: usize, tops: usize): void {
  const row = (<usize>ldx) << 3;
  const width = (<usize>k) << 3;
  memory.fill(sums, 0, width);
  memory.fill(tops, 0, width);
  for (let i = 0; i < m; i += 4, x += 4 * row) {
    if (i + 4 > m) {
      for (let r = i, at = x; r < m; r++, at += row) tail(0, width, at, sums, tops);
      return;
    }
    const x1 = x + row, x2 = x1 + row, x3 = x2 + row;
    let j: usize = 0;
    for (; j + 16 <= width; j += 16) {
      const r0 = v128.load(x + j), r1 = v128.load(x1 + j), r2 = v128.load(x2 + j), r3 = v128.load(x3 + j);
      const s = f64x2.add(f64x2.add(f64x2.add(f64x2.add(v128.load(sums + j), r0), r1), r2), r3);
      const a = f64x2.pmax(f64x2.abs(r0), f64x2.abs(r1)), b = f64x2.pmax(f64x2.abs(r2), f64x2.abs(r3));
      v128.store(sums + j, s);
      v128.store(tops + j, f64x2.pmax(v128.load(tops + j), f64x2.pmax(a, b)));
    }
    if (j < width) {
      tail(j, width, x, sums, tops);
      tail(j, width, x1, sums, tops);
      tail(j, width, x2, sums, tops);
      tail(j, width, x3, sums, tops);
    }
  }
}

/** One row, columns at bytes from … to. */
function tail(from: usize, to: usize, x: usize, sums: usize, tops: usize): void {
  for (let j = from; j < to; j += 8) {
    const v = load<f64>(x + j);
    store<f64>(sums + j, load<f64>(sums + j) + v);
    store<f64>(tops + j, max(load<f64>(tops + j), abs(v)));
  }
}

/** x(i, j) ← (x(i, j) − mean[j]) / scale[j]; scale = 0 (no pointer): not divided. */
export function dcentre(m: i32, k: i32, x: usize, ldx: i32, mean: usize, scale: usize): void {
  const row = (<usize>ldx) << 3;
  const width = (<usize>k) << 3;
  for (let i = 0; i < m; i++, x += row) {
    let j: usize = 0;
    if (scale) {
      for (; j + 16 <= width; j += 16) {
        v128.store(x + j, f64x2.div(f64x2.sub(v128.load(x + j), v128.load(mean + j)), v128.load(scale + j)));
      }
      if (j < width) store<f64>(x + j, (load<f64>(x + j) - load<f64>(mean + j)) / load<f64>(scale + j));
    } else {
      for (; j + 16 <= width; j += 16) v128.store(x + j, f64x2.sub(v128.load(x + j), v128.load(mean + j)));
      if (j < width) store<f64>(x + j, load<f64>(x + j) - load<f64>(mean + j));
    }
  }
}

/** out[i] = x[i] rounded to single precision, i < n; out may be x. */
export function sdemote(n: i32, x: usize, out: usize): void {
  let i = 0;
  for (; i + 4 <= n; i += 4, x += 32, out += 16) {
    const lo = f32x4.demote_f64x2_zero(v128.load(x)), hi = f32x4.demote_f64x2_zero(v128.load(x, 16));
    v128.store(out, v128.shuffle<f64>(lo, hi, 0, 2));
  }
  for (; i < n; i++, x += 8, out += 4) store<f32>(out, <f32>load<f64>(x));
}
