// Floor 19 · columns as standardised numbers: z = (x − mean)/sd by the training rows; texts one-hot first.
//
// The means, the standard deviations (population form, as numpy's std) and the levels come from the training rows alone: the
// validation and test rows must not tell the model anything. A column that is constant there carries no information and its
// standard deviation is 0; it is kept as zeros, which changes no kernel value, whatever other rows hold.
import type { Matrix } from '../index.js';
import type { Column } from './dataset.js';

/** Mean and population standard deviation; `sd` is 0 for a constant column. */
export interface Scale {
  readonly mean: number;
  readonly sd: number;
}

/** How one column becomes one standardised column, or one per level. */
export type Encoding =
  | ({ readonly name: string; readonly kind: 'number' } & Scale)
  | { readonly name: string; readonly kind: 'text'; readonly levels: readonly ({ readonly text: string } & Scale)[] };

/**
 * Scale of `values[i]`, i in `rows`: exactly 0 when they are all equal, which a rounded variance would not be.
 *
 * Sums are taken of values divided by a power of two near the largest, which changes no digit and lets no square over- or underflow.
 */
export function fitScale(values: ArrayLike<number>, rows: ArrayLike<number>): Scale {
  const chosen = Float64Array.from(rows, (i) => values[i]);
  const [first] = chosen;
  if (chosen.every((x) => x === first)) return { mean: first, sd: 0 };
  const unit = 2 ** Math.floor(Math.log2(chosen.reduce((top, x) => Math.max(top, Math.abs(x)), 0)));
  const mean = (chosen.reduce((sum, x) => sum + x / unit, 0) / chosen.length) * unit;
  const squares = chosen.reduce((sum, x) => sum + (x / unit - mean / unit) ** 2, 0);
  return { mean, sd: Math.sqrt(squares / chosen.length) * unit };
}

/** (x − mean)/sd, and 0 for a constant column. */
export function standardise(x: number, { mean, sd }: Scale): number {
  return sd === 0 ? 0 : (x - mean) / sd;
}

/** Learns the encodings from the training rows; levels in alphabetical order. */
export function fitEncodings(features: readonly Column[], train: ArrayLike<number>): Encoding[] {
  return features.map((column) => {
    const { name } = column;
    if (column.kind === 'number') return { name, kind: 'number', ...fitScale(column.values, train) };
    const texts = [...new Set(Array.from(train, (i) => column.values[i]))].sort();
    const levels = texts.map((text) => ({
      text,
      ...fitScale(
        column.values.map((value) => (value === text ? 1 : 0)),
        train,
      ),
    }));
    return { name, kind: 'text', levels };
  });
}

/** Number of standardised columns. */
export function encodedWidth(encodings: readonly Encoding[]): number {
  return encodings.reduce((sum, encoding) => sum + (encoding.kind === 'number' ? 1 : encoding.levels.length), 0);
}

/** A text that the training rows did not have: it is in none of the known levels. */
export interface UnknownLevel {
  readonly column: string;
  readonly text: string;
}

/**
 * The chosen rows as a standardised matrix, rows×width.
 *
 * @param columns - in the order and of the kinds of `encodings`
 * @returns the matrix and the texts no level is known for (such a cell counts as none of the levels)
 */
export function encodeRows(
  columns: readonly Column[],
  encodings: readonly Encoding[],
  rows: ArrayLike<number>,
): { x: Matrix; unknown: UnknownLevel[] } {
  const width = encodedWidth(encodings);
  const data = new Float64Array(rows.length * width);
  const unknown = new Map<string, UnknownLevel>();
  let offset = 0;
  encodings.forEach((encoding, f) => {
    const column = columns[f];
    if (encoding.kind === 'number') {
      const values = column.values as Float64Array;
      for (let i = 0; i < rows.length; i++) data[i * width + offset] = standardise(values[rows[i]], encoding);
      offset += 1;
      return;
    }
    const known = new Set(encoding.levels.map((level) => level.text));
    for (let i = 0; i < rows.length; i++) {
      const text = column.values[rows[i]] as string;
      if (!known.has(text)) unknown.set(`${column.name}\n${text}`, { column: column.name, text });
      encoding.levels.forEach((level, l) => {
        data[i * width + offset + l] = standardise(text === level.text ? 1 : 0, level);
      });
    }
    offset += encoding.levels.length;
  });
  return { x: { data, shape: [rows.length, width] }, unknown: [...unknown.values()] };
}
