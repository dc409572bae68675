// Floor 2 · matrix product in single precision, C = α op(A) op(B) + β C by packed blocks.
//
//            NC                     the loops of gemm.ts with tiles of 4×8 or 6×8: op(B) block KC×NC packed once into micro-panels of
//        ┌────────┐                 8 columns, then four or six rows of op(A) at a time are packed and swept over all of them:
//     KC │ B      │                 the rows (4 to 16 KB) and the panel in use (8 KB) share the first-level cache,
//        └────────┘                 the block of B (512 KB) stays in the second.
//   ┌──┐ ┌────────┐
//  4│A │ │ C strip│
//   └──┘ └────────┘
//
// `spackb` and `sgebp` are the two halves on their own, so that a driver can pack once and stop between strips; `sgemm` is all
// five loops. Row-major; trans = 0 means op(X) = X, 1 means op(X) = Xᵀ; sizes and leading dimensions in elements of 4 bytes.
// β = 0 never reads C. `work` is scratch of `sgemmwork()` bytes, 16-byte aligned. Packing transposes, so all four cases cost the same.
//
// Goto & van de Geijn, Anatomy of high-performance matrix multiplication, ACM TOMS 34(3):12, 2008.
import { six, wide } from './micro';
import { SNR, smicro4x8, smicro4x8Wide, smicro6x8 } from './smicro';
import { spackCols, spackCols6, spackColsWide, spackRows, spackRows6, spackRowsWide } from './spack';

/** Depth of a packed block: KC·8·4 B = 8 KB of B beside 4 to 16 KB of A, within a 32 KB first-level cache; also the length of a chain. */
const KC: i32 = 256;
/** Columns of a packed block: KC·NC·4 B = 512 KB of the second-level cache. */
const NC: i32 = 512;

const SCALES: usize = 16; // α and β for whole tiles, then α and 0 for the scratch tile
const TILE: usize = SCALES + 6 * 8 * 4; // both and the scratch tile of edges
const APANEL: usize = <usize>KC * 4 * 16; // wide

/** Bytes of scratch that `sgebp` needs. */
export function sgebpwork(): i32 {
  return <i32>(TILE + APANEL);
}

/** Bytes of scratch that `sgemm` needs. */
export function sgemmwork(): i32 {
  return <i32>(TILE + APANEL + <usize>KC * NC * 4);
}

/** Packs the k×n block op(B), k ≤ KC, into ⌈n/8⌉ micro-panels at out. */
export function spackb(trans: i32, k: i32, n: i32, b: usize, ldb: i32, out: usize): void {
  const half: usize = trans ? (<usize>ldb) << 4 : 16;
  const size = (<usize>k) << 5;
  for (let j = 0; j < n; j += SNR, b += 2 * half, out += size) {
    const w = n - j;
    if (trans) {
      spackRows(k, min(4, w), b, ldb, out, 32);
      spackRows(k, min(4, w - 4), b + half, ldb, out + 16, 32);
    } else {
      spackCols(k, min(4, w), b, ldb, out, 32);
      spackCols(k, min(4, w - 4), b + half, ldb, out + 16, 32);
    }
  }
}

/** One tile of w rows, by the micro-kernel that fits the panel. */
// @ts-ignore: decorator
@inline
function micro(w: i32, k: i32, ab: usize, ap: usize, bp: usize, c: usize, ldc: i32): void {
  if (ASC_FEATURE_RELAXED_SIMD && w > 4) smicro6x8(k, ab, ap, bp, c, ldc);
  else if (wide()) smicro4x8Wide(k, ab, ap, bp, c, ldc);
  else smicro4x8(k, ab, ap, bp, c, ldc);
}

/** One strip of C: m ≤ 6 rows against all packed panels of n columns. */
function strip(m: i32, n: i32, k: i32, alpha: f32, ap: usize, bp: usize, beta: f32, c: usize, ldc: i32, work: usize): void {
  const size = (<usize>k) << 5, tile = work + SCALES;
  store<f32>(work, alpha);
  store<f32>(work, beta, 4);
  store<f32>(work, alpha, 8);
  store<f32>(work, 0, 12);
  for (let j = 0; j < n; j += SNR, bp += size, c += 32) {
    if ((m == 4 || m == 6) && j + SNR <= n) {
      micro(m, k, work, ap, bp, c, ldc);
      continue;
    }
    micro(m, k, work + 8, ap, bp, tile, SNR);
    const width = min(SNR, n - j);
    for (let i = 0; i < m; i++) {
      const row = c + (((<usize>i) * (<usize>ldc)) << 2);
      for (let q = 0; q < width; q++) {
        const at = row + ((<usize>q) << 2);
        const x = load<f32>(tile + ((<usize>(SNR * i + q)) << 2));
        store<f32>(at, beta != 0 ? beta * load<f32>(at) + x : x);
      }
    }
  }
}

/** Packs w rows of op(A), k deep, in the form that `strip` reads: up to four rows in a panel of four also among sixes. */
function packa(trans: i32, k: i32, w: i32, a: usize, lda: i32, out: usize): void {
  if (w > 4) {
    if (trans) spackCols6(k, w, a, lda, out);
    else spackRows6(k, w, a, lda, out);
  } else if (wide()) {
    if (trans) spackColsWide(k, w, a, lda, out);
    else spackRowsWide(k, w, a, lda, out);
  } else if (trans) spackCols(k, w, a, lda, out, 16);
  else spackRows(k, w, a, lda, out, 16);
}

/** C = α op(A) B + β C for the packed k×n block B, k ≤ KC: strips of four or six rows. */
export function sgebp(
  transA: i32, m: i32, n: i32, k: i32, alpha: f32, a: usize, lda: i32, bp: usize, beta: f32, c: usize, ldc: i32, work: usize,
): void {
  const ap = work + TILE;
  const mr = six() ? 6 : 4;
  const step = (<usize>mr * (transA ? 1 : <usize>lda)) << 2;
  for (let i = 0; i < m; i += mr, a += step, c += (<usize>mr * <usize>ldc) << 2) {
    const w = min(mr, m - i);
    packa(transA, k, w, a, lda, ap);
    strip(w, n, k, alpha, ap, bp, beta, c, ldc, work);
  }
}

/** Bytes from the start of X to element (i, j) of op(X). */
// @ts-ignore: decorator
@inline
function offset(trans: i32, ld: i32, i: i32, j: i32): usize {
  return (trans ? <usize>j * <usize>ld + <usize>i : <usize>i * <usize>ld + <usize>j) << 2;
}

function scale(m: i32, n: i32, beta: f32, c: usize, ldc: i32): void {
  for (let i = 0; i < m; i++) {
    const row = c + offset(0, ldc, i, 0);
    const end = row + ((<usize>n) << 2);
    for (let at = row; at < end; at += 4) store<f32>(at, beta != 0 ? beta * load<f32>(at) : 0);
  }
}

/** C = α op(A) op(B) + β C, m×n with inner size k. */
export function sgemm(
  transA: i32, transB: i32, m: i32, n: i32, k: i32, alpha: f32, a: usize, lda: i32, b: usize, ldb: i32, beta: f32, c: usize, ldc: i32,
  work: usize,
): void {
  if (k == 0 || alpha == 0) {
    scale(m, n, beta, c, ldc);
    return;
  }
  const bp = work + TILE + APANEL;
  for (let jc = 0; jc < n; jc += NC) {
    const nc = min(NC, n - jc);
    for (let pc = 0; pc < k; pc += KC) {
      const kc = min(KC, k - pc);
      spackb(transB, kc, nc, b + offset(transB, ldb, pc, jc), ldb, bp);
      sgebp(
        transA, m, nc, kc, alpha, a + offset(transA, lda, 0, pc), lda, bp, pc == 0 ? beta : 1, c + offset(0, ldc, 0, jc), ldc, work,
      );
    }
  }
}
