// Floor 0 · points made ready for a Gram matrix: centred, divided by length scales, and brought into a range where squares are safe.
//
// Distances do not change when the points are centred, their rounding shrinks. Where coordinates or length scales are so large or small
// that a square could leave the range of doubles, everything is scaled by a power of two, which changes no digit; its exponent is
// returned, so that the kernel's parameter can take it back.

/** What is done to the points before their products are taken. */
export interface Preparation {
  readonly centre: boolean;
  /** One length scale for each column. */
  readonly lengthScale?: readonly number[];
}

/** Numbers whose squares, and sums of a million of them, are normal. */
const safe = (v: number) => v === 0 || (v > 1e-140 && v < 1e140);
const exponent = (v: number) => (v > 0 ? Math.floor(Math.log2(v)) : 0);

/** x·2^k, also where 2^k is out of range. */
const ldexp = (x: number, k: number) => x * 2 ** Math.trunc(k / 2) * 2 ** (k - Math.trunc(k / 2));

/** Prepares the sets (n×p each, in place) alike, by the means of the first; the points are those of the result times 2^(what is returned). */
export function prepare(sets: readonly Float64Array[], p: number, { centre, lengthScale }: Preparation): number {
  const top = largest(sets);
  const shift = safe(top) ? 0 : exponent(top);
  if (shift !== 0) for (const x of sets) for (let i = 0; i < x.length; i++) x[i] = ldexp(x[i] as number, -shift);
  if (centre) {
    const mean = means(sets[0] as Float64Array, p);
    eachColumn(sets, p, (v, j) => v - (mean[j] as number));
  }
  if (!lengthScale) return shift;
  if (shift === 0 && lengthScale.every((l) => safe(l) && safe(top / l))) {
    eachColumn(sets, p, (v, j) => v / (lengthScale[j] as number));
    return 0;
  }
  // by mantissa and exponent: a quotient may be out of range before the common power of two is taken out
  const exponents = lengthScale.map((l) => exponent(l));
  eachColumn(sets, p, (v, j) => v / ldexp(lengthScale[j] as number, -(exponents[j] as number)));
  const tops = lengthScale.map((_, j) => Math.max(...sets.map((x) => columnTop(x, p, j))));
  const common = Math.max(...tops.map((t, j) => (t > 0 ? exponent(t) - (exponents[j] as number) : -4000)));
  eachColumn(sets, p, (v, j) => ldexp(v, Math.max(-2000, Math.min(2000, -(exponents[j] as number) - common))));
  return Math.max(-4000, shift + common);
}

/** Brings the largest entry of each row near 1, by powers of two: for kernels that do not depend on the length of a row. */
export function nearUnit(x: Float64Array, p: number): void {
  for (let i = 0; i < x.length; i += p) {
    const row = x.subarray(i, i + p);
    const k = exponent(largest([row]));
    if (k !== 0) for (let j = 0; j < p; j++) row[j] = ldexp(row[j] as number, -k);
  }
}

/** parameter·2^k, at most the largest double: it will be multiplied by distances, of which 0 must stay 0. */
export const rescaled = (parameter: number, k: number) => Math.min(Number.MAX_VALUE, ldexp(parameter, k));

function largest(sets: readonly Float64Array[]): number {
  let top = 0;
  for (const x of sets) for (let i = 0; i < x.length; i++) top = Math.max(top, Math.abs(x[i] as number));
  return top;
}

function columnTop(x: Float64Array, p: number, j: number): number {
  let top = 0;
  for (let i = j; i < x.length; i += p) top = Math.max(top, Math.abs(x[i] as number));
  return top;
}

function means(x: Float64Array, p: number): Float64Array {
  const mean = new Float64Array(p);
  const n = x.length / p;
  for (let i = 0; i < x.length; i += p) for (let j = 0; j < p; j++) mean[j] = (mean[j] as number) + (x[i + j] as number) / n;
  return mean;
}

function eachColumn(sets: readonly Float64Array[], p: number, f: (v: number, j: number) => number): void {
  for (const x of sets) for (let i = 0; i < x.length; i += p) for (let j = 0; j < p; j++) x[i + j] = f(x[i + j] as number, j);
}
