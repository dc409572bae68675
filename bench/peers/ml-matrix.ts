// Bench · ml-matrix, as its users call it: on its own matrices, made before the clock starts.
import {
  CholeskyDecomposition,
  EigenvalueDecomposition,
  LuDecomposition,
  Matrix,
  QrDecomposition,
  SingularValueDecomposition,
} from 'ml-matrix';
import { job, type Peer } from '../peer.js';

const put = (data: Float64Array, m: number, n: number) => Matrix.from1DArray(m, n, data);
const flat = (a: Matrix) => Float64Array.from(a.to1DArray());

export const mlMatrix: Peer = {
  name: 'ml-matrix',
  matmul(a, b, n) {
    const [A, B] = [put(a, n, n), put(b, n, n)];
    return job(() => A.mmul(B), flat);
  },
  eigh(a, n) {
    const A = put(a, n, n);
    return job(
      () => new EigenvalueDecomposition(A, { assumeSymmetric: true }),
      (e) => ({ values: Float64Array.from(e.realEigenvalues), vectors: flat(e.eigenvectorMatrix) }),
    );
  },
  cholesky(a, n) {
    const A = put(a, n, n);
    return job(() => new CholeskyDecomposition(A).lowerTriangularMatrix, flat);
  },
  solve(a, b, n) {
    const [A, B] = [put(a, n, n), put(b, n, 1)];
    return job(() => new LuDecomposition(A).solve(B), flat);
  },
  qr(a, n) {
    const A = put(a, n, n);
    return job(
      () => {
        const { orthogonalMatrix, upperTriangularMatrix } = new QrDecomposition(A);
        return [orthogonalMatrix, upperTriangularMatrix] as const;
      },
      ([q, r]) => ({ q: flat(q), r: flat(r) }),
    );
  },
  svd(a, n) {
    const A = put(a, n, n);
    return job(
      () => new SingularValueDecomposition(A),
      (s) => ({ u: flat(s.leftSingularVectors), values: Float64Array.from(s.diagonal), v: flat(s.rightSingularVectors) }),
    );
  },
  gram(x, n, p, gamma) {
    const X = put(x, n, p);
    return job(() => {
      const K = X.mmulByTranspose();
      const squares = K.diagonal();
      for (let i = 0; i < n; i++) {
        for (let j = 0; j < n; j++) K.set(i, j, Math.exp(gamma * Math.min(0, 2 * K.get(i, j) - squares[i] - squares[j])));
      }
      return K;
    }, flat);
  },
};
