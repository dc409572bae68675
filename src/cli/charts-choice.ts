// Floor 23 · the figures about how a model is chosen: error against λ, the spectrum, the filters.
import * as Plot from '@observablehq/plot';
import { csv, draw, type Figure, labelPositions, lineLabel, modelColour, shownModels, tenPower } from './figure.js';
import { modelName, mseFormat, penalty, significant } from './format.js';
import type { PathPoint, Study } from './study.js';
import { errorsOf, NOTICEABLE, relativeChange } from './summary.js';

/** Test error against λ, one line for each number of students; ξ is the best of the criterion at each λ. */
export function errorByLambda(study: Study): Figure {
  const { path, results, chosen } = study;
  const shown = shownModels(results.length, chosen);
  const lambdas = [...new Set(path.map((point) => point.lambda))].sort((a, b) => a - b);
  // A bad λ may cost many times the best error: the picture ends above the chosen models, and the caption says so.
  const ceiling = 1.5 * Math.max(...results.map((result) => result.testMse));
  const inside = path.filter((point) => shown.includes(point.steps) && point.testMse <= ceiling);
  const low = Math.min(...inside.map((point) => point.testMse));
  const high = Math.max(...inside.map((point) => point.testMse));
  const domain: [number, number] = [low - 0.04 * (high - low), high + 0.04 * (high - low)];
  const ends = shown.map((k) => inside.filter((point) => point.steps === k).reduce((a, b) => (b.lambda > a.lambda ? b : a)));
  const labels = labelPositions(
    ends.map((point) => point.testMse),
    domain,
  );
  const svg = draw(
    `Test error of ${shown.map(modelName).join(', ')} for λ from ${penalty(lambdas[0])} to ${penalty(lambdas[lambdas.length - 1])}.`,
    {
      x: {
        type: 'log',
        label: 'λ (log scale)',
        domain: lambdas.length > 1 ? [lambdas[0], lambdas[lambdas.length - 1]] : undefined,
        tickFormat: tenPower,
        ticks: 5,
      },
      y: { label: 'test MSE', domain, grid: true, ticks: 6 },
      marks: [
        ...shown.flatMap((k, i) => {
          const points = inside.filter((point) => point.steps === k);
          const colour = modelColour(shown, k, 'mark');
          return [
            Plot.line(points, { x: 'lambda', y: 'testMse', stroke: colour, strokeWidth: 2 }),
            Plot.dot(points, {
              x: 'lambda',
              y: 'testMse',
              fill: colour,
              r: (point: PathPoint) => (point.lambda === results[k].lambda ? 6 : 2.5),
            }),
            lineLabel(modelName(k), ends[i].lambda, labels[i], modelColour(shown, k, 'text')),
          ];
        }),
      ],
    },
  );
  const cut = inside.length < path.filter((point) => shown.includes(point.steps)).length;
  return {
    id: `${study.name}-error-by-lambda`,
    title: errorTitle(study),
    caption: `Error on the test rows at every λ of the grid; for each λ, ξ is the one the choice prefers. Large dots: the λ that was chosen.${cut ? ` Errors above ${significant(ceiling)} are not drawn.` : ''}`,
    svg,
    csv: csv(
      ['lambda', 'steps', 'selection_mse', 'test_mse'],
      path.map((point) => [point.lambda, point.steps, point.validationMse, point.testMse]),
    ),
  };
}

function errorTitle({ results, chosen }: Study): string {
  const [ridge, kept] = [results[0], results[chosen]];
  const mse = mseFormat(errorsOf(results));
  if (chosen === 0) return `Ridge at λ = ${penalty(ridge.lambda)} was chosen; no student did better`;
  const change = relativeChange(results, chosen);
  if (Math.abs(change) < NOTICEABLE)
    return `Ridge and its best student make the same test error, ${mse(ridge.testMse)} and ${mse(kept.testMse)}`;
  return change < 0
    ? `${capital(modelName(kept.steps))} make a test error of ${mse(kept.testMse)}, ridge ${mse(ridge.testMse)}`.replace(
        '1 step make',
        '1 step makes',
      )
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
    title: `${count} of ${eigenvalues.length} directions carry 90 % of the kernel matrix`,
    caption: `Eigenvalues d of the kernel matrix of the training rows, largest first. Directions with d far above λ are learnt, those far below are suppressed. Dashed: 90 % of the sum is reached.${hidden > 0 ? ` ${hidden} that are zero up to rounding are not drawn.` : ''}`,
    svg: draw(`Eigenvalues falling from ${significant(points[0].d)} to ${significant(points[points.length - 1].d)}.`, {
      x: { label: 'rank of the eigenvalue' },
      y: { type: 'log', label: 'eigenvalue d (log scale)', grid: true, tickFormat: tenPower, ticks: 6 },
      marks: [
        Plot.dot(points, { x: 'rank', y: 'd', r: points.length > 200 ? 1.5 : 2.5, fill: 'var(--accent)' }),
        Plot.ruleX([count], { stroke: 'var(--muted)', strokeDasharray: '4 4' }),
      ],
    }),
    csv: csv(
      ['rank', 'eigenvalue'],
      Array.from(eigenvalues, (d, i) => [i + 1, d]),
    ),
  };
}

/** What share of each direction a model fits: d·w(d). */
export function filterFigure(study: Study): Figure {
  const { curves, shares, results, chosen, eigenvalues } = study;
  const shown = shownModels(results.length, chosen);
  const [first, last] = [curves.d[0], curves.d[curves.d.length - 1]];
  const lines = shown.map((k) => Array.from(curves.d, (d, i) => ({ d, share: curves.shares[k][i] })));
  const all = [0, 1, ...lines.flat().map((point) => point.share)];
  const [low, high] = [Math.max(-1, Math.min(...all)), Math.min(2, Math.max(...all))];
  const domain: [number, number] = [low - 0.08 * (high - low), high + 0.04 * (high - low)];
  const within = (share: number) => Math.min(high, Math.max(low, share));
  const cut = all.some((share) => share !== within(share));
  const labels = labelPositions(
    lines.map((line) => within(line[line.length - 1].share)),
    domain,
  );
  return {
    id: `${study.name}-filters`,
    title: filterTitle(study),
    caption: `Each model multiplies the target along an eigen-direction of the kernel matrix by d·w(d): 1 copies it, 0 drops it. For ridge that is d/(d + λ); a student bends the curve. Ticks at the bottom: the eigenvalues.${cut ? ' Shares beyond the frame are not drawn.' : ''}`,
    svg: draw(`Fitted share of ${shown.map(modelName).join(', ')} against the eigenvalue d.`, {
      x: {
        type: 'log',
        label: 'eigenvalue d (log scale)',
        domain: first < last ? [first, last] : undefined,
        tickFormat: tenPower,
        ticks: 5,
      },
      y: { label: 'fitted share d·w(d)', domain, ticks: 6, grid: true },
      marks: [
        Plot.ruleY([0, 1], { stroke: 'var(--muted)' }),
        Plot.ruleX(
          Array.from(eigenvalues).filter((d) => d >= first),
          { y1: domain[0], y2: domain[0] + 0.04 * (domain[1] - domain[0]), stroke: 'var(--muted)', strokeOpacity: 0.6 },
        ),
        ...lines.map((line, i) =>
          Plot.line(line, {
            x: 'd',
            y: ({ share }) => (share === within(share) ? share : Number.NaN),
            stroke: modelColour(shown, shown[i], 'mark'),
            strokeWidth: 2,
          }),
        ),
        ...shown.map((k, i) => lineLabel(modelName(k), last, labels[i], modelColour(shown, k, 'text'))),
      ],
    }),
    csv: csv(
      ['eigenvalue', ...results.map((result) => modelName(result.steps))],
      Array.from(eigenvalues, (d, i) => [d, ...shares.map((share) => share[i])]),
    ),
  };
}

function filterTitle({ shares, results, chosen, eigenvalues }: Study): string {
  const k = chosen > 0 ? chosen : results.length - 1;
  if (k === 0) return 'Ridge keeps strong directions and drops weak ones';
  const more = shares[k].filter((share, i) => share > shares[0][i]).length;
  return `${capital(modelName(results[k].steps))} ${results[k].steps === 1 ? 'fits' : 'fit'} more of the target than ridge along ${more} of ${eigenvalues.length} directions`;
}

function capital(text: string): string {
  return text[0].toUpperCase() + text.slice(1);
}
