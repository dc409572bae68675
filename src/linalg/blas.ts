// Floor 4 · matrix products on the packed kernel: matmul, syrk, and the block loops that other drivers run inside their own frames.
import { float64, resultData, size } from '../check.js';
import { type Engine, engine } from '../engine.js';
import { ShapeError } from '../errors.js';
import { type AnyMatrix, asMatrix, type Matrix, type MatrixLike } from '../matrix.js';
import { emptyDoubles, floats } from '../room.js';
import { type RunOptions, run, runAsync, type Steps } from '../steps.js';
import { need } from '../wasm/arena.js';
import type { Call } from '../wasm/pool.js';
import { place } from './overlap.js';
import { isSingle, type Single, sgemmSteps } from './sgemm.js';
import { FORK, pieces, shares, small } from './shares.js';

/** Block sizes of the packed kernel (assembly/gemm.ts). */
const KC = 256;
const NC = 512;

/** Columns of a packed panel. */
const NR = 4;
/** Rows that the strips of every micro-kernel divide. */
const STRIP = 12;
/** Rows of a block that the mirror moves at once (assembly/move.ts). */
const MIRROR = 8;

/** Multiply-adds in one wasm call: about 10 ms. */
const CALL = 1e8;

export interface MatmulOptions {
  /** Use Aᵀ. @default false */
  transposeA?: boolean;
  /** Use Bᵀ. @default false */
  transposeB?: boolean;
  /** Memory for the result, of its shape and precision; may be that of an operand. @default new */
  out?: Matrix | Single | Float64Array;
}

/** A strided operand in linear memory: pointer, leading dimension, and whether its transpose is meant. */
export interface Operand {
  readonly at: number;
  readonly ld: number;
  readonly trans: boolean;
}

/** Pointer to element (i, j) of op(X). */
const offset = (x: Operand, i: number, j: number) => x.at + 8 * (x.trans ? j * x.ld + i : i * x.ld + j);

/** Doubles of one packed block of B (k×n). */
const packedSize = (n: number, k: number) => Math.min(KC, k) * (Math.min(NC, n) + 4);

/** Doubles of scratch of one piece: of `dgebp`, and the two rows of a kernel function. */
const pieceSize = (e: Engine) => e.kernels.dgebpwork() / 8 + 2 * NC + 8;

/** Bytes of scratch of `productSteps` for n columns and inner size k. */
export const productBytes = (e: Engine, n: number, k: number) => need(packedSize(n, k), pieces(e) * pieceSize(e));

/** One piece of a product: rows i … i + m of columns j … j + n, the block of k that begins at q. */
export interface Piece {
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly a: number;
  readonly packed: number;
  readonly beta: number;
  readonly c: number;
  readonly i: number;
  readonly j: number;
  /** Scratch of this piece: `dgebpwork()` bytes, then 2·(NC + 4) doubles at `row`. */
  readonly work: number;
  readonly row: number;
}

interface Product {
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly a: Operand;
  readonly b: Operand;
  readonly c: number;
  readonly ldc: number;
  /** Factor of the product. @default 1 */
  readonly alpha?: number;
  /** Factor of what stands in C; 0 does not read it. @default 0 */
  readonly beta?: number;
  /** Only the lower triangle of C. */
  readonly lower?: boolean;
  /** Σ|a − b| instead of Σ a·b. */
  readonly l1?: boolean;
  /** The call for the last block of k, in place of `dgebp`. */
  readonly last?: (piece: Piece) => Call;
}

/**
 * C = α op(A) op(B) + β C by blocks, yielding after each piece of about 10 ms. Columns in blocks of NC, depth in blocks of KC (each packed
 * once), rows in pieces that the engine's threads share. Needs `productBytes` of scratch.
 */
export function* productSteps(e: Engine, stage: string, p: Product): Steps<void> {
  const { kernels, arena } = e;
  const { m, n, k, a, b, c, ldc, alpha = 1, beta: beta0 = 0, lower = false, l1 = false } = p;
  const mark = arena.mark();
  try {
    const packed = arena.alloc(packedSize(n, k), stage);
    const scratch = arena.alloc(pieces(e) * pieceSize(e), stage);
    const gebp = ({ m, n, k, a: at, packed, beta, c, i, j, work }: Piece): Call => {
      const diag = lower ? i - j : n;
      return ['dgebp', Number(l1), Number(a.trans), m, n, k, alpha, at, a.ld, packed, beta, c, ldc, diag, work];
    };
    if (!l1 && !p.last && k > 0 && k <= KC && n <= NC && m * n * k <= small(e)) {
      kernels.dpackb(Number(b.trans), k, n, b.at, b.ld, packed);
      kernels.dgebp(0, Number(a.trans), m, n, k, alpha, a.at, a.ld, packed, beta0, c, ldc, lower ? 0 : n, scratch);
      return;
    }
    const total = m * n;
    if (k === 0 && beta0 === 0) for (let i = 0; i < m; i++) arena.f64(c + 8 * i * ldc, n).fill(0);
    let done = 0;
    for (let j = 0; j < n; j += NC) {
      const nc = Math.min(NC, n - j);
      const top = lower ? j : 0;
      for (let q = 0; q < k; q += KC) {
        const kc = Math.min(KC, k - q);
        const several = kc * nc * (m - top) > FORK ? pieces(e) : 1;
        e.fork(
          shares(nc, several, NR).map(([from, columns]) => {
            const source = offset(b, q, j + from);
            return ['dpackb', Number(b.trans), kc, columns, source, b.ld, packed + 8 * kc * from];
          }),
        );
        const final = q + KC >= k;
        const piece = final && p.last ? p.last : gebp;
        const rows = e.threads * Math.max(STRIP, STRIP * Math.ceil(CALL / (STRIP * nc * Math.max(kc, 16))));
        for (let i = top; i < m; i += rows) {
          const height = Math.min(rows, m - i);
          const calls = shares(height, several, STRIP).map(([from, mc], number) => {
            const at = offset(a, i + from, q);
            const work = scratch + 8 * number * pieceSize(e);
            const row = work + kernels.dgebpwork();
            const to = c + 8 * ((i + from) * ldc + j);
            return piece({ m: mc, n: nc, k: kc, a: at, packed, beta: q === 0 ? beta0 : 1, c: to, i: i + from, j, work, row });
          });
          e.fork(calls);
          if (final) done += height * nc;
          yield { stage, done: Math.min(done, total), total };
        }
      }
    }
  } finally {
    arena.release(mark);
  }
}

/** The lower triangle of the n×n matrix at c copied to the upper. */
export function mirror({ fork, threads }: Engine, n: number, c: number, ldc: number): void {
  const most = n * n > FORK / 4 ? pieces({ threads }) : 1;
  fork(shares(n, most, MIRROR).map(([from, rows]) => ['dmirror', from, from + rows, c, ldc]));
}

/**
 * Matrix product op(A) op(B), with op(X) = X or Xᵀ.
 *
 * NaN and infinities flow as IEEE arithmetic says. Float32Array in both operands: computed in single precision, at half the memory
 * and twice the speed, and a Float32Array out; in one of them: computed in double.
 *
 * With `out` the result is written there, at the end: a call that fails or is aborted leaves it as it was. Where one product follows another, this
 * saves the memory of the results, which in a page costs more than the copy.
 *
 * @param a - m×k (k×m with `transposeA`)
 * @param b - k×n (n×k with `transposeB`)
 * @param options - transposes; `out`: memory for the result
 * @returns m×n
 * @throws {ShapeError} if the inner sizes differ, or `out` is of another shape or precision than the result
 * @throws {MemoryLimitError} if both operands and the product do not fit into linear memory
 *
 * Cost: 2mnk flops.
 *
 * @example
 * matmul([[1, 2], [3, 4]], [[1], [1]]).data // [3, 7]
 * matmul([[1, 2], [3, 4]], [[1, 1]], { transposeB: true }).data // [3, 7]
 * matmul([[1, 2], [3, 4]], [[1], [1]], { out: new Float64Array(2) }).data // [3, 7]
 *
 * @see Goto & van de Geijn, ACM TOMS 34(3):12, 2008
 */
export function matmul(a: Single, b: Single, options?: MatmulOptions): Single;
export function matmul(a: MatrixLike, b: MatrixLike, options?: MatmulOptions): Matrix;
export function matmul(a: MatrixLike, b: MatrixLike, options: MatmulOptions = {}): AnyMatrix {
  return run(matmulSteps(a, b, options));
}

/** `matmul` in slices, with progress and cancellation. */
export function matmulAsync(a: Single, b: Single, options?: MatmulOptions & RunOptions): Promise<Single>;
export function matmulAsync(a: MatrixLike, b: MatrixLike, options?: MatmulOptions & RunOptions): Promise<Matrix>;
export function matmulAsync(a: MatrixLike, b: MatrixLike, options: MatmulOptions & RunOptions = {}): Promise<AnyMatrix> {
  return runAsync(matmulSteps(a, b, options), options);
}

/** `matmul` as steps. */
export function* matmulSteps(
  aLike: MatrixLike,
  bLike: MatrixLike,
  { transposeA = false, transposeB = false, out }: MatmulOptions,
): Steps<AnyMatrix> {
  const a = asMatrix(aLike, 'matmul', 'a');
  const b = asMatrix(bLike, 'matmul', 'b');
  const [m, k] = transposeA ? [a.shape[1], a.shape[0]] : a.shape;
  const [inner, n] = transposeB ? [b.shape[1], b.shape[0]] : b.shape;
  if (inner !== k) {
    const [side, other] = [transposeB ? 'columns' : 'rows', transposeA ? 'rows' : 'columns'];
    throw new ShapeError('matmul', 'b', `have ${k} ${side}, as a has ${other} (a is ${size(a)})`, size(b));
  }
  const to = resultData(out, [m, n], isSingle(a) && isSingle(b), 'matmul');
  const e = engine();
  const { arena } = e;
  if (isSingle(a) && isSingle(b)) {
    const single = place(e, to as Float32Array | undefined, () => floats(m * n, 'matmul'));
    return yield* sgemmSteps(single.computing, 'matmul', a, transposeA, b, transposeB, single.to);
  }
  const result = place(e, to as Float64Array | undefined, () => emptyDoubles(m * n, 'matmul'));
  const mark = arena.mark();
  try {
    arena.reserve(need(m * k, k * n, m * n) + productBytes(e, n, k), 'matmul');
    const operand = (x: AnyMatrix, trans: boolean) => ({ at: arena.copyIn(x.data, 'matmul'), ld: x.shape[1], trans });
    const A = operand(a, transposeA);
    const B = a.data === b.data ? { ...A, ld: b.shape[1], trans: transposeB } : operand(b, transposeB);
    const c = arena.alloc(m * n, 'matmul');
    // one column: packing would cost more than the product
    if (n === 1) e.kernels.dgemv(Number(transposeA), a.shape[0], a.shape[1], 1, A.at, A.ld, B.at, 0, c);
    else if (m * n * k < small(e)) {
      const work = arena.alloc(packedSize(n, k) + pieceSize(e), 'matmul');
      e.kernels.dgemm(Number(transposeA), Number(transposeB), m, n, k, 1, A.at, A.ld, B.at, B.ld, 0, c, n, work);
    } else yield* productSteps(result.computing, 'matmul', { m, n, k, a: A, b: B, c, ldc: n });
    return { data: arena.copyOut(c, m * n, result.to()), shape: [m, n] };
  } finally {
    arena.release(mark);
  }
}

/**
 * A Aᵀ, or AᵀA with `transpose`: half the work of `matmul`, exactly symmetric.
 *
 * @param a - n×k (k×n with `transpose`)
 * @param options - `out`: memory for the result, as in `matmul`
 * @returns n×n
 *
 * Cost: n²k flops.
 *
 * @example
 * syrk([[1, 2], [3, 4]]).data // [5, 11, 11, 25]
 */
export function syrk(a: MatrixLike, { transpose = false, out }: { transpose?: boolean; out?: Matrix } = {}): Matrix {
  const x = asMatrix(a, 'syrk', 'a');
  const [n, k] = transpose ? [x.shape[1], x.shape[0]] : x.shape;
  const to = resultData(out, [n, n], false, 'syrk');
  const e = engine();
  const { arena } = e;
  const mark = arena.mark();
  try {
    arena.reserve(need(n * k, n * n) + productBytes(e, n, k), 'syrk');
    const at = arena.copyIn(x.data, 'syrk');
    const c = arena.alloc(n * n, 'syrk');
    const ld = x.shape[1];
    const result = place(e, to as Float64Array | undefined, () => emptyDoubles(n * n, 'syrk'));
    const [A, B] = [
      { at, ld, trans: transpose },
      { at, ld, trans: !transpose },
    ];
    run(productSteps(result.computing, 'syrk', { m: n, n, k, a: A, b: B, c, ldc: n, lower: true }));
    mirror(e, n, c, n);
    return { data: arena.copyOut(c, n * n, result.to()), shape: [n, n] };
  } finally {
    arena.release(mark);
  }
}

/** op(A) op(B) in double from plain data; for the modules above that hold matrices in JavaScript. */
export function product(a: Matrix, b: Matrix, options?: MatmulOptions): Float64Array {
  return float64(matmul(a, b, options).data);
}
