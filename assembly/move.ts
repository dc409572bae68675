// Floor 1 · moving matrices: transposition and the mirror of a lower triangle, by 8×8 blocks so that both sides stay in cache lines.

const BLOCK: i32 = 8;

// @ts-ignore: decorator
@inline
function at(x: usize, ldx: i32, i: i32, j: i32): usize {
  return x + ((<usize>i * <usize>ldx + <usize>j) << 3);
}

/** B(j, i) = A(i, j), A m×n, B n×m; the two do not overlap. */
export function dtranspose(m: i32, n: i32, a: usize, lda: i32, b: usize, ldb: i32): void {
  for (let i = 0; i < m; i += BLOCK) {
    for (let j = 0; j < n; j += BLOCK) {
      if (i + BLOCK > m || j + BLOCK > n) {
        const iEnd = min(m, i + BLOCK), jEnd = min(n, j + BLOCK);
        for (let r = i; r < iEnd; r++) {
          for (let c = j; c < jEnd; c++) store<f64>(at(b, ldb, c, r), load<f64>(at(a, lda, r, c)));
        }
        continue;
      }
      for (let r = i; r < i + BLOCK; r += 2) {
        let from = at(a, lda, r, j);
        let to = at(b, ldb, j, r);
        const down = (<usize>lda) << 3, across = (<usize>ldb) << 3;
        for (let c = 0; c < BLOCK; c += 2, from += 16, to += 2 * across) {
          const r0 = v128.load(from), r1 = v128.load(from + down);
          v128.store(to, v128.shuffle<f64>(r0, r1, 0, 2));
          v128.store(to + across, v128.shuffle<f64>(r0, r1, 1, 3));
        }
      }
    }
  }
}

/** C(j, i) = C(i, j) for j < i, rows first ≤ i < last: the lower triangle copied to the upper. */
export function dmirror(first: i32, last: i32, c: usize, ldc: i32): void {
  for (let i = first; i < last; i += BLOCK) {
    const iEnd = min(last, i + BLOCK);
    for (let j = 0; j < i; j += BLOCK) {
      dtranspose(iEnd - i, min(BLOCK, i - j), at(c, ldc, i, j), ldc, at(c, ldc, j, i), ldc);
    }
    for (let r = i; r < iEnd; r++) {
      for (let q = i; q < r; q++) store<f64>(at(c, ldc, q, r), load<f64>(at(c, ldc, r, q)));
    }
  }
}
