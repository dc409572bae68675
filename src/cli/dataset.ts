// Floor 5 · from a table to what a study needs: complete rows of one target and some features.
import { missingTest } from './cell.js';
import { abridged, columnKind, findColumn, numberAt } from './columns.js';
import { DataError, UsageError } from './fail.js';
import { place, type Table } from './table.js';

/** One column over all kept rows. */
export type Column =
  | { readonly name: string; readonly kind: 'number'; readonly values: Float64Array }
  | { readonly name: string; readonly kind: 'text'; readonly values: readonly string[] };

export interface Dataset {
  readonly name: string;
  readonly target: { readonly name: string; readonly values: Float64Array };
  readonly features: readonly Column[];
  /** Row number in the file (from 1, header not counted) of each kept row. */
  readonly sourceRows: Int32Array;
  /** Rows left out because a needed cell is missing. */
  readonly dropped: number;
  /** What was decided on the user's behalf, one sentence each. */
  readonly notes: readonly string[];
}

export interface Choice {
  readonly target: string;
  /** Feature columns; without it every other column. */
  readonly features?: readonly string[];
  /** Columns that are no features but must be complete. */
  readonly require?: readonly string[];
  /** Texts that stand for a missing value, besides the usual ones. */
  readonly missing?: readonly string[];
}

/** More texts than this in one column are names or dates, not categories. */
const MOST_LEVELS = 100;

/**
 * Keeps the rows that are complete in the target, the features and the required columns.
 *
 * Without a list of features, columns that cannot be features (empty ones, texts that hardly repeat) are left out with a note;
 * a column that was asked for by name is an error instead.
 *
 * @throws {DataError} for an unknown column, a text target, a cell that is no number in a column of numbers, or no complete row
 * @throws {UsageError} if the target is also a feature, or a feature is named twice
 */
export function selectData(table: Table, name: string, choice: Choice): Dataset {
  const missing = missingTest(choice.missing ?? [], table.decimalComma);
  const target = findColumn(table, choice.target, '--target');
  const required = (choice.require ?? []).map((column) => findColumn(table, column, '--require'));
  const notes: string[] = [];
  refuseTextTarget(table, target, missing);
  const features = choice.features ? namedFeatures(table, target, choice.features, missing) : allFeatures(table, target, missing, notes);

  const needed = [...new Set([target, ...features, ...required])];
  const rows = table.rows.map((_, i) => i).filter((i) => needed.every((j) => !missing(table.rows[i][j])));
  const dropped = table.rows.length - rows.length;
  if (dropped > 0) {
    const holes = needed.map((j) => ({ column: table.columns[j], count: table.rows.filter((row) => missing(row[j])).length }));
    const worst = holes.reduce((a, b) => (b.count > a.count ? b : a));
    const most = `most in "${worst.column}" (${worst.count})`;
    if (rows.length === 0) throw new DataError(`${table.file}: no row is complete in the target and the features; missing values: ${most}`);
    notes.push(`${dropped} of ${table.rows.length} rows left out for missing values, ${most}`);
  }

  const read = (j: number) => Float64Array.from(rows, (i) => numberAt(table, i, j));
  return {
    name,
    target: { name: table.columns[target], values: read(target) },
    features: features.map((j) =>
      columnKind(table, j, missing) === 'number'
        ? { name: table.columns[j], kind: 'number', values: read(j) }
        : { name: table.columns[j], kind: 'text', values: rows.map((i) => table.rows[i][j]) },
    ),
    sourceRows: Int32Array.from(rows, (i) => i + 1),
    dropped,
    notes,
  };
}

function refuseTextTarget(table: Table, target: number, missing: (cell: string) => boolean): void {
  const kind = columnKind(table, target, missing);
  const name = table.columns[target];
  if (kind === 'empty') throw new DataError(`${table.file}: the target column "${name}" is empty`);
  if (kind === 'number') return;
  const row = table.rows.findIndex((cells) => !missing(cells[target]));
  throw new DataError(`${place(table, row)}: the target "${name}" holds text ("${table.rows[row][target]}"); a number is needed`);
}

function namedFeatures(table: Table, target: number, names: readonly string[], missing: (cell: string) => boolean): number[] {
  if (names.length === 0) throw new UsageError('--features names no column');
  const features = names.map((name) => findColumn(table, name, '--features'));
  features.forEach((j, i) => {
    const column = table.columns[j];
    if (j === target) throw new UsageError(`--features: "${column}" is the target`);
    if (features.indexOf(j) < i) throw new UsageError(`--features names "${column}" twice`);
    const kind = columnKind(table, j, missing);
    if (kind === 'empty') throw new DataError(`${table.file}: the feature column "${column}" is empty`);
    const levels = kind === 'text' ? countLevels(table, j, missing) : 0;
    if (levels > MOST_LEVELS) {
      throw new DataError(`${table.file}: column "${column}" holds ${levels} different texts; at most ${MOST_LEVELS} can be categories`);
    }
  });
  return features;
}

function allFeatures(table: Table, target: number, missing: (cell: string) => boolean, notes: string[]): number[] {
  const empty: string[] = [];
  const unique: string[] = [];
  const features = table.columns
    .map((_, j) => j)
    .filter((j) => {
      if (j === target) return false;
      const kind = columnKind(table, j, missing);
      if (kind === 'empty') empty.push(table.columns[j]);
      const many = kind === 'text' && countLevels(table, j, missing) > Math.min(MOST_LEVELS, table.rows.length / 2);
      if (many) unique.push(table.columns[j]);
      return kind !== 'empty' && !many;
    });
  if (empty.length > 0) notes.push(`left out, empty: ${abridged(empty)}`);
  if (unique.length > 0) notes.push(`left out, texts that hardly repeat (names, dates): ${abridged(unique)}`);
  if (features.length === 0) throw new DataError(`${table.file} has no feature column besides the target "${table.columns[target]}"`);
  return features;
}

function countLevels(table: Table, j: number, missing: (cell: string) => boolean): number {
  return new Set(table.rows.map((row) => row[j]).filter((cell) => !missing(cell))).size;
}
