// Floor 3 · Cholesky factor of one diagonal block: A = L Lᵀ, in place, lower triangle, row-major.
//
//   L(i, j) = (A(i, j) − ⟨L(i, 0:j), L(j, 0:j)⟩) / L(j, j)      row by row: both operands lie along memory
//
// Flops n³/3. Golub & Van Loan §4.2.5 (the gaxpy form by rows).
import { ddot } from './vector';

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
