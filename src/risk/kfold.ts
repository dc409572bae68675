// Floor 9 · exact leave-out predictions of the whole pipeline, without refitting: every teacher, too, never saw the rows left out.
//
//   Without the rows F, the resolvent C = (K + λI)⁻¹ becomes C − C_F E⁻¹ C_Fᵀ, E = C_FF, and the prediction of a fit to targets u is
//   u_F − E⁻¹ (C u)_F for any values put in u_F. Run backwards from the last student, Φ (|F|×r, in the eigenbasis) is the functional
//   that still has to meet the targets:
//
//     Φ ← E_k⁻¹ V_F g_k;   for t = k … 1:  out += w(1 − ξ_t) Φ z,  w ← w ξ_t,
//                                          Φ ← Φ (1 − λ_{t−1} g_{t−1}) + λ_{t−1} (Φ g V_Fᵀ) E_{t−1}⁻¹ V_F g
//     prediction = y_F − out − w Φ z
//
// On a thin spectrum the complement of U is one more block with d = 0 (Ψ, its part of the functional). O(n |F| r + |F|³) a fold and step.
// Derived and checked in docs/maths.md, against leaving rows out.
import { whole } from '../check.js';
import { type Distillation, ROW_STEPS, type Schedule, schedule } from '../distill/filter.js';
import { ShapeError } from '../errors.js';
import { product } from '../linalg/blas.js';
import { cholesky } from '../linalg/cholesky.js';
import type { Matrix } from '../matrix.js';
import { type Remainder, remainder } from '../spectral/remainder.js';
import { type Spectrum, vectorsOf } from '../spectral/spectrum.js';

/**
 * Exact cross-validation of a distilled model: each fold predicted by the pipeline trained on the other rows.
 *
 * @param options.folds - a number: contiguous blocks in row order, sizes differing by one at most; or lists of rows
 * @returns mean squared error over all entries that were predicted, and the predictions (NaN in rows that are in no fold)
 * @throws {ShapeError} if a fold is empty, holds a row twice or beyond n, or all rows
 *
 * Cost: O(n |F| r + |F|³) a fold and step; no refitting.
 *
 * @example
 * kfold(spectrum(rbf({ gamma: 1 }), [[0], [1], [2]], [1, 2, 3]), { lambda: 1, steps: 0, folds: 3 }).predictions.shape // [3, 1]
 */
export function kfold(
  s: Spectrum,
  options: Distillation & { folds: number | readonly (readonly number[])[] },
): { readonly mse: number; readonly predictions: Matrix } {
  const plan = schedule(options, 'kfold', ROW_STEPS);
  vectorsOf(s, 'kfold');
  const folds = readFolds(options.folds, s.n);
  const q = s.c.shape[1];
  const outside = remainder(s);
  const data = new Float64Array(s.n * q).fill(Number.NaN);
  let [sum, count] = [0, 0];
  for (const rows of folds) {
    const residual = foldResidual(s, plan, rows, outside);
    rows.forEach((i, j) => {
      for (let t = 0; t < q; t++) {
        const e = residual[j * q + t] as number;
        data[i * q + t] = (s.y.data[i * q + t] as number) - e;
        sum += e * e;
        count++;
      }
    });
  }
  return { mse: sum / count, predictions: { data, shape: [s.n, q] } };
}

function readFolds(folds: number | readonly (readonly number[])[], n: number): readonly (readonly number[])[] {
  if (typeof folds === 'number') {
    whole(2, folds, 'kfold', 'folds');
    if (folds > n) throw new RangeError(`kfold: folds must be at most the ${n} rows; got ${folds}`);
    const start = (i: number) => Math.floor((i * n) / folds);
    return Array.from({ length: folds }, (_, f) => Array.from({ length: start(f + 1) - start(f) }, (_, j) => start(f) + j));
  }
  const seen = new Set<number>();
  folds.forEach((rows, f) => {
    const ok =
      rows.length > 0 && rows.length < n && rows.every((i) => Number.isInteger(i) && i >= 0 && i < n && !seen.has(i) && seen.add(i));
    if (!ok)
      throw new ShapeError('kfold', `folds[${f}]`, `list some but not all of the rows 0 … ${n - 1}, each in one fold once`, `[${rows}]`);
  });
  return folds;
}

/** y_F − prediction, |F|×q. */
function foldResidual({ d, U, c }: Spectrum, { lambda, xi }: Schedule, rows: readonly number[], outside: Remainder): Float64Array {
  const f = rows.length;
  const r = d.length;
  const q = c.shape[1];
  const V = new Float64Array(f * r);
  rows.forEach((i, j) => {
    V.set(U.data.subarray(i * r, (i + 1) * r), j * r);
  });
  const inner: Matrix = { data: V, shape: [f, r] };
  const beyond = outside.size > 0;
  // I − V_F V_Fᵀ: the rows' part outside the span
  const N = beyond ? product(inner, inner, { transposeB: true }).map((v, at) => (at % (f + 1) === 0 ? 1 : 0) - v) : undefined;
  const yOut = new Float64Array(f * q);
  rows.forEach((i, j) => {
    yOut.set(outside.y.subarray(i * q, (i + 1) * q), j * q);
  });
  const square = (data: Float64Array): Matrix => ({ data, shape: [f, f] });
  const wide = (data: Float64Array): Matrix => ({ data, shape: [f, r] });

  /** V_F g, E⁻¹ V_F g and E⁻¹/λ at one λ. */
  const resolvent = (l: number) => {
    const g = d.map((v) => 1 / (v + l));
    const vg = V.map((v, at) => v * (g[at % r] as number));
    const E = product(wide(vg), inner, { transposeB: true });
    if (N) for (let at = 0; at < E.length; at++) E[at] = (E[at] as number) + (N[at] as number) / l;
    const inverse = cholesky(square(E)).solve(square(Float64Array.from(E, (_, at) => (at % (f + 1) === 0 ? 1 : 0)))).data;
    return { g, solved: product(square(inverse), wide(vg)), out: inverse.map((v) => v / l) };
  };
  const meet = (Phi: Float64Array, Psi: Float64Array, weight: number, into: Float64Array) => {
    const inside = product(wide(Phi), c);
    const rest = beyond ? product(square(Psi), { data: yOut, shape: [f, q] }) : undefined;
    for (let at = 0; at < into.length; at++) into[at] = (into[at] as number) + weight * ((inside[at] as number) + (rest?.[at] ?? 0));
  };

  const k = xi.length;
  const last = resolvent(lambda[k] as number);
  let [Phi, Psi] = [last.solved, last.out];
  const residual = new Float64Array(f * q);
  let weight = 1;
  for (let t = k; t >= 1; t--) {
    const x = xi[t - 1] as number;
    meet(Phi, Psi, weight * (1 - x), residual);
    weight *= x;
    const l = lambda[t - 1] as number;
    const { g, solved, out } = resolvent(l);
    const turned = product(wide(Phi.map((v, at) => v * (g[at % r] as number))), inner, { transposeB: true });
    if (N) {
      const rest = product(square(Psi), square(N));
      for (let at = 0; at < turned.length; at++) turned[at] = (turned[at] as number) + (rest[at] as number) / l;
    }
    const back = product(square(turned), wide(solved));
    const backOut = product(square(turned), square(out));
    Phi = Phi.map((v, at) => v * (d[at % r] as number) * (g[at % r] as number) + l * (back[at] as number));
    Psi = backOut.map((v) => l * v); // on the complement 1 − λ g = 0
  }
  meet(Phi, Psi, weight, residual);
  return residual;
}
