// Bench · this library as users call it, on arrays of JavaScript: the copies are part of the time.
import type { Matrix } from '../../src/index.js';
import { job, type Peer, type Products } from '../peer.js';
import { type Library, library, type Variant } from '../variants.js';

export const square = <D extends Float64Array | Float32Array>(data: D, n: number) => ({ data, shape: [n, n] as const });

/** Products in both precisions; `given`: with memory for the result, made before the clock starts. */
function products({ matmul }: Library, given: boolean): Pick<Peer, 'matmul' | 'matmul32'> {
  const product = <D extends Float64Array | Float32Array>(a: D, b: D, n: number) => {
    const options = given ? { out: square(a.slice(), n) as Matrix } : {};
    return job(
      () => matmul(square(a, n) as Matrix, square(b, n) as Matrix, options),
      (c) => c.data as D,
    );
  };
  return { matmul: product, matmul32: product };
}

export async function eigenstill(variant: Variant): Promise<Peer> {
  const lib = await library(variant);
  const { cholesky, eigh, gram, qr, rbf, solve, svd } = lib;
  return {
    name: variant,
    ...products(lib, false),
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

/** The same with results in memory that the caller gives. */
export async function givenOut(variant: Variant): Promise<Peer> {
  const lib = await library(variant);
  return {
    name: `${variant} out`,
    ...products(lib, true),
    gram(x, n, p, gamma) {
      const out = square(new Float64Array(n * n), n);
      return job(
        () => lib.gram(lib.rbf({ gamma }), { data: x, shape: [n, p] }, undefined, { out }),
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
