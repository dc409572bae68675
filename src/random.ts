// Floor 0 · seeded random numbers: xoshiro128** on a state filled by splitmix32, the same sequence on every engine.
//
// Blackman & Vigna, Scrambled linear pseudorandom number generators, ACM TOMS 47(4):36, 2021.

/** A generator: call it for a number in [0, 1). */
export interface Random {
  /** Uniform in [0, 1), 53 bits. */
  (): number;
  /** Standard normal (Marsaglia's polar method). */
  normal(): number;
  /** Uniform integer in [0, n). */
  int(n: number): number;
  /** Shuffles in place (Fisher–Yates) and returns the array. */
  shuffle<T>(a: T[]): T[];
}

/** log x for 0 < x < 1 by the series of atanh: engines differ in the last bit of Math.log. */
function log(x: number): number {
  let k = 0;
  for (; x < Math.SQRT1_2; k++) x *= 2;
  const t = (x - 1) / (x + 1);
  let sum = 0;
  for (let i = 21; i > 0; i -= 2) sum = sum * t * t + 1 / i;
  return 2 * t * sum - k * Math.LN2;
}

/**
 * A seeded generator; the same seed gives the same numbers everywhere.
 *
 * @param seed - any finite number; its integer part modulo 2³² is used
 *
 * @example
 * random(0).int(10) === random(0).int(10) // true
 */
export function random(seed: number): Random {
  let z = seed >>> 0;
  const fill = () => {
    z = (z + 0x9e3779b9) | 0;
    let t = z ^ (z >>> 16);
    t = Math.imul(t, 0x21f0aaad);
    t ^= t >>> 15;
    t = Math.imul(t, 0x735a2d97);
    return t ^ (t >>> 15);
  };
  let a = fill();
  let b = fill();
  let c = fill();
  let d = fill();
  const rotate = (x: number, k: number) => (x << k) | (x >>> (32 - k));
  const bits = () => {
    const out = Math.imul(rotate(Math.imul(b, 5), 7), 9) >>> 0;
    const t = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= t;
    d = rotate(d, 11);
    return out;
  };
  const uniform = () => ((bits() >>> 5) * 67108864 + (bits() >>> 6)) / 9007199254740992;
  let spare: number | undefined;
  const normal = () => {
    if (spare !== undefined) {
      const value = spare;
      spare = undefined;
      return value;
    }
    for (;;) {
      const u = 2 * uniform() - 1;
      const v = 2 * uniform() - 1;
      const s = u * u + v * v;
      if (s >= 1 || s === 0) continue;
      const f = Math.sqrt((-2 * log(s)) / s);
      spare = v * f;
      return u * f;
    }
  };
  const int = (n: number) => Math.floor(uniform() * n);
  const shuffle = <T>(items: T[]) => {
    for (let i = items.length - 1; i > 0; i--) {
      const j = int(i + 1);
      [items[i], items[j]] = [items[j] as T, items[i] as T];
    }
    return items;
  };
  return Object.assign(uniform, { normal, int, shuffle });
}
