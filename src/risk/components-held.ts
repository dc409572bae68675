// Floor 9 · components of a validation risk: residuals on rows that were held out, ỹ − K̃ U (aᵐ g ∘ c).
import { finiteMatrix, rowsMatrix, size } from '../check.js';
import { engine } from '../engine.js';
import { ShapeError } from '../errors.js';
import { product } from '../linalg/blas.js';
import type { Matrix, MatrixLike } from '../matrix.js';
import { type Spectrum, vectorsOf } from '../spectral/spectrum.js';
import { moments } from './moments.js';
import { batches, type Components, fillStudents } from './parts.js';

/** K: m×n cross-Gram of the held-out rows to the training rows; y: their targets, m×q. One product K̃ U, then one for a batch of λ. */
export function* validationComponents(
  s: Spectrum,
  { K, y }: { K: MatrixLike; y: MatrixLike },
  lambdas: readonly number[],
  steps: number,
  caller: string,
): Generator<Components> {
  const q = s.c.shape[1];
  const r = s.d.length;
  const cross = finiteMatrix(K, caller, 'criterion.validation.K');
  if (cross.shape[1] !== s.n) {
    throw new ShapeError(caller, 'criterion.validation.K', `have ${s.n} columns, one for each training row`, size(cross));
  }
  const Y = rowsMatrix(y, cross.shape[0], 'as criterion.validation.K has', caller, 'criterion.validation.y');
  if (Y.shape[1] !== q) throw new ShapeError(caller, 'criterion.validation.y', `have ${q} columns, as the targets have`, `${Y.shape[1]}`);
  const m = Y.shape[0];
  const basis: Matrix = { data: product(cross as Matrix, vectorsOf(s, caller)), shape: [m, r] };
  // rows of a cross-Gram lie in the range of K: against a direction with d = 0 they hold only rounding, which g = 1/λ would blow up
  s.d.forEach((d, j) => {
    if (d === 0) for (let i = 0; i < m; i++) basis.data[i * r + j] = 0;
  });
  // entry t m + i is target t of row i, as the moments come
  const wanted = Float64Array.from({ length: m * q }, (_, at) => Y.data[(at % m) * q + Math.floor(at / m)] as number);
  const entries = m * q;
  for (const batch of batches(lambdas, (steps + 1) * q)) {
    const students = {
      rows: batch.length * (steps + 1) * q,
      fill: (out: Float64Array, ld: number) => fillStudents(out, ld, s, batch, steps),
    };
    const values = moments(engine(), basis, students, undefined, caller);
    for (const [l, lambda] of batch.entries()) {
      const of = (p: number) => values.subarray((l * (steps + 1) + p) * entries, (l * (steps + 1) + p + 1) * entries);
      const first = of(0).map((v, at) => (wanted[at] as number) - v);
      yield { lambda, first, differences: Array.from({ length: steps }, (_, p) => of(p + 1)), count: entries };
    }
  }
}
