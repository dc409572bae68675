// Floor 1 · norms and scalings of whole matrices, row-major: what stands around a factorization.
//
//   equilibration: R A C with R, C powers of two such that the largest entry of each row, then of each column, lies in [1, 2):
//   exact, and a system whose rows or columns differ in their units is not taken for a singular one.

const ABS: i64 = 0x7ff0000000000000;

/** 2^−k for 2^k ≤ x < 2^(k + 1), k within ±1000; 1 for 0. */
function power(x: f64): f64 {
  if (!(x > 0)) return 1;
  let k = <i32>(((reinterpret<i64>(x) & ABS) >> 52) - 1023);
  k = min(1000, max(-1000, k));
  return reinterpret<f64>((<i64>(1023 - k)) << 52);
}

/** r[m] and c[n] of the equilibration of the m×n matrix; A is not changed. */
export function dgeequ(m: i32, n: i32, a: usize, lda: i32, r: usize, c: usize): void {
  const size = (<usize>n) << 3, ld = (<usize>lda) << 3;
  memory.fill(c, 0, size);
  for (let i = 0; i < m; i++, a += ld, r += 8) {
    let t0: v128 = i64x2.splat(0);
    let q: usize = 0;
    for (; q + 16 <= size; q += 16) t0 = f64x2.pmax(t0, f64x2.abs(v128.load(a + q)));
    let top = max(f64x2.extract_lane(t0, 0), f64x2.extract_lane(t0, 1));
    if (q < size) top = max(top, abs(load<f64>(a + q)));
    const f = power(top);
    store<f64>(r, f);
    const s = f64x2.splat(f);
    for (q = 0; q + 16 <= size; q += 16) {
      v128.store(c + q, f64x2.pmax(v128.load(c + q), f64x2.abs(f64x2.mul(s, v128.load(a + q)))));
    }
    if (q < size) store<f64>(c + q, max(load<f64>(c + q), abs(f * load<f64>(a + q))));
  }
  for (let q: usize = 0; q < size; q += 8) store<f64>(c + q, power(load<f64>(c + q)));
}

/** A ← diag(r) A diag(c), m×n. */
export function dlaqge(m: i32, n: i32, a: usize, lda: i32, r: usize, c: usize): void {
  const size = (<usize>n) << 3, ld = (<usize>lda) << 3;
  for (let i = 0; i < m; i++, a += ld, r += 8) {
    const f = load<f64>(r), s = f64x2.splat(f);
    let q: usize = 0;
    for (; q + 16 <= size; q += 16) v128.store(a + q, f64x2.mul(f64x2.mul(v128.load(a + q), s), v128.load(c + q)));
    if (q < size) store<f64>(a + q, load<f64>(a + q) * f * load<f64>(c + q));
  }
}

/** ‖A‖₁ of an m×n matrix, the largest column sum of magnitudes; `work`: n doubles. */
export function dlange(m: i32, n: i32, a: usize, lda: i32, work: usize): f64 {
  const size = (<usize>n) << 3, ld = (<usize>lda) << 3;
  memory.fill(work, 0, size);
  for (let i = 0; i < m; i++, a += ld) {
    let q: usize = 0;
    for (; q + 16 <= size; q += 16) v128.store(work + q, f64x2.add(v128.load(work + q), f64x2.abs(v128.load(a + q))));
    if (q < size) store<f64>(work + q, load<f64>(work + q) + abs(load<f64>(a + q)));
  }
  return largest(size, work);
}

/** ‖A‖₁ of a symmetric n×n matrix, from its lower triangle; `work`: n doubles. */
export function dlansy(n: i32, a: usize, lda: i32, work: usize): f64 {
  const ld = (<usize>lda) << 3;
  memory.fill(work, 0, (<usize>n) << 3);
  for (let i = 0; i < n; i++, a += ld) {
    const size = (<usize>i) << 3;
    let s: v128 = i64x2.splat(0);
    let q: usize = 0;
    for (; q + 16 <= size; q += 16) {
      const v = f64x2.abs(v128.load(a + q));
      s = f64x2.add(s, v);
      v128.store(work + q, f64x2.add(v128.load(work + q), v));
    }
    let own = f64x2.extract_lane(s, 0) + f64x2.extract_lane(s, 1);
    if (q < size) {
      const v = abs(load<f64>(a + q));
      own += v;
      store<f64>(work + q, load<f64>(work + q) + v);
    }
    store<f64>(work + size, own + abs(load<f64>(a + size)));
  }
  return largest((<usize>n) << 3, work);
}

function largest(size: usize, x: usize): f64 {
  let top: f64 = 0;
  for (let q: usize = 0; q < size; q += 8) top = max(top, load<f64>(x + q));
  return top;
}

/** Zeros above the diagonal of an n×n matrix. */
export function dzeroupper(n: i32, a: usize, lda: i32): void {
  const step = (<usize>lda + 1) << 3;
  for (let i = 0; i < n; i++, a += step) memory.fill(a + 8, 0, (<usize>(n - i - 1)) << 3);
}
