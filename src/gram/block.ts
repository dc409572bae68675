// Floor 5 · one block of a Gram matrix: the kernel tree evaluated on rows of x against rows of z, all of it in cache.
//
//   sum(a, product(b, c))        out ← a        scratch₁ ← b   scratch₂ ← c   scratch₁ ∘= scratch₂   out += scratch₁
//
// A leaf is a packed product whose last block of k is mapped strip by strip (assembly/kernelmap.ts, assembly/sgram.ts); sums and products
// join blocks, one scratch block a level of nesting. No matrix of the size of the result is made besides the result.
import type { Engine } from '../engine.js';
import { type Kernel, parts } from '../kernel.js';
import { productBytes, productSteps } from '../linalg/blas.js';
import { pieces, shares } from '../linalg/shares.js';
import type { Steps } from '../steps.js';
import { need } from '../wasm/arena.js';
import type { Call } from '../wasm/pool.js';
import type { Block } from './grid.js';
import { LAPLACIAN, type Tree } from './leaf.js';

/** Block sizes of the packed kernel in single precision, its panels, and the rows that its strips divide (assembly/sgemm.ts). */
const KC = 256;
const NR = 8;
const STRIP = 12;

/** Blocks of scratch that a kernel needs beside the block of the result. */
function depth(kernel: Kernel): number {
  return Math.max(0, ...parts(kernel).map((part, at) => depth(part) + Number(at > 0)));
}

/** Doubles of scratch of one piece in single precision. */
const singleSize = ({ kernels }: Engine, columns: number) => kernels.sgramwork(columns) / 8 + 1 + 2 * (columns + 2);

/** Bytes of scratch for blocks of so many rows and columns, p coordinates each. */
export function blockBytes(e: Engine, kernel: Kernel, rows: number, columns: number, p: number): number {
  const single = need((Math.min(KC, p) * (columns + NR)) / 2, pieces(e) * Math.ceil(singleSize(e, columns)));
  return need(...new Array<number>(depth(kernel)).fill(rows * columns)) + Math.max(single, productBytes(e, columns, p));
}

/** The block at `out` with leading dimension ld, in steps of about 10 ms whose numbers are of no interest. */
export function* blockSteps(e: Engine, tree: Tree, p: number, block: Block, out: number, ld: number): Steps<void> {
  if ('leaf' in tree) {
    yield* tree.points.single ? singleLeaf(e, tree, p, block, out, ld) : doubleLeaf(e, tree, p, block, out, ld);
    return;
  }
  const { kernels, arena } = e;
  const { rows, columns, lower } = block;
  const eachRow = (f: (width: number, to: number, row: number) => void) => {
    for (let r = 0; r < rows; r++) f(lower ? r + 1 : columns, out + 8 * r * ld, r);
  };
  const [first, ...rest] = tree.parts as readonly [Tree, ...Tree[]];
  yield* blockSteps(e, first, p, block, out, ld);
  if (tree.join === 'scaled') eachRow((width, to) => kernels.dscal(width, tree.factor, to));
  for (const part of rest) {
    const mark = arena.mark();
    try {
      const other = arena.alloc(rows * columns, 'gram');
      yield* blockSteps(e, part, p, block, other, columns);
      if (tree.join === 'sum') eachRow((width, to, r) => kernels.daxpy(width, 1, other + 8 * r * columns, to));
      else eachRow((width, to, r) => kernels.dhadamard(width, to, other + 8 * r * columns));
    } finally {
      arena.release(mark);
    }
  }
}

type LeafOf = Extract<Tree, { leaf: unknown }>;

/** Squared norms of rows i … of a set, where it has any. */
const normsFrom = (norms: number, i: number) => (norms ? norms + 8 * i : 0);

function* doubleLeaf(e: Engine, { leaf, points: { x, z }, p0 }: LeafOf, p: number, block: Block, out: number, ld: number): Steps<void> {
  const { map } = leaf;
  const [, p1, p2] = leaf.p;
  yield* productSteps(e, 'gram', {
    m: block.rows,
    n: block.columns,
    k: p,
    a: { at: x.at + 8 * block.i * p, ld: p, trans: false },
    b: { at: z.at + 8 * block.j * p, ld: p, trans: true },
    c: out,
    ldc: ld,
    lower: block.lower,
    l1: map === LAPLACIAN,
    last: ({ m, n, k, a, packed, beta, c, i, j, work, row }) => {
      const diag = block.lower ? i - j : n;
      const norms = [normsFrom(x.norms, block.i + i), normsFrom(z.norms, block.j + j)] as const;
      return ['dgram', map, m, n, k, a, p, packed, beta, c, ld, diag, ...norms, p0, p1, p2, work, row];
    },
  });
}

function* singleLeaf(e: Engine, { leaf, points: { x, z }, p0 }: LeafOf, p: number, block: Block, out: number, ld: number): Steps<void> {
  const { kernels, arena } = e;
  const { i, rows, j, columns, lower } = block;
  const [, p1, p2] = leaf.p;
  const several = pieces(e);
  const size = Math.ceil(singleSize(e, columns));
  const mark = arena.mark();
  try {
    const packed = arena.alloc((Math.min(KC, p) * (columns + NR)) / 2, 'gram');
    const scratch = arena.alloc(several * size, 'gram');
    const zn = normsFrom(z.norms, j);
    for (let q = 0; q < p; q += KC) {
      const k = Math.min(KC, p - q);
      const last = Number(q + KC >= p);
      const pack = ([from, n]: [number, number]): Call => ['spackb', 1, k, n, z.at + 4 * ((j + from) * p + q), p, packed + 4 * k * from];
      e.fork(shares(columns, several, NR).map(pack));
      const piece = ([from, m]: [number, number], number: number): Call => {
        const work = scratch + 8 * number * size;
        const row = work + 8 * Math.ceil(kernels.sgramwork(columns) / 8);
        const [a, c, xn] = [x.at + 4 * ((i + from) * p + q), out + 8 * from * ld, normsFrom(x.norms, i + from)];
        const diag = lower ? from : columns;
        return ['sgram', last, leaf.map, m, columns, k, a, p, packed, Number(q > 0), c, ld, diag, xn, zn, p0, p1, p2, work, row];
      };
      e.fork(shares(rows, several, STRIP).map(piece));
      yield { stage: 'gram', done: q + k, total: p };
    }
  } finally {
    arena.release(mark);
  }
}
