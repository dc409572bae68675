// exp, log, tanh and acos to some forty digits in fixed point, and the error of a double against them in units in the last place.
//
//   all values are BigInt multiples of 2^−BITS;  exp: r = x − k ln 2, a table of e^{j/256} and a Taylor series of what is left;
//   log: a table of log(j/128) and the series of artanh;  tanh from exp(2|x|);  acos by one Newton step from the double that is judged

const BITS = 200n;
const ONE = 1n << BITS;

const times = (a: bigint, b: bigint) => (a * b) >> BITS;

/** 2 artanh(a/b) = log((b + a)/(b − a)). */
function twiceArtanh(a: bigint, b: bigint): bigint {
  const s = (a << BITS) / b;
  const square = times(s, s);
  let sum = 0n;
  for (let power = s, i = 1n; power !== 0n && power !== -1n; power = times(power, square), i += 2n) sum += power / i;
  return 2n * sum;
}

const LN2 = twiceArtanh(1n, 3n);

function taylorExp(r: bigint): bigint {
  let sum = ONE;
  for (let term = r, i = 1n; term !== 0n && term !== -1n; i += 1n, term = times(term, r) / i) sum += term;
  return sum;
}

const EXP_TABLE = Array.from({ length: 512 }, (_, j) => taylorExp((BigInt(j - 256) << BITS) / 256n));
const LOG_TABLE = Array.from({ length: 257 }, (_, j) => (j < 64 ? 0n : twiceArtanh(BigInt(j) - 128n, BigInt(j) + 128n)));

/** x·2^BITS: exact where |x| ≥ 2^−147. */
function fixed(x: number): bigint {
  return BigInt(Math.trunc(x * 2 ** 100)) << 100n;
}

/** e^x = value·2^k with value in about [0.7, 1.42]. */
function exp(x: number): { value: bigint; k: number } {
  const k = Math.round(x / Math.LN2);
  const r = fixed(x) - BigInt(k) * LN2;
  const j = Math.round(Number(r >> (BITS - 52n)) / 2 ** 44);
  return { value: times(EXP_TABLE[j + 256], taylorExp(r - (BigInt(j) << (BITS - 8n)))), k };
}

/** (got − exact)/ulp(exact), exact = value·2^−BITS. */
function ulps(got: number, value: bigint): number {
  const size = value < 0n ? -value : value;
  const ulp = BigInt(size.toString(2).length - 53);
  // got is a multiple of 2^−1074, but here never below 2^−140
  const difference = (BigInt(got * 2 ** 190) << (BITS - 190n)) - value;
  return Number((difference << 40n) >> ulp) / 2 ** 40;
}

/** Error of y as e^x in ulp; x where e^x is a normal number. */
export function expError(x: number, y: number): number {
  const { value, k } = exp(x);
  const half = Math.trunc(k / 2);
  return ulps(y * 2 ** -half * 2 ** (half - k), value);
}

/** Error of y as log x in ulp; x normal and not 1. */
export function logError(x: number, y: number): number {
  const k = Math.round(Math.log2(x));
  const half = Math.trunc(k / 2);
  const m = x * 2 ** -half * 2 ** (half - k);
  const j = Math.round(m * 128);
  const [a, b] = [fixed(m), (BigInt(j) << BITS) / 128n];
  return ulps(y, BigInt(k) * LN2 + LOG_TABLE[j] + twiceArtanh(a - b, a + b));
}

/** Error of y as e^x − 1 in ulp; 10⁻¹⁵ < |x| < 80. */
export function expm1Error(x: number, y: number): number {
  const { value, k } = exp(x);
  return ulps(y, (k < 0 ? value >> BigInt(-k) : value << BigInt(k)) - ONE);
}

/** Error of y as log(1 + x) in ulp; x > −1, 10⁻¹⁵ < |x| < 10¹⁵. */
export function log1pError(x: number, y: number): number {
  // 1 + x exactly, as a power of two times a number near 1
  const u = ONE + fixed(x);
  const k = u.toString(2).length - 1 - Number(BITS);
  const m = k < 0 ? u << BigInt(-k) : u >> BigInt(k);
  return ulps(y, twiceArtanh(m - ONE, m + ONE) + BigInt(k) * LN2);
}

/** Error of y as tanh x in ulp; 2^−40 ≤ |x| ≤ 40. */
export function tanhError(x: number, y: number): number {
  const { value, k } = exp(2 * Math.abs(x));
  const e = value << BigInt(k);
  const t = ((e - ONE) << BITS) / (e + ONE);
  return ulps(y, x < 0 ? -t : t);
}

/** sin and cos of an angle in [0, π]: Taylor series of its 1/256th, doubled eight times as 1 − cos and sin. */
function sineAndCosine(x: bigint): [bigint, bigint] {
  const t = x >> 8n;
  let [sine, versine] = [0n, 0n]; // versine = 1 − cos
  for (let term = t, i = 1n; term !== 0n; i++, term = times(term, t) / i) {
    const part = ((i - 1n) >> 1n) & 1n ? -term : term;
    if (i & 1n) sine += part;
    else versine += part;
  }
  for (let i = 0; i < 8; i++) [sine, versine] = [2n * times(sine, ONE - versine), 2n * times(versine, 2n * ONE - versine)];
  return [sine, ONE - versine];
}

/** Error of y as acos x in ulp; −1 ≤ x < 1. cos(y + δ) = x: δ = (cos y − x)/sin y, but for a part of 10⁻¹⁶ of it. */
export function acosError(x: number, y: number): number {
  const [sine, cosine] = sineAndCosine(fixed(y));
  // at π sin is the rounding of y itself: cos is flat, π − y is it
  const delta = x === -1 ? sine : ((cosine - fixed(x)) << BITS) / sine;
  return ulps(y, fixed(y) + delta);
}

/** The double after (steps > 0) or before x in size. */
export function beside(x: number, steps: number): number {
  const cell = new DataView(new ArrayBuffer(8));
  cell.setFloat64(0, x);
  cell.setBigInt64(0, cell.getBigInt64(0) + BigInt(steps));
  return cell.getFloat64(0);
}
