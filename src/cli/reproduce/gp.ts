// Floor 20 · Borup & Andersen, "Self-Distillation for Gaussian Process Regression and Classification", arXiv 2304.02641, 2023.
//
// No table of the paper could be recovered; what it states are identities, and they are tried here, each against the long way round: one
// process after another, by linear systems.
import {
  arcCosine,
  cholesky,
  distilled,
  fitted,
  GaussianProcessClassifier,
  GaussianProcessRegressor,
  gram,
  type Kernel,
  linear,
  type Matrix,
  matern,
  matmul,
  maximizeLikelihood,
  random,
  rbf,
  scaled,
  spectrum,
} from '../../index.js';
import { type Figure, holds, identity, type Row, row, type Study } from './row.js';

const NOISES = [0.5, 0.2, 1.3] as const;
const KERNELS: readonly [string, Kernel][] = [
  ['rbf', rbf({ lengthScale: 1 })],
  ['Matérn', matern({ nu: 1.5, lengthScale: 1 })],
  ['arc-cosine', arcCosine()],
  ['linear', linear()],
];

const build = (m: number, n: number, f: (i: number, j: number) => number): Matrix => ({
  data: Float64Array.from({ length: m * n }, (_, at) => f(Math.floor(at / n), at % n)),
  shape: [m, n],
});
const plus = (a: Matrix, b: Matrix, factor = 1): Matrix => ({ data: a.data.map((v, i) => v + factor * b.data[i]), shape: a.shape });
const shifted = (a: Matrix, shift: number) =>
  plus(
    a,
    build(a.shape[0], a.shape[0], (i, j) => (i === j ? shift : 0)),
  );
const distance = (a: ArrayLike<number>, b: ArrayLike<number>) => Array.from(a).reduce((top, v, i) => Math.max(top, Math.abs(v - b[i])), 0);

const N = 15;
const M = 6;
/** Fifteen training points and six others in the plane, normal, with normal targets. */
const points = (() => {
  const rng = random(0);
  const all = build(N + M, 2, () => rng.normal());
  const x: Matrix = { data: all.data.slice(0, 2 * N), shape: [N, 2] };
  const z: Matrix = { data: all.data.slice(2 * N), shape: [M, 2] };
  return { all, x, z, y: build(N, 1, () => rng.normal()), labels: Float64Array.from({ length: N }, () => Number(rng() < 0.5)) };
})();

export function study(): Study {
  return {
    name: 'gp',
    title: 'Borup & Andersen 2023 · Self-Distillation for Gaussian Processes',
    rows: [...regressionRows(), ...classificationRows(), ...likelihoodRows()],
    figures: [bandFigure(), probabilityFigure()],
  };
}

function regressionRows(): Row[] {
  const { all, x, z, y } = points;
  return KERNELS.flatMap(([name, kernel]) => {
    const one = (options: { noise: number | readonly number[]; distillation?: 'data-centric' | 'distribution-centric' }) =>
      new GaussianProcessRegressor({ kernel, ...options }).fit(x, y).predict(z);
    // distribution-centric, the long way: the posterior over all points is the next prior
    let mean = build(N + M, 1, () => 0);
    let covariance = gram(kernel, all);
    for (const noise of NOISES) {
      const cross = build(N + M, N, (i, j) => covariance.data[i * (N + M) + j]);
      const system = cholesky(
        shifted(
          build(N, N, (i, j) => covariance.data[i * (N + M) + j]),
          noise,
        ),
      );
      mean = plus(mean, matmul(cross, system.solve(build(N, 1, (i) => y.data[i] - mean.data[i]))));
      covariance = plus(covariance, matmul(cross, system.solve(build(N, N + M, (i, j) => cross.data[j * N + i]))), -1);
    }
    const distribution = one({ noise: NOISES, distillation: 'distribution-centric' });
    const together = one({ noise: 1 / NOISES.reduce((sum, noise) => sum + 1 / noise, 0) });
    // data-centric, the long way: each process sees the means of the one before
    let target = y;
    for (const noise of NOISES.slice(0, -1)) target = matmul(gram(kernel, x), cholesky(gram(kernel, x), { shift: noise }).solve(target));
    const chain = new GaussianProcessRegressor({ kernel, noise: NOISES[2] }).fit(x, target).predict(z);
    const data = one({ noise: NOISES, distillation: 'data-centric' });
    const turned = one({ noise: [...NOISES].reverse(), distillation: 'data-centric' });
    const means = new GaussianProcessRegressor({ kernel, noise: NOISES, distillation: 'data-centric' }).fit(x, y).predict(x).mean;
    const filter = fitted(spectrum(kernel, x, y), distilled({ lambda: NOISES, xi: 1 }));
    const stds = Array.from({ length: M }, (_, i) => Math.sqrt(covariance.data[(N + i) * (N + M + 1)]));
    return [
      identity(
        `${name}: three posteriors in a row = one process with 1/γ = Σ 1/γ_t, mean`,
        distance(mean.data.slice(N), together.mean.data),
        1e-12,
      ),
      identity(`${name}: the same, standard deviation`, distance(stds, together.std), 1e-12),
      identity(`${name}: distribution-centric = that process`, distance(distribution.mean.data, together.mean.data), 1e-14),
      identity(`${name}: data-centric = refits to the means, mean`, distance(data.mean.data, chain.mean.data), 1e-12),
      identity(`${name}: data-centric, standard deviation of the last fit`, distance(data.std, chain.std), 1e-12),
      identity(`${name}: the order of the noises does not matter for the mean`, distance(data.mean.data, turned.mean.data), 1e-12),
      identity(`${name}: data-centric means at the training points = Π d/(d + γ_t)`, distance(means.data, filter.data), 1e-12),
    ];
  });
}

function classificationRows(): Row[] {
  const { x, z, labels } = points;
  const kernel = scaled(2, rbf({ lengthScale: 1 }));
  const at = (k: Kernel, options: object = {}, y: ArrayLike<number> = labels) =>
    new GaussianProcessClassifier({ kernel: k, ...options }).fit(x, y).predictProbability(z);
  const teacher = new GaussianProcessClassifier({ kernel }).fit(x, labels);
  const soft = teacher.predictProbability(x);
  const student = at(kernel, { distillation: 'data-centric' });
  const threefold = at(kernel, { distillation: 'distribution-centric', steps: 2 });
  // the mode for copied data, from a Gram matrix in which every point stands three times
  const thrice: Matrix = { data: Float64Array.from([...x.data, ...x.data, ...x.data]), shape: [3 * N, 2] };
  const copies = new GaussianProcessClassifier({ kernel }).fit(thrice, [...labels, ...labels, ...labels]);
  const sides = copies.predictProbability(z).filter((p, i) => p > 0.5 !== threefold[i] > 0.5 && Math.abs(p - 0.5) > 1e-6).length;
  const outside = [...student, ...threefold].filter((p) => !(p > 0 && p < 1)).length;
  return [
    identity('classification: distribution-centric, two steps = covariance 3 K', distance(threefold, at(scaled(3, kernel))), 1e-14),
    holds('classification: 3 K decides as data copied three times do', sides, 'the modes are the same; the covariances are not'),
    identity('classification: data-centric = a fit to the probabilities', distance(student, at(kernel, {}, soft)), 1e-14),
    holds('classification: probabilities are in (0, 1)', outside, 'continuous Bernoulli: its mean is predicted'),
  ];
}

function likelihoodRows(): Row[] {
  const { x, y } = curve();
  const kernel = scaled(1, rbf({ lengthScale: 1 }));
  const found = maximizeLikelihood({ kernel, noise: 1, x, y });
  const model = new GaussianProcessRegressor({ kernel: found.kernel, noise: found.noise }).fit(x, y);
  const factor = cholesky(shifted(gram(found.kernel, x), found.noise));
  const fit = factor.solve(y).data.reduce((sum, v, i) => sum + v * y.data[i], 0);
  const direct = -0.5 * (fit + factor.logDet + y.data.length * Math.log(2 * Math.PI));
  return [
    identity('log marginal likelihood: spectrum = Cholesky', Math.abs(model.logMarginalLikelihood - direct), 1e-10),
    identity('its gradient at the maximum', Math.max(...found.gradient.map(Math.abs)), 1e-4),
    row('noise found on a sine with noise variance 0.04', found.noise, { note: `40 points, ${found.iterations} iterations` }),
  ];
}

/** Forty points of a sine, noise of standard deviation 0.2. */
function curve() {
  const rng = random(3);
  const x = build(40, 1, (i) => i / 8);
  return { x, y: build(40, 1, (i) => 2 * Math.sin(1.5 * x.data[i]) + 0.2 * rng.normal()) };
}

function bandFigure(): Figure {
  const { x: every, y: all } = curve();
  const [x, y] = [every, all].map((m) => build(10, 1, (i) => m.data[4 * i])) as [Matrix, Matrix];
  const grid = Array.from({ length: 121 }, (_, i) => i / 24);
  const lines = (['none', 'data-centric', 'distribution-centric'] as const).map((distillation) => {
    const options = { kernel: rbf({ lengthScale: 0.7 }), noise: 0.3, distillation, ...(distillation !== 'none' && { steps: 2 }) };
    const { mean } = new GaussianProcessRegressor(options).fit(x, y).predict(grid.map((v) => [v]));
    return { label: distillation === 'none' ? 'teacher' : distillation, x: grid, y: Array.from(mean.data) };
  });
  return {
    title: 'Data-centric distillation shrinks the mean, distribution-centric lets it follow the data',
    caption: 'Posterior means after two distillations; ten points of a sine, rbf with length scale 0.7, noise 0.3.',
    xLabel: 'x',
    yLabel: 'posterior mean',
    series: [...lines, { label: 'data', x: Array.from(x.data), y: Array.from(y.data), marks: 'dots' }],
  };
}

function probabilityFigure(): Figure {
  const x = Array.from({ length: 16 }, (_, i) => [i / 3]);
  const labels = x.map(([v]) => Number(Math.sin(1.3 * v) > 0));
  const grid = Array.from({ length: 121 }, (_, i) => i / 24);
  const lines = (['none', 'data-centric', 'distribution-centric'] as const).map((distillation) => {
    const options = { kernel: scaled(4, rbf({ lengthScale: 1 })), distillation, ...(distillation !== 'none' && { steps: 2 }) };
    const p = new GaussianProcessClassifier(options).fit(x, labels).predictProbability(grid.map((v) => [v]));
    return { label: distillation === 'none' ? 'teacher' : distillation, x: grid, y: Array.from(p) };
  });
  return {
    title: 'Distribution-centric students are surer than their teacher, data-centric ones less sure',
    caption: 'P(y = 1) after two distillations; sixteen labels, 4 times an rbf kernel with length scale 1.',
    xLabel: 'x',
    yLabel: 'probability',
    series: [...lines, { label: 'labels', x: x.map(([v]) => v), y: labels, marks: 'dots' }],
  };
}
