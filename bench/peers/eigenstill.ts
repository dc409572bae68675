// Bench · this library as users call it, on arrays of JavaScript, and its matrix product without anything around it.
import { readFileSync } from 'node:fs';
import { Arena } from '../../src/wasm/arena.js';
import { instantiate } from '../../src/wasm/instance.js';
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

/** dgemm on operands that already lie in linear memory: what the copies and the steps of `matmul` cost is the difference. */
export async function bareKernel(variant: Variant): Promise<Peer> {
  const { kernels, memory } = instantiate(readFileSync(new URL(`../../build/${variant}.wasm`, import.meta.url)), PAGES);
  const arena = new Arena(memory, kernels.heapbase(), PAGES * 65536);
  const name = `${variant} kernel`;
  return {
    name,
    matmul(a, b, n) {
      const mark = arena.mark();
      const [pa, pb] = [arena.copyIn(a, name), arena.copyIn(b, name)];
      const [pc, work] = [arena.alloc(n * n, name), arena.alloc(kernels.dgemmwork() / 8, name)];
      const run = job(
        () => kernels.dgemm(0, 0, n, n, n, 1, pa, n, pb, n, 0, pc, n, work),
        () => arena.copyOut(pc, n * n),
      );
      return Object.assign(run, { free: () => arena.release(mark) });
    },
  };
}
