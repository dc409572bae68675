// Floor 1 · how a table is written: which delimiter, which decimal sign, a header or not.
import Papa from 'papaparse';
import { parseNumber } from './cell.js';

/** Tab, semicolon and comma separate single cells; a blank stands for any run of blanks and tabs. */
export type Delimiter = ';' | '\t' | ',' | ' ';

/** In order of preference when two explain a file equally well. */
const DELIMITERS: readonly Delimiter[] = [';', '\t', ',', ' '];
const SAMPLE_CHARACTERS = 65536;
const SAMPLE_ROWS = 100;
/** "1,234" or "12,345,678": a comma that groups thousands. */
const THOUSANDS = /^[+-]?\d{1,3}(?:,\d{3})+$/;

/** Blank-separated text made ready for a one-character delimiter: runs of blanks outside quotes become one, line ends are trimmed. */
export function collapseBlanks(text: string): string {
  return text.replace(/("(?:[^"]|"")*")|[ \t]+/g, (_, quoted?: string) => quoted ?? ' ').replace(/^ | $/gm, '');
}

export interface Cells {
  /** Trimmed cells, row by row, empty rows included. */
  readonly rows: string[][];
  /** Line of the text on which each row starts; a quoted cell may run over several. */
  readonly starts: number[];
  /** Index of the row in which a quote opens a cell and does not end it, if there is one. */
  readonly badQuote?: number;
}

/**
 * Text with line feeds only, split into cells.
 *
 * @param preview - read at most so many rows; 0 for all
 */
export function splitCells(text: string, delimiter: Delimiter, preview = 0): Cells {
  const parsed = Papa.parse<string[]>(delimiter === ' ' ? collapseBlanks(text) : text, { delimiter, newline: '\n', preview });
  let line = 1;
  const starts = parsed.data.map((row) => {
    const start = line;
    line += 1 + row.reduce((sum, cell) => sum + (cell.match(/\n/g)?.length ?? 0), 0);
    return start;
  });
  const badQuote = parsed.errors.find((error) => error.type === 'Quotes')?.row;
  return { rows: parsed.data.map((row) => row.map((cell) => cell.trim())), starts, badQuote };
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
    const rows = splitCells(sample, delimiter, SAMPLE_ROWS).rows.filter((row) => row.some((cell) => cell !== ''));
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

/**
 * Whether numbers are written with a decimal comma: more cells need it than need a decimal point.
 *
 * Between comma delimiters "1,234" is left alone: there it is more likely a thousand than a fraction.
 */
export function detectDecimalComma(rows: readonly (readonly string[])[], delimiter: Delimiter): boolean {
  let comma = 0;
  let point = 0;
  for (const row of rows) {
    for (const cell of row) {
      if (cell.includes(',')) {
        if (parseNumber(cell, true) !== undefined && !(delimiter === ',' && THOUSANDS.test(cell))) comma++;
      } else if (cell.includes('.') && parseNumber(cell, false) !== undefined) point++;
    }
  }
  return comma > point;
}

/**
 * Whether the first row names the columns: it holds no number at all, or a text above a column of numbers.
 *
 * The second rule finds headers with numbers among the names (wavelengths, years).
 */
export function detectHeader(rows: readonly (readonly string[])[], decimalComma: boolean, missing: (cell: string) => boolean): boolean {
  const [first, ...rest] = rows;
  const isNumber = (cell: string | undefined) => cell !== undefined && parseNumber(cell, decimalComma) !== undefined;
  if (!first.some(isNumber)) return first.some((cell) => !missing(cell));
  return first.some((cell, j) => {
    if (missing(cell) || isNumber(cell)) return false;
    const below = rest.map((row) => row[j] ?? '').filter((value) => !missing(value));
    return below.length > 0 && below.filter(isNumber).length > below.length / 2;
  });
}
