// Floor 1 · a reproduced paper on the screen: one row a line, published beside here; what needs words has them below.
import { plural } from '../format.js';
import type { Paint } from '../terminal.js';
import type { Row, Status, Study } from './row.js';

const MARKS: Readonly<Record<Status, string>> = { agrees: '✓', differs: '✗', unpublished: '·', unconfirmed: '?', 'missing data': '–' };
const WIDTH = 80;
const WHAT = 38;

/** What the marks mean. */
export const legend = (paint: Paint): string =>
  paint.dim(
    '✓ agrees with what is published (0: an identity or theorem holds)   ✗ differs\n' +
      '· never published; checked against an independent run   – not computed here\n' +
      '? the published number is not confirmed',
  );

/** A number of a row: six digits, or fewer where it has fewer; very large and small ones with a power of ten. */
export function numberText(value: number): string {
  if (Number.isNaN(value)) return '–';
  if (value === 0 || Number.isInteger(value)) return String(value).replace('-', '−');
  const size = Math.abs(value);
  const text = size >= 1e6 || size < 1e-3 ? value.toExponential(4).replace('e+', 'e') : String(Number(value.toPrecision(6)));
  return text.replace(/-/g, '−');
}

export const publishedText = ({ published }: Row): string => (published === undefined ? '' : String(published).replace(/^-/, '−'));

/** The table of one study. */
export function tableText({ name, title, rows }: Study, paint: Paint): string {
  const what = Math.min(WHAT, Math.max(...rows.map((row) => row.what.length)));
  const columns = (cells: readonly string[]) => `  ${cells[0].padStart(11)}  ${cells[1].padStart(11)}  ${cells[2]}`.trimEnd();
  const lines = rows.flatMap((row) => {
    const parts = wrap(row.what, what).map((text, i) => `${i === 0 ? MARKS[row.status] : ' '} ${text.padEnd(what)}`);
    const numbers = columns([publishedText(row), numberText(row.here), row.status]);
    const note =
      row.note && (row.status === 'differs' || row.status === 'missing data')
        ? wrap(row.note, WIDTH - 4).map((text) => paint.dim(`    ${text}`))
        : [];
    const shown = parts.map((text, i) => (i === parts.length - 1 ? text + numbers : text).trimEnd());
    return [...(row.status === 'differs' ? shown.map((text) => paint.warn(paint.bold(text))) : shown), ...note];
  });
  return [
    paint.bold(`eigenstill · ${name}`),
    ...wrap(title, WIDTH),
    paint.dim(`  ${' '.repeat(what)}${columns(['published', 'here', ''])}`),
    ...lines,
    '',
    `  ${countText(rows)}`,
  ].join('\n');
}

/** "47 rows: 31 agree, 15 unpublished, 1 missing data". */
export function countText(rows: readonly Row[]): string {
  const count = (status: Status, word: string) => {
    const n = rows.filter((row) => row.status === status).length;
    return n > 0 ? [`${n} ${word}`] : [];
  };
  const parts = [
    ...count('agrees', 'agree'),
    ...count('differs', 'differ'),
    ...count('unpublished', 'never published'),
    ...count('unconfirmed', 'not confirmed'),
    ...count('missing data', 'not computed'),
  ];
  return `${plural(rows.length, 'row')}: ${parts.join(', ')}`;
}

function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line && line.length + word.length + 1 > width) {
      lines.push(line);
      line = word;
    } else line = line ? `${line} ${word}` : word;
  }
  return [...lines, line];
}
