// Floor 3 · LU factors of a panel with partial pivoting: P A = L U, in place, row-major.
//
// The panel is the columns j0 … j0 + nb of the rows below j0. A row exchange moves the whole rows (they lie along memory), so no
// later pass has to repeat it. Flops m·nb². Golub & Van Loan §3.4.
import { daxpy } from './vector';

/**
 * Factors columns j0 ≤ j < j0 + nb of the n×n matrix; pivots[j] is the row exchanged with row j.
 * 0, or j + 1 for the first column j without a non-zero pivot.
 */
export function dgetf2(n: i32, j0: i32, nb: i32, a: usize, lda: i32, pivots: usize): i32 {
  const ld = (<usize>lda) << 3;
  for (let j = j0; j < j0 + nb; j++) {
    const col = (<usize>j) << 3;
    let p = j;
    let top = abs(load<f64>(a + <usize>j * ld + col));
    for (let i = j + 1; i < n; i++) {
      const v = abs(load<f64>(a + <usize>i * ld + col));
      if (v > top) {
        top = v;
        p = i;
      }
    }
    store<i32>(pivots + ((<usize>j) << 2), p);
    if (top == 0) return j + 1;
    const row = a + <usize>j * ld;
    if (p != j) swap(n, row, a + <usize>p * ld);
    const d = load<f64>(row + col);
    const rest = j0 + nb - j - 1;
    for (let i = j + 1; i < n; i++) {
      const x = a + <usize>i * ld + col;
      const f = load<f64>(x) / d;
      store<f64>(x, f);
      daxpy(rest, -f, row + col + 8, x + 8);
    }
  }
  return 0;
}

function swap(n: i32, x: usize, y: usize): void {
  for (let q = 0; q < n; q++, x += 8, y += 8) {
    const v = load<f64>(x);
    store<f64>(x, load<f64>(y));
    store<f64>(y, v);
  }
}
