// Floor 4 · points made ready for a Gram matrix: centred, divided by length scales, and brought into a range where squares are safe.
//
//   x ← (x − mean(z)) / ℓ · 2^−shift          by the means of the fixed points z, so that no row of x depends on its neighbours
//
// Distances do not change when the points are centred, their rounding shrinks. Where coordinates or length scales are so large or small
// that a square could leave the range of the numbers, everything is scaled by a power of two, which changes no digit; its exponent is
// returned, so that the kernel's parameter can take it back. That path is rare and runs in plain loops; the other is two passes of kernels.
import { exponent, ldexp } from '../elementary.js';
import type { Engine } from '../engine.js';
import type { AnyMatrix } from '../matrix.js';

/** What is done to every row: `apply` changes rows in linear memory; the points are the result times 2^shift. */
export interface Frame {
  readonly shift: number;
  readonly apply: (at: number, rows: number) => void;
}

/** Sizes whose squares, and sums of a million of them, are normal numbers. */
export interface Range {
  readonly low: number;
  readonly high: number;
}

export const DOUBLE: Range = { low: 1e-140, high: 1e140 };
export const SINGLE: Range = { low: 1e-12, high: 1e15 };

/** Sizes whose fourth powers, and sums of a million of them, are normal numbers, and whose squares are in single precision, too. */
const FOURTH: Range = { low: 1e-12, high: 1e15 };

const safe = (v: number, { low, high }: Range) => v === 0 || (v > low && v < high);
const exponentOf = (v: number) => (v > 0 ? exponent(v) : 0);

/** Doubles that a frame takes for p columns. */
export const frameSize = (p: number) => 3 * (p + 2);

export interface FrameOptions {
  /** Further points that the frame will be applied to, still in JavaScript. */
  readonly x?: AnyMatrix | undefined;
  /** One length scale for each column. */
  readonly lengthScale?: readonly number[] | undefined;
  readonly range?: Range;
}

/** The frame for distances to the points `at` (n×p, in linear memory), which it does not change; `room`: `frameSize` doubles that it keeps. */
export function distanceFrame(
  { kernels, arena }: Pick<Engine, 'kernels' | 'arena'>,
  at: number,
  n: number,
  p: number,
  room: number,
  { x, lengthScale, range = DOUBLE }: FrameOptions = {},
): Frame {
  const [mean, tops, scale] = [room, room + 8 * (p + 2), room + 16 * (p + 2)] as const;
  kernels.dcolstats(n, p, at, p, mean, tops);
  const top = Math.max(largest(arena.f64(tops, p), 0, p), x ? largest(x.data, 0, x.data.length) : 0);
  if (safe(top, range) && (lengthScale ?? []).every((l) => safe(l, range) && safe(top / l, range))) {
    const means = arena.f64(mean, p);
    for (let j = 0; j < p; j++) means[j] = (means[j] as number) / Math.max(1, n);
    if (lengthScale) arena.f64(scale, p).set(lengthScale);
    return { shift: 0, apply: (to, rows) => kernels.dcentre(rows, p, to, p, mean, lengthScale ? scale : 0) };
  }
  return extreme(top, arena.f64(at, n * p), p, x, lengthScale, (to, rows) => arena.f64(to, rows * p));
}

/** The frame where something is out of range: mantissas and exponents apart until the common power of two is taken out. */
function extreme(
  top: number,
  z: Float64Array,
  p: number,
  x: AnyMatrix | undefined,
  lengthScale: readonly number[] | undefined,
  view: (at: number, rows: number) => Float64Array,
): Frame {
  const shift = exponentOf(top);
  const mean = new Float64Array(p);
  for (let i = 0; i < z.length; i++) mean[i % p] = (mean[i % p] as number) + ldexp(z[i] as number, -shift) / (z.length / p);
  const near = (v: number, j: number) => ldexp(v, -shift) - (mean[j] as number);
  const each = (f: (v: number, j: number) => number) => (at: number, rows: number) => {
    const x = view(at, rows);
    for (let i = 0; i < x.length; i++) x[i] = f(x[i] as number, i % p);
  };
  if (!lengthScale) return { shift, apply: each(near) };
  const exponents = lengthScale.map(exponent);
  const divided = (v: number, j: number) => near(v, j) / ldexp(lengthScale[j] as number, -(exponents[j] as number));
  const tops = new Float64Array(p);
  for (const set of [z, x?.data ?? []]) {
    for (let i = 0; i < set.length; i++) tops[i % p] = Math.max(tops[i % p] as number, Math.abs(divided(set[i] as number, i % p)));
  }
  const common = tops.reduce((most, t, j) => (t > 0 ? Math.max(most, exponent(t) - (exponents[j] as number)) : most), -4000);
  const power = (j: number) => Math.max(-2000, Math.min(2000, -(exponents[j] as number) - common));
  return { shift: Math.max(-4000, shift + common), apply: each((v, j) => ldexp(divided(v, j), power(j))) };
}

/** The frame for lengths and angles: nothing is changed but a power of two, where products of two squared lengths could leave the range. */
export function originFrame({ arena }: Pick<Engine, 'arena'>, at: number, n: number, p: number, x: AnyMatrix | undefined): Frame {
  const top = Math.max(largest(arena.f64(at, n * p), 0, n * p), x ? largest(x.data, 0, x.data.length) : 0);
  if (safe(top, FOURTH)) return { shift: 0, apply: () => {} };
  const shift = exponentOf(top);
  const apply = (to: number, rows: number) => {
    const points = arena.f64(to, rows * p);
    for (let i = 0; i < points.length; i++) points[i] = ldexp(points[i] as number, -shift);
  };
  return { shift, apply };
}

/** Brings the largest entry of each row near 1, by powers of two, where its squares are not safe: for kernels that ignore the length of a row. */
export function nearUnit(x: Float64Array, p: number): void {
  for (let i = 0; i < x.length; i += p) {
    const top = largest(x, i, i + p);
    // products of two squared lengths must be normal too
    if (top === 0 || (top > 1e-6 && top < 1e6)) continue;
    const k = exponentOf(top);
    for (let j = i; j < i + p; j++) x[j] = ldexp(x[j] as number, -k);
  }
}

/** parameter·2^k, at most the largest double: it will be multiplied by distances, of which 0 must stay 0. */
export const rescaled = (parameter: number, k: number) => Math.min(Number.MAX_VALUE, ldexp(parameter, k));

/** max |x[i]|, from ≤ i < to. */
function largest(x: ArrayLike<number>, from: number, to: number): number {
  let top = 0;
  for (let i = from; i < to; i++) {
    const v = Math.abs(x[i] as number);
    if (v > top) top = v;
  }
  return top;
}
