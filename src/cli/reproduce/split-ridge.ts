// Floor 20 · ridge on a table in file order: the first 70 % of the rows train, the rest test; how its risk depends on λ, and what one student gains.
//
// Standardised by mean and sample standard deviation of the training rows, as in the authors' code; λ as Dang et al. write it, beside XᵀX/n. ξ is chosen on the test rows: an oracle, as in the paper.
import { type GlobalGain, globalGain, gram, linear, type Matrix, riskPath, spectrum, tune } from '../../index.js';
import type { Dataset } from '../dataset.js';
import { encodeRows, fitEncodings, fitScale, standardise } from '../encode.js';

/** 100 values from 1e-3 to 50, as in the authors' code. */
const LAMBDAS = Array.from({ length: 100 }, (_, i) => 1e-3 * 5e4 ** (i / 99));

export interface RidgePath {
  readonly lambdas: readonly number[];
  readonly train: number;
  /** Risks on the test rows: of ridge, of the pure student, of the best student; and its ξ*. */
  readonly ridge: readonly number[];
  readonly pure: readonly number[];
  readonly student: readonly number[];
  readonly xi: readonly number[];
  /** The curvature test; λ as in the paper. */
  readonly gain: GlobalGain;
  /** The best student. */
  readonly best: { readonly lambda: number; readonly risk: number; readonly xi: number };
}

export function ridgePath(data: Dataset): RidgePath {
  const n = data.sourceRows.length;
  const train = Math.floor(0.7 * n);
  const rows = (from: number, to: number) => Int32Array.from({ length: to - from }, (_, i) => from + i);
  const [seen, fresh] = [rows(0, train), rows(train, n)];
  const encodings = fitEncodings(data.features, seen);
  // the standard deviations of encodings divide by n, those of a sample by n − 1
  const sample = Math.sqrt((train - 1) / train);
  const x = (part: Int32Array): Matrix => {
    const { data: values, shape } = encodeRows(data.features, encodings, part).x;
    return { data: values.map((v) => v * sample), shape };
  };
  const scale = fitScale(data.target.values, seen);
  const y = (part: Int32Array) => Float64Array.from(part, (i) => sample * standardise(data.target.values[i], scale));
  const X = x(seen);
  const s = spectrum(linear(), X, y(seen));
  const criterion = { validation: { K: gram(linear(), x(fresh), X), y: y(fresh) } };
  const lambdas = LAMBDAS.map((l) => l * train);
  const { path } = tune(s, { lambdas, steps: 1, criterion });
  const [ridge, students] = [0, 1].map((k) => path.filter((model) => model.steps === k));
  const gain = globalGain(s, { lambdas, criterion });
  const best = students.reduce((a, b) => (b.risk < a.risk ? b : a));
  return {
    lambdas: LAMBDAS,
    train,
    ridge: ridge.map((model) => model.risk),
    pure: riskPath(s, { lambdas, xis: [1], steps: 1, criterion }).flatMap((model) => (model.steps === 1 ? model.risk : [])),
    student: students.map((model) => model.risk),
    xi: students.map((model) => model.xiBar[0]),
    gain: { ...gain, lambda: gain.lambda / train, slope: gain.slope * train, second: gain.second * train ** 2 },
    best: { lambda: best.lambda / train, risk: best.risk, xi: best.xiBar[0] },
  };
}
