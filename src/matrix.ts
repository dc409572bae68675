// Floor 1 · dense matrices as plain data: row-major, cloneable, never written to.
import { MemoryLimitError, ShapeError } from './errors.js';

/** Dense row-major matrix: element (i, j) is `data[i * shape[1] + j]`. Structured-cloneable. */
export interface Matrix<T extends Float64Array | Float32Array = Float64Array> {
  readonly data: T;
  readonly shape: readonly [rows: number, cols: number];
}

/** Read as a matrix: a Matrix, an array of rows, a vector (one column), or an ml-matrix object. Never written to. */
export type MatrixLike =
  | Matrix
  | Matrix<Float32Array>
  | readonly ArrayLike<number>[]
  | readonly number[]
  | Float64Array
  | { readonly rows: number; readonly columns: number; get(i: number, j: number): number };

/** What `asMatrix` reads everything as. */
export type AnyMatrix = Matrix<Float64Array | Float32Array>;

/**
 * A matrix from an array of rows, or from row-major data with a shape. The data are copied.
 *
 * @throws {ShapeError} where rows differ in length, or the data do not fill the shape
 *
 * @example
 * matrix([[1, 2], [3, 4]]).shape // [2, 2]
 * matrix([1, 2, 3, 4, 5, 6], [2, 3]).data[5] // 6
 */
export function matrix(rows: readonly ArrayLike<number>[]): Matrix;
export function matrix(data: ArrayLike<number>, shape: readonly [number, number]): Matrix;
export function matrix(data: readonly ArrayLike<number>[] | ArrayLike<number>, shape?: readonly [number, number]): Matrix {
  if (typeof data !== 'object' || typeof data?.length !== 'number') {
    throw new ShapeError('matrix', shape === undefined ? 'rows' : 'data', 'be an array', describe(data));
  }
  if (shape === undefined) return fromRows(data as readonly ArrayLike<number>[], 'matrix', 'rows');
  const [m, n] = Array.isArray(shape) ? shape : [];
  if (!isSize(m) || !isSize(n)) {
    throw new ShapeError('matrix', 'shape', 'be two whole numbers ≥ 0', `[${shape}]`);
  }
  if (data.length !== m * n) throw new ShapeError('matrix', 'data', `have ${m}·${n} = ${m * n} numbers`, `${data.length}`);
  return { data: Float64Array.from(data as ArrayLike<number>), shape: [m, n] };
}

/**
 * The rows as arrays of numbers.
 *
 * @example
 * toRows(matrix([[1, 2], [3, 4]])) // [[1, 2], [3, 4]]
 */
export function toRows(a: Matrix): number[][] {
  const [m, n] = a.shape;
  return Array.from({ length: m }, (_, i) => Array.from(a.data.subarray(i * n, (i + 1) * n)));
}

function fromRows(rows: readonly ArrayLike<number>[], caller: string, argument: string): Matrix {
  const m = rows.length;
  const n = rows[0]?.length ?? 0;
  const data = new Float64Array(m * n);
  for (let i = 0; i < m; i++) {
    const row = rows[i] as ArrayLike<number>;
    if (typeof row !== 'object' || typeof row?.length !== 'number') {
      throw new ShapeError(caller, argument, 'be rows of numbers', `${describe(row)} in place of row ${i}`);
    }
    if (row.length !== n) throw new ShapeError(caller, argument, `have rows of one length (row 0 has ${n})`, `${row.length} in row ${i}`);
    for (let j = 0; j < n; j++) data[i * n + j] = row[j] as number;
  }
  return { data, shape: [m, n] };
}

const FOUR_GIB = 2 ** 32;

/** Reads any MatrixLike; a Matrix and a vector are not copied. @throws {ShapeError} naming caller and argument */
export function asMatrix(x: MatrixLike, caller: string, argument: string): AnyMatrix {
  if (x instanceof Float64Array || (x as unknown) instanceof Float32Array) {
    const data = x as Float64Array;
    return { data, shape: [data.length, 1] };
  }
  if (Array.isArray(x)) {
    if (typeof x[0] === 'number') return { data: Float64Array.from(x as number[]), shape: [x.length, 1] };
    return fromRows(x as ArrayLike<number>[], caller, argument);
  }
  if (typeof x === 'object' && x !== null) {
    if ('data' in x && 'shape' in x) return checked(x, caller, argument);
    if ('rows' in x && 'columns' in x && typeof x.get === 'function') {
      const { rows: m, columns: n } = x;
      if (!isSize(m) || !isSize(n)) throw new ShapeError(caller, argument, 'have two whole numbers ≥ 0 as rows and columns', `${m}×${n}`);
      // it says how large it is without proof: no more is made room for than linear memory could ever hold
      if (8 * m * n > FOUR_GIB) throw new MemoryLimitError(caller, 8 * m * n, FOUR_GIB);
      const data = new Float64Array(m * n);
      for (let i = 0; i < m; i++) for (let j = 0; j < n; j++) data[i * n + j] = x.get(i, j);
      return { data, shape: [m, n] };
    }
  }
  throw new ShapeError(
    caller,
    argument,
    'be a matrix: { data, shape }, an array of rows, a Float64Array or an ml-matrix object',
    describe(x),
  );
}

function checked(x: AnyMatrix, caller: string, argument: string): AnyMatrix {
  const { data, shape } = x;
  const typed = data instanceof Float64Array || data instanceof Float32Array;
  if (!typed) throw new ShapeError(caller, argument, 'hold a Float64Array or a Float32Array in data', describe(data));
  if (shape?.length !== 2 || !shape.every(isSize) || shape[0] * shape[1] !== data.length) {
    throw new ShapeError(caller, argument, `have a shape of two sizes whose product is its ${data.length} numbers`, `[${shape}]`);
  }
  return x;
}

const isSize = (v: unknown): v is number => Number.isInteger(v) && (v as number) >= 0;

/** What something is, for messages. */
export function describe(x: unknown): string {
  if (x === null || typeof x !== 'object') return String(x);
  return x.constructor?.name ?? 'an object';
}
