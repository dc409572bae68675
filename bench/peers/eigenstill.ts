// Bench · this library as users call it, on arrays of JavaScript, and its matrix product without anything around it.
import { readFileSync } from 'node:fs';
import type { Kernels } from '../../src/wasm/abi.js';
import { job, type Peer } from '../peer.js';
import { library, type Variant } from '../variants.js';

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
  const binary = new WebAssembly.Module(readFileSync(new URL(`../../build/${variant}.wasm`, import.meta.url)));
  const memory = new WebAssembly.Memory({ initial: 1 });
  const kernels = new WebAssembly.Instance(binary, { env: { memory } }).exports as unknown as Kernels;
  const base = Math.ceil(kernels.heapbase() / 64) * 64;
  return {
    name: `${variant} kernel`,
    matmul(a, b, n) {
      const bytes = 8 * n * n;
      const [pa, pb, pc, work] = [0, 1, 2, 3].map((i) => base + i * bytes);
      const missing = Math.ceil((work + kernels.dgemmwork() - memory.buffer.byteLength) / 65536);
      if (missing > 0) memory.grow(missing);
      new Float64Array(memory.buffer, pa, n * n).set(a);
      new Float64Array(memory.buffer, pb, n * n).set(b);
      return job(
        () => kernels.dgemm(0, 0, n, n, n, 1, pa, n, pb, n, 0, pc, n, work),
        () => new Float64Array(memory.buffer, pc, n * n).slice(),
      );
    },
  };
}
