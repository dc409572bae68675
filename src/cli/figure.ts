// Floor 0 · a figure: picture, sentence, numbers. Drawn with Observable Plot on a document without a browser.
import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom';

export interface Figure {
  /** Unique in the page; also the name of the CSV file. */
  readonly id: string;
  /** The finding, one sentence. */
  readonly title: string;
  /** What is drawn, and how to read it. */
  readonly caption: string;
  readonly svg: string;
  readonly csv: string;
}

/** Drawn size in pixels before the page scales it: chosen so that 13 px letters stay readable on a phone. */
const SIZE = { width: 460, height: 300 } as const;
const MARGIN = { marginTop: 26, marginBottom: 40, marginLeft: 52, marginRight: 62 } as const;
/** Pixels from one label of a line to the next. */
const LABEL_GAP = 16;

const { document } = parseHTML('<!doctype html><html><body></body></html>');

/** The SVG of a plot, with `alt` as its text alternative. */
export function draw(alt: string, options: Plot.PlotOptions): string {
  const svg = Plot.plot({
    document: document as unknown as Document,
    ...SIZE,
    ...MARGIN,
    style: { fontSize: '13px', background: 'transparent' },
    ...options,
  });
  svg.setAttribute('role', 'img');
  svg.setAttribute('aria-label', alt);
  return svg.outerHTML;
}

/** Rows as CSV text with line feeds; numbers in full precision. */
export function csv(columns: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const cell = (value: string | number) => {
    const text = String(value);
    return /[",\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
  };
  return [columns, ...rows].map((row) => row.map(cell).join(',')).join('\n');
}

/** Colours that stand for the models of one page; the first is ridge. The page defines them for light and dark. */
export const MODEL_COLOURS = 6;

/** Which models a figure shows: ridge and the first four students, the last one, and the chosen one. */
export function shownModels(count: number, chosen: number): number[] {
  const all = Array.from({ length: count }, (_, k) => k);
  return all.filter((k) => count <= MODEL_COLOURS || k < 4 || k === count - 1 || k === chosen);
}

/** Colour of a line or a dot (`mark`), or the stronger shade of it for letters (`text`). */
export function modelColour(shown: readonly number[], k: number, use: 'mark' | 'text'): string {
  return `var(--${use}-${shown.indexOf(k)})`;
}

/**
 * Positions for labels near `wanted`, at least `gap` apart, in the same order: each group that collides is centred on its mean.
 */
export function spread(wanted: readonly number[], gap: number): number[] {
  const order = wanted.map((_, i) => i).sort((i, j) => wanted[i] - wanted[j]);
  const groups: { members: number[]; centre: number }[] = [];
  for (const i of order) {
    groups.push({ members: [i], centre: wanted[i] });
    while (groups.length > 1) {
      const [a, b] = groups.slice(-2);
      if (b.centre - a.centre >= (gap * (a.members.length + b.members.length)) / 2) break;
      const members = [...a.members, ...b.members];
      const centre = (a.centre * a.members.length + b.centre * b.members.length) / members.length;
      groups.splice(-2, 2, { members, centre });
    }
  }
  const at = new Array<number>(wanted.length);
  for (const { members, centre } of groups) {
    members.forEach((i, place) => {
      at[i] = centre + gap * (place - (members.length - 1) / 2);
    });
  }
  return at;
}

/** The name of a line, right of its end. */
export function lineLabel(text: string, x: number | string, y: number, fill: string): Plot.Text {
  return Plot.text([text], {
    x: () => x,
    y: () => y,
    text: (t: string) => t,
    dx: 10,
    textAnchor: 'start',
    fill,
    stroke: 'var(--paper)',
    strokeWidth: 4,
    fontWeight: 600,
  });
}

/** Heights for labels of lines that end at `values`, far enough apart to be read. */
export function labelPositions(values: readonly number[], domain: readonly [number, number]): number[] {
  return spread(values, (LABEL_GAP * (domain[1] - domain[0])) / (SIZE.height - MARGIN.marginTop - MARGIN.marginBottom));
}

/** Powers of ten as 10ⁿ, nothing at the ticks between. */
export function tenPower(value: number): string {
  const exponent = Math.log10(value);
  if (Math.abs(exponent - Math.round(exponent)) > 1e-9) return '';
  if (exponent > -2.5 && exponent < 3.5) return String(Number(value.toPrecision(3)));
  return `10${String(Math.round(exponent)).replace(/./g, (c) => (c === '-' ? '⁻' : '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(c)]))}`;
}
