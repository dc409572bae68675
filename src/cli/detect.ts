// Floor 1 · how a table is written: which delimiter, which decimal sign.
import Papa from 'papaparse';
import { parseNumber } from './cell.js';

/** Tab, semicolon and comma separate single cells; a blank stands for any run of blanks and tabs. */
export type Delimiter = ';' | '\t' | ',' | ' ';

/** In order of preference when two explain a file equally well. */
const DELIMITERS: readonly Delimiter[] = [';', '\t', ',', ' '];
/** Characters that the delimiter is told from. */
export const SAMPLE_CHARACTERS = 65536;
const SAMPLE_ROWS = 100;
/** "1,234" or "12,345,678": a comma that groups thousands. */
const THOUSANDS = /^[+-]?\d{1,3}(?:,\d{3})+$/;

/** Blank-separated text made ready for a one-character delimiter: runs of blanks outside quotes become one, line ends are trimmed. */
export function collapseBlanks(text: string): string {
  return text.replace(/("(?:[^"]|"")*")|[ \t]+/g, (_, quoted?: string) => quoted ?? ' ').replace(/^ | $/gm, '');
}

/**
 * The delimiter under which the rows have the same number of cells and most cells are numbers.
 *
 * @returns `','` for a table of one column
 */
export function detectDelimiter(text: string): Delimiter {
  const cut = text.length > SAMPLE_CHARACTERS ? text.lastIndexOf('\n', SAMPLE_CHARACTERS) : -1;
  const sample = cut > 0 ? text.slice(0, cut) : text;
  let best: Delimiter = ',';
  let bestScore = 0;
  for (const delimiter of DELIMITERS) {
    const text = delimiter === ' ' ? collapseBlanks(sample) : sample;
    const { data } = Papa.parse<string[]>(text, { delimiter, newline: '\n', preview: SAMPLE_ROWS });
    const rows = data.map((row) => row.map((cell) => cell.trim())).filter((row) => row.some((cell) => cell !== ''));
    const widths = new Map<number, number>();
    for (const row of rows) widths.set(row.length, (widths.get(row.length) ?? 0) + 1);
    const [width, count] = [...widths].reduce((a, b) => (b[1] > a[1] ? b : a), [0, 0]);
    if (width < 2) continue;
    const cells = rows.flat().filter((cell) => cell !== '');
    const numeric = (cell: string) => parseNumber(cell, false) ?? (delimiter === ',' ? undefined : parseNumber(cell, true));
    const share = cells.filter((cell) => numeric(cell) !== undefined).length / cells.length;
    const score = (count / rows.length) * (1 + share);
    if (score > bestScore) [best, bestScore] = [delimiter, score];
  }
  return best;
}

/** A number that only a decimal comma explains. Between comma delimiters "1,234" is left alone: more likely a thousand than a fraction. */
export function needsComma(cell: string, delimiter: Delimiter): boolean {
  return cell.includes(',') && parseNumber(cell, true) !== undefined && !(delimiter === ',' && THOUSANDS.test(cell));
}

/** A number that only a decimal point explains. */
export function needsPoint(cell: string): boolean {
  return cell.includes('.') && !cell.includes(',') && parseNumber(cell, false) !== undefined;
}
