// Floor 2 · triangular solves with one diagonal block, in place, row-major: every inner loop runs along a row.
//
//   dtrsmLLN  B ← L⁻¹ B      forwards         dtrsmLUN  B ← U⁻¹ B   backwards
//   dtrsmLLT  B ← L⁻ᵀ B      backwards        dtrsmRLT  B ← B L⁻ᵀ   along each row
//
// unit ≠ 0: the diagonal is taken as 1 and not read. Drivers keep the triangle small (one block) and leave the rest to dgemm.
// Flops m²n. Golub & Van Loan, Matrix Computations, 4th ed., §3.1.
import { hsum, madd, zero } from './simd';
import { daxpy, ddot, dscal } from './vector';

// @ts-ignore: decorator
@inline
function at(x: usize, ld: i32, i: i32, j: i32): usize {
  return x + ((<usize>i * <usize>ld + <usize>j) << 3);
}

/** B ← L⁻¹ B, L m×m lower, B m×n. */
export function dtrsmLLN(unit: i32, m: i32, n: i32, l: usize, ldl: i32, b: usize, ldb: i32): void {
  for (let i = 0; i < m; i++) {
    const row = at(b, ldb, i, 0);
    for (let k = 0; k < i; k++) daxpy(n, -load<f64>(at(l, ldl, i, k)), at(b, ldb, k, 0), row);
    if (!unit) divide(n, row, load<f64>(at(l, ldl, i, i)));
  }
}

/** B ← L⁻ᵀ B, L m×m lower, B m×n. */
export function dtrsmLLT(unit: i32, m: i32, n: i32, l: usize, ldl: i32, b: usize, ldb: i32): void {
  for (let i = m - 1; i >= 0; i--) {
    const row = at(b, ldb, i, 0);
    if (!unit) divide(n, row, load<f64>(at(l, ldl, i, i)));
    for (let k = 0; k < i; k++) daxpy(n, -load<f64>(at(l, ldl, i, k)), row, at(b, ldb, k, 0));
  }
}

/** B ← U⁻¹ B, U m×m upper, B m×n. */
export function dtrsmLUN(unit: i32, m: i32, n: i32, u: usize, ldu: i32, b: usize, ldb: i32): void {
  for (let i = m - 1; i >= 0; i--) {
    const row = at(b, ldb, i, 0);
    for (let k = i + 1; k < m; k++) daxpy(n, -load<f64>(at(u, ldu, i, k)), at(b, ldb, k, 0), row);
    if (!unit) divide(n, row, load<f64>(at(u, ldu, i, i)));
  }
}

/** B ← B L⁻ᵀ, L n×n lower, B m×n: x_j = (b_j − Σ_{k<j} x_k L(j, k)) / L(j, j). Four rows at a time share the loads of L. */
export function dtrsmRLT(m: i32, n: i32, l: usize, ldl: i32, b: usize, ldb: i32): void {
  const step = (<usize>ldb) << 3;
  let i = 0;
  for (; i + 4 <= m; i += 4) {
    const r0 = at(b, ldb, i, 0), r1 = r0 + step, r2 = r1 + step, r3 = r2 + step;
    for (let j = 0; j < n; j++) {
      const pivot = at(l, ldl, j, 0);
      const o = (<usize>j) << 3;
      let s0 = zero(), s1 = zero(), s2 = zero(), s3 = zero();
      let k: usize = 0;
      for (; k + 16 <= o; k += 16) {
        const x = v128.load(pivot + k);
        s0 = madd(v128.load(r0 + k), x, s0);
        s1 = madd(v128.load(r1 + k), x, s1);
        s2 = madd(v128.load(r2 + k), x, s2);
        s3 = madd(v128.load(r3 + k), x, s3);
      }
      const d = load<f64>(pivot + o);
      if (j & 1) {
        // the odd last product, with a zero in the other lane
        const x = v128.load64_zero(pivot + k);
        s0 = madd(v128.load64_zero(r0 + k), x, s0);
        s1 = madd(v128.load64_zero(r1 + k), x, s1);
        s2 = madd(v128.load64_zero(r2 + k), x, s2);
        s3 = madd(v128.load64_zero(r3 + k), x, s3);
      }
      store<f64>(r0 + o, (load<f64>(r0 + o) - hsum(s0)) / d);
      store<f64>(r1 + o, (load<f64>(r1 + o) - hsum(s1)) / d);
      store<f64>(r2 + o, (load<f64>(r2 + o) - hsum(s2)) / d);
      store<f64>(r3 + o, (load<f64>(r3 + o) - hsum(s3)) / d);
    }
  }
  for (; i < m; i++) {
    const row = at(b, ldb, i, 0);
    for (let j = 0; j < n; j++) {
      const pivot = at(l, ldl, j, 0);
      const x = row + ((<usize>j) << 3);
      store<f64>(x, (load<f64>(x) - ddot(j, row, pivot)) / load<f64>(pivot + ((<usize>j) << 3)));
    }
  }
}

/** x ← x/d: by the reciprocal where that cannot overflow. */
function divide(n: i32, x: usize, d: f64): void {
  if (abs(d) > 1e-290 && abs(d) < 1e290) {
    dscal(n, 1 / d, x);
    return;
  }
  for (let q = 0; q < n; q++, x += 8) store<f64>(x, load<f64>(x) / d);
}
