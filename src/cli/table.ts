// Floor 3 · the text of a data file as named columns of cells.
//
//   cells ─▶ empty rows out ─▶ decimal sign? ─▶ header? ─▶ empty columns out ─▶ Table, whole or in runs of rows
//
// How a file is written is decided from all of it, so its cells are gone through twice: once to look, once to read. Rows are counted from 1
// without the header, lines as an editor shows them: messages give both.
import { missingTest, parseNumber } from './cell.js';
import { type Batch, openCells } from './cells.js';
import { type Delimiter, needsComma, needsPoint } from './detect.js';
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
  /** Rows of the file before these. */
  readonly before: number;
  readonly delimiter: Delimiter;
  readonly decimalComma: boolean;
}

/** Where a row is, as messages say it: `concrete.csv, row 12 (line 13)`. */
export function place(table: Table, row: number): string {
  return `${table.file}, row ${table.before + row + 1} (line ${table.lines[row]})`;
}

/**
 * Reads comma, semicolon, tab or blank separated text, with or without header, decimal point or comma.
 *
 * @param text - decoded text of the file
 * @param file - its name, for messages
 * @throws {DataError} if there is no row, a quote is never closed, a row is longer or shorter than the first, or a name stands twice
 */
export function readTable(text: string, file: string): Table {
  const cells = openCells([text], file);
  const batches = [...cells];
  const layout = survey(batches, cells.delimiter, file);
  const parts = [...tables(batches, layout)];
  return { ...layout, rows: parts.flatMap((part) => part.rows), lines: parts.flatMap((part) => part.lines), before: 0 };
}

/**
 * The same table in runs of rows, for files that memory should not hold: nothing is given before the whole file has been looked at.
 *
 * @param pieces - the text, gone through three times
 * @throws {DataError} as `readTable`
 */
export function* readTables(pieces: Iterable<string>, file: string): Generator<Table> {
  const cells = openCells(pieces, file);
  yield* tables(cells, survey(cells, cells.delimiter, file));
}

/** What all of a file tells about each of its rows. */
interface Layout extends Pick<Table, 'file' | 'columns' | 'header' | 'delimiter' | 'decimalComma'> {
  readonly width: number;
  /** Columns of the file that are columns of the table. */
  readonly kept: readonly number[];
}

const isFilled = (row: readonly string[]) => row.some((cell) => cell !== '');

/** Drops empty cells beyond the width. */
function trimEnd(row: string[], width: number): void {
  while (row.length > width && row[row.length - 1] === '') row.pop();
}

function survey(batches: Iterable<Batch>, delimiter: Delimiter, file: string): Layout {
  const missing = missingTest([], false);
  let first: string[] = [];
  let filled = 0;
  let [comma, point] = [0, 0];
  let [bad, uneven]: [{ row: number; line: number } | undefined, { row: number; line: number; cells: number } | undefined] = [
    undefined,
    undefined,
  ];
  let mixed = false;
  const used: boolean[] = [];
  /** Below the first row: cells of each column, and how many are numbers by decimal point and by decimal comma. */
  const below: { cells: number; point: number; comma: number }[] = [];
  for (const { rows, starts, badQuote } of batches) {
    for (const [i, row] of rows.entries()) {
      if (!isFilled(row)) continue;
      if (filled === 0) {
        first = row;
        mixed = row.some((cell) => isNumber(cell, false) || isNumber(cell, true));
      }
      if (i === badQuote) bad ??= { row: filled, line: starts[i] };
      for (const [j, cell] of row.entries()) {
        if (cell === '') continue;
        used[j] = true;
        if (needsComma(cell, delimiter)) comma++;
        else if (needsPoint(cell)) point++;
        // only where numbers stand in the first row it takes the others to tell whether it is a header
        if (!mixed || filled === 0 || missing(cell)) continue;
        below[j] ??= { cells: 0, point: 0, comma: 0 };
        below[j].cells++;
        if (isNumber(cell, false)) below[j].point++;
        if (isNumber(cell, true)) below[j].comma++;
      }
      if (filled > 0) trimEnd(row, first.length);
      if (row.length !== first.length) uneven ??= { row: filled, line: starts[i], cells: row.length };
      filled++;
    }
  }
  if (filled === 0) throw new DataError(`${file} is empty`);

  const decimalComma = comma > point;
  const header = isHeader(
    first,
    (cell) => isNumber(cell, decimalComma),
    missing,
    (j) => (below[j] ? below[j][decimalComma ? 'comma' : 'point'] > below[j].cells / 2 : false),
  );
  const number = (row: number) => (header ? row : row + 1);
  if (bad) {
    const where = number(bad.row) === 0 ? `the header (line ${bad.line})` : `row ${number(bad.row)} (line ${bad.line})`;
    throw new DataError(`${file}, ${where}: a quote (") opens a cell and does not close it; double it ("") or remove it`);
  }
  if (header && filled === 1) throw new DataError(`${file} has a header but no rows`);
  const width = first.length;
  if (uneven) {
    const cells = `${uneven.cells} cell${uneven.cells === 1 ? '' : 's'}`;
    const other = header ? 'header' : 'first row';
    throw new DataError(`${file}, row ${number(uneven.row)} (line ${uneven.line}) has ${cells}, the ${other} has ${width}`);
  }

  const kept = first.map((_, j) => j).filter((j) => used[j]);
  const columns = kept.map((j) => (header && first[j]) || `column${j + 1}`);
  columns.forEach((name, j) => {
    const twin = columns.indexOf(name);
    if (twin < j) throw new DataError(`${file}: columns ${kept[twin] + 1} and ${kept[j] + 1} are both called "${name}"; rename one`);
  });
  return { file, columns, header, delimiter, decimalComma, width, kept };
}

function* tables(batches: Iterable<Batch>, { width, kept, ...layout }: Layout): Generator<Table> {
  let before = layout.header ? -1 : 0;
  for (const batch of batches) {
    const at = batch.rows.map((_, i) => i).filter((i) => isFilled(batch.rows[i]));
    if (before < 0 && at.length > 0) {
      at.shift();
      before = 0;
    }
    if (at.length === 0) continue;
    const rows = at.map((i) => {
      const row = batch.rows[i];
      trimEnd(row, width);
      // the file may have been written to since it was looked at
      if (row.length !== width) throw new DataError(`${layout.file} has changed while it was read`);
      return kept.length === width ? row : kept.map((j) => row[j]);
    });
    yield { ...layout, rows, lines: at.map((i) => batch.starts[i]), before };
    before += rows.length;
  }
}

const isNumber = (cell: string, decimalComma: boolean) => parseNumber(cell, decimalComma) !== undefined;

/**
 * Whether the first row names the columns: it holds no number at all, or a text above a column of numbers.
 *
 * The second rule finds headers with numbers among the names (wavelengths, years).
 */
function isHeader(
  first: readonly string[],
  number: (cell: string) => boolean,
  missing: (cell: string) => boolean,
  numbersBelow: (j: number) => boolean,
): boolean {
  if (!first.some(number)) return first.some((cell) => !missing(cell));
  return first.some((cell, j) => !missing(cell) && !number(cell) && numbersBelow(j));
}
