// Floor 3 · blocks of reflectors in compact WY form, on the packed kernel: C ← C H_first ⋯ H_last.
//
//   H_1 H_2 ⋯ H_k = I − Vᵀ T V        V: k×m, row i holds v_i;  T: k×k upper triangular,  T(0:j, j) = −τ_j T(0:j, 0:j) (V v_jᵀ)(0:j)
//
//        ┌ v v 1 0 0 ┐                V as the tridiagonal reduction left it: row `first + j` of the lower triangle holds v_j, whose
//    V = │ v v v 1 0 │                last entry 1 is not stored. It is copied with its ones and zeros, so that products can
//        └ v v v v 1 ┘                take it as it is.
//
//   C − (C Vᵀ)(T V) costs 4 k m flops a row of C: a strip of four or six rows meets Vᵀ (packed), then its k sums meet T V (packed)
//   while it is still in the first-level cache; the zeros of V are left out of the first product, four columns of Vᵀ at a time. Rows of C
//   are independent: threads share them.
//
// Schreiber & Van Loan, A storage-efficient WY representation, SIAM J. Sci. Stat. Comput. 10(1):53, 1989; LAPACK's dlarft, dlarfb.
import { dgebpwork, dgemm, dpackb, dsyrk, KC, packa, strip, striprows, TILE } from './gemm';
import { NR } from './micro';

/** Bytes of scratch that `dlarfb` needs. */
export function dlarfbwork(): i32 {
  return dgebpwork() + 6 * KC * 8;
}

/**
 * V (k×m, m = first + k − 1) and T V as `dlarfb` takes them, packed to vt and tv, for the reflectors in rows first … first + k − 1 of the
 * reduced matrix at a. v: 2k rows; t: 2k² doubles; work: `dgemmwork()` bytes.
 */
export function dlarft(
  first: i32, k: i32, a: usize, lda: i32, tau: usize, v: usize, ldv: i32, t: usize, vt: usize, tv: usize, work: usize,
): void {
  const ld = (<usize>lda) << 3, lv = (<usize>ldv) << 3, lk = (<usize>k) << 3;
  const m = first + k - 1;
  for (let j = 0; j < k; j++) {
    const row = v + <usize>j * lv;
    const size = (<usize>(first + j)) << 3;
    memory.copy(row, a + <usize>(first + j) * ld, size - 8);
    store<f64>(row + size - 8, 1);
    memory.fill(row + size, 0, ((<usize>m) << 3) - size);
  }
  const g = t + <usize>k * lk;
  dsyrk(0, k, m, 1, v, ldv, 0, g, k, work);
  memory.fill(t, 0, <usize>k * lk);
  for (let j = 0; j < k; j++) {
    const tj = load<f64>(tau + ((<usize>(first + j)) << 3));
    const column = t + ((<usize>j) << 3), products = g + <usize>j * lk;
    for (let i = 0; i < j; i++) {
      let s: f64 = 0;
      for (let q = i; q < j; q++) s += load<f64>(t + <usize>i * lk + ((<usize>q) << 3)) * load<f64>(products + ((<usize>q) << 3));
      store<f64>(column + <usize>i * lk, -tj * s);
    }
    store<f64>(column + <usize>j * lk, tj);
  }
  const w = v + <usize>k * lv;
  dgemm(0, 0, k, m, k, 1, t, k, v, ldv, 0, w, ldv, work);
  for (let q = 0; q < m; q += KC) dpackb(1, min(KC, m - q), k, v + ((<usize>q) << 3), ldv, vt + <usize>q * packedrow(k));
  dpackb(0, k, m, w, ldv, tv);
}

/** Bytes of a packed row of Vᵀ. */
// @ts-ignore: decorator
@inline
function packedrow(k: i32): usize {
  return (<usize>((k + 3) & ~3)) << 3;
}

/**
 * C ← C (I − Vᵀ T V) for m×n C, k ≤ KC, v_j ending at column n − k + j: vt holds the n×k matrix Vᵀ packed by `dpackb` in blocks of KC
 * rows, one behind the other, tv the k×n matrix T V packed.
 */
export function dlarfb(m: i32, n: i32, k: i32, vt: usize, tv: usize, c: usize, ldc: i32, work: usize): void {
  const ap = work + TILE, y = work + <usize>dgebpwork();
  const mr = striprows(false);
  const panel = packedrow(k);
  for (let i = 0; i < m; i += mr, c += (<usize>mr * <usize>ldc) << 3) {
    const w = min(mr, m - i);
    for (let q = 0; q < n; q += KC) {
      const kc = min(KC, n - q);
      packa(false, 0, kc, w, c + ((<usize>q) << 3), ldc, ap);
      let bp = vt + <usize>q * panel;
      for (let j = 0; j < k; j += NR, bp += (<usize>kc) << 5) {
        const depth = min(kc, n - k + min(j + NR, k) - q); // v_j ends with its 1
        if (depth > 0) strip(false, w, min(NR, k - j), depth, 1, ap, bp, q == 0 ? 0 : 1, y + ((<usize>j) << 3), k, k, work);
      }
    }
    packa(false, 0, k, w, y, k, ap);
    strip(false, w, n, k, -1, ap, tv, 1, c, ldc, n, work);
  }
}
