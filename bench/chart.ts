// Bench · GFLOP/s against n as one picture: a panel for each engine and precision, the measured peak on top of each axis.
//
//   engine A, doubles   engine A, floats       n on a log2 axis; lines are named at their right ends; colours follow the reader's light
//   engine B, doubles   engine B, floats       or dark theme, and the picture brings its own paper, so it can be read on any page
import * as Plot from '@observablehq/plot';
import { draw, lineLabel, spread } from '../src/cli/figure.js';
import { type Row, type Run, top } from './rows.js';
import { digits } from './table.js';

export interface Panel {
  readonly title: string;
  readonly peak: number;
  /** Best first. */
  readonly lines: readonly Line[];
}

export interface Line {
  readonly name: string;
  readonly points: readonly { readonly n: number; readonly rate: number }[];
}

const SIZE = { width: 440, height: 290 } as const;
const MARGIN = { marginTop: 20, marginBottom: 38, marginLeft: 44, marginRight: 128 } as const;
/** Above each panel, for its title. */
const TITLE = 26;
/** Pixels from one label to the next. */
const LABEL_GAP = 14;

/** Letters and lines for light and for dark paper. Okabe & Ito's colours, darkened or lightened until letters can be read. */
const COLOURS: Record<string, readonly [light: string, dark: string]> = {
  eigenstill: ['#b84700', '#ff8a3d'],
  'eigenstill kernel': ['#b84700', '#ff8a3d'],
  'eigenstill simd': ['#8a6100', '#e6b13a'],
  'numpy-ts': ['#0062a3', '#5cb3ee'],
  'tfjs-wasm': ['#00755a', '#35c9a0'],
  'jax-js': ['#a13a78', '#e79ac4'],
  'Eigen-WASM': ['#17708f', '#7fd0f0'],
  'ml-matrix': ['#5f5f5f', '#b0b0b0'],
  'plain loops': ['#767676', '#8f8f8f'],
};
const OTHER = ['#444444', '#cccccc'] as const;

/** The panels of a run: an operation's rows as lines; none where it has no rates. */
export function panels(engine: string, { sections, peak, ours }: Run): Panel[] {
  const kinds = [
    ['matmul', 'doubles', false],
    ['matmul32', 'floats', true],
  ] as const;
  return kinds.flatMap(([op, numbers, single]) => {
    const rows = sections.find((section) => section.op === op)?.rows ?? [];
    const lines = linesOf(rows, ours);
    return lines.length === 0 ? [] : [{ title: `${engine}, matmul of ${numbers}`, peak: top(peak, single), lines }];
  });
}

function linesOf(rows: readonly Row[], ours: string): Line[] {
  const lines = new Map<string, { n: number; rate: number }[]>();
  for (const { variant, size, flops, time } of rows) {
    if (!time || flops === undefined || variant.endsWith(' out') || (ours !== 'simd' && variant === 'simd kernel')) continue;
    const name = variant.replace(ours, 'eigenstill').replace(/^simd$/, 'eigenstill simd');
    lines.set(name, [...(lines.get(name) ?? []), { n: Number(size), rate: flops / time.min / 1e6 }]);
  }
  const last = ({ points }: Line) => points.at(-1)?.rate ?? 0;
  return [...lines].map(([name, points]) => ({ name, points })).sort((a, b) => last(b) - last(a));
}

/** The picture, two panels a row. */
export function chart(all: readonly Panel[]): string {
  const [columns, rows] = [2, Math.ceil(all.length / 2)];
  const [width, height] = [columns * SIZE.width, rows * (SIZE.height + TITLE) + 8];
  const drawn = all.map((panel, i) => {
    const [x, y] = [(i % columns) * SIZE.width, Math.floor(i / columns) * (SIZE.height + TITLE)];
    const title = `<text x="${x + 12}" y="${y + 20}" fill="var(--ink)" font-size="14" font-weight="600">${escaped(panel.title)}</text>`;
    return `${title}\n${draw(sentence(panel), plot(panel)).replace('<svg ', `<svg x="${x}" y="${y + TITLE}" `)}`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" font-family="system-ui, sans-serif">
<title>GFLOP/s of matrix products against n, for each engine and precision</title>
<style>
${style()}
</style>
<rect width="${width}" height="${height}" rx="6" fill="var(--paper)"/>
${drawn.join('\n')}
</svg>
`;
}

function plot({ peak, lines }: Panel): Plot.PlotOptions {
  const ns = [...new Set(lines.flatMap(({ points }) => points.map(({ n }) => n)))].sort((a, b) => a - b);
  const last = ns.at(-1) as number;
  const plotted = SIZE.height - MARGIN.marginTop - MARGIN.marginBottom;
  const gap = (LABEL_GAP * peak) / plotted;
  const places = spread(
    lines.map(({ points }) => Math.max(gap, points.at(-1)?.rate ?? 0)), // not below the axis
    gap,
  );
  return {
    ...SIZE,
    ...MARGIN,
    style: { fontSize: '12px', background: 'transparent', color: 'var(--ink)' },
    x: { type: 'log', base: 2, domain: [ns[0], last], ticks: ns, tickFormat: String, label: 'n (log scale)', labelAnchor: 'center' },
    y: { domain: [0, peak], label: 'GFLOP/s', grid: true, ticks: 6 },
    marks: [
      Plot.ruleY([peak], { stroke: 'var(--ink)', strokeDasharray: '5 3' }),
      Plot.text([`peak of the registers, ${digits(peak)}`], {
        x: () => ns[0],
        y: () => peak,
        text: (t: string) => t,
        dx: 4,
        dy: 9,
        textAnchor: 'start',
        fill: 'var(--ink)',
      }),
      ...lines.flatMap(({ name, points }, i) => [
        Plot.line(points, {
          x: 'n',
          y: 'rate',
          stroke: colour(name),
          strokeWidth: name === 'eigenstill' ? 3 : 1.75,
          ...(name.endsWith('kernel') ? { strokeDasharray: '3 3' } : {}),
        }),
        Plot.dot(points, { x: 'n', y: 'rate', r: 2.5, fill: colour(name) }),
        lineLabel(name, last, places[i], colour(name)),
      ]),
    ],
  };
}

function sentence({ title, peak, lines }: Panel): string {
  const said = lines.map(({ name, points }) => {
    const end = points.at(-1);
    return end ? `${name} ${digits(end.rate)} at n = ${end.n}` : name;
  });
  return `${title}, GFLOP/s: ${said.join(', ')}; peak ${digits(peak)}`;
}

const variable = (name: string) => `--${name.replace(/[^\w-]/g, '-')}`;
const colour = (name: string) => `var(${name in COLOURS ? variable(name) : '--other'})`;

function style(): string {
  const colours = Object.entries({
    ...COLOURS,
    other: OTHER,
    ink: ['#24292f', '#e6edf3'] as const,
    paper: ['#ffffff', '#0d1117'] as const,
  });
  const set = (which: 0 | 1) => colours.map(([name, pair]) => `${variable(name)}:${pair[which]}`).join(';');
  return `:root{${set(0)}}\n@media (prefers-color-scheme:dark){:root{${set(1)}}}`;
}

const escaped = (text: string) => text.replace(/[&<>]/g, (c) => `&#${c.charCodeAt(0)};`);
