// Floor 20 · Mobahi, Farajtabar & Bartlett, "Self-Distillation Amplifies Regularization in Hilbert Space", NeurIPS 2020: the illustrative
// example, the theorems on random problems, and what one looser fit or early stopping would have done.
//
// The theorems are published; the numbers of the toy were never printed, so they are compared with an independent run.
import {
  type ConstrainedRound,
  constrainedBounds,
  constrainedDistillation,
  dualCoef,
  equivalentSpectrum,
  type Filter,
  gram,
  looserFit,
  matmul,
  oneTarget,
  random,
  type Spectrum,
  sparsityIndex,
  spectrum,
  splineGreen,
} from '../../index.js';
import { eigenbasis } from './eigenbasis.js';
import { type Figure, holds, identity, missing, type Row, row, type Study } from './row.js';
import { column, grid, loss, sine, x, y } from './toy.js';

const EPSILON = 0.045;
/** c_t, ‖y_t‖ and the loss of each round at ε = 0.045. */
const GOLDEN = [
  ['2.705253e-6', '2.511760', '0.152754'],
  ['8.762761e-5', '2.363690', '0.068213'],
  ['2.737554e-4', '1.880922', '0.120288'],
  ['7.900177e-4', '1.247453', '0.304388'],
] as const;
const OTHERS: readonly (readonly [epsilon: number, losses: readonly string[]])[] = [
  [0.05, ['0.13655', '0.06680', '0.15738', '0.38315']],
  [0.1, ['0.06949', '0.19905']],
  [0.2, ['0.11420']],
];

const toy = () => {
  const s = spectrum(splineGreen(), x, y);
  const cross = gram(splineGreen(), column(grid), x);
  const curve = (w: Filter) => matmul(cross, dualCoef(s, w, { leastNorm: true })).data;
  return { s, curve, at: (w: Filter) => loss(curve(w)) };
};

export function study(): Study {
  return {
    name: 'mobahi',
    title: 'Mobahi, Farajtabar & Bartlett 2020 · Self-Distillation Amplifies Regularization in Hilbert Space',
    rows: [...toyRows(), ...theoremRows(), ...comparisonRows(), cifar()],
    figures: [fitFigure(), normFigure(), multiplierFigure()],
  };
}

const cifar = () => missing('accuracy of ResNet and VGG on CIFAR-10/100', 'needs days of training on a GPU; the numbers could not be read');

function toyRows(): Row[] {
  const { s, at } = toy();
  const { rounds, floor } = constrainedDistillation(s, { epsilon: EPSILON });
  const note = 'ε and the x-grid of the published picture are not confirmed';
  const places = [0.3, 0.5, 0.8];
  const green = gram(splineGreen(), column(places)).data;
  const gap = Math.max(...Array.from(green, (v, at) => Math.abs(v - sineSeries(places[Math.floor(at / 3)], places[at % 3]))));
  return [
    identity('Green’s function = its sine series', gap, 1e-12),
    row('least error the kernel can reach', floor, { golden: '0.041861' }),
    row('rounds before the collapse', rounds.length, { golden: '4', tolerance: 0, note }),
    ...GOLDEN.flatMap(([c, norm, golden], t) => [
      row(`round ${t}: multiplier c`, rounds[t].c, { golden: c }),
      row(`round ${t}: ‖y‖`, rounds[t].norm, { golden: norm }),
      row(`round ${t}: loss`, at(rounds[t].filter), { golden }),
    ]),
    ...OTHERS.flatMap(([epsilon, losses]) => {
      const found = constrainedDistillation(s, { epsilon }).rounds;
      return losses.map((golden, t) => row(`ε = ${epsilon}, round ${t}: loss`, at(found[t].filter), { golden }));
    }),
  ];
}

/** Σ 2 sin(mπx) sin(mπt)/(mπ)⁴; the terms left out add up to less than 1e-12. */
function sineSeries(x: number, t: number): number {
  let sum = 0;
  for (let m = 4000; m > 0; m--) sum += (2 * Math.sin(m * Math.PI * x) * Math.sin(m * Math.PI * t)) / (m * Math.PI) ** 4;
  return sum;
}

/** What rounding may cost an inequality. */
const SLACK = 1e-9;

function theoremRows(): Row[] {
  const rng = random(1);
  const broken = { lambda: 0, norm: 0, rounds: 0, sparsity: 0, order: 0 };
  let [constraint, kernel, fits, promised, problems] = [0, 0, 0, 0, 0];
  for (let trial = 0; trial < 400; trial++) {
    const n = 3 + rng.int(9);
    const spread = 0.05 + 1.15 * rng();
    const d = Array.from({ length: n }, () => Math.exp(spread * rng.normal())).sort((a, b) => a - b);
    const z = Array.from({ length: n }, () => rng.normal());
    const s = eigenbasis(d, z);
    const epsilon = z.reduce((sum, v) => sum + v * v, 0) / n / (1 - 8 * Math.log(1 - rng())) ** 2;
    const { rounds } = constrainedDistillation(s, { epsilon, maxRounds: 300 });
    const bounds = constrainedBounds(s, { epsilon });
    if (!rounds.length) continue;
    problems++;
    fits += rounds.length;
    promised += bounds.minRounds;
    const [low, high] = bounds.lambda;
    if (rounds[0].lambda < low * (1 - SLACK) || rounds[0].lambda > high * (1 + SLACK)) broken.lambda++;
    if (rounds.length < bounds.minRounds * (1 - SLACK)) broken.rounds++;
    const target = z.slice();
    rounds.forEach(({ lambda, norm, sparsity }, t) => {
      const error = target.reduce((sum, v, j) => sum + ((lambda / (lambda + d[j])) * v) ** 2, 0) / n;
      constraint = Math.max(constraint, Math.abs(error / epsilon - 1));
      target.forEach((v, j) => {
        target[j] = (v * d[j]) / (d[j] + lambda);
      });
      if (norm < bounds.norm(t) * (1 - SLACK)) broken.norm++;
      if (sparsity < bounds.sparsity(t + 1) * (1 - SLACK)) broken.sparsity++;
      const before = rounds[t - 1];
      if (before && !(lambda > before.lambda && norm < before.norm && sparsity >= before.sparsity * (1 - SLACK))) broken.order++;
    });
    equivalentSpectrum(s, rounds).forEach((dagger, j) => {
      kernel = Math.max(kernel, Math.abs(dagger / (dagger + rounds[0].lambda) - d[j] * rounds[rounds.length - 1].filter(d[j])));
    });
  }
  const note = `${problems} random problems`;
  const near = constrainedBounds(eigenbasis([1, 1.3, 5], [1, 1, 1]), { epsilon: 1e-14 });
  const delta = near.r0 - 1;
  const reached = ((delta + near.singleFit / near.kappa) / (delta + 1 / near.kappa)) ** (delta / near.kappa);
  return [
    identity('error of every round = ε (relative)', constraint, 1e-11, note),
    holds('d_min/(r − 1) ≤ n c ≤ d_max/(r − 1)', broken.lambda, note),
    holds('lower bound on ‖y_t‖', broken.norm, note),
    holds('at least (r₀ − 1)/κ rounds', broken.rounds, note),
    row('rounds before the collapse, mean', fits / problems, { note: `the bound promises ${(promised / problems).toFixed(2)}` }),
    holds('sparsity after t rounds', broken.sparsity, `${note}; the bound as derived here, its printed constant was not seen`),
    holds('c rises, ‖y‖ falls, sparsity rises', broken.order, note),
    identity('one fit with the equivalent kernel = all rounds', kernel, 1e-13, note),
    identity('bound as ε → 0 = exp((ρ − 1)/κ²)', Math.abs(reached - near.nearInterpolation), 1e-6),
    row('sparsity that near-interpolation promises', near.nearInterpolation, { golden: '1.012072', note: 'ρ = 1.3, κ = 5' }),
  ];
}

function comparisonRows(): Row[] {
  const { s, at } = toy();
  const { rounds } = constrainedDistillation(s, { epsilon: EPSILON });
  const small = eigenbasis([1, 1.5, 2], [3, 2, 1]);
  const { rounds: many } = constrainedDistillation(small, { epsilon: 1e-4 });
  const single = constrainedBounds(small, { epsilon: 1e-4 }).singleFit;
  let [loosest, stopped] = [0, 0];
  for (let i = 0; i <= 600; i++) {
    const scale = 10 ** (i / 50 - 6);
    const flow: Filter = (d) => -Math.expm1(-d * scale) / d;
    loosest = Math.max(
      loosest,
      sparsityIndex(small, (d) => 1 / (d + scale)),
    );
    stopped = Math.max(stopped, sparsityIndex(small, flow));
  }
  const last = many[many.length - 1] as ConstrainedRound;
  const twice: Spectrum = { ...s, c: beside(s.c.data), y: beside(s.y.data) };
  const shared = constrainedDistillation(twice, { epsilon: 2 * EPSILON }).rounds;
  const own = constrainedDistillation(oneTarget(twice, 1), { epsilon: EPSILON }).rounds;
  return [
    ...rounds.slice(1).map(({ filter }, t) => {
      const { epsilon, fit } = looserFit(s, filter);
      return row(`one looser fit, error as after round ${t + 1}: loss`, at((fit as ConstrainedRound).filter), {
        note: `ε = ${epsilon.toFixed(4)}; the rounds have ${at(filter).toFixed(6)}`,
      });
    }),
    holds(
      'sparsity of any single fit < d_k/d_j',
      Number(loosest >= single),
      `601 λ; largest ${loosest.toFixed(4)}, d_k/d_j = ${single.toFixed(4)}`,
    ),
    holds(
      'sparsity of any early stopping < d_k/d_j',
      Number(stopped >= single),
      `601 times of gradient flow; largest ${stopped.toFixed(4)}`,
    ),
    holds('rounds pass d_k/d_j', Number(last.sparsity <= single), `${many.length} rounds reach ${last.sparsity.toFixed(4)}`),
    identity('a shared constraint of two equal targets = one each', Math.max(...shared.map((t, i) => Math.abs(t.c / own[i].c - 1))), 1e-10),
  ];
}

/** The column twice. */
const beside = (data: Float64Array) => ({
  data: Float64Array.from({ length: 2 * data.length }, (_, at) => data[Math.floor(at / 2)]),
  shape: [data.length, 2] as const,
});

function fitFigure(): Figure {
  const { s, curve } = toy();
  const { rounds } = constrainedDistillation(s, { epsilon: EPSILON });
  return {
    title: 'The first round after the fit removes the overfitting, later rounds remove the function',
    caption: `Rounds of constrained distillation on eleven noisy points of a sine, ε = ${EPSILON}: round 0 interpolates almost, round 1 is nearest to the sine, after round 3 the zero function meets the constraint.`,
    series: [
      { label: 'data', x: x.map(([v]) => v), y, marks: 'dots' },
      { label: 'sine', x: grid, y: sine },
      ...rounds.map(({ filter }, t) => ({ label: `round ${t}`, x: grid, y: Array.from(curve(filter)) })),
    ],
    xLabel: 'x',
    yLabel: 'fit',
  };
}

function normFigure(): Figure {
  const { s } = toy();
  const norms = (epsilon: number) => {
    const { rounds } = constrainedDistillation(s, { epsilon });
    const radius = Math.sqrt(s.n * epsilon);
    return { label: `ε = ${epsilon}`, x: rounds.map((_, t) => t), y: rounds.map(({ norm }) => norm / radius), marks: 'both' as const };
  };
  return {
    title: 'Targets shrink with every round until the zero function is good enough',
    caption:
      'Length of the targets of each round over √(nε): at 1 (the line) the solution collapses to zero. A larger ε leaves fewer rounds.',
    series: [norms(0.045), norms(0.05), norms(0.1), norms(0.2), { label: 'collapse', x: [0, 3], y: [1, 1] }],
    xLabel: 'round',
    yLabel: '‖y‖/√(nε)',
  };
}

function multiplierFigure(): Figure {
  const { s } = toy();
  const line = (epsilon: number) => {
    const { rounds } = constrainedDistillation(s, { epsilon });
    return { label: `ε = ${epsilon}`, x: rounds.map((_, t) => t), y: rounds.map(({ c }) => c), marks: 'both' as const };
  };
  return {
    title: 'The same constraint takes a stronger penalty in every round',
    caption: 'Multiplier c of each round (λ = n c), on a log scale: the regularisation that self-distillation amplifies.',
    series: [0.045, 0.05, 0.1].map(line),
    xLabel: 'round',
    yLabel: 'multiplier c (log scale)',
    yLog: true,
  };
}
