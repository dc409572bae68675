// Bench · plain loops over typed arrays: what a careful programmer writes in an afternoon without any library.
import { job, type Pairs, type Peer } from '../peer.js';

export const loops: Peer = {
  name: 'plain loops',
  matmul: (a, b, n) => job(() => product(a, b, n), same),
  matmul32: (a, b, n) => job(() => multiply(a, b, new Float32Array(n * n), n), same),
  eigh: (a, n) => job(() => jacobi(a, n), same),
  cholesky: (a, n) => job(() => factor(a, n), same),
  gram: (x, n, p, gamma) => job(() => distances(x, n, p, gamma), same),
};

const same = <T>(result: T) => result;

/** The inner loop runs along rows of B and C. */
function product(a: Float64Array, b: Float64Array, n: number): Float64Array {
  const c = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < n; k++) {
      const x = a[i * n + k];
      for (let j = 0; j < n; j++) c[i * n + j] += x * b[k * n + j];
    }
  }
  return c;
}

/** The same loops on floats, written again: a function that meets both kinds of array is compiled for neither. */
function multiply(a: Float32Array, b: Float32Array, c: Float32Array, n: number): Float32Array {
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < n; k++) {
      const x = a[i * n + k];
      for (let j = 0; j < n; j++) c[i * n + j] += x * b[k * n + j];
    }
  }
  return c;
}

function factor(a: Float64Array, n: number): Float64Array {
  const l = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let s = a[i * n + j];
      for (let k = 0; k < j; k++) s -= l[i * n + k] * l[j * n + k];
      l[i * n + j] = i === j ? Math.sqrt(s) : s / l[j * n + j];
    }
  }
  return l;
}

function distances(x: Float64Array, n: number, p: number, gamma: number): Float64Array {
  const k = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let s = 0;
      for (let q = 0; q < p; q++) s += (x[i * p + q] - x[j * p + q]) ** 2;
      k[i * n + j] = Math.exp(-gamma * s);
      k[j * n + i] = k[i * n + j];
    }
  }
  return k;
}

/** Cyclic Jacobi: rotations until what is left off the diagonal is rounding. Golub & Van Loan §8.5. */
function jacobi(input: Float64Array, n: number): Pairs {
  const a = input.slice();
  const v = new Float64Array(n * n); // eigenvectors by rows: a rotation then turns two rows
  for (let i = 0; i < n; i++) v[i * n + i] = 1;
  const norm = Math.hypot(...a.subarray(0, n)) || 1;
  for (let sweep = 0, off = norm; sweep < 30 && off > Number.EPSILON * norm; sweep++) {
    off = 0;
    for (let p = 0; p < n; p++) {
      for (let q = p + 1; q < n; q++) {
        const x = a[p * n + q];
        off = Math.max(off, Math.abs(x));
        if (Math.abs(x) <= (Number.EPSILON * norm) / n) continue;
        const theta = (a[q * n + q] - a[p * n + p]) / (2 * x);
        const t = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.sqrt(1 + theta * theta));
        const c = 1 / Math.sqrt(1 + t * t);
        turnRows(a, n, p, q, c, c * t);
        turnColumns(a, n, p, q, c, c * t);
        turnRows(v, n, p, q, c, c * t);
      }
    }
  }
  const vectors = new Float64Array(n * n);
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) vectors[i * n + j] = v[j * n + i];
  return { values: Float64Array.from({ length: n }, (_, i) => a[i * n + i]), vectors };
}

function turnRows(a: Float64Array, n: number, p: number, q: number, c: number, s: number): void {
  for (let j = 0; j < n; j++) {
    const x = a[p * n + j];
    const y = a[q * n + j];
    a[p * n + j] = c * x - s * y;
    a[q * n + j] = s * x + c * y;
  }
}

function turnColumns(a: Float64Array, n: number, p: number, q: number, c: number, s: number): void {
  for (let i = 0; i < n; i++) {
    const x = a[i * n + p];
    const y = a[i * n + q];
    a[i * n + p] = c * x - s * y;
    a[i * n + q] = s * x + c * y;
  }
}
