// Bench · what runs inside, on a linear memory of its own: products without the copies, the Cholesky factor without `rcond` and `logDet`.
//
// What `matmul` and `cholesky` cost beyond it is the difference.
import type { Engine } from '../../src/engine.js';
import { choleskySteps } from '../../src/linalg/cholesky.js';
import { copyRows, paddedLd } from '../../src/linalg/rows.js';
import { run } from '../../src/steps.js';
import { Arena } from '../../src/wasm/arena.js';
import { instantiate } from '../../src/wasm/instance.js';
import { inTurn } from '../../src/wasm/pool.js';
import { chooseShape } from '../../src/wasm/shape.js';
import { type Job, job, type Peer, type Products } from '../peer.js';
import { theHost, type Variant } from '../variants.js';

/** Most memory: 1 GiB. */
const PAGES = 16384;

const engines = new Map<Variant, Promise<Engine>>();

function bare(variant: Variant): Promise<Engine> {
  const found = engines.get(variant) ?? start(variant);
  engines.set(variant, found);
  return found;
}

async function start(variant: Variant): Promise<Engine> {
  const { kernels, memory } = instantiate(await theHost().binary(variant), PAGES);
  const arena = new Arena(memory, kernels.heapbase(), PAGES * 65536);
  return { kernels, arena, variant, shape: chooseShape(kernels, arena), threads: 1, fork: inTurn(kernels) };
}

export async function bareKernel(variant: Variant): Promise<Peer> {
  const engine = await bare(variant);
  const { kernels, arena } = engine;
  const { name, matmul } = await bareProducts(variant);
  return {
    name,
    matmul: (a, b, n) => matmul(a, b, [n, n, n], false, false),
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

export async function bareProducts(variant: Variant): Promise<Products> {
  const { kernels, arena } = await bare(variant);
  const name = `${variant} kernel`;
  /** The job of a call that writes `size` doubles. The jobs of a race end in any order: all are done when the first gives memory back. */
  const written = (size: number, inputs: Float64Array[], call: (c: number, work: number, ...at: number[]) => void): Job<Float64Array> => {
    const mark = arena.mark();
    const at = inputs.map((data) => arena.copyIn(data, name));
    const [c, work] = [arena.alloc(size, name), arena.alloc(kernels.dgemmwork() / 8, name)];
    const product = job(
      () => call(c, work, ...at),
      () => arena.copyOut(c, size),
    );
    return Object.assign(product, { free: () => arena.release(Math.min(mark, arena.mark())) });
  };
  return {
    name,
    matmul: (a, b, [m, k, n], transA, transB) =>
      written(m * n, [a, b], (c, work, pa, pb) =>
        kernels.dgemm(Number(transA), Number(transB), m, n, k, 1, pa, transA ? m : k, pb, transB ? k : n, 0, c, n, work),
      ),
    syrk: (a, n, k) => written(n * n, [a], (c, work, pa) => kernels.dsyrk(0, n, k, 1, pa, k, 0, c, n, work)),
  };
}
