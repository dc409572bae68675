// Floor 23 · the figures about what a model is worth on rows it never saw.
import * as Plot from '@observablehq/plot';
import { csv, draw, type Figure, labelPositions, lineLabel, modelColour, shownModels } from './figure.js';
import { modelName, percent, plural, significant } from './format.js';
import type { Study } from './study.js';
import { NOTICEABLE, relativeChange } from './summary.js';

/** More points than this on one panel hide each other and weigh on the page. */
const MOST_POINTS = 500;
/** Height of one data set in the overview: its name above its dots. */
const ROW_HEIGHT = 76;

/** Predicted against true on the test rows: ridge on the left, the chosen student (or the last) on the right. */
export function predictedFigure(study: Study): Figure {
  const { test, results, chosen, target } = study;
  const student = chosen > 0 ? chosen : results.length - 1;
  const panels = student === 0 ? [0] : [0, student];
  const shown = shownModels(results.length, chosen);
  const every = Math.max(1, Math.ceil(test.truth.length / MOST_POINTS));
  const points = panels.flatMap((k) =>
    Array.from(test.truth, (truth, i) => ({
      panel: modelName(results[k].steps),
      colour: modelColour(shown, k, 'mark'),
      truth,
      predicted: test.predicted[k][i],
    })).filter((_, i) => i % every === 0),
  );
  const values = points.flatMap((point) => [point.truth, point.predicted]);
  const range = [Math.min(...values), Math.max(...values)];
  const typical = panels.map((k) =>
    Math.sqrt(test.truth.reduce((sum, truth, i) => sum + (truth - test.predicted[k][i]) ** 2, 0) / test.truth.length),
  );
  return {
    id: `${study.name}-predicted`,
    title: `Typical miss on the test rows: ${panels.map((k, i) => `${significant(typical[i])} for ${modelName(results[k].steps)}`).join(', ')} (in units of ${target})`,
    caption: `Every point is ${every === 1 ? 'a test row' : `one of every ${every} test rows`}; on the line, prediction and truth agree. Typical miss: root mean squared error.`,
    svg: draw(`Predicted against true ${target} for ${panels.map((k) => modelName(results[k].steps)).join(' and ')}.`, {
      marginRight: 12,
      fx: { axis: null, domain: panels.map((k) => modelName(results[k].steps)), padding: 0.08 },
      x: { label: `true ${target}`, domain: range, ticks: 4, nice: true },
      y: { label: `predicted ${target}`, domain: range, ticks: 6, nice: true, grid: true },
      marks: [
        Plot.dot(points, { fx: 'panel', x: 'truth', y: 'predicted', r: 2, fill: 'colour', fillOpacity: 0.45 }),
        ...panels.map((k) =>
          Plot.text([modelName(results[k].steps)], {
            fx: (name: string) => name,
            text: (name: string) => name,
            frameAnchor: 'top-left',
            dx: 6,
            dy: 4,
            fontWeight: 600,
            fill: modelColour(shown, k, 'text'),
          }),
        ),
        Plot.line([range[0], range[1]], { x: (v: number) => v, y: (v: number) => v, stroke: 'var(--muted)', strokeDasharray: '4 4' }),
      ],
      color: { type: 'identity' },
    }),
    csv: csv(
      ['row', `true_${target}`, ...results.map((result) => `predicted_${modelName(result.steps).replace(' ', '_')}`)],
      Array.from(test.truth, (truth, i) => [test.row[i], truth, ...test.predicted.map((column) => column[i])]),
    ),
  };
}

interface Tenth {
  readonly label: string;
  readonly rows: readonly number[];
}

/** The error of each student against ridge in ten equal parts of the test rows: in their order, or by true value where they have none. */
export function tenthsFigure(study: Study): Figure {
  const { test, results, chosen, protocol, target } = study;
  const shown = shownModels(results.length, chosen).filter((k) => k > 0);
  const palette = shownModels(results.length, chosen);
  const order = test.truth.length >= 10 ? tenths(study) : [{ label: '1', rows: Array.from(test.truth, (_, i) => i) }];
  const squares = (k: number, rows: readonly number[]) => rows.reduce((sum, i) => sum + (test.truth[i] - test.predicted[k][i]) ** 2, 0);
  const points = order.flatMap(({ label, rows }) => shown.map((k) => ({ label, k, change: squares(k, rows) / squares(0, rows) - 1 })));
  const kept = chosen > 0 ? chosen : results.length - 1;
  const wins = points.filter((point) => point.k === kept && point.change < 0).length;
  const [low, high] = [Math.min(0, ...points.map((point) => point.change)), Math.max(0, ...points.map((point) => point.change))];
  const domain: [number, number] = [low - 0.05 * (high - low), high + 0.05 * (high - low)];
  const ends = shown.map((k) => points.filter((point) => point.k === k)[order.length - 1].change);
  const labels = labelPositions(ends, domain);
  const along = protocol.order === 'file' ? 'tenth of the test rows, in file order' : `tenth of the test rows, by true ${target}`;
  return {
    id: `${study.name}-tenths`,
    title:
      kept === 0
        ? 'There is no student to compare with ridge'
        : `${modelName(results[kept].steps)}: less error than ridge in ${wins} of ${plural(order.length, 'part')} of the test rows`,
    caption:
      protocol.order === 'file'
        ? 'Change of the squared error against ridge, from the earliest to the latest test rows. Below the line the student is better.'
        : `Change of the squared error against ridge, from the rows with the smallest ${target} to those with the largest. Below the line the student is better.`,
    svg: draw(`Change of error against ridge along the test rows for ${shown.map((k) => modelName(results[k].steps)).join(', ')}.`, {
      x: { type: 'point', label: along, domain: order.map((tenth) => tenth.label) },
      y: { label: 'change of squared error', domain, tickFormat: wholePercent, grid: true, ticks: 6 },
      marks: [
        Plot.ruleY([0], { stroke: 'currentColor' }),
        ...shown.flatMap((k, i) => {
          const line = points.filter((point) => point.k === k);
          const colour = modelColour(palette, k, 'mark');
          return [
            Plot.line(line, {
              x: 'label',
              y: 'change',
              stroke: colour,
              strokeOpacity: k === kept ? 1 : 0.5,
              strokeWidth: k === kept ? 2.5 : 1.5,
            }),
            Plot.dot(line, { x: 'label', y: 'change', fill: colour, r: k === kept ? 4 : 2.5 }),
            lineLabel(modelName(results[k].steps), order[order.length - 1].label, labels[i], modelColour(palette, k, 'text')),
          ];
        }),
      ],
    }),
    csv: csv(
      ['tenth', 'steps', 'relative_change'],
      points.map((point) => [point.label, results[point.k].steps, point.change]),
    ),
  };
}

function tenths({ test, protocol }: Study): Tenth[] {
  const rows = Array.from(test.truth, (_, i) => i);
  if (protocol.order === 'shuffle') rows.sort((i, j) => test.truth[i] - test.truth[j]);
  const at = (part: number) => Math.floor((part * rows.length) / 10);
  return Array.from({ length: 10 }, (_, part) => ({ label: String(part + 1), rows: rows.slice(at(part), at(part + 1)) }));
}

interface Case {
  readonly label: string;
  /** Change against ridge of model k: one number, or one for each shuffle. */
  readonly changes: (k: number) => readonly number[];
}

/** All studies in one picture: where self-distillation helps and where it does not. */
export function overviewFigure(studies: readonly Study[]): Figure {
  const cases = studies.flatMap(casesOf);
  const most = studies.reduce((a, b) => (b.results.length > a.results.length ? b : a));
  const palette = shownModels(most.results.length, most.chosen);
  const students = palette.slice(1);
  const points = cases.flatMap(({ label, changes }) =>
    students.flatMap((k) => {
      const sorted = changes(k).toSorted((a, b) => a - b);
      return sorted.length === 0
        ? []
        : [{ label, k, change: sorted[Math.floor(sorted.length / 2)], from: sorted[0], to: sorted[sorted.length - 1] }];
    }),
  );
  return {
    id: 'overview',
    title: overviewTitle(studies),
    caption:
      'Test error of each student against ridge on the same rows; left of the line the student is better. In file order the test rows come last, and what the earlier rows taught may have drifted; shuffled, all parts are alike (dot: median of the shuffles, line: their range).',
    svg: draw(
      `Change of test error against ridge: ${points.map(({ label, k, change }) => `${label}, ${modelName(k)}, ${percent(change)}`).join('; ')}.`,
      {
        height: 60 + ROW_HEIGHT * cases.length,
        marginLeft: 16,
        marginRight: 24,
        x: { label: 'change of test MSE against ridge', tickFormat: wholePercent, grid: true, nice: true, ticks: 4 },
        y: { type: 'band', axis: null, domain: cases.map(({ label }) => label), padding: 0 },
        marks: [
          Plot.ruleX([0], { stroke: 'currentColor' }),
          Plot.text(cases, { y: 'label', text: 'label', frameAnchor: 'left', dy: -ROW_HEIGHT / 2 + 10, fontWeight: 600 }),
          ...students.flatMap((k, i) => {
            const place = { data: points.filter((point) => point.k === k), dy: 8 + 13 * (i - (students.length - 1) / 2) };
            const colour = modelColour(palette, k, 'mark');
            return [
              Plot.link(place.data, { x1: 'from', x2: 'to', y1: 'label', y2: 'label', stroke: colour, strokeWidth: 2, dy: place.dy }),
              Plot.dot(place.data, { x: 'change', y: 'label', r: 6, fill: colour, dy: place.dy }),
            ];
          }),
        ],
      },
    ),
    csv: csv(
      ['data', 'steps', 'shuffle', 'relative_change'],
      cases.flatMap(({ label, changes }) => students.flatMap((k) => changes(k).map((change, i) => [label, k, i + 1, change]))),
    ),
  };
}

function casesOf({ name, protocol, results, shuffled }: Study): Case[] {
  const own: Case = {
    label: `${name}, ${protocol.order === 'file' ? 'file order' : 'shuffled'}`,
    changes: (k) => (k < results.length ? [relativeChange(results, k)] : []),
  };
  if (!shuffled) return [own];
  return [
    own,
    {
      label: `${name}, shuffled ${shuffled.length} times`,
      changes: (k) => (k < results.length ? shuffled.map((one) => relativeChange(one.results, k)) : []),
    },
  ];
}

function overviewTitle(studies: readonly Study[]): string {
  const findings = studies.map(({ name, results, chosen }) => {
    const change = relativeChange(results, chosen);
    if (Math.abs(change) < NOTICEABLE) return `no difference on ${name}`;
    return `${percent(Math.abs(change)).replace('+', '')} ${change < 0 ? 'less' : 'more'} error on ${name}`;
  });
  return `Self-distillation against ridge: ${findings.join(', ')}`;
}

function wholePercent(value: number): string {
  return percent(value).replace('.0 %', ' %');
}
