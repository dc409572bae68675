// Floor 19 · predictions of kernel models for new rows; the memory that they take does not grow with the rows.
import { type Kernel, KernelRidge, type Matrix } from '../index.js';

/**
 * f(x) = k(x, X) C for every row of `rows`, one column of predictions per column of `coef`.
 *
 * @param rows - m×p
 * @param train - X, n×p
 * @param coef - C, n×q
 * @returns m×q
 */
export function predictRows(kernel: Kernel, rows: Matrix, train: Matrix, coef: Matrix): Matrix {
  const fits = [{ coef, intercept: new Float64Array(coef.shape[1]) }];
  const options = { kernel, lambda: 1 };
  return KernelRidge.fromJSON({ model: 'KernelRidge', version: 1, options, x: train, fits, lambda: [1], xi: [] }).predict(rows);
}

/** Columns side by side: n×1 vectors as one n×q matrix. */
export function sideBySide(columns: readonly Matrix[]): Matrix {
  const n = columns[0].shape[0];
  const q = columns.length;
  const data = new Float64Array(n * q);
  columns.forEach((column, j) => {
    for (let i = 0; i < n; i++) data[i * q + j] = column.data[i];
  });
  return { data, shape: [n, q] };
}
