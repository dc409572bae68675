// Floor 7 · what a Gaussian process asks of its kernel at new points: k(x, x), and cross-Gram matrices by pieces of rows.
import { gram } from '../gram.js';
import type { Kernel } from '../kernel.js';
import type { AnyMatrix, Matrix } from '../matrix.js';

/** Rows of a piece of new points: memory does not grow with their number. */
const ROWS = 1024;
/** Rows of a block of which only the diagonal is used. */
const BLOCK = 16;

const rowsOf = ({ data, shape: [, p] }: Matrix, first: number, rows: number): Matrix => ({
  data: data.subarray(first * p, (first + rows) * p),
  shape: [rows, p],
});

/** k(x_i, x_i): diagonals of small Gram matrices, so that every kernel has one, with the bits that `gram` gives. */
export function diagonalOf(kernel: Kernel, x: Matrix): Float64Array {
  const m = x.shape[0];
  const out = new Float64Array(m);
  for (let i = 0; i < m; i += BLOCK) {
    const rows = Math.min(BLOCK, m - i);
    const { data } = gram(kernel, rowsOf(x, i, rows));
    for (let r = 0; r < rows; r++) out[i + r] = data[r * (rows + 1)] as number;
  }
  return out;
}

/** A piece of the new points: the index of its first row, k(x, X), and k(x_i, x_i). */
export interface Piece {
  readonly first: number;
  readonly K: Matrix;
  readonly diagonal: Float64Array;
}

/** x in pieces, with what the predictive mean and variance need of each. */
export function* pieces(kernel: Kernel, x: Matrix, train: Matrix): Generator<Piece, void> {
  for (let first = 0; first < x.shape[0]; first += ROWS) {
    const piece = rowsOf(x, first, Math.min(ROWS, x.shape[0] - first));
    yield { first, K: gram(kernel, piece, train), diagonal: diagonalOf(kernel, piece) };
  }
}

/** The same numbers in double, in an array of their own. */
export const copied = ({ data, shape }: AnyMatrix): Matrix => ({ data: Float64Array.from(data), shape });
