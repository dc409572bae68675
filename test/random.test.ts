// random: the same numbers from the same seed, forever; ranges, moments, permutations.
import { describe, expect, it } from 'vitest';
import { random } from '../src/index.js';

const take = (n: number, f: () => number) => Float64Array.from({ length: n }, f);
const mean = (x: Float64Array) => x.reduce((s, v) => s + v, 0) / x.length;

/** xoshiro128** and splitmix32 once more, in BigInt. */
function bits(seed: number): () => number {
  const M = 0xffffffffn;
  const turn = (x: bigint, k: bigint) => ((x << k) | (x >> (32n - k))) & M;
  let z = BigInt(seed >>> 0);
  const fill = () => {
    z = (z + 0x9e3779b9n) & M;
    let t = ((z ^ (z >> 16n)) * 0x21f0aaadn) & M;
    t = ((t ^ (t >> 15n)) * 0x735a2d97n) & M;
    return t ^ (t >> 15n);
  };
  const s = [fill(), fill(), fill(), fill()];
  return () => {
    const out = (turn((s[1] * 5n) & M, 7n) * 9n) & M;
    const t = (s[1] << 9n) & M;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = turn(s[3], 11n);
    return Number(out);
  };
}

describe('random', () => {
  it('is xoshiro128** on splitmix32, 53 bits of two draws', () => {
    for (const seed of [0, 1, 42, 2 ** 32 - 1, -1]) {
      const [r, draw] = [random(seed), bits(seed)];
      for (let i = 0; i < 200; i++) expect(r()).toBe(((draw() >>> 5) * 2 ** 26 + (draw() >>> 6)) / 2 ** 53);
    }
  });

  it('the same seed gives the same sequence, another seed another', () => {
    expect(take(50, random(7))).toEqual(take(50, random(7)));
    expect(take(50, random(7))).not.toEqual(take(50, random(8)));
    const [a, b] = [random(3), random(3)];
    a.normal();
    b.normal();
    expect(a.int(1000)).toBe(b.int(1000));
  });

  it('two generators do not disturb each other', () => {
    const alone = take(10, random(1));
    const [a, b] = [random(1), random(2)];
    const mixed = take(10, () => {
      b.normal();
      return a();
    });
    expect(mixed).toEqual(alone);
  });

  it('uniform: in [0, 1), with mean ½ and variance 1/12', () => {
    const x = take(1e5, random(1));
    expect(x.every((v) => v >= 0 && v < 1)).toBe(true);
    // five standard errors: √(1/12/n)
    expect(Math.abs(mean(x) - 0.5)).toBeLessThan(5 * Math.sqrt(1 / 12 / 1e5));
    expect(Math.abs(mean(x.map((v) => (v - 0.5) ** 2)) - 1 / 12)).toBeLessThan(5 * Math.sqrt(1 / 180 / 1e5));
  });

  it('normal: mean 0, variance 1, skewness 0, kurtosis 3', () => {
    const x = take(1e5, random(2).normal);
    const moment = (k: number) => mean(x.map((v) => v ** k));
    expect(Math.abs(moment(1))).toBeLessThan(5 * Math.sqrt(1 / 1e5));
    expect(Math.abs(moment(2) - 1)).toBeLessThan(5 * Math.sqrt(2 / 1e5));
    expect(Math.abs(moment(3))).toBeLessThan(5 * Math.sqrt(15 / 1e5));
    expect(Math.abs(moment(4) - 3)).toBeLessThan(5 * Math.sqrt(96 / 1e5));
  });

  it('int: every value of [0, n), equally often', () => {
    const r = random(3);
    const counts = new Float64Array(10);
    for (let i = 0; i < 1e5; i++) counts[r.int(10)]++;
    // χ² with 9 degrees of freedom: above 33 once in 10⁴
    expect(counts.reduce((s, c) => s + (c - 1e4) ** 2 / 1e4, 0)).toBeLessThan(33);
    expect(take(20, () => r.int(1))).toEqual(new Float64Array(20));
  });

  it('shuffle: in place, a permutation, every order equally often', () => {
    const items = Array.from({ length: 100 }, (_, i) => i);
    const shuffled = random(4).shuffle(items);
    expect(shuffled).toBe(items);
    expect(shuffled).not.toEqual([...shuffled].sort((a, b) => a - b));
    expect([...shuffled].sort((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, i) => i));
    const r = random(5);
    const counts = new Map<string, number>();
    for (let i = 0; i < 6e4; i++) {
      const order = r.shuffle([0, 1, 2]).join('');
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).toBe(6);
    // χ² with 5 degrees of freedom: above 26 once in 10⁴
    expect([...counts.values()].reduce((s, c) => s + (c - 1e4) ** 2 / 1e4, 0)).toBeLessThan(26);
    expect(random(0).shuffle([])).toEqual([]);
  });
});
