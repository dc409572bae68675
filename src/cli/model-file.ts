// Floor 22 · a chosen model as a JSON file, and predictions from it.
//
//   f(x) = mean + sd · Σᵢ coefᵢ k(z(x), zᵢ),   z the standardised features, zᵢ the training rows
import { type Kernel, matrix, version } from '../index.js';
import { missingTest } from './cell.js';
import { numberAt } from './columns.js';
import type { Column } from './dataset.js';
import { type Encoding, encodedWidth, encodeRows, type Scale, type UnknownLevel } from './encode.js';
import { DataError } from './fail.js';
import { readText, writeWhole } from './file.js';
import { predictRows } from './predict-rows.js';
import type { Result, Study } from './study.js';
import type { Table } from './table.js';

const FORMAT = 'eigenstill-model';

export interface SavedModel {
  readonly format: typeof FORMAT;
  readonly formatVersion: 1;
  /** Version of the package that wrote it. */
  readonly writtenBy: string;
  /** The study it comes from and how it did there; for the reader, not needed to predict. */
  readonly study: { readonly name: string; readonly select: string; readonly order: string } & Result;
  readonly target: { readonly name: string } & Scale;
  readonly features: readonly Encoding[];
  /** Texts that stood for a missing value, besides the usual ones. */
  readonly missing: readonly string[];
  readonly kernel: Kernel;
  /** Standardised training rows and their coefficients. */
  readonly train: readonly (readonly number[])[];
  readonly coef: readonly number[];
}

/** The chosen model of a study. */
export function modelOf(study: Study, missing: readonly string[]): SavedModel {
  const { fitted, protocol } = study;
  const [n, p] = fitted.train.shape;
  return {
    format: FORMAT,
    formatVersion: 1,
    writtenBy: version,
    study: { name: study.name, select: protocol.select, order: protocol.order, ...study.results[study.chosen] },
    target: { name: study.target, ...fitted.target },
    features: fitted.encodings,
    missing,
    kernel: study.kernel,
    train: Array.from({ length: n }, (_, i) => Array.from(fitted.train.data.subarray(i * p, (i + 1) * p))),
    coef: Array.from(fitted.coef.data),
  };
}

/** Writes it; `predict` reads every number back to the same bits. */
export function saveModel(path: string, model: SavedModel): void {
  writeWhole(path, `${JSON.stringify(model)}\n`);
}

/**
 * Reads a model file and checks every part of it.
 *
 * @throws {DataError} if the file is missing, is no JSON, is no model, or a part of it is not what it must be
 */
export function loadModel(path: string): SavedModel {
  const text = readText(path);
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new DataError(`${path} is not JSON; a model is written by eigenstill distill … --save model.json`);
  }
  const wrong = fault(json);
  if (wrong) throw new DataError(`${path} is not a model of eigenstill: ${wrong}`);
  return json as SavedModel;
}

/** The first thing that is wrong with a parsed model file, or `undefined`. */
function fault(json: unknown): string | undefined {
  if (!isRecord(json) || json.format !== FORMAT) return `"format" must be "${FORMAT}"`;
  if (json.formatVersion !== 1) return `"formatVersion" must be 1; got ${JSON.stringify(json.formatVersion)}`;
  if (!isRecord(json.target) || typeof json.target.name !== 'string' || !isScale(json.target))
    return '"target" must have name, mean and sd';
  if (!Array.isArray(json.features) || json.features.length === 0 || !json.features.every(isEncoding))
    return '"features" must be a list of encodings';
  if (!Array.isArray(json.missing) || !json.missing.every((text) => typeof text === 'string')) return '"missing" must be a list of texts';
  if (!isRecord(json.kernel) || typeof json.kernel.type !== 'string') return '"kernel" must have a type';
  const width = encodedWidth(json.features);
  if (!Array.isArray(json.train) || json.train.length === 0) return '"train" must be a list of rows';
  const row = json.train.findIndex((values) => !isNumbers(values, width));
  if (row >= 0) return `"train" row ${row + 1} must be ${width} numbers`;
  if (!isNumbers(json.coef, json.train.length)) return `"coef" must be ${json.train.length} numbers`;
  return undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isNumbers(value: unknown, length: number): boolean {
  return Array.isArray(value) && value.length === length && value.every((x) => Number.isFinite(x));
}

function isScale(value: Record<string, unknown>): boolean {
  return Number.isFinite(value.mean) && Number.isFinite(value.sd) && (value.sd as number) >= 0;
}

function isEncoding(value: unknown): value is Encoding {
  if (!isRecord(value) || typeof value.name !== 'string') return false;
  if (value.kind === 'number') return isScale(value);
  if (value.kind !== 'text' || !Array.isArray(value.levels)) return false;
  return value.levels.every((level) => isRecord(level) && typeof level.text === 'string' && isScale(level));
}

export interface Predictions {
  /** One for each row of the table, in the target's units; `undefined` where a feature is missing. */
  readonly values: readonly (number | undefined)[];
  /** Texts that were in no training row. */
  readonly unknown: readonly UnknownLevel[];
}

/**
 * Applies a model to the rows of a table, which needs its feature columns in any order, and no target.
 *
 * @throws {DataError} if a feature column is not there, or a cell of a numeric one is no number
 */
export function predictTable(model: SavedModel, table: Table): Predictions {
  const missing = missingTest(model.missing, table.decimalComma);
  const columns = model.features.map(({ name }) => {
    const j = table.columns.indexOf(name);
    if (j >= 0) return j;
    throw new DataError(
      `${table.file} has no column "${name}"; the model needs ${model.features.map((feature) => feature.name).join(', ')}`,
    );
  });
  const complete = table.rows.map((_, i) => i).filter((i) => columns.every((j) => !missing(table.rows[i][j])));
  const values = new Array<number | undefined>(table.rows.length).fill(undefined);
  if (complete.length === 0) return { values, unknown: [] };

  const read: Column[] = model.features.map(({ name, kind }, f) =>
    kind === 'number'
      ? { name, kind, values: Float64Array.from(complete, (i) => numberAt(table, i, columns[f])) }
      : { name, kind, values: complete.map((i) => table.rows[i][columns[f]]) },
  );
  const { x, unknown } = encodeRows(
    read,
    model.features,
    complete.map((_, i) => i),
  );
  const predicted = predictRows(model.kernel, x, matrix(model.train), matrix(model.coef, [model.coef.length, 1])).data;
  complete.forEach((i, k) => {
    values[i] = model.target.mean + model.target.sd * predicted[k];
  });
  return { values, unknown };
}
