// Floor 23 · the command `predict`: a saved model applied to the rows of a file.
//
//   pieces of the file ─▶ runs of rows ─▶ predictions as text ─▶ written when all rows have been read without a fault
//
// Of a row only its prediction stays: some twenty bytes, whatever its cells take. Nothing is written of a file that has a fault at its end.
import { basename } from 'node:path';
import { parseNumber } from './cell.js';
import type { UnknownLevel } from './encode.js';
import { readPieces, requireWritable, writeWhole } from './file.js';
import { plural, significant } from './format.js';
import { loadModel, predictTable, type SavedModel } from './model-file.js';
import { unknownNotes } from './study.js';
import { readTables, type Table } from './table.js';
import type { Terminal } from './terminal.js';

/**
 * Prints one prediction per row as CSV, `NA` where a feature is missing; remarks go to stderr.
 *
 * @throws {DataError} if a file cannot be read or does not fit the model
 */
export function predict(modelPath: string, dataPath: string, options: { out?: string }, terminal: Terminal): void {
  if (options.out !== undefined) requireWritable(options.out);
  const model = loadModel(modelPath);
  const file = basename(dataPath);
  const csv = ['prediction\n'];
  const unknown = new Map<string, UnknownLevel>();
  const error = { squares: 0, count: 0 };
  let [rows, holes, firstHole] = [0, 0, 0];
  for (const table of readTables(readPieces(dataPath), file)) {
    const { values, unknown: texts } = predictTable(model, table);
    csv.push(`${values.map((value) => value ?? 'NA').join('\n')}\n`);
    for (const text of texts) unknown.set(`${text.column}\n${text.text}`, text);
    addSquares(error, model, table, values);
    const missing = values.filter((value) => value === undefined).length;
    if (holes === 0 && missing > 0) firstHole = rows + values.indexOf(undefined) + 1;
    holes += missing;
    rows += values.length;
  }
  if (options.out === undefined) for (const piece of csv) terminal.stdout.write(piece);
  else writeWhole(options.out, csv);

  const say = (text: string) => terminal.stderr.write(`${text}\n`);
  if (options.out !== undefined) say(`${options.out} written · ${plural(rows, 'prediction')} of ${model.target.name}`);
  if (holes > 0) say(`note: ${plural(holes, 'row')} with missing features, first row ${firstHole}; prediction NA`);
  for (const note of unknownNotes([...unknown.values()])) say(`note: ${note}`);
  if (error.count > 0)
    say(`${file} holds ${model.target.name} too: root mean squared error ${significant(Math.sqrt(error.squares / error.count))}`);
}

/** Adds the squared errors, in the target's units, of the rows that have both values; none where the target is not in the table. */
function addSquares(
  error: { squares: number; count: number },
  model: SavedModel,
  table: Table,
  values: readonly (number | undefined)[],
): void {
  const j = table.columns.indexOf(model.target.name);
  if (j < 0) return;
  values.forEach((value, i) => {
    const truth = parseNumber(table.rows[i][j], table.decimalComma);
    if (value === undefined || truth === undefined) return;
    error.squares += (truth - value) ** 2;
    error.count++;
  });
}
