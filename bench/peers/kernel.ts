// Bench · what runs inside, on a linear memory of its own: products without the copies, the Cholesky factor without `rcond` and `logDet`,
// eigenvectors without sorting and turning them.
//
// What `matmul`, `cholesky` and `eigh` cost beyond it is the difference. Products in doubles and eigenproblems go in pieces, each timed by
// itself: the peak is measured in loops as short, and a share of it should not be of a second in which a neighbour came.
import type { Engine } from '../../src/engine.js';
import { productBytes, productSteps } from '../../src/linalg/blas.js';
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

/** C = op(A) op(B), m×k by k×n, or only its lower triangle. */
interface Form {
  readonly sizes: readonly [m: number, k: number, n: number];
  readonly transA: boolean;
  readonly transB: boolean;
  readonly lower: boolean;
}

/** Where the operands stand, and room for a packed block and for `dgebp`. */
type Places = Record<'a' | 'b' | 'c' | 'packed' | 'work', number>;

/** As `dgemm` and `dsyrk` do it; the first piece of a block packs it. */
function* productPieces({ kernels }: Engine, { sizes: [m, k, n], transA, transB, lower }: Form, { a, b, c, packed, work }: Places) {
  const [lda, ldb] = [transA ? m : k, transB ? k : n];
  for (let j = 0; j < n; j += NC) {
    const nc = Math.min(NC, n - j);
    for (let q = 0; q < k; q += KC) {
      const kc = Math.min(KC, k - q);
      kernels.dpackb(Number(transB), kc, nc, b + 8 * (transB ? j * ldb + q : q * ldb + j), ldb, packed);
      for (let i = lower ? j : 0; i < m; i += ROWS) {
        const rows = Math.min(ROWS, m - i);
        const from = a + 8 * (transA ? q * lda + i : i * lda + q);
        const to = c + 8 * (i * n + j);
        kernels.dgebp(0, Number(transA), rows, nc, kc, 1, from, lda, packed, q === 0 ? 0 : 1, to, n, lower ? i - j : nc, work);
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
  const engine = await bare(variant);
  const { kernels, arena } = engine;
  const name = `${variant} kernel`;
  /** The jobs of a race end in any order: all are done when the first gives memory back. */
  const product = (form: Form, inputs: Float64Array[]): Job<Float64Array> => {
    const [m, , n] = form.sizes;
    const mark = arena.mark();
    const [a, b = a] = inputs.map((data) => arena.copyIn(data, name)) as [number, number?];
    const room = (size: number) => arena.alloc(size, name);
    const places = { a, b, c: room(m * n), packed: room(KC * (NC + 4)), work: room(kernels.dgebpwork() / 8) };
    const steps = () => productPieces(engine, form, places);
    const free = () => arena.release(Math.min(mark, arena.mark()));
    return Object.assign(
      pieced(steps, () => arena.copyOut(places.c, m * n)),
      { free },
    );
  };
  return {
    name,
    matmul: (a, b, sizes, transA, transB) => product({ sizes, transA, transB, lower: false }, [a, b]),
    syrk: (a, n, k) => product({ sizes: [n, k, n], transA: false, transB: true, lower: true }, [a]),
  };
}

/** The product of square matrices in the steps of the library. */
export async function bareSteps(variant: Variant, wait: () => void): Promise<Peer> {
  const engine = await bare(variant);
  const { arena } = engine;
  const name = `${variant} kernel`;
  return {
    name,
    matmul(a, b, n) {
      const mark = arena.mark();
      const [pa, pb] = [arena.copyIn(a, name), arena.copyIn(b, name)];
      const c = arena.alloc(n * n, name);
      arena.reserve(productBytes(engine, n, n), name);
      const operand = (at: number) => ({ at, ld: n, trans: false });
      const steps = () => productSteps(engine, name, { m: n, n, k: n, a: operand(pa), b: operand(pb), c, ldc: n });
      const free = () => arena.release(mark);
      return Object.assign(
        pieced(steps, () => arena.copyOut(c, n * n), wait),
        { free },
      );
    },
  };
}
