// Bench · Gram matrices: of the RBF kernel by everyone, of kernels that have no product form or several parts by us.
import type { Kernel } from '../src/index.js';
import { random } from '../src/random.js';
import { type Entry, heat, label, type Operation, trial } from './compare.js';
import type { Pace } from './harness.js';
import { job } from './peer.js';
import type { Row, Section } from './rows.js';
import { type Library, library, variants } from './variants.js';

type Shape = readonly [n: number, p: number];

/** Rows of K that are checked. */
const CHECKED = 40;

export const gram: Operation<Shape> = {
  name: 'gram',
  about:
    "K = exp(−γ‖x_i − x_j‖²), n×p points; counted as n²p flops, exp free; resid max |K − K₀|/(pε), K₀ from differences, on forty rows; out: K to memory of the caller's",
  sizes: [
    [2000, 10],
    [2000, 50],
    [1000, 784],
  ],
  small: [
    [200, 10],
    [200, 50],
    [100, 784],
  ],
  flops: ([n, p]) => n * n * p,
  problem([n, p]) {
    const x = points(n, p);
    const gamma = 1 / (2 * p);
    const entry = rbf(x, p, gamma);
    return (peer) => trial(peer.gram?.(x, n, p, gamma), (k) => entryRatio(k, n, p, entry));
  },
};

type Entries = (i: number, j: number) => number;

function rbf(x: Float64Array, p: number, gamma: number): Entries {
  return (i, j) => {
    let s = 0;
    for (let q = 0; q < p; q++) s += (x[i * p + q] - x[j * p + q]) ** 2;
    return Math.exp(-gamma * s);
  };
}

/** Kernels of ours: how each is built and what its entries are. */
const OTHERS: [name: string, kernel: (lib: Library, p: number) => Kernel, entries: (x: Float64Array, p: number) => Entries][] = [
  [
    'laplacian',
    ({ laplacian }, p) => laplacian({ gamma: 1 / p }),
    (x, p) => (i, j) => {
      let s = 0;
      for (let q = 0; q < p; q++) s += Math.abs(x[i * p + q] - x[j * p + q]);
      return Math.exp(-s / p);
    },
  ],
  [
    'rbf + rbf',
    ({ sum, rbf }, p) => sum(rbf({ gamma: 1 / p }), rbf({ gamma: 1 / (8 * p) })),
    (x, p) => {
      const [near, far] = [rbf(x, p, 1 / p), rbf(x, p, 1 / (8 * p))];
      return (i, j) => near(i, j) + far(i, j);
    },
  ],
];

export async function kernels(sizes: readonly Shape[], pace: Pace, between: (size: string) => void): Promise<Section> {
  const rows: Row[] = [];
  for (const shape of sizes) {
    const [n, p] = shape;
    const x = points(n, p);
    const entries: Entry[] = [alone(shape)];
    for (const variant of variants) {
      const lib = await library(variant);
      entries.push(...OTHERS.map((other) => one(variant, lib, other, x, shape)));
    }
    rows.push(...(await heat('kernels', entries, pace, () => between(label(shape)))));
  }
  const about =
    'Gram matrices of ours: laplacian (no product form), a sum of two kernels; counted as gram is; result alone: n×n doubles, filled once';
  return { op: 'kernels', about, rows };
}

/** What the memory of a result takes by itself. */
function alone([n, p]: Shape): Entry {
  const filled = () => new Float64Array(n * n).fill(1);
  return { variant: 'result alone', size: label([n, p]), start: () => ({ run: job(filled, (k) => k) }) };
}

function one(variant: string, lib: Library, [name, kernel, entries]: (typeof OTHERS)[number], x: Float64Array, shape: Shape): Entry {
  const [n, p] = shape;
  const run = job(
    () => lib.gram(kernel(lib, p), { data: x, shape }).data,
    (k) => k,
  );
  const start = () => trial(run, (k) => entryRatio(k as Float64Array, n, p, entries(x, p)));
  return { variant: `${variant} ${name}`, size: label(shape), flops: gram.flops(shape), start };
}

function points(n: number, p: number): Float64Array {
  return Float64Array.from({ length: n * p }, random(n).normal);
}

function entryRatio(k: Float64Array, n: number, p: number, entry: Entries): number {
  let top = 0;
  for (let i = 0; i < n; i += Math.ceil(n / CHECKED)) {
    for (let j = 0; j < n; j++) top = Math.max(top, Math.abs(k[i * n + j] - entry(i, j)) / (p * Number.EPSILON));
  }
  return top;
}
