// Floor 2 · triangular solves with one diagonal block, in place, row-major, four unknowns of four columns at a time.
//
//   dtrsmLLN  B ← L⁻¹ B      dtrsmLUN  B ← U⁻¹ B      dtrsmRLT  B ← B L⁻ᵀ
//   dtrsmLLT  B ← L⁻ᵀ B      dtrsmLUT  B ← U⁻ᵀ B
//
//        k →      j j+1 j+2 j+3
//   i  ▒▒▒▒▒▒▒▒  │x            │     the 4×4 tile of X takes off T(i:i+4, k) X(k, j:j+4) for all k < i, as the tile of a product
//      ▒▒▒▒▒▒▒▒  │  tile       │     would, then solves with its own triangle in registers
//
// All are the forward solve T X = B with strides: T(i, k) stands at t + i·si + k·sk, so Uᵀ is L with its strides exchanged, and L⁻ᵀ
// and U⁻¹ run backwards, with negative ones. B L⁻ᵀ is L⁻¹ Bᵀ on four packed rows of B.
//
// unit ≠ 0: the diagonal is taken as 1 and not read. Drivers keep the triangle small (one block) and leave the rest to the packed
// product. Flops m²n. Every unknown is one chain over k, so that no bit depends on how columns are shared out.
// Golub & Van Loan, Matrix Computations, 4th ed., §3.1.
import { packRows } from './pack';
import { nmadd } from './simd';

/** B ← L⁻¹ B, L m×m lower, B m×n. */
export function dtrsmLLN(unit: i32, m: i32, n: i32, l: usize, ldl: i32, b: usize, ldb: i32): void {
  forward(unit, m, n, l, bytes(ldl), 8, b, bytes(ldb));
}

/** B ← L⁻ᵀ B, L m×m lower, B m×n. */
export function dtrsmLLT(unit: i32, m: i32, n: i32, l: usize, ldl: i32, b: usize, ldb: i32): void {
  const ld = bytes(ldl), last = <usize>(m - 1);
  forward(unit, m, n, l + last * (ld + 8), 0 - <usize>8, 0 - ld, b + last * bytes(ldb), 0 - bytes(ldb));
}

/** B ← U⁻¹ B, U m×m upper, B m×n. */
export function dtrsmLUN(unit: i32, m: i32, n: i32, u: usize, ldu: i32, b: usize, ldb: i32): void {
  const ld = bytes(ldu), last = <usize>(m - 1);
  forward(unit, m, n, u + last * (ld + 8), 0 - ld, 0 - <usize>8, b + last * bytes(ldb), 0 - bytes(ldb));
}

/** B ← U⁻ᵀ B, U m×m upper, B m×n. */
export function dtrsmLUT(unit: i32, m: i32, n: i32, u: usize, ldu: i32, b: usize, ldb: i32): void {
  forward(unit, m, n, u, 8, bytes(ldu), b, bytes(ldb));
}

/** B ← B L⁻ᵀ, L n×n lower, B m×n. `work`: room for 4n doubles. */
export function dtrsmRLT(m: i32, n: i32, l: usize, ldl: i32, b: usize, ldb: i32, work: usize): void {
  for (let i = 0; i < m; i += 4, b += 4 * bytes(ldb)) {
    const w = min(4, m - i);
    packRows(n, w, b, ldb, work);
    forward(0, n, 4, l, bytes(ldl), 8, work, 32);
    unpackRows(n, w, work, b, ldb);
  }
}

// @ts-ignore: decorator
@inline
function bytes(ld: i32): usize {
  return (<usize>ld) << 3;
}

/** x[j·ldx + p] = packed[4p + j], j < w ≤ 4, p < k. */
function unpackRows(k: i32, w: i32, packed: usize, x: usize, ldx: i32): void {
  const row = bytes(ldx);
  if (w < 4) {
    for (let j = 0; j < w; j++, packed += 8, x += row) {
      for (let p: usize = 0; p < <usize>k; p++) store<f64>(x + (p << 3), load<f64>(packed + (p << 5)));
    }
    return;
  }
  let x1 = x + row, x2 = x1 + row, x3 = x2 + row;
  let p = 0;
  for (; p + 2 <= k; p += 2, packed += 64, x += 16, x1 += 16, x2 += 16, x3 += 16) {
    const a = v128.load(packed), b = v128.load(packed, 16), c = v128.load(packed, 32), d = v128.load(packed, 48);
    v128.store(x, v128.shuffle<f64>(a, c, 0, 2));
    v128.store(x1, v128.shuffle<f64>(a, c, 1, 3));
    v128.store(x2, v128.shuffle<f64>(b, d, 0, 2));
    v128.store(x3, v128.shuffle<f64>(b, d, 1, 3));
  }
  if (p < k) {
    store<f64>(x, load<f64>(packed));
    store<f64>(x1, load<f64>(packed, 8));
    store<f64>(x2, load<f64>(packed, 16));
    store<f64>(x3, load<f64>(packed, 24));
  }
}

/** B ← T⁻¹ B for the m×m lower triangle T(i, k) at t + i·si + k·sk; rows of B at stride sb. */
function forward(unit: i32, m: i32, n: i32, t: usize, si: usize, sk: usize, b: usize, sb: usize): void {
  let j = 0;
  for (; j + 4 <= n; j += 4, b += 32) columns(unit, m, t, si, sk, b, sb);
  for (; j < n; j++, b += 8) column(unit, m, t, si, sk, b, sb);
}

/** Four columns of B. */
function columns(unit: i32, m: i32, t: usize, si: usize, sk: usize, b: usize, sb: usize): void {
  const s2 = si + si, s3 = s2 + si;
  let x = b, i = 0;
  for (; i + 4 <= m; i += 4, t += 4 * si) {
    const x1 = x + sb, x2 = x1 + sb, x3 = x2 + sb;
    let c00 = v128.load(x), c01 = v128.load(x, 16), c10 = v128.load(x1), c11 = v128.load(x1, 16);
    let c20 = v128.load(x2), c21 = v128.load(x2, 16), c30 = v128.load(x3), c31 = v128.load(x3, 16);
    let d = t;
    for (let r = b; r != x; r += sb, d += sk) {
      const b0 = v128.load(r), b1 = v128.load(r, 16);
      let v = v128.load64_splat(d); c00 = nmadd(v, b0, c00); c01 = nmadd(v, b1, c01);
      v = v128.load64_splat(d + si); c10 = nmadd(v, b0, c10); c11 = nmadd(v, b1, c11);
      v = v128.load64_splat(d + s2); c20 = nmadd(v, b0, c20); c21 = nmadd(v, b1, c21);
      v = v128.load64_splat(d + s3); c30 = nmadd(v, b0, c30); c31 = nmadd(v, b1, c31);
    }
    if (!unit) divide(c00, c01, load<f64>(d), x);
    else put(c00, c01, x);
    c00 = v128.load(x), c01 = v128.load(x, 16);
    let v = v128.load64_splat(d + si); c10 = nmadd(v, c00, c10); c11 = nmadd(v, c01, c11);
    v = v128.load64_splat(d + s2); c20 = nmadd(v, c00, c20); c21 = nmadd(v, c01, c21);
    v = v128.load64_splat(d + s3); c30 = nmadd(v, c00, c30); c31 = nmadd(v, c01, c31);
    d += sk;
    if (!unit) divide(c10, c11, load<f64>(d + si), x1);
    else put(c10, c11, x1);
    c10 = v128.load(x1), c11 = v128.load(x1, 16);
    v = v128.load64_splat(d + s2); c20 = nmadd(v, c10, c20); c21 = nmadd(v, c11, c21);
    v = v128.load64_splat(d + s3); c30 = nmadd(v, c10, c30); c31 = nmadd(v, c11, c31);
    d += sk;
    if (!unit) divide(c20, c21, load<f64>(d + s2), x2);
    else put(c20, c21, x2);
    c20 = v128.load(x2), c21 = v128.load(x2, 16);
    v = v128.load64_splat(d + s3); c30 = nmadd(v, c20, c30); c31 = nmadd(v, c21, c31);
    d += sk;
    if (!unit) divide(c30, c31, load<f64>(d + s3), x3);
    else put(c30, c31, x3);
    x = x3 + sb;
  }
  for (; i < m; i++, t += si, x += sb) {
    let c0 = v128.load(x), c1 = v128.load(x, 16);
    let d = t;
    for (let r = b; r != x; r += sb, d += sk) {
      const v = v128.load64_splat(d);
      c0 = nmadd(v, v128.load(r), c0);
      c1 = nmadd(v, v128.load(r, 16), c1);
    }
    if (!unit) divide(c0, c1, load<f64>(d), x);
    else put(c0, c1, x);
  }
}

// @ts-ignore: decorator
@inline
function put(a: v128, b: v128, x: usize): void {
  v128.store(x, a);
  v128.store(x, b, 16);
}

/** (a, b)/d to x: by the reciprocal where that cannot overflow. */
// @ts-ignore: decorator
@inline
function divide(a: v128, b: v128, d: f64, x: usize): void {
  if (abs(d) > 1e-290 && abs(d) < 1e290) {
    const r = f64x2.splat(1 / d);
    put(f64x2.mul(a, r), f64x2.mul(b, r), x);
  } else {
    const r = f64x2.splat(d);
    put(f64x2.div(a, r), f64x2.div(b, r), x);
  }
}

/** One column of B, four unknowns at a time: the same operations as in a tile. */
function column(unit: i32, m: i32, t: usize, si: usize, sk: usize, b: usize, sb: usize): void {
  const s2 = si + si, s3 = s2 + si;
  let x = b, i = 0;
  for (; i + 4 <= m; i += 4, t += s2 + s2) {
    const x1 = x + sb, x2 = x1 + sb, x3 = x2 + sb;
    let c0 = load<f64>(x), c1 = load<f64>(x1), c2 = load<f64>(x2), c3 = load<f64>(x3);
    let d = t;
    for (let r = b; r != x; r += sb, d += sk) {
      const v = load<f64>(r);
      c0 -= load<f64>(d) * v;
      c1 -= load<f64>(d + si) * v;
      c2 -= load<f64>(d + s2) * v;
      c3 -= load<f64>(d + s3) * v;
    }
    if (!unit) c0 = quotient(c0, load<f64>(d));
    c1 -= load<f64>(d + si) * c0;
    c2 -= load<f64>(d + s2) * c0;
    c3 -= load<f64>(d + s3) * c0;
    d += sk;
    if (!unit) c1 = quotient(c1, load<f64>(d + si));
    c2 -= load<f64>(d + s2) * c1;
    c3 -= load<f64>(d + s3) * c1;
    d += sk;
    if (!unit) c2 = quotient(c2, load<f64>(d + s2));
    c3 -= load<f64>(d + s3) * c2;
    d += sk;
    if (!unit) c3 = quotient(c3, load<f64>(d + s3));
    store<f64>(x, c0);
    store<f64>(x1, c1);
    store<f64>(x2, c2);
    store<f64>(x3, c3);
    x = x3 + sb;
  }
  for (; i < m; i++, t += si, x += sb) {
    let c = load<f64>(x);
    let d = t;
    for (let r = b; r != x; r += sb, d += sk) c -= load<f64>(d) * load<f64>(r);
    store<f64>(x, unit ? c : quotient(c, load<f64>(d)));
  }
}

// @ts-ignore: decorator
@inline
function quotient(c: f64, d: f64): f64 {
  return abs(d) > 1e-290 && abs(d) < 1e290 ? c * (1 / d) : c / d;
}
