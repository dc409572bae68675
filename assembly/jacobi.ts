// Floor 2 · one-sided Jacobi: rotates the rows of G until they are orthogonal; their lengths are then the singular values.
//
//   for every pair (i, j):  α = ‖g_i‖², β = ‖g_j‖², γ = ⟨g_i, g_j⟩;  |γ| > tol·√(αβ):  rotate so that γ becomes 0
//
// Rows with ‖g‖² < floor are rounding noise (the matrix has not full rank): they are left alone, or they would shrink for ever.
// Small singular values come out to full accuracy relative to themselves where the rows differ in scale, which AᵀA cannot give.
// About 6 to 10 sweeps of 3m²n flops. Demmel & Veselić, SIAM J. Matrix Anal. Appl. 13:1204, 1992.
import { ddot, drot } from './vector';

/** One sweep over the pairs (i, j), first ≤ i < last, i < j < m, of the m×n rows at g; the number of rotations made. */
export function dgesvj(first: i32, last: i32, m: i32, n: i32, g: usize, ldg: i32, tol: f64, floor: f64): i32 {
  const ld = (<usize>ldg) << 3;
  let turned = 0;
  for (let i = first; i < last; i++) {
    const x = g + <usize>i * ld;
    let a = ddot(n, x, x);
    if (a < floor) continue;
    for (let j = i + 1; j < m; j++) {
      const y = g + <usize>j * ld;
      const b = ddot(n, y, y);
      if (b < floor) continue;
      const c = ddot(n, x, y);
      if (abs(c) <= tol * sqrt(a) * sqrt(b)) continue;
      const zeta = (b - a) / (2 * c);
      const t = copysign<f64>(1, zeta) / (abs(zeta) + sqrt(1 + zeta * zeta));
      const cs = 1 / sqrt(1 + t * t);
      drot(n, x, y, cs, cs * t);
      a = ddot(n, x, x);
      turned++;
    }
  }
  return turned;
}
