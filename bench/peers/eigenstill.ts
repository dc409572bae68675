// Bench · this library as users call it, on arrays of JavaScript, and its kernels without anything around them.
import { readFileSync } from 'node:fs';
import { choleskySteps } from '../../src/linalg/cholesky.js';
import { copyRows, paddedLd } from '../../src/linalg/eigh.js';
import { run } from '../../src/steps.js';
import { Arena } from '../../src/wasm/arena.js';
import { instantiate } from '../../src/wasm/instance.js';
import { inTurn } from '../../src/wasm/pool.js';
import { chooseShape } from '../../src/wasm/shape.js';
import { job, type Peer } from '../peer.js';
import { library, type Variant } from '../variants.js';

/** Most memory of the bare kernel: 1 GiB. */
const PAGES = 16384;

/** Arrays in, arrays out: the copies are part of the time. */
export async function eigenstill(variant: Variant): Promise<Peer> {
  const { cholesky, eigh, gram, matmul, rbf } = await library(variant);
  const square = (data: Float64Array, n: number) => ({ data, shape: [n, n] as const });
  return {
    name: variant,
    matmul: (a, b, n) =>
      job(
        () => matmul(square(a, n), square(b, n)),
        (c) => c.data,
      ),
    matmul32: (a, b, n) =>
      job(
        () => matmul({ data: a, shape: [n, n] }, { data: b, shape: [n, n] }),
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
    gram: (x, n, p, gamma) =>
      job(
        () => gram(rbf({ gamma }), { data: x, shape: [n, p] }),
        (k) => k.data,
      ),
  };
}

/**
 * What runs inside, on a linear memory of its own: the product without the copies, the Cholesky factor without `rcond` and `logDet`.
 * What `matmul` and `cholesky` cost beyond it is the difference.
 */
export async function bareKernel(variant: Variant): Promise<Peer> {
  const { kernels, memory } = instantiate(readFileSync(new URL(`../../build/${variant}.wasm`, import.meta.url)), PAGES);
  const arena = new Arena(memory, kernels.heapbase(), PAGES * 65536);
  const engine = { kernels, arena, variant, shape: chooseShape(kernels, arena), threads: 1, fork: inTurn(kernels) };
  const name = `${variant} kernel`;
  return {
    name,
    matmul(a, b, n) {
      const mark = arena.mark();
      const [pa, pb] = [arena.copyIn(a, name), arena.copyIn(b, name)];
      const [pc, work] = [arena.alloc(n * n, name), arena.alloc(kernels.dgemmwork() / 8, name)];
      const product = job(
        () => kernels.dgemm(0, 0, n, n, n, 1, pa, n, pb, n, 0, pc, n, work),
        () => arena.copyOut(pc, n * n),
      );
      return Object.assign(product, { free: () => arena.release(mark) });
    },
    matmul32(a, b, n) {
      const mark = arena.mark();
      const [pa, pb] = [arena.copyIn32(a, name), arena.copyIn32(b, name)];
      const [pc, work] = [arena.alloc(Math.ceil((n * n) / 2), name), arena.alloc(kernels.sgemmwork() / 8, name)];
      const product = job(
        () => kernels.sgemm(0, 0, n, n, n, 1, pa, n, pb, n, 0, pc, n, work),
        () => arena.f32(pc, n * n).slice(),
      );
      return Object.assign(product, { free: () => arena.release(mark) });
    },
    cholesky: (a, n) =>
      job(
        () => {
          const mark = arena.mark();
          const ld = paddedLd(n);
          const at = copyRows(engine, a, n, n, ld, name);
          run(choleskySteps(engine, name, n, at, ld));
          arena.release(mark);
          return at;
        },
        (at) => {
          const l = new Float64Array(n * n);
          for (let i = 0; i < n; i++) l.set(arena.f64(at + 8 * i * paddedLd(n), i + 1), i * n);
          return l;
        },
      ),
  };
}
