// Floor 4 · triangular systems by blocks, inside a frame: substitution on the diagonal blocks, the packed product for the rest.
//
//   forward   B_I ← L_II⁻¹ (B_I − L_{I,<I} B_{<I})        backward with U   B_I ← U_II⁻¹ (B_I − U_{I,>I} B_{>I})
//   transpose B_I ← L_II⁻ᵀ B_I, then B_{<I} ← B_{<I} − L_{I,<I}ᵀ B_I
import type { Engine } from '../engine.js';
import type { Steps } from '../steps.js';
import type { Kernels } from '../wasm/abi.js';

/** Rows of a diagonal block. */
const BLOCK = 64;

/** A triangle and right-hand sides in linear memory, n×n and n×q, with scratch of `dgemmwork()` bytes. */
export interface Triangular {
  readonly n: number;
  readonly q: number;
  readonly a: number;
  readonly lda: number;
  readonly b: number;
  readonly ldb: number;
  readonly work: number;
  /** The diagonal is 1 and not read. */
  readonly unit?: boolean;
}

/** C ← C − op(A) B for the m×n block A, q columns; one column goes without packing. */
function subtract(
  kernels: Kernels,
  trans: boolean,
  m: number,
  n: number,
  q: number,
  a: number,
  lda: number,
  b: number,
  c: number,
  ld: number,
  work: number,
): void {
  const t = Number(trans);
  if (q === 1 && ld === 1) kernels.dgemv(t, m, n, -1, a, lda, b, 1, c);
  else kernels.dgemm(t, 0, trans ? n : m, q, trans ? m : n, -1, a, lda, b, ld, 1, c, ld, work);
}

/** B ← L⁻¹ B. */
export function* forwardSteps({ kernels }: Engine, { n, q, a, lda, b, ldb, work, unit = false }: Triangular): Steps<void> {
  for (let i = 0; i < n; i += BLOCK) {
    const m = Math.min(BLOCK, n - i);
    const row = b + 8 * i * ldb;
    if (i > 0) subtract(kernels, false, m, i, q, a + 8 * i * lda, lda, b, row, ldb, work);
    kernels.dtrsmLLN(Number(unit), m, q, a + 8 * (i * lda + i), lda, row, ldb);
    yield { stage: 'forward substitution', done: i + m, total: n };
  }
}

/** B ← L⁻ᵀ B. */
export function* transposedSteps({ kernels }: Engine, { n, q, a, lda, b, ldb, work, unit = false }: Triangular): Steps<void> {
  for (let end = n; end > 0; ) {
    const m = end % BLOCK || BLOCK;
    const i = end - m;
    const row = b + 8 * i * ldb;
    kernels.dtrsmLLT(Number(unit), m, q, a + 8 * (i * lda + i), lda, row, ldb);
    if (i > 0) subtract(kernels, true, m, i, q, a + 8 * i * lda, lda, row, b, ldb, work);
    end = i;
    yield { stage: 'back substitution', done: n - end, total: n };
  }
}

/** B ← U⁻¹ B. */
export function* backwardSteps({ kernels }: Engine, { n, q, a, lda, b, ldb, work, unit = false }: Triangular): Steps<void> {
  for (let end = n; end > 0; ) {
    const m = end % BLOCK || BLOCK;
    const i = end - m;
    const row = b + 8 * i * ldb;
    if (end < n) subtract(kernels, false, m, n - end, q, a + 8 * (i * lda + end), lda, b + 8 * end * ldb, row, ldb, work);
    kernels.dtrsmLUN(Number(unit), m, q, a + 8 * (i * lda + i), lda, row, ldb);
    end = i;
    yield { stage: 'back substitution', done: n - end, total: n };
  }
}
