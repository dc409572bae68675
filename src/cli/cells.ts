// Floor 2 · the cells of a data file, a piece at a time: the memory that this takes does not grow with the file.
//
//   pieces ─▶ line feeds only ─▶ delimiter, from the head ─▶ rows that are whole ─▶ batches of cells
//                                                            └─ what is left of a row goes before the next piece
import Papa from 'papaparse';
import { collapseBlanks, type Delimiter, detectDelimiter, SAMPLE_CHARACTERS } from './detect.js';
import { DataError } from './fail.js';

/** Rows that follow each other. */
export interface Batch {
  /** Trimmed cells, row by row, empty rows included. */
  readonly rows: string[][];
  /** Line of the text on which each row starts; a quoted cell may run over several. */
  readonly starts: number[];
  /** Index of the first row in which a quote opens a cell and does not end it, if there is one. */
  readonly badQuote?: number;
}

/** Batches of cells, read anew each time they are gone through. */
export interface Cells extends Iterable<Batch> {
  readonly delimiter: Delimiter;
}

/**
 * The cells of a text that comes in pieces, which may be cut anywhere.
 *
 * @param file - name of the file, for messages
 * @throws {DataError} at a NUL byte
 */
export function openCells(pieces: Iterable<string>, file: string): Cells {
  const [head = ''] = lineFeeds(pieces, file);
  const delimiter = detectDelimiter(head);
  return { delimiter, [Symbol.iterator]: () => batches(lineFeeds(pieces, file), delimiter) };
}

/** The text with line feeds only; the first piece is enough to see how the file is written. */
function* lineFeeds(pieces: Iterable<string>, file: string): Generator<string> {
  let held = '';
  let line = 1;
  let begun = false;
  const clean = (text: string) => {
    let unix = text.replace(/\r\n?/g, '\n');
    // Excel may say its delimiter in a line of its own; it is detected anyway, and the line stays as an empty one.
    if (!begun) unix = unix.replace(/^\uFEFF/, '').replace(/^sep=.\n/i, '\n');
    begun = true;
    const at = unix.indexOf('\0');
    if (at >= 0) {
      line += lineEnds(unix.slice(0, at));
      throw new DataError(`${file}, line ${line} holds a NUL byte: this is not a text file of rows and columns`);
    }
    line += lineEnds(unix);
    return unix;
  };
  for (const piece of pieces) {
    held += piece;
    if (!begun && held.length <= SAMPLE_CHARACTERS) continue;
    // a carriage return at the end may be one half of a line end
    const end = held.endsWith('\r') ? held.length - 1 : held.length;
    yield clean(held.slice(0, end));
    held = held.slice(end);
  }
  yield clean(held);
}

function* batches(texts: Iterable<string>, delimiter: Delimiter): Generator<Batch> {
  let line = 1;
  let rest = '';
  const split = (last: boolean): Batch => {
    const { data, errors, meta } = new Papa.Parser({ delimiter, newline: '\n' }).parse(rest, 0, !last) as Papa.ParseResult<string[]>;
    rest = rest.slice(meta.cursor);
    const starts = data.map((row) => {
      const start = line;
      line += 1 + row.reduce((sum, cell) => sum + lineEnds(cell), 0);
      return start;
    });
    // of a row that is not whole yet nothing is to be said
    const badQuote = errors.find((error) => error.type === 'Quotes' && (error.row as number) < data.length)?.row;
    return { rows: data.map((row) => row.map((cell) => cell.trim())), starts, badQuote };
  };
  let enough = 0;
  for (const text of delimiter === ' ' ? blanksCollapsed(texts) : texts) {
    rest += text;
    if (rest.length < enough) continue;
    yield split(false);
    enough = 2 * rest.length; // after a quote that is never closed not every piece begins anew
  }
  yield split(true);
}

/** `collapseBlanks` of a text in pieces, which are cut anew at line ends outside quotes. */
function* blanksCollapsed(texts: Iterable<string>): Generator<string> {
  let rest = '';
  let [seen, cut, quoted] = [0, 0, false];
  for (const text of texts) {
    rest += text;
    for (; seen < rest.length; seen++) {
      if (rest[seen] === '"') quoted = !quoted;
      else if (rest[seen] === '\n' && !quoted) cut = seen + 1;
    }
    if (cut > 0) yield collapseBlanks(rest.slice(0, cut));
    rest = rest.slice(cut);
    seen -= cut;
    cut = 0;
  }
  yield collapseBlanks(rest);
}

function lineEnds(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count++;
  return count;
}
