// Bench · this library as users call it, on arrays of JavaScript: the copies are part of the time.
import { job, type Peer, type Products } from '../peer.js';
import { library, type Variant } from '../variants.js';

export const square = <D extends Float64Array | Float32Array>(data: D, n: number) => ({ data, shape: [n, n] as const });

export async function eigenstill(variant: Variant): Promise<Peer> {
  const { cholesky, eigh, gram, matmul, qr, rbf, solve, svd } = await library(variant);
  return {
    name: variant,
    matmul: (a, b, n) =>
      job(
        () => matmul(square(a, n), square(b, n)),
        (c) => c.data,
      ),
    matmul32: (a, b, n) =>
      job(
        () => matmul(square(a, n), square(b, n)),
        (c) => c.data,
      ),
    eigh: (a, n) =>
      job(
        () => eigh(square(a, n)),
        ({ values, vectors }) => ({ values, vectors: vectors.data }),
      ),
    cholesky: (a, n) =>
      job(
        () => cholesky(square(a, n)),
        ({ L }) => L.data,
      ),
    solve: (a, b, n) =>
      job(
        () => solve(square(a, n), b),
        (x) => x.data,
      ),
    qr: (a, n) =>
      job(
        () => qr(square(a, n)),
        ({ Q, R }) => ({ q: Q.data, r: R.data }),
      ),
    svd: (a, n) =>
      job(
        () => svd(square(a, n)),
        ({ U, values, V }) => ({ u: U.data, values, v: V.data }),
      ),
    gram: (x, n, p, gamma) =>
      job(
        () => gram(rbf({ gamma }), { data: x, shape: [n, p] }),
        (k) => k.data,
      ),
  };
}

/** The same with results in memory that the caller gives, made before the clock starts. */
export async function givenOut(variant: Variant): Promise<Peer> {
  const { gram, matmul, rbf } = await library(variant);
  return {
    name: `${variant} out`,
    matmul(a, b, n) {
      const out = square(new Float64Array(n * n), n);
      return job(
        () => matmul(square(a, n), square(b, n), { out }),
        (c) => c.data,
      );
    },
    matmul32(a, b, n) {
      const out = square(new Float32Array(n * n), n);
      return job(
        () => matmul(square(a, n), square(b, n), { out }),
        (c) => c.data,
      );
    },
    gram(x, n, p, gamma) {
      const out = square(new Float64Array(n * n), n);
      return job(
        () => gram(rbf({ gamma }), { data: x, shape: [n, p] }, undefined, { out }),
        (k) => k.data,
      );
    },
  };
}

export async function userProducts(variant: Variant): Promise<Products> {
  const { matmul, syrk } = await library(variant);
  return {
    name: variant,
    matmul(a, b, [m, k, n], transposeA, transposeB) {
      const A = { data: a, shape: transposeA ? ([k, m] as const) : ([m, k] as const) };
      const B = { data: b, shape: transposeB ? ([n, k] as const) : ([k, n] as const) };
      return job(
        () => matmul(A, B, { transposeA, transposeB }),
        (c) => c.data,
      );
    },
    syrk: (a, n, k) =>
      job(
        () => syrk({ data: a, shape: [n, k] }),
        (c) => c.data,
      ),
  };
}
