// Bench · the path this library is for: tuning λ and the weights of self-distillation by exact leave-one-out, spectrally and by refits.
//
//   ours      one eigendecomposition; then for every λ × step the error of every left-out point, or GCV, and the weights that make it least
//   refits    what one would do without: a Cholesky factorization for each λ, a solve for each step, no leave-one-out
//   LOO       the same refits once more for each of the n points left out
//
// Refits add up λ by λ: a call is every tenth λ (and one point left out), beginning with another each time, and the row says the time of all.
import { random } from '../src/random.js';
import { type Entry, heat } from './compare.js';
import type { Pace } from './harness.js';
import type { Row, Section } from './rows.js';
import { digits } from './table.js';
import { type Library, library, variants } from './variants.js';

const P = 10;
const STEPS = 10;
const LAMBDAS = Array.from({ length: 100 }, (_, i) => 10 ** (-3 + (5 * i) / 99));
/** A call of refits is one part of the λ of so many. */
const PARTS = 10;
/** Where the models of both ways are compared: the middle of the grid. */
const CHECKED = { lambda: LAMBDAS[50], steps: STEPS, xi: 0.7 };

/** The rows. */
export const DECOMPOSITION = 'decomposition';
export const LOO = 'tuning, exact LOO';
export const GCV = 'tuning, GCV';
export const REFITS = 'refits, no LOO';
export const LOO_BY_REFITS = 'LOO by refits';
/** Samples; fewer for a look. */
export const SAMPLES = 1000;

interface Data {
  readonly n: number;
  readonly x: { readonly data: Float64Array; readonly shape: readonly [number, number] };
  readonly y: Float64Array;
}

/** Runs both ways. */
export async function distill(n: number, pace: Pace, between: () => void): Promise<Section> {
  const lib = await library(variants[0]);
  const data = sample(n);
  const rows = await heat('distill', ways(lib, data), pace, between);
  const times: Record<string, number> = { [REFITS]: PARTS, [LOO_BY_REFITS]: PARTS * n };
  return {
    op: 'distill',
    about: `${LAMBDAS.length} λ × ${STEPS} steps, n = ${n}, RBF kernel, p = ${P}, one target; ${variants[0]}; tuning comes after the decomposition`,
    rows: rows.map((row) => scaled(row, times[row.variant])),
    ratios: [
      [REFITS, LOO],
      [REFITS, GCV],
      [LOO_BY_REFITS, LOO],
    ],
    notes: [
      `extrapolated: a call of "${REFITS}" is every tenth λ, its time is multiplied by ${PARTS}; of "${LOO_BY_REFITS}" with one of the ` +
        `${n} points left out, multiplied by ${PARTS} × ${n}`,
      ...agreement(lib, data),
    ],
    ours: LOO,
  };
}

function sample(n: number): Data {
  const rng = random(n);
  const x = { data: Float64Array.from({ length: n * P }, rng.normal), shape: [n, P] as const };
  const y = Float64Array.from({ length: n }, (_, i) => Math.sin(2 * x.data[i * P]) + x.data[i * P + 1] + 0.5 * rng.normal());
  return { n, x, y };
}

function ways({ distillByRefit, gram, medianGamma, rbf, spectrum, tune }: Library, { n, x, y }: Data): Entry[] {
  const kernel = rbf({ gamma: medianGamma(x) });
  const s = spectrum(kernel, x, y);
  const K = gram(kernel, x);
  const parts = () => {
    let call = -1;
    return () => {
      call++;
      return { number: call, lambdas: LAMBDAS.filter((_, i) => i % PARTS === (3 * call) % PARTS) };
    };
  };
  const [ofRefits, ofLoo] = [parts(), parts()];
  const way = (variant: string, flops: number | undefined, run: () => unknown): Entry => {
    const kept = { result: undefined as unknown }; // the sink
    return {
      variant,
      size: String(n),
      ...(flops === undefined ? {} : { flops }),
      start: () => ({
        run() {
          kept.result = run();
        },
      }),
    };
  };
  const refitFlops = (LAMBDAS.length / PARTS) * (n ** 3 / 3 + (6 * STEPS + 2) * n * n);
  return [
    way(DECOMPOSITION, 9 * n ** 3 + n * n * P, () => spectrum(kernel, x, y)),
    way(LOO, 4 * LAMBDAS.length * (STEPS + 1) * n * n, () => tune(s, { lambdas: LAMBDAS, steps: STEPS, criterion: 'loo' })),
    way(GCV, undefined, () => tune(s, { lambdas: LAMBDAS, steps: STEPS, criterion: 'gcv' })),
    way(REFITS, refitFlops, () => ofRefits().lambdas.map((lambda) => distillByRefit(K, y, { lambda, steps: STEPS }))),
    way(LOO_BY_REFITS, undefined, () => {
      const { number, lambdas } = ofLoo();
      const rest = without(K.data, y, (7 * number) % n);
      return lambdas.map((lambda) => distillByRefit(rest.K, rest.y, { lambda, steps: STEPS }).map((coef) => dot(rest.k, coef.data)));
    }),
  ];
}

/** The problem with one point left out, and the kernel between that point and the others. */
function without(K: Float64Array, y: Float64Array, out: number) {
  const n = y.length;
  const keep = Uint32Array.from({ length: n - 1 }, (_, i) => (i < out ? i : i + 1));
  const data = new Float64Array((n - 1) * (n - 1));
  keep.forEach((i, r) => {
    const from = K.subarray(i * n, (i + 1) * n);
    data.set(from.subarray(0, out), r * (n - 1));
    data.set(from.subarray(out + 1), r * (n - 1) + out);
  });
  const [k, rest] = [new Float64Array(n - 1), new Float64Array(n - 1)];
  keep.forEach((i, r) => {
    k[r] = K[out * n + i];
    rest[r] = y[i];
  });
  return { K: { data, shape: [n - 1, n - 1] as const }, k, y: rest };
}

const dot = (x: Float64Array, y: Float64Array) => x.reduce((s, v, i) => s + v * y[i], 0);

/** The time of a part as that of all, `times` as much work. */
function scaled(row: Row, times: number | undefined): Row {
  if (!row.time || times === undefined) return row;
  const { calls, min, median, mad } = row.time;
  const time = { calls, min: min * times, median: median * times, mad: mad * times };
  return { ...row, ...(row.flops === undefined ? {} : { flops: row.flops * times }), status: 'extrapolated', time };
}

/** Both ways must give one model: fitted values at one λ, and the predictions of three left-out points. */
function agreement(lib: Library, { n, x, y }: Data): string[] {
  const kernel = lib.rbf({ gamma: lib.medianGamma(x) });
  const K = lib.gram(kernel, x);
  const s = lib.spectrum(kernel, x, y);
  const spectral = lib.fitted(s, lib.distilled(CHECKED)).data;
  const refitted = lib.matmul(K, lib.distillByRefit(K, y, CHECKED)[STEPS]).data;
  const predictions = lib.loo(s, CHECKED).predictions.data;
  const points = [0, n >> 1, n - 1];
  const left = points.map((out) => {
    const rest = without(K.data, y, out);
    return dot(rest.k, lib.distillByRefit(rest.K, rest.y, CHECKED)[STEPS].data);
  });
  const difference = (a: ArrayLike<number>, b: ArrayLike<number>) => {
    const pairs = Array.from(a, (v, i) => [v, b[i]]);
    return Math.max(...pairs.map(([v, w]) => Math.abs(v - w))) / Math.max(...pairs.map(([, w]) => Math.abs(w)));
  };
  const [fit, loo] = [
    difference(spectral, refitted),
    difference(
      points.map((i) => predictions[i]),
      left,
    ),
  ];
  const verdict = fit < 1e-8 && loo < 1e-8 ? 'the same models' : 'DIFFERENT MODELS';
  const where = `λ = ${digits(CHECKED.lambda)}, ξ = ${CHECKED.xi}, ${STEPS} steps`;
  return [
    `${verdict}: fitted values differ by ${fit.toExponential(1)} relative, left-out predictions by ${loo.toExponential(1)} (${where})`,
  ];
}
