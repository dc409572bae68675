// Floor 3 · matrix product in single precision: the block loops of matmul where both operands are Float32Array.
import type { Matrix } from '../matrix.js';
import type { Steps } from '../steps.js';
import type { Kernels } from '../wasm/abi.js';
import { type Arena, need } from '../wasm/arena.js';
import type { Fork } from '../wasm/pool.js';
import { FORK, pieces, shares } from './shares.js';

/** Block sizes of the packed kernel, and the columns of its panels (assembly/sgemm.ts). */
const KC = 256;
const NC = 512;
const NR = 8;
/** Rows that the strips of every micro-kernel divide. */
const STRIP = 12;

/** Multiply-adds in one wasm call: about 10 ms. */
const CALL = 2e8;

export type Single = Matrix<Float32Array>;

export const isSingle = (x: Matrix<Float64Array | Float32Array>): x is Single => x.data instanceof Float32Array;

/** Doubles that n floats take. */
const floats = (n: number) => Math.ceil(n / 2);

interface Machine {
  readonly kernels: Kernels;
  readonly arena: Arena;
  readonly threads: number;
  readonly fork: Fork;
}

/** Floats of one packed block of B (k×n). */
const packedSize = (n: number, k: number) => Math.min(KC, k) * (Math.min(NC, n) + NR);

/**
 * op(A) op(B) by blocks, yielding after each piece of about 10 ms: columns in blocks of NC, depth in blocks of KC (each packed once),
 * rows in pieces that the engine's threads share. Every element is a chain of multiply-adds over each KC of k, and the chains are added in order: no double in between.
 *
 * Memory: both operands and the product at 4 B an element, and one packed block.
 */
export function* sgemmSteps(
  { kernels, arena, threads, fork }: Machine,
  stage: string,
  a: Single,
  transA: boolean,
  b: Single,
  transB: boolean,
  to: () => Float32Array | undefined,
): Steps<Single> {
  const [m, k] = transA ? [a.shape[1], a.shape[0]] : a.shape;
  const n = b.shape[transB ? 0 : 1];
  const [lda, ldb] = [a.shape[1], b.shape[1]];
  const room = kernels.sgebpwork(); // a multiple of 64: shares of scratch do not meet in a cache line
  const scratch = [floats(packedSize(n, k)), (pieces({ threads }) * room) / 8] as const;
  const mark = arena.mark();
  try {
    arena.reserve(need(floats(m * k), floats(k * n), floats(m * n), ...scratch), stage);
    const pa = arena.copyIn32(a.data, stage);
    const pb = a.data === b.data ? pa : arena.copyIn32(b.data, stage);
    const c = arena.alloc(floats(m * n), stage);
    const [packed, work] = scratch.map((size) => arena.alloc(size, stage)) as [number, number];
    const total = m * n;
    if (k === 0) arena.f32(c, total).fill(0);
    let done = 0;
    for (let j = 0; j < n; j += NC) {
      const nc = Math.min(NC, n - j);
      for (let q = 0; q < k; q += KC) {
        const kc = Math.min(KC, k - q);
        const several = kc * nc * m > 2 * FORK ? pieces({ threads }) : 1;
        fork(
          shares(nc, several, NR).map(([from, columns]) => {
            const source = pb + 4 * (transB ? (j + from) * ldb + q : q * ldb + j + from);
            return ['spackb', Number(transB), kc, columns, source, ldb, packed + 4 * kc * from];
          }),
        );
        const rows = threads * Math.max(STRIP, STRIP * Math.ceil(CALL / (STRIP * Math.max(nc, NR) * Math.max(kc, 16))));
        for (let i = 0; i < m; i += rows) {
          const height = Math.min(rows, m - i);
          fork(
            shares(height, several, STRIP).map(([from, mc], piece) => {
              const at = pa + 4 * (transA ? q * lda + i + from : (i + from) * lda + q);
              const to = c + 4 * ((i + from) * n + j);
              return ['sgebp', Number(transA), mc, nc, kc, 1, at, lda, packed, q === 0 ? 0 : 1, to, n, work + piece * room];
            }),
          );
          if (q + KC >= k) done += height * nc;
          yield { stage, done, total };
        }
      }
    }
    return { data: arena.copyOut32(c, total, to()), shape: [m, n] };
  } finally {
    arena.release(mark);
  }
}
