// Floor 1 · moving matrices: transposition, also of chosen rows, and the mirror of a lower triangle, by 8×8 blocks so that both sides stay
// in cache lines.

const BLOCK: i32 = 8;
/** Rows that are written at once, each in pages of its own: 10 % faster than all of them, out of cache (Zen 4). */
const ROWS: i32 = 16;

// @ts-ignore: decorator
@inline
function at(x: usize, ldx: i32, i: i32, j: i32): usize {
  return x + ((<usize>i * <usize>ldx + <usize>j) << 3);
}

/** Eight entries of two rows become eight rows of two entries. */
// @ts-ignore: decorator
@inline
function turn(row0: usize, row1: usize, to: usize, across: usize): void {
  for (let c = 0; c < BLOCK; c += 2, row0 += 16, row1 += 16, to += 2 * across) {
    const r0 = v128.load(row0), r1 = v128.load(row1);
    v128.store(to, v128.shuffle<f64>(r0, r1, 0, 2));
    v128.store(to + across, v128.shuffle<f64>(r0, r1, 1, 3));
  }
}

/** B(j, i) = A(i, j), A m×n, B n×m; the two do not overlap. */
export function dtranspose(m: i32, n: i32, a: usize, lda: i32, b: usize, ldb: i32): void {
  const whole = m & -BLOCK, wide = n & -BLOCK;
  for (let jc = 0; jc < wide; jc += ROWS) {
    const end = min(wide, jc + ROWS);
    for (let i = 0; i < whole; i += BLOCK) {
      for (let j = jc; j < end; j += BLOCK) {
        for (let r = i; r < i + BLOCK; r += 2) {
          const from = at(a, lda, r, j), to = at(b, ldb, j, r);
          turn(from, from + ((<usize>lda) << 3), to, (<usize>ldb) << 3);
        }
      }
    }
  }
  for (let r = 0; r < m; r++) {
    for (let c = r < whole ? wide : 0; c < n; c++) store<f64>(at(b, ldb, c, r), load<f64>(at(a, lda, r, c)));
  }
}

/** Columns first ≤ i < last of B from rows of length n: B(j, i) = A(rows[i], j). */
export function dcolumns(first: i32, last: i32, n: i32, rows: usize, a: usize, lda: i32, b: usize, ldb: i32): void {
  for (let i = first; i < last; i += BLOCK) {
    const whole = i + BLOCK <= last ? n & ~(BLOCK - 1) : 0;
    for (let j = 0; j < whole; j += BLOCK) {
      for (let r = i; r < i + BLOCK; r += 2) {
        turn(row(a, lda, rows, r, j), row(a, lda, rows, r + 1, j), at(b, ldb, j, r), (<usize>ldb) << 3);
      }
    }
    for (let r = i, end = min(last, i + BLOCK); r < end; r++) {
      for (let j = whole; j < n; j++) store<f64>(at(b, ldb, j, r), load<f64>(row(a, lda, rows, r, j)));
    }
  }
}

// @ts-ignore: decorator
@inline
function row(a: usize, lda: i32, rows: usize, r: i32, j: i32): usize {
  return at(a, lda, load<i32>(rows + ((<usize>r) << 2)), j);
}

/** C(j, i) = C(i, j) for j < i, rows first ≤ i < last: the lower triangle copied to the upper. */
export function dmirror(first: i32, last: i32, c: usize, ldc: i32): void {
  for (let i = first; i < last; i += BLOCK) {
    const iEnd = min(last, i + BLOCK);
    dtranspose(iEnd - i, i, at(c, ldc, i, 0), ldc, at(c, ldc, 0, i), ldc);
    for (let r = i; r < iEnd; r++) {
      for (let q = i; q < r; q++) store<f64>(at(c, ldc, q, r), load<f64>(at(c, ldc, r, q)));
    }
  }
}
