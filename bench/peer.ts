// Bench · whoever takes part: one interface for our variants, the packages beside us, plain loops, and modules given by --peer.
//
// Methods put their operands where the library wants them and return the job to be timed. A module for --peer exports `name` and
// `load()`, which gives (a promise of) an object with any of the methods; of a job, only the function itself needs to be there.
import { now, offTheClock } from './clock.js';

/** A computation that can be run again and again. */
export interface Job<R> {
  (): unknown;
  /** The result of the last run as plain numbers, row-major; without it there is no residual. */
  read?(): R;
  /** The least times of the pieces of a call so far, added up; milliseconds. */
  pieces?(): number;
  free?(): void;
}

/** Eigenvalues and eigenvectors, eigenvector j in column j. */
export interface Pairs {
  readonly values: Float64Array;
  readonly vectors: Float64Array;
}

/** Both factors, n×n. */
export interface Orthogonal {
  readonly q: Float64Array;
  readonly r: Float64Array;
}

/** Singular values, and vectors in columns. */
export interface Singular {
  readonly u: Float64Array;
  readonly values: Float64Array;
  readonly v: Float64Array;
}

export interface Peer {
  readonly name: string;
  /** C = A B, all n×n. */
  matmul?(a: Float64Array, b: Float64Array, n: number): Job<Float64Array>;
  /** C = A B in single precision, all n×n. */
  matmul32?(a: Float32Array, b: Float32Array, n: number): Job<Float32Array>;
  /** Eigenvalues and eigenvectors of a symmetric matrix. */
  eigh?(a: Float64Array, n: number): Job<Pairs>;
  /** The lower factor, zeros above. */
  cholesky?(a: Float64Array, n: number): Job<Float64Array>;
  /** x of A x = b for a general A, n×n, and one right-hand side. */
  solve?(a: Float64Array, b: Float64Array, n: number): Job<Float64Array>;
  /** A = Q R, n×n. */
  qr?(a: Float64Array, n: number): Job<Orthogonal>;
  /** A = U S Vᵀ, n×n. */
  svd?(a: Float64Array, n: number): Job<Singular>;
  /** exp(−γ‖x_i − x_j‖²) of n points with p coordinates. */
  gram?(x: Float64Array, n: number, p: number, gamma: number): Job<Float64Array>;
}

/** Products of all forms, for comparing a library with itself. */
export interface Products {
  readonly name: string;
  /** C = op(A) op(B), m×k by k×n; a transposed operand is stored as k×m or n×k. */
  matmul(
    a: Float64Array,
    b: Float64Array,
    [m, k, n]: readonly [number, number, number],
    transposeA: boolean,
    transposeB: boolean,
  ): Job<Float64Array>;
  /** A Aᵀ of an n×k matrix. */
  syrk(a: Float64Array, n: number, k: number): Job<Float64Array>;
}

/** A peer that did not start: each of its rows says why. */
export function failing(name: string, error: unknown): Peer {
  const fail = () => {
    throw error;
  };
  return { name, matmul: fail, matmul32: fail, eigh: fail, cholesky: fail, gram: fail };
}

/** A job whose last result is kept: that is the sink which no optimiser may see through. */
export function job<T, R>(compute: () => T, read: (result: T) => R): Job<R> {
  let last: T | undefined;
  const run = () => {
    last = compute();
  };
  return Object.assign(run, { read: () => read(last as T) });
}

/** A job in pieces, of which each is timed by itself: the n-th piece of every call is the same work. `wait`: off the clock, before each. */
export function pieced<T, R>(steps: () => Iterator<unknown, T>, read: (result: T) => R, wait?: () => void): Job<R> {
  const least: number[] = [];
  let result: T | undefined;
  const run = () => {
    const pieces = steps();
    let last = now();
    for (let i = 0, done = false; !done; i++) {
      if (wait) offTheClock(wait);
      const piece = pieces.next();
      const end = now();
      least[i] = Math.min(least[i] ?? Number.POSITIVE_INFINITY, end - last);
      last = end;
      if (piece.done) [done, result] = [true, piece.value];
    }
  };
  return Object.assign(run, { read: () => read(result as T), pieces: () => least.reduce((a, b) => a + b, 0) });
}
