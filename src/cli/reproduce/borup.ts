// Floor 20 · Borup & Andersen, "Even your Teacher Needs Guidance", NeurIPS 2021: the toy, its formulas, the weights.
//
// Published: 21 losses of the authors' repository (github.com/Kennethborup/self_distillation). Its README prints the column of α = 0.35
// under the heading α = 0.25; the notebook has both. Accuracies of ResNets on CIFAR-10 are not reproduced.
import {
  distillByRefit,
  distilled,
  distilledLimit,
  dualCoef,
  type Filter,
  fitted,
  gram,
  greedyXi,
  matmul,
  mixingWeight,
  random,
  rbf,
  ridge,
  sparsityRatio,
  sparsityTrend,
  spectrum,
  tune,
} from '../../index.js';
import { type Figure, holds, identity, missing, type Row, row, type Study } from './row.js';
import { column, grid, loss, sine, x, y } from './toy.js';

const LAMBDA = 0.2;
const KERNEL = rbf({ gamma: 80 });

/** Losses of steps 1 … 6 and in the limit, as printed. */
const LOSSES: readonly (readonly [alpha: number, losses: readonly string[]])[] = [
  [0, ['0.16477', '0.15076', '0.14915', '0.15561', '0.16735', '0.18251', '0.49505']],
  [0.25, ['0.16477', '0.15309', '0.14958', '0.14903', '0.14946', '0.15011', '0.15250']],
  [0.35, ['0.16477', '0.15424', '0.15089', '0.14983', '0.14954', '0.14948', '0.14959']],
];
const GREEDY = [
  ['-0.62184', '0.148340'],
  ['0.33036', '0.148890'],
  ['0.33476', '0.149226'],
  ['0.33577', '0.149407'],
  ['0.33604', '0.149502'],
] as const;
const JOINT = ['0.148340', '0.147647', '0.143363', '0.128877', '0.121946'];

const toy = () => {
  const s = spectrum(KERNEL, x, y);
  const cross = gram(KERNEL, column(grid), x);
  const curve = (w: Filter) => matmul(cross, dualCoef(s, w)).data;
  return { s, cross, curve, at: (w: Filter) => loss(curve(w)) };
};

/** τ fits are τ − 1 students. */
const step = (alpha: number, tau: number) => distilled({ lambda: LAMBDA, xi: 1 - alpha, steps: tau - 1 });
const limit = (alpha: number) => distilledLimit({ lambda: LAMBDA, xi: 1 - alpha });

export function study(): Study {
  return {
    name: 'borup',
    title: 'Borup & Andersen 2021 · Even your Teacher Needs Guidance',
    rows: [...lossRows(), ...formulaRows(), ...weightRows(), ...sparsityRows()],
    figures: [fitFigure(), shareFigure()],
  };
}

function lossRows(): Row[] {
  const { at } = toy();
  return LOSSES.flatMap(([alpha, losses]) =>
    losses.map((published, i) =>
      row(`loss, α = ${alpha}, ${i < 6 ? `step ${i + 1}` : 'infinitely many steps'}`, at(i < 6 ? step(alpha, i + 1) : limit(alpha)), {
        published,
      }),
    ),
  );
}

function formulaRows(): Row[] {
  const { s, at } = toy();
  const rng = random(1);
  let [closed, refits, amplified] = [0, 0, 0];
  const K = gram(KERNEL, x);
  for (let trial = 0; trial < 20; trial++) {
    const alpha = Array.from({ length: 7 }, () => 1.9 * rng() - 0.5);
    const w = distilled({ lambda: LAMBDA, xi: alpha.map((v) => 1 - v) });
    for (const d of s.d) closed = Math.max(closed, Math.abs(d * w(d) - productForm(d, alpha)));
    const one = distillByRefit(K, y, { lambda: LAMBDA, xi: alpha.map((v) => 1 - v) }).at(-1)!;
    const values = matmul(K, one).data;
    refits = Math.max(refits, ...fitted(s, w).data.map((v, i) => Math.abs(v - values[i])));
  }
  for (const alpha of [0.05, 0.3, 0.8, 1]) {
    for (const d of s.d) amplified = Math.max(amplified, Math.abs(limit(alpha)(d) - ridge(LAMBDA / alpha)(d)));
  }
  const lambdas = Array.from({ length: 4001 }, (_, i) => 10 ** (-3 + i / 1000));
  const best = lambdas.reduce((a, b) => (at(ridge(b)) < at(ridge(a)) ? b : a));
  return [
    identity('recurrence = closed form, any α per step', closed, 1e-12),
    identity('spectrum = refits by Cholesky, any α per step', refits, 1e-10),
    identity('infinitely many steps = ridge with λ/α', amplified, 1e-12),
    row('best ridge on the toy: its loss', at(ridge(best)), { golden: '0.149587' }),
    row('best ridge on the toy: its λ', best, { golden: '0.5754', tolerance: 0.002 }),
    missing('accuracy of ResNets on CIFAR-10', 'needs days of training on a GPU; the tables of the paper could not be read'),
  ];
}

/** Fitted share after the weights α₂ … α_τ, straight from the data: Σ α_i Π_{j>i}(1 − α_j) a^{τ−i+1} + Π(1 − α_j) a^τ. */
function productForm(d: number, alpha: readonly number[]): number {
  const a = d / (d + LAMBDA);
  const tau = alpha.length + 1;
  const after = (from: number) => alpha.slice(from).reduce((p, v) => p * (1 - v), 1);
  return alpha.reduce((sum, v, i) => sum + v * after(i + 1) * a ** (tau - i - 1), after(0) * a ** tau);
}

function weightRows(): Row[] {
  const { s, cross } = toy();
  const truth = { validation: { K: cross, y: sine as number[] } };
  const { xi, risk } = greedyXi(s, { lambda: LAMBDA, steps: 5, criterion: truth });
  const { bySteps } = tune(s, { lambdas: [LAMBDA], steps: 5, criterion: truth });
  const K = gram(KERNEL, x);
  // the paper's way: one extra training a step
  const teacher = matmul(cross, distillByRefit(K, y, { lambda: LAMBDA, steps: 0 })[0]);
  const weights: number[] = [];
  for (let t = 0; t < 5; t++) {
    const alone = distillByRefit(K, y, { lambda: LAMBDA, xi: [...weights, 1] }).at(-1)!;
    weights.push(mixingWeight({ y: sine as number[], first: teacher, refit: matmul(cross, alone) }).xi);
  }
  const onTraining = greedyXi(s, { lambda: LAMBDA, steps: 5, criterion: { validation: { K, y: y as number[] } } });
  return [
    ...GREEDY.flatMap(([alpha, golden], t) => [
      row(`greedy α against the sine, step ${t + 2}`, 1 - xi[t], { golden: alpha }),
      row(`greedy α against the sine, step ${t + 2}: loss`, risk[t], { golden }),
    ]),
    ...JOINT.map((golden, t) => row(`all weights together, ${t + 1} student${t ? 's' : ''}: loss`, bySteps[t + 1].risk, { golden })),
    identity('one extra training a step = greedy α', Math.max(...weights.map((v, t) => Math.abs(v - xi[t]))), 1e-9),
    holds('α ≥ 1 on the training targets', onTraining.xi.filter((v) => v > 1e-9).length, 'five steps'),
  ];
}

function sparsityRows(): Row[] {
  const rng = random(2);
  let [wrong, tried] = [0, 0];
  let overshoot = 0;
  for (let trial = 0; trial < 300; trial++) {
    const [lambda, dj, xi] = [10 ** (4 * rng() - 2), 10 ** (4 * rng() - 2), rng()];
    const dk = dj * (1 + 10 * rng());
    const end = sparsityRatio(distilledLimit({ lambda, xi }), dk, dj);
    for (let t = 0; t < 6; t++) {
      const [before, after] = [t, t + 1].map((steps) => distilled({ lambda, xi, steps }));
      const [from, to] = [before, after].map((w) => sparsityRatio(w, dk, dj));
      overshoot = Math.max(overshoot, to / end - 1);
      if (Math.abs(to / from - 1) < 1e-12) continue;
      tried++;
      if (sparsityTrend(before, dk, dj, { lambda, xi }) !== Math.sign(to - from)) wrong++;
    }
  }
  const closed = (1 + LAMBDA / (0.35 * 0.3)) / (1 + LAMBDA / (0.35 * 2));
  return [
    holds('sign rule of the sparsity ratio', wrong, `${tried} random steps`),
    identity('limit of the sparsity ratio', Math.abs(sparsityRatio(limit(0.35), 2, 0.3) / closed - 1), 1e-14),
    row('largest overshoot of the limit ratio', overshoot, { note: 'so for 0 < α < 1 the ratio is not monotone in the steps' }),
  ];
}

function fitFigure(): Figure {
  const { curve } = toy();
  const line = (label: string, w: Filter) => ({ label, x: grid, y: Array.from(curve(w)) });
  return {
    title: 'Without the truth in its targets the student fades to zero; with it, it settles',
    caption:
      'Fits to eleven noisy points of a sine (RBF kernel, γ = 80, λ = 0.2): ordinary ridge, the sixth step without true targets (α = 0), and infinitely many steps with α = 0.35, which are ridge with λ/α.',
    series: [
      { label: 'data', x: x.map(([v]) => v), y, marks: 'dots' },
      { label: 'sine', x: grid, y: sine },
      line('step 1', step(0, 1)),
      line('α 0, step 6', step(0, 6)),
      line('α 0.35, ∞', limit(0.35)),
    ],
    xLabel: 'x',
    yLabel: 'fit',
  };
}

function shareFigure(): Figure {
  const { s } = toy();
  const rank = Array.from(s.d, (_, i) => i + 1);
  const shares = (w: Filter) => Array.from(s.d, (d) => d * w(d)).reverse();
  return {
    title: 'Every step without true targets keeps less of the weak directions',
    caption:
      'diag B of the toy: the share of the target that is fitted along each eigen-direction, strongest first, for steps 1, 3 and 6 at α = 0 and infinitely many at α = 0.35.',
    series: [1, 3, 6]
      .map((tau) => ({ label: `α 0, step ${tau}`, x: rank, y: shares(step(0, tau)), marks: 'both' as const }))
      .concat({ label: 'α 0.35, ∞', x: rank, y: shares(limit(0.35)), marks: 'both' as const }),
    xLabel: 'rank of the eigenvalue',
    yLabel: 'fitted share B',
  };
}
