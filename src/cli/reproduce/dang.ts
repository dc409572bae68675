// Floor 23 · Dang, Patil & Rinaldo 2026, Optimal Unconstrained Self-Distillation in Ridge Regression: limits, identities, one-shot GCV, data.
//
// Known from the paper: the identities, the isotropic corner cases, and on which data the curvature test holds (Air Quality: yes, D is
// 0.050 of the bound in an independent reproduction). Its risk tables were not recovered. The published one-shot GCV and the normalisation that
// agrees with leave-one-out stand side by side; that they differ was found here (docs/maths.md §6).
import {
  type AsymptoticRisk,
  asymptoticRisk,
  eigh,
  linear,
  loo,
  type Matrix,
  matmul,
  optimalXi,
  random,
  rbf,
  spectrum,
} from '../../index.js';
import { type Dataset, selectData } from '../dataset.js';
import { embeddedTable } from '../embedded.js';
import { type Figure, holds, identity, missing, type Row, row, type Series, type Study, type StudyOptions } from './row.js';
import { type RidgePath, ridgePath } from './split-ridge.js';
import * as toy from './toy.js';
import { airQuality, loadUci, type UciSet } from './uci.js';

/** The study; `data`: a folder with UCI's Air Quality in its own format or in ours. */
export function study({ data }: StudyOptions = {}): Study {
  const found = loadUci(SENSORS, data);
  const air = found && ridgePath(found);
  const chicago = ridgePath(stationData());
  return {
    name: 'dang',
    title: 'Dang, Patil & Rinaldo 2026: the best weight of one distillation',
    rows: [...isotropicRows(), ...correlatedRows(), ...toyRows(), ...airRows(air), ...standInRows(chicago)],
    figures: [
      limitFigure('isotropic features', (lambda) => isotropic(lambda)),
      weightFigure(),
      pathFigure(air ? 'Air Quality' : 'Chicago ridership', air ?? chicago),
    ],
  };
}

const isotropic = (lambda: number) => asymptoticRisk({ aspect: 0.5, lambda, noiseVariance: 1, eigenvalues: [1], signal: [1] });
const grid = (count: number, from: number, to: number) => Array.from({ length: count }, (_, i) => from * (to / from) ** (i / (count - 1)));

function isotropicRows(): Row[] {
  let [low, high] = [0.01, 10];
  for (let i = 0; i < 80; i++) {
    const middle = Math.sqrt(low * high);
    if (isotropic(middle).xi > 0) low = middle;
    else high = middle;
  }
  const least = Math.min(...grid(801, 1e-2, 1e2).map((lambda) => isotropic(lambda).student));
  return [
    row('isotropic limit, p/n = ½, σ² = r² = 1: risk of ridge at λ = ½', isotropic(0.5).teacher, {
      published: '1.414213562373',
      note: '√2',
    }),
    row('isotropic limit: λ at which ξ* changes sign, γσ²/r²', low, { published: '0.500000000', note: 'Corollary 3.2' }),
    identity(
      'isotropic limit: least risk of a student over all λ, less √2',
      Math.abs(least - Math.SQRT2),
      1e-9,
      'the best ridge is not beaten',
    ),
  ];
}

/** AR(1) features, ρ = ½, the signal along the upper tenth of the spectrum. */
function autoregressive(p: number) {
  const Sigma: Matrix = {
    data: Float64Array.from({ length: p * p }, (_, at) => 0.5 ** Math.abs(Math.floor(at / p) - (at % p))),
    shape: [p, p],
  };
  const { values, vectors } = eigh(Sigma);
  const top = p / 10;
  const signal = values.map((_, j) => (j >= p - top ? 1 / top : 0));
  return { values, signal, beta: matmul(vectors, signal.map(Math.sqrt)).data };
}

const correlated = (p: number, lambda: number): AsymptoticRisk => {
  const { values, signal } = autoregressive(p);
  return asymptoticRisk({ aspect: 0.5, lambda, noiseVariance: 1, eigenvalues: values, signal });
};

/** One-shot GCV in the limit, and on finite draws: two normalisations, two numbers. */
function correlatedRows(): Row[] {
  const limit = correlated(800, 2);
  const [n, p, lambda, draws] = [400, 200, 2, 10];
  const { values, signal, beta } = autoregressive(p);
  const want = asymptoticRisk({ aspect: p / n, lambda, noiseVariance: 1, eigenvalues: values, signal });
  const rng = random(11);
  const [consistent, published] = [[], []] as [number[], number[]];
  for (let t = 0; t < draws; t++) {
    const x = new Float64Array(n * p);
    for (let at = 0; at < x.length; at++) x[at] = at % p === 0 ? rng.normal() : 0.5 * x[at - 1] + Math.sqrt(0.75) * rng.normal();
    const X: Matrix = { data: x, shape: [n, p] };
    const y = matmul(X, beta).data.map((v) => v + rng.normal());
    const s = spectrum(linear(), X, y);
    consistent.push(optimalXi(s, { lambda: n * lambda, criterion: 'gcv' }).xi);
    published.push(optimalXi(s, { lambda: n * lambda, criterion: 'gcv-published' }).xi);
  }
  const mean = (v: readonly number[]) => v.reduce((a, b) => a + b) / v.length;
  /** Four standard errors, and 3/n for a finite sample. */
  const tolerance = (v: readonly number[], limit: number) =>
    4 * Math.sqrt(v.reduce((t, x) => t + (x - mean(v)) ** 2, 0) / (v.length - 1) / v.length) + (3 / n) * Math.abs(limit);
  const drawn = (what: string, v: readonly number[], limit: number) =>
    identity(
      `AR(1) draws: ${what}, distance from its limit`,
      Math.abs(mean(v) - limit),
      tolerance(v, limit),
      `mean of ${draws} draws ${mean(v).toFixed(3)}, limit ${limit.toFixed(3)}; n = ${n}, p = ${p}`,
    );
  return [
    row('AR(1) limit, λ = 2: ξ*', limit.xi, { golden: '-1.605' }),
    row('AR(1) limit, λ = 2: where the published one-shot GCV ends', limit.publishedXi, { golden: '-1.752' }),
    drawn('one-shot GCV, consistent with leave-one-out', consistent, want.xi),
    drawn('one-shot GCV as published', published, want.publishedXi),
  ];
}

function toyRows(): Row[] {
  const s = spectrum(rbf({ gamma: 80 }), toy.x, toy.y);
  const lambda = 0.2;
  const [published, corrected] = (['gcv-published', 'gcv'] as const).map((criterion) => optimalXi(s, { lambda, criterion }));
  const df = (power: number) => s.d.reduce((sum, d) => sum + (d / (d + lambda)) ** power, 0);
  let [gap, wrong] = [0, 0];
  for (const l of grid(60, 1e-2, 1e2)) {
    const risk = (i: number) => loo(s, { lambda: l * (1 + 0.01 * i), steps: 0 }).mse;
    const slope = (45 * (risk(1) - risk(-1)) - 9 * (risk(2) - risk(-2)) + (risk(3) - risk(-3))) / 0.6; // λ R′, sixth order
    const { xi, curvature } = optimalXi(s, { lambda: l, criterion: 'loo' });
    gap = Math.max(gap, Math.abs(xi + slope / (2 * curvature)) / (1 + Math.abs(xi)));
    if (Math.sign(xi) !== -Math.sign(slope)) wrong++;
  }
  return [
    row('toy: ξ by one-shot GCV as published', published.xi, { golden: '-5.825077' }),
    row('toy: ξ by one-shot GCV, corrected', corrected.xi, { golden: '-3.443576' }),
    row('toy: risk at either, the same', corrected.studentRisk, { golden: '0.132644' }),
    identity(
      'toy: published over corrected less (n − df_pure)/(n − df)',
      Math.abs(published.xi / corrected.xi - (s.n - df(2)) / (s.n - df(1))),
      1e-10,
      'found here',
    ),
    identity('toy: ξ* = −λR′/(2D), largest relative gap over 60 λ', gap, 1e-8, 'R by exact leave-one-out, R′ by differences'),
    holds('toy: λ at which ξ* has not the sign of −R′', wrong, 'of 60'),
  ];
}

/** Air Quality as the authors' code keeps it: rows with all eight sensors and the target. */
const SENSORS: UciSet = {
  ...airQuality,
  select: (table) => {
    const features = table.columns.filter((name) => /^(PT08\..*|T|RH|AH)$/.test(name));
    return selectData(table, 'Air Quality', { target: 'NO2(GT)', features, missing: ['-200'] });
  },
};

function stationData(): Dataset {
  const table = embeddedTable('chicago_ridership.csv');
  const features = table.columns.filter((column) => column !== 'ridership' && column !== 'date_yyyymmdd');
  return selectData(table, 'chicago-ridership', { target: 'ridership', features });
}

function airRows(path: RidgePath | undefined): Row[] {
  const ratio = 'Air Quality: D over ½λ²R″ at the best ridge (below 1: distillation must gain)';
  if (!path) return [missing(ratio, airQuality.source, '0.050')];
  const { gain, best } = path;
  return [
    row(ratio, gain.ratio, {
      published: '0.050',
      golden: '0.04995',
      note: 'published: the test holds; the number is of an independent reproduction',
    }),
    row('Air Quality: λ of the best ridge', gain.lambda, { golden: '0.030984' }),
    row('Air Quality: risk of the best ridge', gain.risk, { golden: '0.808588' }),
    row('Air Quality: risk of the best student over 100 λ', best.risk, { golden: '0.48707', note: 'ξ on the test rows' }),
    row('Air Quality: its ξ*', best.xi, { golden: '-5.084' }),
  ];
}

function standInRows({ gain, best, train }: RidgePath): Row[] {
  const note = `embedded data, first ${train} rows train`;
  return [
    row('Chicago ridership: D over ½λ²R″ at the best ridge', gain.ratio, { note }),
    row('Chicago ridership: risk of the best ridge', gain.risk, { note }),
    row('Chicago ridership: risk of the best student', best.risk, {
      note: `${note}; ξ* ${best.xi.toFixed(2).replace('-', '−')}, on the test rows`,
    }),
  ];
}

function riskLines(lambdas: readonly number[], ridge: readonly number[], pure: readonly number[], student: readonly number[]): Series[] {
  return [
    { label: 'ridge', x: lambdas, y: ridge },
    { label: 'pure student', x: lambdas, y: pure },
    { label: 'best student', x: lambdas, y: student },
  ];
}

function limitFigure(name: string, at: (lambda: number) => AsymptoticRisk): Figure {
  const lambdas = grid(121, 0.05, 20);
  const risks = lambdas.map(at);
  return {
    title: 'The best student touches ridge where ridge is best, and is below it everywhere else',
    caption: `Limits of the prediction risk, ${name}, p/n = ½, σ² = r² = 1. ξ* is above 0 left of the touching point, λ = ½, and below 0 right of it.`,
    xLabel: 'λ',
    yLabel: 'prediction risk',
    xLog: true,
    series: riskLines(
      lambdas,
      risks.map((r) => r.teacher),
      risks.map((r) => r.pure),
      risks.map((r) => r.student),
    ),
  };
}

function weightFigure(): Figure {
  const lambdas = grid(61, 0.1, 10);
  const { values, signal } = autoregressive(200);
  const risks = lambdas.map((lambda) => asymptoticRisk({ aspect: 0.5, lambda, noiseVariance: 1, eigenvalues: values, signal }));
  return {
    title: 'One-shot GCV as published ends beside the best weight',
    caption: 'Limits for AR(1) features, ρ = ½, p/n = ½, signal along the upper tenth of the spectrum: ξ*, and the published rule.',
    xLabel: 'λ',
    yLabel: 'ξ',
    xLog: true,
    series: [
      { label: 'ξ*', x: lambdas, y: risks.map((r) => r.xi) },
      { label: 'published GCV', x: lambdas, y: risks.map((r) => r.publishedXi) },
    ],
  };
}

function pathFigure(name: string, { lambdas, ridge, pure, student, gain, best }: RidgePath): Figure {
  return {
    title: `${name}: the best student against the best ridge`,
    caption: `Mean squared error on the last 30 % of the rows, standardised. Best ridge ${gain.risk.toFixed(4)} at λ = ${gain.lambda.toPrecision(3)}, best student ${best.risk.toFixed(4)} at λ = ${best.lambda.toPrecision(3)} with ξ = ${best.xi.toFixed(2).replace('-', '−')}.`,
    xLabel: 'λ',
    yLabel: 'test error',
    xLog: true,
    yLog: true,
    series: riskLines(lambdas, ridge, pure, student),
  };
}
