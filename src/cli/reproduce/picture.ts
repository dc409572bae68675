// Floor 1 · a figure given as plain series, drawn: lines and points in the colours of the page, each named at its end.
import * as Plot from '@observablehq/plot';
import { csv, type Figure as Drawn, draw, labelPositions, lineLabel, MODEL_COLOURS, tenPower } from '../figure.js';
import type { Figure, Series } from './row.js';

const colour = (i: number, use: 'mark' | 'text') => `var(--${use}-${i % MODEL_COLOURS})`;
/** Pixels of a letter of a label, and the part of the height that a label takes. */
const LETTER = 7.4;
const GAP = 0.068;
/** Dots of a cloud, when they are more than so many: where many lie it is darker, and lines show through. */
const DENSE = 200;
const CLOUD = { r: 1.8, fillOpacity: 0.35 } as const;

/** The figure as the page shows it; `id` is unique in the page. */
export function picture(figure: Figure, id: string): Drawn {
  const { title, caption, series, xLabel, yLabel, xLog = false, yLog = false } = figure;
  const drawable = series.map((s) => points(s, xLog, yLog));
  const all = drawable.flat();
  const up = (v: number) => (yLog ? Math.log10(v) : v);
  const down = (v: number) => (yLog ? 10 ** v : v);
  const [low, high] = [Math.min(...all.map((p) => up(p.y))), Math.max(...all.map((p) => up(p.y)))];
  const room = 0.04 * (high - low || 1);
  const domain: [number, number] = [low - room, high + room];
  const last = drawable.map((line) => line.reduce((a, b) => (b.x > a.x ? b : a), line[0]));
  const right = Math.max(...last.map((p) => p.x));
  // scattered points have no end: they are named at the edge too, where no line runs through the name
  const ends = last.map((p, i) => (series[i].marks === 'dots' && drawable[i].length > 1 ? { x: right, y: p.y } : p));
  // names of lines that reach the right edge keep clear of each other; the others stand where their line ends
  const edge = ends.map((_, i) => i).filter((i) => ends[i].x === right);
  const labels = ends.map((p) => up(p.y));
  const free = labelPositions(
    edge.map((i) => labels[i]),
    domain,
  );
  let lowest = domain[0];
  for (const j of edge.map((_, k) => k).sort((i, k) => free[i] - free[k])) {
    labels[edge[j]] = Math.max(free[j], lowest);
    lowest = labels[edge[j]] + GAP * (domain[1] - domain[0]);
  }
  const widest = Math.max(...series.map(({ label }) => label.length));
  const svg = draw(`${title}. ${series.map(({ label }) => label).join(', ')}: ${yLabel} against ${xLabel}.`, {
    marginRight: Math.min(190, 24 + LETTER * widest),
    x: { label: xLabel, ...(xLog ? logAxis(all.map((p) => p.x)) : xTicks(all.map((p) => p.x))) },
    y: { label: yLabel, domain: domain.map(down), grid: true, ...(yLog ? logAxis(domain.map(down)) : { ticks: 6 }) },
    marks: series.flatMap(({ label, marks = 'line' }, i) => [
      ...(marks === 'dots' ? [] : [Plot.line(drawable[i], { x: 'x', y: 'y', stroke: colour(i, 'mark'), strokeWidth: 2 })]),
      ...(marks === 'line'
        ? []
        : [
            Plot.dot(drawable[i], {
              x: 'x',
              y: 'y',
              fill: colour(i, 'mark'),
              ...(marks === 'dots' && drawable[i].length > DENSE ? CLOUD : { r: 3 }),
            }),
          ]),
      lineLabel(label, ends[i].x, down(labels[i]), colour(i, 'text')),
    ]),
  });
  return {
    id,
    title,
    caption,
    svg,
    csv: csv(
      ['series', xLabel, yLabel],
      series.flatMap(({ label, x, y }) => x.map((v, i) => [label, v, y[i]])),
    ),
  };
}

/** What can be drawn: finite, and positive on a log axis. */
function points({ x, y }: Series, xLog: boolean, yLog: boolean): { x: number; y: number }[] {
  return x
    .map((v, i) => ({ x: v, y: y[i] }))
    .filter((p) => Number.isFinite(p.x) && Number.isFinite(p.y) && (!xLog || p.x > 0) && (!yLog || p.y > 0));
}

/** Few whole numbers are named each: there is no round 0.5. */
function xTicks(x: readonly number[]): { ticks: number | number[]; tickFormat?: string } {
  const [from, to] = [Math.min(...x), Math.max(...x)];
  if (!x.every(Number.isInteger) || to - from > 10) return { ticks: 6 };
  return { ticks: Array.from({ length: to - from + 1 }, (_, i) => from + i), tickFormat: 'd' };
}

/** Few round numbers, each named: powers of ten, also twice and five times them where there are less than two decades. */
function logAxis(values: readonly number[]): { type: 'log'; ticks: number[]; tickFormat: (value: number) => string } {
  const [from, to] = [Math.min(...values), Math.max(...values)];
  const [low, high] = [Math.floor(Math.log10(from)), Math.ceil(Math.log10(to))];
  const every = Math.ceil((high - low) / 7);
  const mantissas = to / from < 100 ? [1, 2, 5] : [1];
  const ticks = Array.from({ length: high - low + 1 }, (_, i) => low + i)
    .filter((exponent) => exponent % every === 0)
    .flatMap((exponent) => mantissas.map((mantissa) => Number(`${mantissa}e${exponent}`)))
    .filter((tick) => tick >= from && tick <= to);
  return { type: 'log', ticks, tickFormat: (value) => tenPower(value) || String(value) };
}
