// Floor 8 · linear systems A X = B: LU with partial pivoting, LDLᵀ where the caller says symmetric, Cholesky where positive definite.
//
// Rows and columns are scaled by powers of two first (exactly), so that a matrix whose units differ is not called singular:
// R A C y = R b, x = C y, with R = C where A is symmetric.

import { oneOf, rowsMatrix, squareMatrix } from '../check.js';
import { exponent } from '../elementary.js';
import { type Engine, engine } from '../engine.js';
import { SingularMatrixError } from '../errors.js';
import type { Matrix, MatrixLike } from '../matrix.js';
import { run } from '../steps.js';
import { need } from '../wasm/arena.js';
import { choleskyBytes, choleskySolve, choleskySolveBytes, choleskySolveSteps, choleskySteps } from './cholesky.js';
import { reciprocalCondition } from './condition.js';
import { ldlBytes, ldlSolve, ldlSolveBytes, ldlSolveSteps, ldlSteps } from './ldl.js';
import { luBytes, luSolve, luSolveBytes, luSolveSteps, luSteps } from './lu.js';
import { copyRows, paddedLd } from './rows.js';

/** What is known of the matrix. */
export type Assumption = 'general' | 'symmetric' | 'positive-definite';
const ASSUMPTIONS: readonly Assumption[] = ['general', 'symmetric', 'positive-definite'];

/**
 * Solution X of A X = B.
 *
 * @param a - n×n
 * @param b - n×q
 * @param options.assume - `'general'`: LU with partial pivoting; `'symmetric'`: LDLᵀ with pivots of one or two rows, half the work, for
 *   indefinite matrices too; `'positive-definite'`: Cholesky, half the work. The last two read the lower triangle. @default 'general'
 * @returns n×q
 * @throws {SingularMatrixError} if the reciprocal condition number is below ε, so that no digit would be right
 * @throws {NotPositiveDefiniteError} with `'positive-definite'`, if a is not
 *
 * Cost: 2n³/3 flops (n³/3), then 2n² a column.
 *
 * @example
 * solve([[2, 1], [1, 3]], [[4], [7]]).data // [1, 2]
 * solve([[0, 1], [1, 0]], [3, 5], { assume: 'symmetric' }).data // [5, 3]
 *
 * @see Golub & Van Loan, Matrix Computations, 4th ed., §3.4
 */
export function solve(a: MatrixLike, b: MatrixLike, { assume = 'general' }: { assume?: Assumption } = {}): Matrix {
  oneOf(ASSUMPTIONS, assume, 'solve', 'assume');
  const A = squareMatrix(a, 'solve', 'a');
  const n = A.shape[0];
  const B = rowsMatrix(b, n, `as a is ${n}×${n}`, 'solve', 'b');
  const q = B.shape[1];
  const e = engine();
  const { arena } = e;
  const mark = arena.mark();
  try {
    const ld = paddedLd(n);
    const method = METHODS[assume];
    arena.reserve(need(n * ld, n * q, n, n, n, n, n, n) + method.bytes(e, n, Math.max(1, q)), 'solve');
    const at = copyRows(e, A.data, n, n, ld, 'solve');
    const x = arena.copyIn(B.data, 'solve');
    const [v, pivots, rows, columns, d, sub] = Array.from({ length: 6 }, () => arena.alloc(n, 'solve')) as Six;
    const factored = method.factor(e, { n, a: at, lda: ld, pivots, d, e: sub, rows, columns }, v);

    const { vector, transposed = vector } = factored;
    const rcond = reciprocalCondition(factored.norm, {
      vector: () => arena.f64(v, n),
      solve: () => vector(v),
      transposed: () => transposed(v),
    });
    if (rcond < Number.EPSILON) throw new SingularMatrixError('solve', n, rcond);

    const scale = (factors: number) => {
      const [f, to] = [arena.f64(factors, n), arena.f64(x, n * q)];
      for (let i = 0; i < n; i++) {
        const r = f[i] as number;
        for (let j = i * q; j < (i + 1) * q; j++) to[j] = (to[j] as number) * r;
      }
    };
    scale(rows);
    factored.solve(x, q);
    scale(columns);
    return { data: arena.copyOut(x, n * q), shape: [n, q] };
  } finally {
    arena.release(mark);
  }
}

type Six = [number, number, number, number, number, number];

/** The matrix in linear memory, room for pivots, for D and for the scalings R and C. */
interface System {
  readonly n: number;
  readonly a: number;
  readonly lda: number;
  readonly pivots: number;
  readonly d: number;
  readonly e: number;
  readonly rows: number;
  readonly columns: number;
}

/** R A C factored: ‖R A C‖₁, and solves in place with q columns at x, or with one; `transposed` with one, where A is not symmetric. */
interface Factored {
  readonly norm: number;
  readonly solve: (x: number, q: number) => void;
  readonly vector: (x: number) => void;
  readonly transposed?: (x: number) => void;
}

interface Method {
  readonly bytes: (e: Engine, n: number, q: number) => number;
  readonly factor: (e: Engine, system: System, work: number) => Factored;
}

const METHODS: Readonly<Record<Assumption, Method>> = {
  general: {
    bytes: (e, n, q) => Math.max(luBytes(e, n), luSolveBytes(e, n, q)),
    factor(e, system, work) {
      const { n, a, lda, rows, columns } = system;
      e.kernels.dgeequ(n, n, a, lda, rows, columns);
      e.kernels.dlaqge(n, n, a, lda, rows, columns);
      const norm = e.kernels.dlange(n, n, a, lda, work);
      if (run(luSteps(e, 'solve', system)) > 0) throw new SingularMatrixError('solve', n, 0);
      return {
        norm,
        solve: (x, q) => run(luSolveSteps(e, 'solve', system, q, x)),
        vector: (x) => luSolve(e, system, x, false),
        transposed: (x) => luSolve(e, system, x, true),
      };
    },
  },
  symmetric: {
    bytes: (e, n, q) => Math.max(ldlBytes(e, n), ldlSolveBytes(e, n, q)),
    factor(e, system, work) {
      const { n, a, lda, rows, columns } = system;
      symmetricScale(e, system);
      e.kernels.dlaqge(n, n, a, lda, rows, columns);
      const norm = e.kernels.dlansy(n, a, lda, work);
      if (!run(ldlSteps(e, 'solve', system))) throw new SingularMatrixError('solve', n, 0);
      return { norm, solve: (x, q) => run(ldlSolveSteps(e, 'solve', system, q, x)), vector: (x) => ldlSolve(e, system, x) };
    },
  },
  'positive-definite': {
    bytes: (e, n, q) => Math.max(choleskyBytes(e, n), choleskySolveBytes(e, n, q)),
    factor(e, { n, a, lda, rows, columns }, work) {
      const diagonal = Float64Array.from({ length: n }, (_, i) => e.arena.f64(a + 8 * i * (lda + 1), 1)[0] as number);
      for (const factors of [rows, columns]) e.arena.f64(factors, n).set(diagonal.map((d) => powerOfTwo(Math.sqrt(Math.abs(d)))));
      e.kernels.dlaqge(n, n, a, lda, rows, columns);
      const norm = e.kernels.dlansy(n, a, lda, work);
      run(choleskySteps(e, 'solve', n, a, lda));
      return {
        norm,
        solve: (x, q) => run(choleskySolveSteps(e, 'solve', n, q, a, lda, x)),
        vector: (x) => choleskySolve(e, n, a, lda, x),
      };
    },
  },
};

/** R = C with R A R near 1: each row by the root of its largest entry, the lower triangle standing for both; twice, as roots do it by halves. */
function symmetricScale({ arena }: Engine, { n, a, lda, rows, columns }: System): void {
  const s = new Float64Array(n).fill(1);
  for (let round = 0; round < 2; round++) {
    const top = new Float64Array(n);
    for (let i = 0; i < n; i++) {
      const row = arena.f64(a + 8 * i * lda, i + 1);
      const si = s[i] as number;
      let own = 0;
      for (let j = 0; j <= i; j++) {
        const v = Math.abs(row[j] as number) * si * (s[j] as number);
        if (v > own) own = v;
        if (v > (top[j] as number)) top[j] = v;
      }
      if (own > (top[i] as number)) top[i] = own;
    }
    for (let i = 0; i < n; i++) s[i] = (s[i] as number) * powerOfTwo(Math.sqrt(top[i] as number));
  }
  for (const factors of [rows, columns]) arena.f64(factors, n).set(s);
}

/** 2^−k for 2^k ≤ x < 2^(k+1); 1 for 0. */
const powerOfTwo = (x: number) => (x > 0 ? 2 ** Math.max(-1000, Math.min(1000, -exponent(x))) : 1);
