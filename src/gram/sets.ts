// Floor 5 · a kernel tree made ready: its leaves, and the points that they share, prepared once in linear memory.
//
//   fixed   z: n×p for each way of preparation, for as long as the frame lives (z = x where the matrix is symmetric)
//   moving  x: a piece of rows at a time, prepared alike by `fill`
//
// Leaves that want the same preparation (every linear, poly and sigmoid; an RBF and a Matérn of one length scale) share one set.
import type { Engine } from '../engine.js';
import { type Kernel, parts } from '../kernel.js';
import type { AnyMatrix } from '../matrix.js';
import { need } from '../wasm/arena.js';
import { LAPLACIAN, type Leaf, leaf, type PointSet, type Prepared, SPLINE, type Tree } from './leaf.js';
import { DOUBLE, distanceFrame, type Frame, frameSize, nearUnit, originFrame, rescaled, SINGLE } from './points.js';

export interface Ready {
  readonly tree: Tree;
  readonly p: number;
  /** Prepares rows first … first + rows of x as the piece. Where z = x there is nothing to fill. */
  readonly fill: (first: number, rows: number) => void;
}

export interface Plan {
  readonly kernel: Kernel;
  /** The fixed points, n×p. */
  readonly z: AnyMatrix;
  /** The points that move; left out: z. */
  readonly x?: AnyMatrix | undefined;
  /** Rows of a piece. */
  readonly rows: number;
  /** Products in single precision. */
  readonly single: boolean;
}

interface Way {
  readonly points: Leaf['points'];
  readonly lengthScale?: readonly number[] | undefined;
  readonly single: boolean;
}

const leaves = (kernel: Kernel, p: number): Leaf[] => {
  const inner = parts(kernel);
  return inner.length ? inner.flatMap((part) => leaves(part, p)) : [leaf(kernel, p)];
};

/** What a leaf wants of its points. |x − z| has no kernel in single precision, and the spline's norms must be squares exactly: those are computed in double, and rounded once. */
const way = ({ points, lengthScale, map }: Leaf, single: boolean): Way => ({
  points,
  lengthScale,
  single: single && map !== LAPLACIAN && map !== SPLINE,
});
const key = (w: Way) => JSON.stringify([w.points, w.lengthScale, w.single]);

const ways = ({ kernel, z, single }: Plan) => new Map(leaves(kernel, z.shape[1]).map((l) => [key(way(l, single)), way(l, single)]));

/** Doubles that rows of a set take: their coordinates, and their norms. */
const setSizes = ({ points, single }: Way, rows: number, p: number) => [
  single ? Math.ceil((rows * p) / 2) : rows * p,
  points === 'as they are' ? 0 : rows + 2,
];

/** Bytes that `ready` takes of the arena. */
export function readyBytes(plan: Plan): number {
  const [n, p] = plan.z.shape;
  const all = [...ways(plan).values()];
  const kept = all.flatMap((w) => [...setSizes(w, n, p), ...(plan.x ? setSizes(w, plan.rows, p) : [])]);
  const scratch = all.some(({ single }) => single) ? need(Math.max(n, plan.x ? plan.rows : 0) * p) : 0;
  return need(...kept, ...all.map(() => frameSize(p))) + scratch;
}

/** Prepares z; everything it takes lies on the arena until the caller releases it. */
export function ready(e: Engine, plan: Plan): Ready {
  const { z, x, rows, single } = plan;
  const [n, p] = z.shape;
  const sets = new Map<string, Loaded>();
  for (const [name, w] of ways(plan)) {
    const load = loader(e, w, p, x);
    const Z = room(e, w, n, p);
    const X = x ? room(e, w, rows, p) : Z;
    const shift = load(z.data, n, Z);
    const fill = (first: number, count: number) => x && load(x.data.subarray(first * p, (first + count) * p), count, X);
    sets.set(name, { points: { single: w.single, z: Z, x: X }, shift, fill });
  }
  const tree = (kernel: Kernel): Tree => {
    const inner = parts(kernel);
    if (inner.length) return { join: kernel.type as 'sum', factor: (kernel.factor as number | undefined) ?? 1, parts: inner.map(tree) };
    const one = leaf(kernel, p);
    const { points, shift } = sets.get(key(way(one, single))) as Loaded;
    return { leaf: one, points, p0: one.power ? rescaled(one.p[0], one.power * shift) : one.p[0] };
  };
  return {
    tree: tree(plan.kernel),
    p,
    fill(first, count) {
      for (const set of sets.values()) set.fill(first, count);
    },
  };
}

interface Loaded {
  readonly points: Prepared;
  readonly shift: number;
  readonly fill: (first: number, rows: number) => void;
}

function room({ arena }: Engine, w: Way, rows: number, p: number): PointSet {
  const [at, norms] = setSizes(w, rows, p).map((doubles) => (doubles ? arena.alloc(doubles, 'gram') : 0)) as [number, number];
  return { at, norms };
}

/** Copies points in and prepares them; the first that it is called with say how, and it returns their shift. */
function loader({ kernels, arena }: Engine, w: Way, p: number, x: AnyMatrix | undefined) {
  const own = arena.alloc(frameSize(p), 'gram');
  let frame: Frame | undefined;
  const frameOf = (at: number, rows: number): Frame => {
    if (w.points === 'for distances') {
      return distanceFrame({ kernels, arena }, at, rows, p, own, { x, lengthScale: w.lengthScale, range: w.single ? SINGLE : DOUBLE });
    }
    if (w.points === 'for angles and lengths') return originFrame({ arena }, at, rows, p, x);
    return { shift: 0, apply: (to, count) => w.points === 'each row near length one' && nearUnit(arena.f64(to, count * p), p) };
  };
  return (data: AnyMatrix['data'], rows: number, { at: to, norms }: PointSet): number => {
    const mark = arena.mark();
    try {
      // prepared in double; in single precision rounded after that
      const at = w.single ? arena.alloc(rows * p, 'gram') : to;
      arena.f64(at, rows * p).set(data);
      frame ??= frameOf(at, rows);
      frame.apply(at, rows);
      if (w.single) kernels.sdemote(rows * p, at, to);
      if (norms) {
        arena.f64(norms, rows + 2).fill(0);
        if (w.single) kernels.snormsq(rows, p, to, p, norms);
        else kernels.dnormsq(rows, p, to, p, norms);
      }
      return frame.shift;
    } finally {
      arena.release(mark);
    }
  };
}
