// Floor 2 · matrix product C = α op(A) op(B) + β C by packed blocks; also the triangular product behind dsyrk.
//
//            NC                     op(B) block KC×NC packed once into micro-panels of 4 columns,
//        ┌────────┐                 then two strips of four or six rows of op(A) are packed and swept over all of them:
//     KC │ B      │                 a panel (8 KB) that was fetched into the first-level cache for one strip (8 KB; 12 of six
//        └────────┘                 rows, 16 in wide panels) is still there for the other. The block of B is 1 MB.
//   ┌──┐ ┌────────┐
//  4│A │ │ C strip│
//   └──┘ └────────┘
//
// `dpackb` and `dgebp` are the two halves on their own, so that a driver can pack once and stop between strips; `dgemm` is all
// five loops. Row-major; trans = 0 means op(X) = X, 1 means op(X) = Xᵀ; sizes and leading dimensions in elements.
// β = 0 never reads C. `work` is scratch of `dgemmwork()` bytes, 16-byte aligned.
//
// Goto & van de Geijn, Anatomy of high-performance matrix multiplication, ACM TOMS 34(3):12, 2008.
import { NR, micro4x4, micro4x4L1, micro4x4Wide, micro6x4, six, wide } from './micro';
import { packCols, packCols6, packColsWide, packRows, packRows6, packRowsWide } from './pack';

/** Depth of a packed block: 4·KC·8 B = 8 KB of A beside 8 KB of B in a first-level cache of 32 KB. Flat from 128 to 384. */
export const KC: i32 = 256;
/** Columns of a packed block: KC·NC·8 B = 1 MB. Flat from 256 to 2048 up to n = 1024. */
export const NC: i32 = 512;

/** α and β for whole tiles, then α and 0 for the scratch tile of edges and diagonals. */
const SCALES: usize = 32;
/** Both and the scratch tile, 6×4; two panels of A stand behind it. */
export const TILE: usize = SCALES + 6 * 4 * 8;
const APANEL: usize = 2 * <usize>KC * 4 * 16;

/** Rows of a full strip. */
// @ts-ignore: decorator
@inline
export function striprows(l1: bool): i32 {
  return six() && !l1 ? 6 : 4;
}

/** Bytes of scratch that `dgebp` needs. */
export function dgebpwork(): i32 {
  return <i32>(TILE + APANEL);
}

/** Bytes of scratch that `dgemm` and `dsyrk` need. */
export function dgemmwork(): i32 {
  return <i32>(TILE + APANEL + <usize>KC * (NC + 4) * 8);
}

/** Packs the k×n block op(B), k ≤ KC, into ⌈n/4⌉ micro-panels at out. */
export function dpackb(trans: i32, k: i32, n: i32, b: usize, ldb: i32, out: usize): void {
  const step: usize = trans ? (<usize>ldb) << 5 : 32;
  const size = (<usize>k) << 5;
  for (let j = 0; j < n; j += NR, b += step, out += size) {
    if (trans) packRows(k, min(NR, n - j), b, ldb, out);
    else packCols(k, min(NR, n - j), b, ldb, out);
  }
}

/** Packs rows of op(A), w of them, k deep, in the form that `strip` reads: up to four rows in a panel of four also among sixes. */
export function packa(l1: bool, trans: i32, k: i32, w: i32, a: usize, lda: i32, out: usize): void {
  if (w > 4) {
    if (trans) packCols6(k, w, a, lda, out);
    else packRows6(k, w, a, lda, out);
  } else if (wide() && !l1) {
    if (trans) packColsWide(k, w, a, lda, out);
    else packRowsWide(k, w, a, lda, out);
  } else if (trans) packCols(k, w, a, lda, out);
  else packRows(k, w, a, lda, out);
}

/** One tile of w rows, by the micro-kernel that fits the panel. */
// @ts-ignore: decorator
@inline
function micro(l1: bool, w: i32, k: i32, ab: usize, ap: usize, bp: usize, c: usize, ldc: i32): void {
  if (l1) micro4x4L1(k, ab, ap, bp, c, ldc);
  else if (ASC_FEATURE_RELAXED_SIMD && w > 4) micro6x4(k, ab, ap, bp, c, ldc);
  else if (wide()) micro4x4Wide(k, ab, ap, bp, c, ldc);
  else micro4x4(k, ab, ap, bp, c, ldc);
}

/**
 * One strip of C: m ≤ striprows rows against all packed panels of n columns. Column j of row i is written where j ≤ diag + i
 * (diag ≥ n − 1: everywhere). l1 selects Σ|a − b| in place of Σ a·b.
 */
export function strip(
  l1: bool, m: i32, n: i32, k: i32, alpha: f64, ap: usize, bp: usize, beta: f64, c: usize, ldc: i32, diag: i32, work: usize,
): void {
  const size = (<usize>k) << 5, tile = work + SCALES;
  store<f64>(work, alpha);
  store<f64>(work, beta, 8);
  store<f64>(work, alpha, 16);
  store<f64>(work, 0, 24);
  for (let j = 0; j < n && j < diag + m; j += NR, bp += size, c += 32) {
    if ((m == 4 || m == 6) && j + NR <= n && j + NR - 1 <= diag) {
      micro(l1, m, k, work, ap, bp, c, ldc);
      continue;
    }
    micro(l1, m, k, work + 16, ap, bp, tile, 4);
    for (let i = 0; i < m; i++) {
      const width = min(min(NR, n - j), diag + i - j + 1);
      const row = c + (((<usize>i) * (<usize>ldc)) << 3);
      for (let q = 0; q < width; q++) {
        const at = row + ((<usize>q) << 3);
        const x = load<f64>(tile + ((<usize>(4 * i + q)) << 3));
        store<f64>(at, beta != 0 ? beta * load<f64>(at) + x : x);
      }
    }
  }
}

/** Two strips of full tiles: n is a multiple of four. A panel of B that has been fetched for one serves the other. */
function strips(
  l1: bool, m: i32, n: i32, k: i32, alpha: f64, ap0: usize, ap1: usize, bp: usize, beta: f64, c0: usize, c1: usize, ldc: i32,
  work: usize,
): void {
  const size = (<usize>k) << 5;
  store<f64>(work, alpha);
  store<f64>(work, beta, 8);
  for (let j = 0; j < n; j += NR, bp += size, c0 += 32, c1 += 32) {
    micro(l1, m, k, work, ap0, bp, c0, ldc);
    micro(l1, m, k, work, ap1, bp, c1, ldc);
  }
}

/**
 * C = α op(A) B + β C for the packed k×n block B, k ≤ KC: strips of four or six rows, two at a time. Row i of C is written up to
 * column diag + i: diag = n − 1 or more for all of C, the distance of the first row from the diagonal for a lower triangle.
 */
export function dgebp(
  l1: i32, transA: i32, m: i32, n: i32, k: i32, alpha: f64, a: usize, lda: i32, bp: usize, beta: f64, c: usize, ldc: i32, diag: i32,
  work: usize,
): void {
  const ap = work + TILE, ap1 = ap + (APANEL >> 1);
  const mr = striprows(l1 != 0);
  const step = (<usize>mr * (transA ? 1 : <usize>lda)) << 3, next = (<usize>mr * <usize>ldc) << 3;
  let i = 0;
  for (; i + 2 * mr <= m; i += 2 * mr, a += 2 * step, c += 2 * next) {
    packa(l1 != 0, transA, k, mr, a, lda, ap);
    packa(l1 != 0, transA, k, mr, a + step, lda, ap1);
    // full tiles of the upper strip, and so of the lower; what is left goes strip by strip
    const whole = max(0, min(n, diag + i + 1)) & -NR;
    strips(l1 != 0, mr, whole, k, alpha, ap, ap1, bp, beta, c, c + next, ldc, work);
    const rest = bp + (<usize>whole * <usize>k << 3), right = c + (<usize>whole << 3);
    strip(l1 != 0, mr, n - whole, k, alpha, ap, rest, beta, right, ldc, diag + i - whole, work);
    strip(l1 != 0, mr, n - whole, k, alpha, ap1, rest, beta, right + next, ldc, diag + i + mr - whole, work);
  }
  for (; i < m; i += mr, a += step, c += next) {
    const w = min(mr, m - i);
    packa(l1 != 0, transA, k, w, a, lda, ap);
    strip(l1 != 0, w, n, k, alpha, ap, bp, beta, c, ldc, diag + i, work);
  }
}

/** The loops over blocks; lower: only the lower triangle of C (m = n). */
// @ts-ignore: decorator
@inline
function blocks(
  lower: bool, transA: i32, transB: i32, m: i32, n: i32, k: i32, alpha: f64, a: usize, lda: i32, b: usize, ldb: i32, beta: f64,
  c: usize, ldc: i32, work: usize,
): void {
  if (k == 0 || alpha == 0) {
    scale(lower, m, n, beta, c, ldc);
    return;
  }
  const bp = work + TILE + APANEL;
  for (let jc = 0; jc < n; jc += NC) {
    const nc = min(NC, n - jc);
    const top = lower ? jc : 0; // rows above the block column hold no lower triangle
    for (let pc = 0; pc < k; pc += KC) {
      const kc = min(KC, k - pc);
      dpackb(transB, kc, nc, b + offset(transB, ldb, pc, jc), ldb, bp);
      dgebp(
        0, transA, m - top, nc, kc, alpha, a + offset(transA, lda, top, pc), lda, bp, pc == 0 ? beta : 1,
        c + offset(0, ldc, top, jc), ldc, lower ? 0 : nc, work,
      );
    }
  }
}

/** Bytes from the start of X to element (i, j) of op(X). */
// @ts-ignore: decorator
@inline
function offset(trans: i32, ld: i32, i: i32, j: i32): usize {
  return (trans ? <usize>j * <usize>ld + <usize>i : <usize>i * <usize>ld + <usize>j) << 3;
}

function scale(lower: bool, m: i32, n: i32, beta: f64, c: usize, ldc: i32): void {
  for (let i = 0; i < m; i++) {
    const row = c + offset(0, ldc, i, 0);
    const end = row + ((<usize>(lower ? i + 1 : n)) << 3);
    for (let at = row; at < end; at += 8) store<f64>(at, beta != 0 ? beta * load<f64>(at) : 0);
  }
}

/** C = α op(A) op(B) + β C, m×n with inner size k. */
export function dgemm(
  transA: i32, transB: i32, m: i32, n: i32, k: i32, alpha: f64, a: usize, lda: i32, b: usize, ldb: i32, beta: f64, c: usize, ldc: i32,
  work: usize,
): void {
  blocks(false, transA, transB, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc, work);
}

/** Lower triangle of C = α op(A) op(A)ᵀ + β C, n×n with inner size k; above the diagonal nothing is read or written. */
export function dsyrk(
  trans: i32, n: i32, k: i32, alpha: f64, a: usize, lda: i32, beta: f64, c: usize, ldc: i32, work: usize,
): void {
  blocks(true, trans, 1 - trans, n, n, k, alpha, a, lda, a, lda, beta, c, ldc, work);
}
