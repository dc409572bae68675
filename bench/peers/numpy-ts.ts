// Bench · numpy-ts, as its users call it: on its own arrays, made before the clock starts; results are disposed of as its manual asks.
import * as np from 'numpy-ts';
import { type Job, job, type Peer } from '../peer.js';

type Arrays = Record<string, np.NDArray>;

const put = (data: Float64Array, m: number, n: number) => np.array(data).reshape(m, n);
const flat = (a: np.NDArray) => Float64Array.from(a.data as Float64Array);

/** A job that gives the arrays of the run before back first: numpy-ts turns to slow memory when its own is full. */
function disposing<A extends Arrays, R>(inputs: np.NDArray[], compute: () => A, read: (result: A) => R): Job<R> {
  let last: Arrays = {};
  const dispose = () => {
    for (const array of Object.values(last)) array.dispose();
  };
  const run = job(() => {
    dispose();
    const result = compute();
    last = result;
    return result;
  }, read);
  return Object.assign(run, {
    free() {
      dispose();
      for (const array of inputs) array.dispose();
    },
  });
}

export const numpyTs: Peer = {
  name: 'numpy-ts',
  matmul(a, b, n) {
    const [A, B] = [put(a, n, n), put(b, n, n)];
    return disposing(
      [A, B],
      () => ({ C: np.matmul(A, B) }),
      ({ C }) => flat(C),
    );
  },
  matmul32(a, b, n) {
    const single = (data: Float32Array) => np.array(data, 'float32').reshape(n, n);
    const [A, B] = [single(a), single(b)];
    return disposing(
      [A, B],
      () => ({ C: np.matmul(A, B) }),
      ({ C }) => Float32Array.from(C.data as Float32Array),
    );
  },
  eigh(a, n) {
    const A = put(a, n, n);
    return disposing(
      [A],
      () => np.linalg.eigh(A) as { w: np.NDArray; v: np.NDArray },
      ({ w, v }) => ({ values: flat(w), vectors: flat(v) }),
    );
  },
  cholesky(a, n) {
    const A = put(a, n, n);
    return disposing(
      [A],
      () => ({ L: np.linalg.cholesky(A) as np.NDArray }),
      ({ L }) => flat(L),
    );
  },
  gram(x, n, p, gamma) {
    const X = put(x, n, p);
    return disposing(
      [X],
      () => {
        const squares = np.sum(np.multiply(X, X), 1) as np.NDArray;
        const sums = np.add(squares.reshape(n, 1), squares.reshape(1, n));
        const distances = np.subtract(sums, np.multiply(np.matmul(X, X.T), 2));
        const exponents = np.multiply(distances, -gamma);
        const K = np.exp(exponents);
        for (const array of [squares, sums, distances, exponents]) array.dispose();
        return { K };
      },
      ({ K }) => flat(K),
    );
  },
};
