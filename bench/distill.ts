// Bench · the path this library is for: tuning λ and the weights of self-distillation by exact leave-one-out, spectrally and by refits.
//
//   ours      one eigendecomposition, then every λ × step with the error of every left-out point and the weights that make it least
//   refits    what one would do without: a Cholesky factorization for each λ, a solve for each step, no leave-one-out
//   LOO       the same refits once more for each of the n points left out: a few are timed and multiplied
import { random } from '../src/random.js';
import { HEAD, row } from './compare.js';
import { type Contestant, type Outcome, type Pace, race } from './harness.js';
import type { Peak } from './peak.js';
import { digits, duration, table } from './table.js';
import { type Library, library, variants } from './variants.js';

const P = 10;
const STEPS = 10;
const LAMBDAS = Array.from({ length: 50 }, (_, i) => 10 ** (-3 + (5 * i) / 49));
/** Where the models of both ways are compared: the middle of the grid. */
const CHECKED = { lambda: LAMBDAS[25], steps: STEPS, xi: 0.7 };

interface Data {
  readonly n: number;
  readonly x: { readonly data: Float64Array; readonly shape: readonly [number, number] };
  readonly y: Float64Array;
}

/** Runs both ways; returns the text of the table and of the lines below it. */
export async function distill(n: number, pace: Pace, peak: () => Peak): Promise<string> {
  const lib = await library(variants[0]);
  const data = sample(n);
  const outcomes = await race(ways(lib, data), pace, peak);
  const time = (i: number) => (outcomes[i].status === 'ok' ? outcomes[i].time.min : Number.NaN);
  const [decomposition, tuning, refits, left] = [0, 1, 2, 3].map(time);
  const ours = decomposition + tuning;
  const solves = LAMBDAS.length * (n ** 3 / 3 + (4 * STEPS + 2) * n * n);
  const flops = [9 * n ** 3 + n * n * P, 4 * LAMBDAS.length * (STEPS + 1) * n * n, solves, undefined];
  const rows = outcomes.map((outcome, i) => row('distill', n, outcome, flops[i], peak(), ours));
  if (outcomes[3].status === 'ok') {
    rows[3] = [...row('distill', n, scaled(outcomes[3], n), undefined, peak(), ours).slice(0, -1), 'extrapolated'];
  }
  return [
    `distill: ${LAMBDAS.length} λ × ${STEPS} steps, n = ${n}, RBF kernel, p = ${P}, one target; ${variants[0]}; ours = decomposition + tuning`,
    table([HEAD, ...rows]),
    `LOO by refits is extrapolated: ${calls(outcomes[3])} of the ${n} points were left out, each with all λ and steps; the time of one, times ${n}`,
    `distill n=${n}: ours ${duration(ours)} (decomposition ${duration(decomposition)}, tuning ${duration(tuning)}); ` +
      `${digits(refits / ours)}× refits without leave-one-out, ${digits((left * n) / ours)}× leave-one-out by refits`,
    ...agreement(lib, data),
  ].join('\n');
}

function sample(n: number): Data {
  const rng = random(n);
  const x = { data: Float64Array.from({ length: n * P }, rng.normal), shape: [n, P] as const };
  const y = Float64Array.from({ length: n }, (_, i) => Math.sin(2 * x.data[i * P]) + x.data[i * P + 1] + 0.5 * rng.normal());
  return { n, x, y };
}

function ways({ distillByRefit, gram, medianGamma, rbf, spectrum, tune }: Library, { n, x, y }: Data): Contestant[] {
  const kernel = rbf({ gamma: medianGamma(x) });
  const s = spectrum(kernel, x, y);
  const K = gram(kernel, x);
  let next = 0;
  const contestant = (name: string, run: () => unknown): Contestant => {
    const kept = { result: undefined as unknown }; // the sink
    return {
      name,
      start: () => ({
        run() {
          kept.result = run();
        },
      }),
    };
  };
  return [
    contestant('decomposition', () => spectrum(kernel, x, y)),
    contestant('tuning, exact LOO', () => tune(s, { lambdas: LAMBDAS, steps: STEPS, criterion: 'loo' })),
    contestant('refits, no LOO', () => {
      const k = gram(kernel, x);
      return LAMBDAS.map((lambda) => distillByRefit(k, y, { lambda, steps: STEPS }));
    }),
    contestant('LOO by refits', () => {
      const out = (next++ * 7) % n;
      const rest = without(K.data, y, out);
      return LAMBDAS.map((lambda) => distillByRefit(rest.K, rest.y, { lambda, steps: STEPS }).map((coef) => dot(rest.k, coef.data)));
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
const calls = (outcome: Outcome) => (outcome.status === 'ok' ? outcome.time.calls : 0);

/** The time of one left-out point as that of all n. */
function scaled(outcome: Outcome, n: number): Outcome {
  if (outcome.status !== 'ok') return outcome;
  const { calls, min, median, mad } = outcome.time;
  return { ...outcome, name: `${outcome.name} (×${n})`, time: { calls, min: min * n, median: median * n, mad: mad * n } };
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
