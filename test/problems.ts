// Small regression problems that every spectral formula is tried on: full and thin spectra, one and two targets, equal rows, rank lost.
import { type Kernel, linear, matern, rbf } from '../src/kernel.js';
import type { Matrix } from '../src/matrix.js';
import { random } from '../src/random.js';
import { gaussian } from './matrices.js';

export interface Example {
  readonly name: string;
  readonly kernel: Kernel;
  readonly x: Matrix;
  readonly y: Matrix;
}

function targets(x: Matrix, q: number, seed: number): Matrix {
  const rng = random(seed);
  const [n, p] = x.shape;
  return {
    data: Float64Array.from(
      { length: n * q },
      (_, at) => Math.sin((x.data[Math.floor(at / q) * p] as number) + (at % q)) + 0.3 * rng.normal(),
    ),
    shape: [n, q],
  };
}

function example(name: string, kernel: Kernel, n: number, p: number, q: number, change?: (x: Matrix) => void): Example {
  const x = gaussian(n, p, n + p);
  change?.(x);
  return { name, kernel, x, y: targets(x, q, n) };
}

export const examples: Example[] = [
  example('rbf 31×4', rbf({ gamma: 0.3 }), 31, 4, 1),
  example('matern 17×2, two targets', matern({ nu: 1.5, lengthScale: 1 }), 17, 2, 2),
  example('linear, thin 30×5, two targets', linear(), 30, 5, 2),
  example('linear, wide 12×20', linear(), 12, 20, 1),
  example('linear, square 9×9', linear(), 9, 9, 1),
  example('rbf, equal rows', rbf({ gamma: 0.5 }), 20, 3, 1, ({ data }) => data.copyWithin(3, 0, 30)),
  example('linear, thin, one column zero and one twice', linear(), 25, 4, 1, ({ data }) => {
    for (let i = 0; i < 25; i++) {
      data[4 * i + 1] = 0;
      data[4 * i + 3] = data[4 * i] as number;
    }
  }),
];

/** Folds as lists: single rows, and four uneven blocks that straddle the order. */
export const singles = (n: number) => Array.from({ length: n }, (_, i) => [i]);
export const uneven = (n: number) =>
  [0, 1, 2, 3].map((f) => Array.from({ length: n }, (_, i) => i).filter((i) => ((i * i + i) % 7) % 4 === f)).filter((f) => f.length);
