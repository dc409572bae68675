// Floor 23 · the command `predict`: a saved model applied to the rows of a file.
import { basename } from 'node:path';
import { parseNumber } from './cell.js';
import { readText, writeWhole } from './file.js';
import { plural, significant } from './format.js';
import { loadModel, predictTable, type SavedModel } from './model-file.js';
import { unknownNotes } from './study.js';
import { readTable, type Table } from './table.js';
import type { Terminal } from './terminal.js';

/**
 * Prints one prediction per row as CSV, `NA` where a feature is missing; remarks go to stderr.
 *
 * @throws {DataError} if a file cannot be read or does not fit the model
 */
export function predict(modelPath: string, dataPath: string, options: { out?: string }, terminal: Terminal): void {
  const model = loadModel(modelPath);
  const table = readTable(readText(dataPath), basename(dataPath));
  const { values, unknown } = predictTable(model, table);
  const csv = `prediction\n${values.map((value) => value ?? 'NA').join('\n')}\n`;
  if (options.out === undefined) terminal.stdout.write(csv);
  else writeWhole(options.out, csv);

  const say = (text: string) => terminal.stderr.write(`${text}\n`);
  if (options.out !== undefined) say(`${options.out} written · ${plural(values.length, 'prediction')} of ${model.target.name}`);
  const holes = values.filter((value) => value === undefined).length;
  if (holes > 0) say(`note: ${plural(holes, 'row')} with missing features, first row ${values.indexOf(undefined) + 1}; prediction NA`);
  for (const note of unknownNotes(unknown)) say(`note: ${note}`);
  const error = rootMeanSquare(model, table, values);
  if (error !== undefined) say(`${table.file} holds ${model.target.name} too: root mean squared error ${significant(error)}`);
}

/** In the target's units, over the rows that have both; `undefined` where the target is not in the table. */
function rootMeanSquare(model: SavedModel, table: Table, values: readonly (number | undefined)[]): number | undefined {
  const j = table.columns.indexOf(model.target.name);
  if (j < 0) return undefined;
  let sum = 0;
  let count = 0;
  values.forEach((value, i) => {
    const truth = parseNumber(table.rows[i][j], table.decimalComma);
    if (value === undefined || truth === undefined) return;
    sum += (truth - value) ** 2;
    count++;
  });
  return count > 0 ? Math.sqrt(sum / count) : undefined;
}
