// Floor 5 · Gram matrices K(i, j) = k(x_i, z_j): the packed product with the kernel function applied while a strip is in cache.
//
// Only the lower triangle is computed where z = x, and mirrored by blocks. Distances are taken between centred points (they do
// not change, their rounding shrinks), clamped at 0; a row and its duplicate have distance 0 exactly.
import { finiteMatrix, size, whole } from './check.js';
import { type Engine, engine } from './engine.js';
import { ShapeError } from './errors.js';
import { checkKernel, type Kernel, parts } from './kernel.js';
import { mirror, productBytes, productSteps } from './linalg/blas.js';
import type { AnyMatrix, Matrix, MatrixLike } from './matrix.js';
import { nearUnit, prepare, rescaled } from './points.js';
import { random } from './random.js';
import { type RunOptions, run, runAsync, type Steps } from './steps.js';
import { need } from './wasm/arena.js';

/**
 * How a kernel is computed: the number that assembly/kernelmap.ts knows it by, its parameters, what is done to the points before.
 * `power`: p[0] is multiplied by distances to this power.
 */
interface Leaf {
  readonly map: number;
  readonly p: readonly [number, number, number];
  readonly points: 'as they are' | 'for distances' | 'each row near length one';
  readonly power: 0 | 1 | 2;
  readonly lengthScale?: readonly number[];
}

function leaf(kernel: Kernel, columns: number): Leaf {
  const number = (name: string) => kernel[name] as number;
  const product = (map: number, p: Leaf['p'], points: Leaf['points'] = 'as they are'): Leaf => ({ map, p, points, power: 0 });
  const ell = kernel.lengthScale as number | readonly number[] | undefined;
  const lengthScale = typeof ell === 'number' ? new Array<number>(columns).fill(ell) : ell;
  const distance = (map: number, power: 1 | 2, p0: number, p1 = 0): Leaf => ({
    map,
    p: [p0, p1, 0],
    points: 'for distances',
    power,
    ...(lengthScale ? { lengthScale } : {}),
  });
  switch (kernel.type) {
    case 'poly':
      return product(1, [number('gamma'), number('coef0'), number('degree')]);
    case 'rbf':
      return distance(2, 2, lengthScale ? 0.5 : number('gamma'));
    case 'laplacian':
      return product(3, [number('gamma'), 0, 0]);
    case 'matern':
      return distance({ 0.5: 4, 1.5: 5, 2.5: 6 }[number('nu')] as number, 1, Math.sqrt(2 * number('nu')));
    case 'rationalQuadratic':
      return distance(7, 2, 1 / (2 * number('alpha')), number('alpha'));
    case 'cosine':
      return product(8, [0, 0, 0], 'each row near length one');
    case 'sigmoid':
      return product(9, [number('gamma'), number('coef0'), 0]);
    default:
      return product(0, [0, 0, 0]);
  }
}

/** The points of a Gram matrix, checked. z undefined: z = x. */
export interface Points {
  readonly x: AnyMatrix;
  readonly z?: AnyMatrix;
}

/** Checks kernel and points before any work. */
export function readPoints(kernel: Kernel, x: MatrixLike, z: MatrixLike | undefined, caller: string): Points {
  const X = finiteMatrix(x, caller, 'x');
  checkKernel(kernel, caller);
  checkScales(kernel, X.shape[1], caller);
  if (X.shape[1] === 0) throw new ShapeError(caller, 'x', 'have at least one row and one column', size(X));
  if (z === undefined) return { x: X };
  const Z = finiteMatrix(z, caller, 'z');
  if (Z.shape[1] !== X.shape[1]) throw new ShapeError(caller, 'z', `have ${X.shape[1]} columns, as x has (x is ${size(X)})`, size(Z));
  return { x: X, z: Z };
}

/** Length scales by feature must be as many as the features. */
function checkScales(kernel: Kernel, p: number, caller: string): void {
  const scales = kernel.lengthScale;
  if (Array.isArray(scales) && scales.length !== p) {
    throw new ShapeError(caller, 'kernel.lengthScale', `have one length for each of the ${p} columns of x`, `${scales.length}`);
  }
  for (const part of parts(kernel)) checkScales(part, p, caller);
}

/** Bytes that `gramInto` needs besides K. */
export function gramBytes(e: Engine, kernel: Kernel, { x, z = x }: Points): number {
  const [n, p] = x.shape;
  const m = z.shape[0];
  const inner = parts(kernel);
  const own = need(n * p, m * p, n + 2, m + 2) + productBytes(e, m, p);
  return inner.length ? need(n * m) + Math.max(...inner.map((part) => gramBytes(e, part, { x, z }))) : own;
}

/** K at `out` with leading dimension ldk; all of it, also where z = x. */
export function* gramInto(e: Engine, kernel: Kernel, points: Points, out: number, ldk: number): Steps<void> {
  const inner = parts(kernel);
  if (inner.length === 0) {
    yield* leafInto(e, leaf(kernel, points.x.shape[1]), points, out, ldk);
    return;
  }
  const { kernels, arena } = e;
  const n = points.x.shape[0];
  const m = (points.z ?? points.x).shape[0];
  yield* gramInto(e, inner[0] as Kernel, points, out, ldk);
  if (kernel.type === 'scaled') for (let i = 0; i < n; i++) kernels.dscal(m, kernel.factor as number, out + 8 * i * ldk);
  for (const part of inner.slice(1)) {
    const mark = arena.mark();
    try {
      const other = arena.alloc(n * m, 'gram');
      yield* gramInto(e, part, points, other, m);
      for (let i = 0; i < n; i++) {
        if (kernel.type === 'sum') kernels.daxpy(m, 1, other + 8 * i * m, out + 8 * i * ldk);
        else kernels.dhadamard(m, out + 8 * i * ldk, other + 8 * i * m);
      }
    } finally {
      arena.release(mark);
    }
  }
}

function* leafInto(
  e: Engine,
  { map, p: parameters, points, power, lengthScale }: Leaf,
  { x, z }: Points,
  out: number,
  ldk: number,
): Steps<void> {
  const { kernels, arena } = e;
  const [n, p] = x.shape;
  const symmetric = z === undefined;
  const m = symmetric ? n : z.shape[0];
  const mark = arena.mark();
  try {
    const load = ({ data, shape: [rows] }: AnyMatrix) => ({ rows, at: arena.copyIn(data, 'gram'), norms: arena.alloc(rows + 2, 'gram') });
    const X = load(x);
    const Z = symmetric ? X : load(z);
    const sets = (symmetric ? [X] : [X, Z]).map((set) => ({ ...set, data: arena.f64(set.at, set.rows * p) }));
    let p0 = parameters[0];
    if (points === 'for distances') {
      const shift = prepare(
        sets.map(({ data }) => data),
        p,
        { centre: true, ...(lengthScale ? { lengthScale } : {}) },
      );
      p0 = rescaled(p0, power * shift);
    } else if (points === 'each row near length one') for (const { data } of sets) nearUnit(data, p);
    for (const { rows, at, norms } of sets) {
      arena.f64(norms, rows + 2).fill(0);
      if (points !== 'as they are') kernels.dnormsq(rows, p, at, p, norms);
    }
    yield* productSteps(e, 'gram', {
      m: n,
      n: m,
      k: p,
      a: { at: X.at, ld: p, trans: false },
      b: { at: Z.at, ld: p, trans: true },
      c: out,
      ldc: ldk,
      lower: symmetric,
      l1: map === 3,
      last: ({ m: mc, n: nc, k: kc, a, packed, beta, c, i, j, work, row }) => {
        const diag = symmetric ? i - j : nc;
        const norms = [X.norms + 8 * i, Z.norms + 8 * j] as const;
        return ['dgram', map, mc, nc, kc, a, p, packed, beta, c, ldk, diag, ...norms, p0, parameters[1], parameters[2], work, row];
      },
    });
    if (symmetric) mirror(e, n, out, ldk);
  } finally {
    arena.release(mark);
  }
}

/**
 * Gram matrix K(i, j) = k(x_i, z_j); with z left out, the symmetric K of x with itself.
 *
 * @param kernel - from `rbf`, `linear`, …
 * @param x - n×p points
 * @param z - m×p points. @default x
 * @returns n×m; exactly symmetric where z is left out
 * @throws {NonFiniteError} if a coordinate is NaN or infinite
 * @throws {ShapeError} if x and z differ in their number of columns
 *
 * Cost: 2nmp flops (half where z is left out) and one kernel function an entry.
 *
 * @example
 * gram(poly({ degree: 2 }), [[1], [2]]).data // [4, 9, 9, 25]
 */
export function gram(kernel: Kernel, x: MatrixLike, z?: MatrixLike): Matrix {
  return run(gramSteps(kernel, x, z));
}

/** `gram` in slices, with progress and cancellation. */
export function gramAsync(kernel: Kernel, x: MatrixLike, z?: MatrixLike, options: RunOptions = {}): Promise<Matrix> {
  return runAsync(gramSteps(kernel, x, z), options);
}

/** `gram` as steps. */
export function* gramSteps(kernel: Kernel, x: MatrixLike, z: MatrixLike | undefined): Steps<Matrix> {
  const points = readPoints(kernel, x, z, 'gram');
  const n = points.x.shape[0];
  const m = (points.z ?? points.x).shape[0];
  const e = engine();
  const mark = e.arena.mark();
  try {
    e.arena.reserve(need(n * m) + gramBytes(e, kernel, points), 'gram');
    const out = e.arena.alloc(n * m, 'gram');
    yield* gramInto(e, kernel, points, out, m);
    return { data: e.arena.copyOut(out, n * m), shape: [n, m] };
  } finally {
    e.arena.release(mark);
  }
}

/**
 * The median heuristic: γ = 1/(2·median²), the median taken over the distances ‖x_i − x_j‖ of random pairs i ≠ j, so that the
 * length scale of `rbf({ gamma })` is the median distance. Where all sampled points coincide: 1.
 *
 * @param x - n×p points
 * @param options.seed - of the sample. @default 0
 * @param options.pairs - how many pairs; all of them where there are no more. @default 1000
 *
 * @example
 * medianGamma([[0], [2]]) // 0.125
 */
export function medianGamma(x: MatrixLike, { seed = 0, pairs = 1000 }: { seed?: number; pairs?: number } = {}): number {
  const { data, shape } = finiteMatrix(x, 'medianGamma', 'x');
  whole(1, pairs, 'medianGamma', 'pairs');
  const [n, p] = shape;
  const squares: number[] = [];
  const take = (i: number, j: number) => {
    let s = 0;
    for (let q = 0; q < p; q++) s += ((data[i * p + q] as number) - (data[j * p + q] as number)) ** 2;
    squares.push(s);
  };
  if ((n * (n - 1)) / 2 <= pairs) for (let i = 1; i < n; i++) for (let j = 0; j < i; j++) take(i, j);
  else {
    const rng = random(seed);
    while (squares.length < pairs) {
      const i = rng.int(n);
      const j = rng.int(n - 1);
      take(i, j < i ? j : j + 1);
    }
  }
  squares.sort((a, b) => a - b);
  const half = squares.length >> 1;
  const median =
    squares.length % 2 ? (squares[half] as number) : (Math.sqrt(squares[half - 1] ?? 0) + Math.sqrt(squares[half] ?? 0)) ** 2 / 4;
  return median > 0 ? 1 / (2 * median) : 1;
}
