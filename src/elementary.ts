// Floor 0 · exp, log and powers by sums and products alone: engines differ in the last bits of Math.exp, these functions do not.
//
//   e^x − 1:     x = k ln 2 + r, |r| ≤ ½ ln 2;  e^r − 1 by its series to r¹⁵;  2ᵏ(e^r − 1) + (2ᵏ − 1)
//   log(1 + x):  1 + x = 2ᵏ(1 + f), 1 + f ∈ [√½, √2);  s = f/(2 + f),  log(1 + f) = 2(s + s³/3 + … + s²³/23)
//
// expm1 and log1p keep their relative accuracy near 0. Within 3 ulp of Math's: test/elementary. What stays allowed of Math, and of **:
// test/same-bits.

/** ln 2 in two parts; the first has 21 trailing zero bits, so k times it is exact. */
const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;

/** x = k ln 2 + r: k, and e^r − 1. */
function reduced(x: number): [k: number, p: number] {
  const k = Math.round(x / Math.LN2);
  const r = x - k * LN2_HIGH - k * LN2_LOW;
  let series = 1;
  for (let i = 15; i > 1; i--) series = 1 + (r / i) * series;
  return [k, r * series];
}

const OVERFLOW = 709.782712893384;
const UNDERFLOW = -745.2;

/** e^x. */
export function exp(x: number): number {
  if (x > OVERFLOW) return Number.POSITIVE_INFINITY;
  if (x < UNDERFLOW) return 0;
  const [k, p] = reduced(x);
  return ldexp(1 + p, k);
}

/** e^x − 1. */
export function expm1(x: number): number {
  if (x > OVERFLOW) return Number.POSITIVE_INFINITY;
  if (x < -40) return -1;
  const [k, p] = reduced(x);
  if (k === 0) return p;
  const half = 2 ** (k - 1); // 2ᵏ itself may be infinite
  return 2 * (half * p + (half - 0.5));
}

/** log(1 + x), x ≥ −1. */
export function log1p(x: number): number {
  const u = 1 + x;
  if (u === 1) return x;
  // what the rounding of 1 + x lost
  const lost = u > 0 && u < Number.POSITIVE_INFINITY ? (x - (u - 1)) / u : 0;
  return u > Math.SQRT1_2 && u < Math.SQRT2 ? logOf(x, 0) : log(u) + lost;
}

/** log x, x ≥ 0. */
export function log(x: number): number {
  if (!(x > 0 && x < Number.POSITIVE_INFINITY)) return x === 0 ? Number.NEGATIVE_INFINITY : x > 0 ? x : Number.NaN;
  let [m, k] = [x, 0];
  for (; m >= Math.SQRT2; k++) m /= 2;
  for (; m < Math.SQRT1_2; k--) m *= 2;
  return logOf(m - 1, k);
}

/** k ln 2 + log(1 + f). */
function logOf(f: number, k: number): number {
  const s = f / (2 + f);
  const z = s * s;
  let sum = 0;
  for (let i = 23; i > 1; i -= 2) sum = z * (sum + 1 / i);
  return k * LN2_HIGH + (2 * s + (2 * s * sum + k * LN2_LOW));
}

/** xⁿ, n a whole number ≥ 0, by squaring. */
export function power(x: number, n: number): number {
  let product = 1;
  for (let [square, rest] = [x, n]; rest > 0; square *= square, rest = Math.floor(rest / 2)) if (rest % 2 === 1) product *= square;
  return product;
}

/** x·2ᵏ, also where 2ᵏ is out of range. */
export const ldexp = (x: number, k: number): number => x * 2 ** Math.trunc(k / 2) * 2 ** (k - Math.trunc(k / 2));

/** The whole number k with 2ᵏ ≤ x < 2ᵏ⁺¹, for finite x > 0. */
export function exponent(x: number): number {
  if (x < 2 ** -1022) return exponent(x * 2 ** 60) - 60;
  view.setFloat64(0, x);
  return (view.getUint16(0) >> 4) - 1023;
}

const view = new DataView(new ArrayBuffer(8));

/** √Σx² without overflow. */
export function norm(x: ArrayLike<number>): number {
  let [top, sum] = [0, 0];
  for (let i = 0; i < x.length; i++) top = Math.max(top, Math.abs(x[i] as number));
  if (top === 0) return 0;
  for (let i = 0; i < x.length; i++) sum += ((x[i] as number) / top) ** 2;
  return top * Math.sqrt(sum);
}
