// Floor 3 · Cholesky factor of one diagonal block: A = L Lᵀ, in place, lower triangle, row-major.
//
//   L(i, j) = (A(i, j) − ⟨L(i, 0:j), L(j, 0:j)⟩) / L(j, j)      row by row: both operands lie along memory        (dpotf2)
//
//   ┌ L11          ┐   sixteen columns at a time: L11 by dpotf2, L21 = A21 L11⁻ᵀ by dtrsmRLT,
//   └ L21  A22     ┘   A22 ← A22 − L21 L21ᵀ by dsyrk                                                              (dpotrf)
//
// Flops n³/3. Golub & Van Loan §4.2.5–4.2.6.
import { dsyrk } from './gemm';
import { dtrsmRLT } from './trsm';
import { ddot } from './vector';

/** Columns that are factored by dot products: longer ones would be slower than the packed product, even with its packing. */
const NB: i32 = 16;

/** 0, or the order of the first leading minor that is not positive; its pivot is left at A(info − 1, info − 1). */
export function dpotf2(n: i32, a: usize, lda: i32): i32 {
  const step = (<usize>lda) << 3;
  for (let i = 0, row = a; i < n; i++, row += step) {
    for (let j = 0, other = a; j < i; j++, other += step) {
      const x = row + ((<usize>j) << 3);
      store<f64>(x, (load<f64>(x) - ddot(j, row, other)) / load<f64>(other + ((<usize>j) << 3)));
    }
    const d = row + ((<usize>i) << 3);
    const pivot = load<f64>(d) - ddot(i, row, row);
    if (!(pivot > 0)) {
      store<f64>(d, pivot);
      return i + 1;
    }
    store<f64>(d, sqrt(pivot));
  }
  return 0;
}

/** As dpotf2, blocked; `work` is scratch of dgemmwork() bytes. */
export function dpotrf(n: i32, a: usize, lda: i32, work: usize): i32 {
  for (let j = 0; j < n; j += NB) {
    const nb = min(NB, n - j);
    const at = a + ((<usize>j * (<usize>lda + 1)) << 3);
    const info = dpotf2(nb, at, lda);
    if (info > 0) return j + info;
    const rest = n - j - nb;
    if (rest == 0) break;
    const below = at + ((<usize>nb * <usize>lda) << 3);
    dtrsmRLT(rest, nb, at, lda, below, lda, work);
    dsyrk(0, rest, nb, -1, below, lda, 1, below + ((<usize>nb) << 3), lda, work);
  }
  return 0;
}
