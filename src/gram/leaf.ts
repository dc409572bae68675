// Floor 4 · kernels as the tables of a computation: the number of a map, its parameters, what is done to the points before.
import { finiteMatrix, size } from '../check.js';
import { ShapeError } from '../errors.js';
import { checkKernel, type Kernel, parts } from '../kernel.js';
import type { AnyMatrix, MatrixLike } from '../matrix.js';

/**
 * How a kernel is computed: the number that assembly/kernelmap.ts knows it by, its parameters, what is done to the points before.
 * `power`: p[0] is multiplied by distances, or lengths, to this power.
 */
export interface Leaf {
  readonly map: number;
  readonly p: readonly [number, number, number];
  readonly points: 'as they are' | 'as they are, with norms' | 'for distances' | 'for angles and lengths' | 'each row near length one';
  readonly power: 0 | 1 | 2;
  readonly lengthScale?: readonly number[];
}

/** Points in linear memory and their squared norms (0: nobody reads them). */
export interface PointSet {
  readonly at: number;
  readonly norms: number;
}

/** Points prepared in one way: the fixed ones and the piece. */
export interface Prepared {
  readonly single: boolean;
  readonly z: PointSet;
  readonly x: PointSet;
}

/** A kernel tree as its blocks are computed. */
export type Tree =
  | { readonly leaf: Leaf; readonly points: Prepared; readonly p0: number }
  | { readonly join: 'sum' | 'product' | 'scaled'; readonly factor: number; readonly parts: readonly Tree[] };

/** The map that is a function of Σ|x − z|, which has no product form. */
export const LAPLACIAN = 3;

/** The map that reads x and z themselves, as the roots of their squared norms. */
export const SPLINE = 10;

/** The table entry of a kernel that is not made of others. */
export function leaf(kernel: Kernel, columns: number): Leaf {
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
      return product(LAPLACIAN, [number('gamma'), 0, 0]);
    case 'matern':
      return distance({ 0.5: 4, 1.5: 5, 2.5: 6 }[number('nu')] as number, 1, Math.sqrt(2 * number('nu')));
    case 'rationalQuadratic':
      return distance(7, 2, 1 / (2 * number('alpha')), number('alpha'));
    case 'cosine':
      return product(8, [0, 0, 0], 'each row near length one');
    case 'sigmoid':
      return product(9, [number('gamma'), number('coef0'), 0]);
    case 'splineGreen':
      return product(SPLINE, [0, 0, 0], 'as they are, with norms');
    case 'arcCosine':
      // order 0 is a function of the angle alone
      if (kernel.order === 0) return product(11, [1, number('depth'), 0], 'each row near length one');
      return { ...product(11 + number('order'), [1, number('depth'), 0], 'for angles and lengths'), power: 2 };
    case 'ntk':
      return { ...product(14, [1, number('depth'), 0], 'for angles and lengths'), power: 2 };
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
  checkDomain(kernel, X, caller, 'x');
  if (z === undefined) return { x: X };
  const Z = finiteMatrix(z, caller, 'z');
  if (Z.shape[1] !== X.shape[1]) throw new ShapeError(caller, 'z', `have ${X.shape[1]} columns, as x has (x is ${size(X)})`, size(Z));
  checkDomain(kernel, Z, caller, 'z');
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

/** The spline's functions live on [0, 1]. */
export function checkDomain(kernel: Kernel, points: AnyMatrix, caller: string, argument: string): void {
  if (kernel.type === 'splineGreen') {
    if (points.shape[1] !== 1) throw new ShapeError(caller, argument, 'have one column, as the kernel is splineGreen', size(points));
    const outside = points.data.find((v) => v < 0 || v > 1);
    if (outside !== undefined)
      throw new RangeError(`${caller}: ${argument} must lie in [0, 1], as the kernel is splineGreen; got ${outside}`);
  }
  for (const part of parts(kernel)) checkDomain(part, points, caller, argument);
}
