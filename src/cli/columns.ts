// Floor 4 · which columns a command means, and what a column holds.
import Papa from 'papaparse';
import { parseNumber } from './cell.js';
import { DataError } from './fail.js';
import { place, type Table } from './table.js';

/** A comma-separated list of names; a name with a comma in it stands in double quotes. */
export function parseNames(list: string): string[] {
  const [row = []] = Papa.parse<string[]>(list, { delimiter: ',' }).data;
  return row.map((name) => name.trim()).filter((name) => name !== '');
}

/**
 * Index of a column given by its name, by its number counted from 1, or as `last`; a name wins over a number.
 *
 * @param option - the option that named it, for the message
 * @throws {DataError} if there is none, with the names there are
 */
export function findColumn(table: Table, name: string, option: string): number {
  const byName = table.columns.indexOf(name);
  if (byName >= 0) return byName;
  if (name === 'last') return table.columns.length - 1;
  if (/^\d+$/.test(name) && Number(name) >= 1 && Number(name) <= table.columns.length) return Number(name) - 1;
  const near = table.columns.find((column) => column.toLowerCase() === name.toLowerCase());
  const hint = near ? `did you mean "${near}"?` : `columns: ${abridged(table.columns)}`;
  throw new DataError(`${table.file} has no column "${name}" (${option}); ${hint}`);
}

/** What the cells of a column are: numbers, texts, or nothing at all. A column is text when fewer than half of its cells are numbers. */
export function columnKind(table: Table, j: number, missing: (cell: string) => boolean): 'number' | 'text' | 'empty' {
  let numbers = 0;
  let texts = 0;
  for (const row of table.rows) {
    if (missing(row[j])) continue;
    if (parseNumber(row[j], table.decimalComma) === undefined) texts++;
    else numbers++;
  }
  if (numbers + texts === 0) return 'empty';
  return numbers >= texts ? 'number' : 'text';
}

/**
 * The number in a cell.
 *
 * @throws {DataError} naming row and column if it is something else
 */
export function numberAt(table: Table, row: number, j: number): number {
  const cell = table.rows[row][j];
  const value = parseNumber(cell, table.decimalComma);
  if (value !== undefined) return value;
  throw new DataError(
    `${place(table, row)}, column "${table.columns[j]}": "${shorten(cell)}" is not a number; correct it, or give --missing "${shorten(cell)}" if it means no value`,
  );
}

/** At most eight names, and how many more there are. */
export function abridged(names: readonly string[]): string {
  const shown = names.slice(0, 8).join(', ');
  return names.length > 8 ? `${shown} and ${names.length - 8} more` : shown;
}

function shorten(text: string): string {
  const line = text.replace(/\s+/g, ' ');
  return line.length > 40 ? `${line.slice(0, 39)}…` : line;
}
