// Floor 3 · Cholesky factor of one diagonal block: A = L Lᵀ, in place, lower triangle, row-major.
//
//   L(i, j) = (A(i, j) − ⟨L(i, 0:j), L(j, 0:j)⟩) / L(j, j)      row by row: both operands lie along memory        (dpotf2)
//
//   ┌ L11          ┐   by halves down to eight columns: L11 in the same way, L21 = A21 L11⁻ᵀ by dtrsmRLT,
//   └ L21  A22     ┘   A22 ← A22 − L21 L21ᵀ by dsyrk, L22 in the same way                                         (dpotrf)
//
// Flops n³/3. Golub & Van Loan §4.2.5–4.2.6; Gustavson, IBM J. Res. Dev. 41:737, 1997 (the halves).
import { dsyrk } from './gemm';
import { dtrsmRLT } from './trsm';

/** Columns that are factored by dot products: with more, the packed product is quicker, even with its packing. */
const NB: i32 = 8;

/** 0, or the order of the first leading minor that is not positive; its pivot is left at A(info − 1, info − 1). */
export function dpotf2(n: i32, a: usize, lda: i32): i32 {
  const step = (<usize>lda) << 3;
  for (let i = 0, row = a; i < n; i++, row += step) {
    let x = row;
    for (let j = 0, other = a; j < i; j++, x += 8, other += step) {
      // a root is at least 1e−162: its reciprocal cannot overflow
      store<f64>(x, less(load<f64>(x), row, other, x) * (1 / load<f64>(other + (x - row))));
    }
    const pivot = less(load<f64>(x), row, row, x);
    if (!(pivot > 0)) {
      store<f64>(x, pivot);
      return i + 1;
    }
    store<f64>(x, sqrt(pivot));
  }
  return 0;
}

/** s − Σ x[q]·y[q] up to x = end: in order, and by single numbers, as the last ones have just been stored. */
// @ts-ignore: decorator
@inline
function less(s: f64, x: usize, y: usize, end: usize): f64 {
  for (; x < end; x += 8, y += 8) s -= load<f64>(x) * load<f64>(y);
  return s;
}

/** As dpotf2, by halves; `work` is scratch of dgemmwork() bytes. */
export function dpotrf(n: i32, a: usize, lda: i32, work: usize): i32 {
  if (n <= NB) return dpotf2(n, a, lda);
  const left = (n / 2 + NB - 1) & -NB, rest = n - left;
  let info = dpotrf(left, a, lda, work);
  if (info > 0) return info;
  const below = a + ((<usize>left * <usize>lda) << 3), corner = below + ((<usize>left) << 3);
  dtrsmRLT(rest, left, a, lda, below, lda, work);
  dsyrk(0, rest, left, -1, below, lda, 1, corner, lda, work);
  info = dpotrf(rest, corner, lda, work);
  return info > 0 ? left + info : 0;
}
