// Floor 1 · symmetric matrix times vector: y ← A x from the lower triangle, which is read once.
//
//           x →                    rows r … r + 3 of the triangle, four columns at a time as two blocks of 4×2:
//        ┌ ·           ┐
//        │ · ·         │           each element is used twice while it is in a register:
//        │ ▪ ▪ ▪ ▪ ·   │  ← r         y_i += a_ij x_j   four sums that stay in registers along the rows
//        │ ▪ ▪ ▪ ▪ · · │              y_j += a_ij x_i   loaded and stored once for four rows
//        └ ▪ ▪ ▪ ▪ · ··┘
//
// A part of the rows gives a part of y, as long as its last row: equal areas of the triangle, for threads. The parts are summed in their
// order, so their number decides the bits, and who computed them does not.
//
// Flops 2n²; loads 4 (A) + 2, stores 1 for 32 flops. Registers: 4 sums + 4 splats of x_i + 6. An exit test ends each block of 4×2, as
// in the micro-kernels; the relaxed build fuses multiply and add. The triangle of order 1024 is 4 MB: bound by arithmetic down to the
// outer cache, by memory beyond.
import { hsum, madd, zero } from './simd';

/** y[0:q] += and the sums of the four rows at a0, ld bytes apart, against their first q bytes (a multiple of 32); x_i, y_i follow x_q. */
function rows4(q: usize, a0: usize, ld: usize, x: usize, y: usize): void {
  let a1 = a0 + ld, a2 = a1 + ld, a3 = a2 + ld;
  const end = x + q;
  const x0 = v128.load64_splat(end), x1 = v128.load64_splat(end, 8), x2 = v128.load64_splat(end, 16), x3 = v128.load64_splat(end, 24);
  let s0 = zero(), s1 = zero(), s2 = zero(), s3 = zero();
  while (x < end) {
    let xj = v128.load(x), yj = v128.load(y);
    let t = v128.load(a0); s0 = madd(t, xj, s0); yj = madd(t, x0, yj);
    t = v128.load(a1); s1 = madd(t, xj, s1); yj = madd(t, x1, yj);
    t = v128.load(a2); s2 = madd(t, xj, s2); yj = madd(t, x2, yj);
    t = v128.load(a3); s3 = madd(t, xj, s3); yj = madd(t, x3, yj);
    v128.store(y, yj);
    if (x + 16 >= end) break;
    xj = v128.load(x, 16); yj = v128.load(y, 16);
    t = v128.load(a0, 16); s0 = madd(t, xj, s0); yj = madd(t, x0, yj);
    t = v128.load(a1, 16); s1 = madd(t, xj, s1); yj = madd(t, x1, yj);
    t = v128.load(a2, 16); s2 = madd(t, xj, s2); yj = madd(t, x2, yj);
    t = v128.load(a3, 16); s3 = madd(t, xj, s3); yj = madd(t, x3, yj);
    v128.store(y, yj, 16);
    a0 += 32; a1 += 32; a2 += 32; a3 += 32; x += 32; y += 32;
  }
  // the triangle on the diagonal
  const u0 = f64x2.extract_lane(x0, 0), u1 = f64x2.extract_lane(x1, 0), u2 = f64x2.extract_lane(x2, 0), u3 = f64x2.extract_lane(x3, 0);
  const a10 = load<f64>(a1), a20 = load<f64>(a2), a21 = load<f64>(a2, 8);
  const a30 = load<f64>(a3), a31 = load<f64>(a3, 8), a32 = load<f64>(a3, 16);
  store<f64>(y, hsum(s0) + (load<f64>(a0) * u0 + a10 * u1 + (a20 * u2 + a30 * u3)));
  store<f64>(y, hsum(s1) + (a10 * u0 + load<f64>(a1, 8) * u1 + (a21 * u2 + a31 * u3)), 8);
  store<f64>(y, hsum(s2) + (a20 * u0 + a21 * u1 + (load<f64>(a2, 16) * u2 + a32 * u3)), 16);
  store<f64>(y, hsum(s3) + (a30 * u0 + a31 * u1 + (a32 * u2 + load<f64>(a3, 24) * u3)), 24);
}

/** The same for one row, two columns at a time. */
function row1(n: i32, a: usize, x: usize, y: usize): void {
  const end = x + ((<usize>n) << 3);
  const v = v128.load64_splat(end), u = f64x2.extract_lane(v, 0);
  let s = zero();
  for (; x + 16 <= end; x += 16, y += 16, a += 16) {
    const t = v128.load(a);
    s = madd(t, v128.load(x), s);
    v128.store(y, madd(t, v, v128.load(y)));
  }
  let sum = hsum(s);
  if (x < end) {
    const t = load<f64>(a);
    sum += t * load<f64>(x);
    store<f64>(y, load<f64>(y) + t * u);
    y += 8;
    a += 8;
  }
  store<f64>(y, sum + load<f64>(a) * u);
}

/** First row of a part: areas before it are part/parts of the triangle, up to whole strips of four rows. */
function begin(part: i32, parts: i32, n: i32): i32 {
  return part == parts ? n : <i32>(<f64>n * sqrt(<f64>part / <f64>parts)) & ~3;
}

/**
 * What one of the parts of the lower triangle at a gives to A x, A n×n symmetric: y[0:last] for rows first ≤ i < last, not read. Of one
 * part alone it is A x.
 */
export function dsymv(part: i32, parts: i32, n: i32, a: usize, lda: i32, x: usize, y: usize): void {
  const ld = (<usize>lda) << 3;
  const last = begin(part + 1, parts, n);
  let r = begin(part, parts, n);
  a += <usize>r * ld;
  memory.fill(y, 0, (<usize>r) << 3);
  for (; r + 4 <= last; r += 4, a += 4 * ld) rows4((<usize>r) << 3, a, ld, x, y);
  for (; r < last; r++, a += ld) row1(r, a, x, y);
}

/** out ← the sum of what the parts gave, rows of y, in their order. */
export function dsymvsum(parts: i32, n: i32, y: usize, ldy: i32, out: usize): void {
  for (let part = 0; part < parts; part++, y += (<usize>ldy) << 3) {
    const first = (<usize>begin(part, parts, n)) << 3, last = (<usize>begin(part + 1, parts, n)) << 3;
    let q: usize = 0;
    for (; q < first; q += 16) v128.store(out + q, f64x2.add(v128.load(out + q), v128.load(y + q)));
    memory.copy(out + first, y + first, last - first);
  }
}
