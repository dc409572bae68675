// Floor 3 · blocks of reflectors that stand in rows, in compact WY form, ready for the packed product.
//
//   H_0 H_1 ⋯ H_{k−1} = I − Vᵀ T V      V: k×n, row j holds v_j;  T: k×k upper triangular,  T(0:j, j) = −τ_j T(0:j, 0:j) (V v_jᵀ)(0:j)
//
//        ┌ 1 v v v v ┐                  as dgelq2 leaves them: v_j to the right of the diagonal, its 1 not stored; copied with ones
//    V = │ 0 1 v v v │                  and zeros, so that a product takes it as it is
//        └ 0 0 1 v v ┘
//
//   C ← C (I − Vᵀ T V) is then W = C Vᵀ and C ← C − W (T V): 4kn flops a row, two products. The inverse has Tᵀ in place of T.
//
// Schreiber & Van Loan, SIAM J. Sci. Stat. Comput. 10:53, 1989.
import { dgemm, dsyrk } from './gemm';

/**
 * V to v and T V (trans ≠ 0: Tᵀ V) to the k rows behind it, for k reflectors of length n in the rows at a (its first column is that of
 * the first diagonal). t: 2k² doubles; work: `dgemmwork()` bytes.
 */
export function dlarftr(trans: i32, k: i32, n: i32, a: usize, lda: i32, tau: usize, v: usize, ldv: i32, t: usize, work: usize): void {
  const ld = (<usize>lda) << 3, lv = (<usize>ldv) << 3, lk = (<usize>k) << 3;
  for (let j: usize = 0; j < <usize>k; j++) {
    const row = v + j * lv, o = j << 3;
    memory.fill(row, 0, o);
    store<f64>(row + o, 1);
    memory.copy(row + o + 8, a + j * ld + o + 8, ((<usize>n) << 3) - o - 8);
  }
  const g = t + <usize>k * lk;
  dsyrk(0, k, n, 1, v, ldv, 0, g, k, work);
  memory.fill(t, 0, <usize>k * lk);
  for (let j: usize = 0; j < <usize>k; j++) {
    const tj = load<f64>(tau + (j << 3)), products = g + j * lk, column = t + (j << 3);
    for (let i: usize = 0; i < j; i++) {
      let s: f64 = 0;
      for (let q = i; q < j; q++) s += load<f64>(t + i * lk + (q << 3)) * load<f64>(products + (q << 3));
      store<f64>(column + i * lk, -tj * s);
    }
    store<f64>(column + j * lk, tj);
  }
  dgemm(trans, 0, k, n, k, 1, t, k, v, ldv, 0, v + <usize>k * lv, ldv, work);
}
