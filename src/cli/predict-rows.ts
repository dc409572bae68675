// Floor 19 · predictions of kernel models for new rows, by blocks.
import { gram, type Kernel, type Matrix, matmul } from '../index.js';

/** Rows per block: the cross-Gram matrix of a block with 10 000 training rows takes 40 MB, of all rows it could take gigabytes. */
const BLOCK = 512;

/**
 * f(x) = k(x, X) C for every row of `rows`, one column of predictions per column of `coef`.
 *
 * @param rows - m×p
 * @param train - X, n×p
 * @param coef - C, n×q
 * @returns m×q
 */
export function predictRows(kernel: Kernel, rows: Matrix, train: Matrix, coef: Matrix): Matrix {
  const [m, p] = rows.shape;
  const q = coef.shape[1];
  const data = new Float64Array(m * q);
  for (let start = 0; start < m; start += BLOCK) {
    const end = Math.min(start + BLOCK, m);
    const block: Matrix = { data: rows.data.subarray(start * p, end * p), shape: [end - start, p] };
    data.set(matmul(gram(kernel, block, train), coef).data, start * q);
  }
  return { data, shape: [m, q] };
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
