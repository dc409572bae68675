// Bench · what runs inside, on a linear memory of its own: products without the copies, the Cholesky factor without `rcond` and `logDet`,
// eigenvectors without sorting and turning them.
//
// What `matmul`, `cholesky` and `eigh` cost beyond it is the difference. Square products and eigenproblems go in pieces, each timed by
// itself: the peak is measured in loops as short, and a share of it should not be of a second in which a neighbour came.
import type { Engine } from '../../src/engine.js';
import { choleskySteps } from '../../src/linalg/cholesky.js';
import { eighInPlace, eighInPlaceBytes, type InPlace } from '../../src/linalg/eigh.js';
import { copyRows, paddedLd } from '../../src/linalg/rows.js';
import { run, type Steps } from '../../src/steps.js';
import { Arena, need } from '../../src/wasm/arena.js';
import { instantiate } from '../../src/wasm/instance.js';
import { inTurn } from '../../src/wasm/pool.js';
import { chooseShape } from '../../src/wasm/shape.js';
import { type Job, job, type Peer, type Products, pieced } from '../peer.js';
import { theHost, type Variant } from '../variants.js';

/** Most memory: 1 GiB. */
const PAGES = 16384;

/** Blocks of a product as the library cuts them, and rows of a piece, which the strips of every micro-kernel divide: a millisecond. */
const [KC, NC, ROWS] = [256, 512, 96];

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
  const name = `${variant} kernel`;
  return {
    name,
    matmul(a, b, n) {
      const mark = arena.mark();
      const [pa, pb] = [arena.copyIn(a, name), arena.copyIn(b, name)];
      const [pc, packed] = [arena.alloc(n * n, name), arena.alloc(KC * (NC + 4), name)];
      const work = arena.alloc(kernels.dgebpwork() / 8, name);
      const product = pieced(
        () => productPieces(engine, n, pa, pb, pc, packed, work),
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
    eigh(a, n) {
      const ld = paddedLd(n);
      function* steps(): Steps<InPlace> {
        const mark = arena.mark();
        try {
          arena.reserve(need(n * ld) + eighInPlaceBytes(engine, n, n), name);
          const at = copyRows(engine, a, n, n, ld, name);
          return yield* eighInPlace(engine, name, n, at, ld, n);
        } finally {
          arena.release(mark);
        }
      }
      return pieced(steps, () => {
        const { values, rows } = run(steps()); // once more: others have used the memory since
        return { values: Float64Array.from(values), vectors: turned(arena.f64(rows, n * ld), n, ld) };
      });
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

/** C = A B, n×n, as `dgemm` does it; the first piece of a block packs it. */
function* productPieces({ kernels }: Engine, n: number, a: number, b: number, c: number, packed: number, work: number) {
  for (let j = 0; j < n; j += NC) {
    const nc = Math.min(NC, n - j);
    for (let q = 0; q < n; q += KC) {
      const kc = Math.min(KC, n - q);
      kernels.dpackb(0, kc, nc, b + 8 * (q * n + j), n, packed);
      for (let i = 0; i < n; i += ROWS) {
        const rows = Math.min(ROWS, n - i);
        kernels.dgebp(0, 0, rows, nc, kc, 1, a + 8 * (i * n + q), n, packed, q === 0 ? 0 : 1, c + 8 * (i * n + j), n, n, work);
        yield;
      }
    }
  }
}

/** Rows as columns. */
function turned(rows: Float64Array, n: number, ld: number): Float64Array {
  return Float64Array.from({ length: n * n }, (_, i) => rows[(i % n) * ld + Math.floor(i / n)]);
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
