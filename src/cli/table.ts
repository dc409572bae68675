// Floor 2 · the text of a data file as named columns of cells.
//
//   text ─▶ delimiter? ─▶ cells ─▶ empty rows out ─▶ decimal sign? ─▶ header? ─▶ empty columns out ─▶ Table
//
// Rows are counted from 1 without the header, lines as an editor shows them: messages give both.
import { missingTest } from './cell.js';
import { type Delimiter, detectDecimalComma, detectDelimiter, detectHeader, splitCells } from './detect.js';
import { DataError } from './fail.js';

export interface Table {
  /** The file's name, for messages. */
  readonly file: string;
  readonly columns: readonly string[];
  /** `false`: the file has no header and the columns are called column1, column2, … */
  readonly header: boolean;
  /** Trimmed cells; every row has as many as there are columns. */
  readonly rows: readonly (readonly string[])[];
  /** Line of the file on which each row starts. */
  readonly lines: readonly number[];
  readonly delimiter: Delimiter;
  readonly decimalComma: boolean;
}

/** Where a row is, as messages say it: `concrete.csv, row 12 (line 13)`. */
export function place(table: Table, row: number): string {
  return `${table.file}, row ${row + 1} (line ${table.lines[row]})`;
}

/**
 * Reads comma, semicolon, tab or blank separated text, with or without header, decimal point or comma.
 *
 * @param text - decoded text of the file
 * @param file - its name, for messages
 * @throws {DataError} if there is no row, a quote is never closed, a row is longer or shorter than the first, or a name stands twice
 */
export function readTable(text: string, file: string): Table {
  // Excel may say its delimiter in a line of its own; it is detected anyway, and the line stays as an empty one.
  const clean = text
    .replace(/^\uFEFF/, '')
    .replace(/\r\n?/g, '\n')
    .replace(/^sep=.\n/i, '\n');
  refuseBinary(clean, file);
  if (clean.trim() === '') throw new DataError(`${file} is empty`);

  const delimiter = detectDelimiter(clean);
  const { rows: all, starts, badQuote } = splitCells(clean, delimiter);
  const filled = all.map((_, i) => i).filter((i) => all[i].some((cell) => cell !== ''));
  const cells = filled.map((i) => all[i]);
  const decimalComma = detectDecimalComma(cells, delimiter);
  const header = detectHeader(cells, decimalComma, missingTest([], decimalComma));
  const skip = header ? 1 : 0;
  if (badQuote !== undefined) {
    const row = filled.indexOf(badQuote) - skip + 1;
    const where = row === 0 ? `the header (line ${starts[badQuote]})` : `row ${row} (line ${starts[badQuote]})`;
    throw new DataError(`${file}, ${where}: a quote (") opens a cell and does not close it; double it ("") or remove it`);
  }
  const rows = cells.slice(skip);
  const lines = filled.slice(skip).map((i) => starts[i]);
  if (rows.length === 0) throw new DataError(`${file} has a header but no rows`);

  const width = cells[0].length;
  rows.forEach((row, i) => {
    while (row.length > width && row[row.length - 1] === '') row.pop();
    if (row.length !== width) {
      throw new DataError(
        `${file}, row ${i + 1} (line ${lines[i]}) has ${count(row.length, 'cell')}, the ${header ? 'header' : 'first row'} has ${width}`,
      );
    }
  });

  const names = header ? cells[0] : [];
  const kept = Array.from({ length: width }, (_, j) => j).filter((j) => (names[j] ?? '') !== '' || rows.some((row) => row[j] !== ''));
  const columns = kept.map((j) => names[j] || `column${j + 1}`);
  columns.forEach((name, j) => {
    const twin = columns.indexOf(name);
    if (twin < j) throw new DataError(`${file}: columns ${kept[twin] + 1} and ${kept[j] + 1} are both called "${name}"; rename one`);
  });
  return {
    file,
    columns,
    header,
    rows: kept.length === width ? rows : rows.map((row) => kept.map((j) => row[j])),
    lines,
    delimiter,
    decimalComma,
  };
}

function refuseBinary(text: string, file: string): void {
  const at = text.indexOf('\0');
  if (at < 0) return;
  const line = text.slice(0, at).split('\n').length;
  throw new DataError(`${file}, line ${line} holds a NUL byte: this is not a text file of rows and columns`);
}

function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`;
}
