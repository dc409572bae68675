// Floor 0 · where the blocks of a Gram matrix lie, and in which order they come.
//
//   ┌───┬───┬───┐     x with itself: the blocks on and below the diagonal. Each of those below is turned and stands above, too.
//   │5  │3ᵀ │0ᵀ │     From the last row of blocks to the first: a row is whole when its own blocks are, since those above the
//   ├───┼───┼───┤     diagonal come from the rows below.
//   │3  │4  │1ᵀ │
//   ├───┼───┼───┤     x with z: all blocks.
//   │0  │1  │2  │
//   └───┴───┴───┘

/** Which entries: rows of the piece, rows of the fixed points, and whether only what lies at or below the diagonal is wanted. */
export interface Block {
  readonly i: number;
  readonly rows: number;
  readonly j: number;
  readonly columns: number;
  readonly lower: boolean;
}

export interface Cell extends Block {
  /** The last one of its row. */
  readonly ends: boolean;
}

/** The cells of an n×m matrix, the last row first; symmetric: those at and below the diagonal. */
export function* grid(n: number, m: number, height: number, width: number, symmetric: boolean): Generator<Cell, void> {
  for (let i = height * (Math.ceil(n / height) - 1); i >= 0; i -= height) {
    const end = symmetric ? i + 1 : m;
    for (let j = 0; j < end; j += width) {
      const [rows, columns] = [Math.min(height, n - i), Math.min(width, m - j)];
      yield { i, rows, j, columns, lower: symmetric && i === j, ends: j + width >= end };
    }
  }
}

/** Entries of a block. */
export const entries = ({ rows, columns }: Block) => rows * columns;

/** A matrix in linear memory. */
export interface Place {
  readonly at: number;
  readonly ld: number;
}

/** Pointer to entry (i, j). */
export const pointer = ({ at, ld }: Place, i: number, j: number) => at + 8 * (i * ld + j);
