// Floor 12 · predictions k(x, X) α by pieces of rows: the memory that they take does not grow with the rows.
import { crossApplySteps } from '../cross-apply.js';
import type { Kernel } from '../kernel.js';
import { matmul } from '../linalg/blas.js';
import type { AnyMatrix, Matrix } from '../matrix.js';
import { doubles } from '../room.js';
import type { Steps } from '../steps.js';
import type { Problem } from './problem.js';

/** Rows multiplied at once where the predictions are a plain product. */
const ROWS = 2048;

/** k(x, X) α; for a linear kernel through the primal weights Xᵀα, which is cheaper and rounds less. */
export function* predictSteps(kernel: Kernel | 'precomputed', x: AnyMatrix, train: Matrix, coef: Matrix): Steps<Matrix> {
  if (kernel === 'precomputed') return yield* productOfRows(x, coef);
  if (kernel.type === 'linear') return yield* productOfRows(x, matmul(train, coef, { transposeA: true }));
  return yield* crossApplySteps(kernel, x, train, coef);
}

/** x W, rows of x in pieces: only they are copied to linear memory. */
function* productOfRows({ data: x, shape: [m, k] }: AnyMatrix, w: Matrix): Steps<Matrix> {
  const q = w.shape[1];
  const data = doubles(m * q, 'predict');
  for (let i = 0; i < m; i += ROWS) {
    const rows = Math.min(ROWS, m - i);
    data.set(matmul({ data: x.subarray(i * k, (i + rows) * k), shape: [rows, k] } as Matrix, w).data, i * q);
    yield { stage: 'predict', done: i + rows, total: m };
  }
  return { data, shape: [m, q] };
}

/** b = Σ w (y − k(x, X) α)/Σ w: what the free direction takes, whichever solver found α. */
export function* meanResidual({ kernel, x, y, root }: Problem, coef: Matrix): Steps<Float64Array> {
  const values = (yield* predictSteps(kernel, x, x, coef)).data;
  const [n, q] = y.shape;
  const b = new Float64Array(q);
  let total = 0;
  for (let i = 0; i < n; i++) {
    const w = root ? (root[i] as number) ** 2 : 1;
    total += w;
    for (let t = 0; t < q; t++) b[t] = (b[t] as number) + w * ((y.data[i * q + t] as number) - (values[i * q + t] as number));
  }
  return b.map((v) => v / total);
}
