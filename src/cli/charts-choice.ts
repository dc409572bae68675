// Floor 22 · the figures about how a model is chosen: error against λ, the spectrum, the filters. Imports: ./figure, ./format, ./study, ./summary.
import * as Plot from '@observablehq/plot';
import { csv, draw, type Figure, modelColour, SIZE, shownModels, spread } from './figure.js';
import { modelName, mse, penalty, percent, significant } from './format.js';
import type { PathPoint, Study } from './study.js';
import { NOTICEABLE, relativeChange } from './summary.js';

/** Pixels between two labels of lines. */
const LABEL_GAP = 16;
const PLOT_HEIGHT = SIZE.height - 66;

/** Test error against λ, one line for each number of students; ξ is the best of the criterion at each λ. */
export function errorByLambda(study: Study): Figure {
  const { path, results, chosen } = study;
  const shown = shownModels(results.length, chosen);
  const lambdas = [...new Set(path.map((point) => point.lambda))].sort((a, b) => a - b);
  // A bad λ may cost many times the best error: the picture ends at twice the worst chosen model, and the caption says so.
  const ceiling = 2 * Math.max(...results.map((result) => result.testMse));
  const inside = path.filter((point) => shown.includes(point.steps) && point.testMse <= ceiling);
  const low = Math.min(...inside.map((point) => point.testMse));
  const high = Math.max(...inside.map((point) => point.testMse));
  const domain = [low - 0.04 * (high - low), high + 0.04 * (high - low)];
  const ends = shown.map((k) => inside.filter((point) => point.steps === k).reduce((a, b) => (b.lambda > a.lambda ? b : a)));
  const gap = (LABEL_GAP * (domain[1] - domain[0])) / PLOT_HEIGHT;
  const labels = spread(ends.map((point) => point.testMse), gap);
  const svg = draw(`Test error of ${shown.map(modelName).join(', ')} for λ from ${penalty(lambdas[0])} to ${penalty(lambdas[lambdas.length - 1])}.`, {
    x: { type: 'log', label: 'λ (log scale)', domain: lambdas.length > 1 ? [lambdas[0], lambdas[lambdas.length - 1]] : undefined, tickFormat: tenPower, ticks: 5 },
    y: { label: 'test MSE', domain, grid: true, ticks: 6 },
    marks: [
      ...shown.map((k) => Plot.line(inside.filter((point) => point.steps === k), { x: 'lambda', y: 'testMse', stroke: modelColour(shown, k, 'mark'), strokeWidth: 2 })),
      ...shown.map((k) => Plot.dot(inside.filter((point) => point.steps === k), { x: 'lambda', y: 'testMse', fill: modelColour(shown, k, 'mark'), r: (point: PathPoint) => (point.lambda === results[k].lambda ? 6 : 2.5) })),
      ...shown.map((k, i) => Plot.text([lambdas[lambdas.length - 1]], { x: (x: number) => x, y: () => labels[i], text: () => modelName(k), dx: 10, textAnchor: 'start', fill: modelColour(shown, k, 'text'), fontWeight: 600 })),
    ],
  });
  const cut = inside.length < path.filter((point) => shown.includes(point.steps)).length;
  return {
    id: `${study.name}-error-by-lambda`,
    title: errorTitle(study),
    caption: `Error on the test rows at every λ of the grid; for each λ, ξ is the one the choice prefers. Large dots: the λ that was chosen.${cut ? ` Errors above ${significant(ceiling)} are not drawn.` : ''}`,
    svg,
    csv: csv(['lambda', 'steps', 'selection_mse', 'test_mse'], path.map((point) => [point.lambda, point.steps, point.validationMse, point.testMse])),
  };
}

function errorTitle({ results, chosen }: Study): string {
  const [ridge, kept] = [results[0], results[chosen]];
  if (chosen === 0) return `Ridge at λ = ${penalty(ridge.lambda)} was chosen; no student did better`;
  const change = relativeChange(results, chosen);
  if (Math.abs(change) < NOTICEABLE) return `Ridge and its best student make the same test error, ${mse(ridge.testMse)} and ${mse(kept.testMse)}`;
  return change < 0
    ? `${capital(modelName(kept.steps))} make a test error of ${mse(kept.testMse)}, ridge ${mse(ridge.testMse)}`.replace('1 step make', '1 step makes')
    : `Ridge keeps the smaller test error, ${mse(ridge.testMse)} against ${mse(kept.testMse)}`;
}

/** Eigenvalues of the kernel matrix against their rank. */
export function spectrumFigure(study: Study): Figure {
  const { eigenvalues } = study;
  const total = eigenvalues.reduce((sum, d) => sum + d, 0);
  let count = 0;
  for (let sum = 0; sum < 0.9 * total && count < eigenvalues.length; count++) sum += eigenvalues[count];
  const floor = 1e-12 * eigenvalues[0];
  const points = Array.from(eigenvalues, (d, i) => ({ rank: i + 1, d })).filter((point) => point.d > floor);
  const hidden = eigenvalues.length - points.length;
  return {
    id: `${study.name}-spectrum`,
    title: `${count} of ${eigenvalues.length} directions carry nine tenths of what the kernel can tell`,
    caption: `Eigenvalues d of the kernel matrix of the training rows, largest first. Directions with d far above λ are learnt, those far below are suppressed.${hidden > 0 ? ` ${hidden} that are zero up to rounding are not drawn.` : ''}`,
    svg: draw(`Eigenvalues falling from ${significant(points[0].d)} to ${significant(points[points.length - 1].d)}.`, {
      x: { label: 'rank of the eigenvalue' },
      y: { type: 'log', label: 'eigenvalue d (log scale)', grid: true, tickFormat: tenPower, ticks: 6 },
      marks: [
        Plot.dot(points, { x: 'rank', y: 'd', r: points.length > 200 ? 1.5 : 2.5, fill: 'var(--accent)' }),
        Plot.ruleX([count], { stroke: 'var(--muted)', strokeDasharray: '4 4' }),
      ],
    }),
    csv: csv(['rank', 'eigenvalue'], Array.from(eigenvalues, (d, i) => [i + 1, d])),
  };
}

/** What share of each direction a model fits: d·w(d). */
export function filterFigure(study: Study): Figure {
  const { filters, results, chosen, eigenvalues } = study;
  const shown = shownModels(results.length, chosen);
  const lines = shown.map((k) => Array.from(filters.d, (d, i) => ({ d, share: filters.share[k][i] })));
  const shares = [0, 1, ...lines.flat().map((point) => point.share)];
  const [low, high] = [Math.max(-1, Math.min(...shares)), Math.min(2, Math.max(...shares))];
  const domain = [low - 0.05, high + 0.05];
  const gap = (LABEL_GAP * (domain[1] - domain[0])) / PLOT_HEIGHT;
  const labels = spread(lines.map((line) => Math.min(high, Math.max(low, line[line.length - 1].share))), gap);
  const [first, last] = [filters.d[0], filters.d[filters.d.length - 1]];
  const rug = Array.from(eigenvalues).filter((d) => d >= first);
  return {
    id: `${study.name}-filters`,
    title: filterTitle(study),
    caption:
      'Each model multiplies the target along an eigen-direction of the kernel by d·w(d): 1 copies it, 0 drops it. Ridge is d/(d + λ); each student bends that curve. Ticks at the bottom: the eigenvalues.',
    svg: draw(`Fitted share of ${shown.map(modelName).join(', ')} against the eigenvalue d.`, {
      x: { type: 'log', label: 'eigenvalue d (log scale)', domain: first < last ? [first, last] : undefined, tickFormat: tenPower, ticks: 5 },
      y: { label: 'fitted share d·w(d)', domain, ticks: 6, grid: true },
      marks: [
        Plot.ruleY([0, 1], { stroke: 'var(--muted)' }),
        Plot.tickX(rug, { x: (d: number) => d, y: () => domain[0], stroke: 'var(--muted)', strokeOpacity: 0.6, insetTop: -6 }),
        ...lines.map((line, i) => Plot.line(line.filter((p) => p.share >= domain[0] && p.share <= domain[1]), { x: 'd', y: 'share', stroke: modelColour(shown, shown[i], 'mark'), strokeWidth: 2 })),
        ...shown.map((k, i) => Plot.text([last], { x: (x: number) => x, y: () => labels[i], text: () => modelName(k), dx: 10, textAnchor: 'start', fill: modelColour(shown, k, 'text'), fontWeight: 600 })),
      ],
    }),
    csv: csv(['eigenvalue', ...results.map((result) => modelName(result.steps))], Array.from(filters.d, (d, i) => [d, ...filters.share.map((share) => share[i])])),
  };
}

function filterTitle({ filters, results, chosen }: Study): string {
  const k = chosen > 0 ? chosen : results.length - 1;
  if (k === 0) return 'Ridge keeps strong directions and drops weak ones';
  const [ridge, student] = [filters.share[0], filters.share[k]];
  const apart = ridge.reduce((best, share, i) => (Math.abs(student[i] - share) > Math.abs(student[best] - ridge[best]) ? i : best), 0);
  const keep = (share: number) => percent(share).replace('+', '').replace('.0 %', ' %');
  return `At eigenvalues near ${significant(filters.d[apart])}, ${modelName(results[k].steps)} fit ${keep(student[apart])} of the target where ridge fits ${keep(ridge[apart])}`.replace('1 step fit', '1 step fits');
}

/** Powers of ten as 10ⁿ, nothing at the ticks between. */
export function tenPower(value: number): string {
  const exponent = Math.log10(value);
  if (Math.abs(exponent - Math.round(exponent)) > 1e-9) return '';
  if (exponent > -2.5 && exponent < 3.5) return String(Number(value.toPrecision(3)));
  return `10${String(Math.round(exponent)).replace(/./g, (c) => (c === '-' ? '⁻' : '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(c)]))}`;
}

function capital(text: string): string {
  return text[0].toUpperCase() + text.slice(1);
}
