// dlaed4, dlowner, dlaed3: roots against exact arithmetic, interlacing, Löwner's identity, orthogonal vectors, ranges.
import { describe, expect, it } from 'vitest';
import type { Matrix } from '../../src/matrix.js';
import { random } from '../../src/random.js';
import { build, matmul, sameBits, transpose } from '../reference.js';
import { accept, backwardRatio, EPS, LIMIT, orthogonalityRatio } from '../residual.js';
import { type Machine, variants } from '../variants.js';

// Fixed point: every number is a BigInt multiple of 2^−BITS. Doubles from 2^−300 to 2^300 and their differences are exact.
const BITS = 700n;
const ONE = 1n << BITS;
const fixed = (x: number) => BigInt(x * 2 ** 360) << (BITS - 360n);
const number = (x: bigint) => Number(x >> (BITS - 400n)) / 2 ** 400;
const size = (x: bigint) => (x < 0n ? -x : x);

interface Problem {
  readonly d: Float64Array;
  readonly z: Float64Array;
}

interface Solved {
  readonly lambda: Float64Array;
  /** d_i − λ_j in row j. */
  readonly delta: Matrix;
  readonly exact: Float64Array;
  /** Eigenvector j in row j, its entries where `place` says. */
  readonly vectors: Matrix;
}

/** The three kernels one after the other, in ranges of `step`. */
function solve(
  machine: Machine,
  { d, z }: Problem,
  { pad = 0, step = Math.max(1, d.length), place = Array.from(d, (_, i) => i), limit = 300 } = {},
): Solved {
  const { kernels } = machine;
  const k = d.length;
  const ranges = Array.from({ length: Math.ceil(k / step) }, (_, i) => [i * step, Math.min(k, (i + 1) * step)] as const).reverse();
  return machine.frame(() => {
    const [pd, pz, lambda, exact, work] = [machine.put(d), machine.put(z), machine.room(k), machine.room(k), machine.room(k)];
    const [places, s] = [machine.room((k + 1) >> 1), machine.room(k * (k + pad))];
    machine.i32(places, k).set(place);
    for (const [first, last] of ranges) kernels.dlaed4(first, last, k, pd, pz, lambda, s, k + pad, limit);
    const delta = machine.getMatrix(s, k, k, k + pad);
    for (const [first, last] of ranges) kernels.dlowner(first, last, k, pd, pz, s, k + pad, exact);
    for (const [first, last] of ranges) kernels.dlaed3(first, last, k, exact, places, s, k + pad, work);
    return { lambda: machine.get(lambda, k), delta, exact: machine.get(exact, k), vectors: machine.getMatrix(s, k, k, k + pad) };
  });
}

const r = random(7);
const list = (k: number, f: (i: number) => number) => Float64Array.from({ length: k }, (_, i) => f(i));
const normal = (k: number) => list(k, () => r.normal());
const ulps = (x: number, count: number) => x + count * Math.abs(x) * 2 * EPS;

/** Poles ascending with the gaps given. */
const gaps = (first: number, ...g: number[]) => [first, ...g.map((_, i) => g.slice(0, i + 1).reduce((d, x) => d + x, first))];
const problem = (d: ArrayLike<number>, z: ArrayLike<number>): Problem => ({ d: Float64Array.from(d).sort(), z: Float64Array.from(z) });

const problems: Record<string, Problem> = {
  'one pole': problem([-3], [0.5]),
  'two poles': problem([1, 2], [1, 1]),
  'three poles': problem([-1, 0, 1], [0.1, 1, 2]),
  random: problem(normal(12), normal(12)),
  'random, odd': problem(normal(31), normal(31)),
  'equal gaps, equal weights': problem(
    list(20, (i) => i),
    list(20, () => 1),
  ),
  'poles a few ulp apart': problem([ulps(1, 0), ulps(1, 4), ulps(1, 8), ulps(1, 12), 2, ulps(2, 3)], [0.3, 0.4, 0.2, 0.5, 0.1, 0.3]),
  'two clusters': problem([...list(6, (i) => ulps(1, 8 * i)), ...list(7, (i) => ulps(-2, 8 * i))], normal(13)),
  'tiny weights': problem(
    normal(10),
    list(10, (i) => (i % 3 ? 1e-16 : 1)),
  ),
  'tinier weights between large ones': problem(
    list(9, (i) => i),
    list(9, (i) => (i % 2 ? 1e-30 : 3)),
  ),
  'tiny weights at close poles': problem(gaps(-1, 1e-13, 1, 1e-14, 1e-14, 1), [1, 1e-15, 1e-14, 1, 1e-16, 1e-8]),
  'all weights tiny': problem(
    normal(9),
    list(9, () => 1e-12),
  ),
  'one weight rules': problem(
    normal(9),
    list(9, (i) => (i === 4 ? 1e3 : 1e-3)),
  ),
  'weights far above the gaps': problem(
    list(15, (i) => 1e-12 * i),
    normal(15),
  ),
  'graded poles': problem(
    list(14, (i) => 10 ** -i),
    list(14, () => 0.3),
  ),
  'graded poles and weights': problem(
    list(14, (i) => 10 ** -i),
    list(14, (i) => 10 ** (i - 13)),
  ),
  'a gap closed from both sides': problem([0, 1, ulps(1, 1), 2], [1, 1e-8, 1e-8, 1]),
  'the zero in the very middle': problem([-1, 1], [1, 1]),
  // the worst of 400 000 random problems: tiny weights between large ones, the zero far from where two poles would have it
  'slow, 20 steps': problem(
    [0, 4.606707582133797e-11, 1.0147570069724083e-6, 0.0019793271843581207],
    [2.9684416303421968e-5, 1.0856937393104439e-16, 0.004288403817763553, 1.3684779308390599e-5],
  ),
  'slow, 16 steps': problem(
    [0, 0.18667408456881232, 0.9010869651215428, 1.3686482480496975, 1.6029346605941075],
    [0.43316594564495764, 9.483234189275045e-7, 2.400492378401333e-7, 0.012149602279705192, 0.07112648590158575],
  ),
  'the last weight tiny': problem(
    [0, 0.9644167253781933, 1.8194154009530306, 2.7183772921180354, 3.679960308812346],
    [1.9668334440365356e-6, 2.0439370780878276e-6, 1.3640320563364603, 0.004468360785630007, 1.0175574613473687e-13],
  ),
  'two scales': problem(gaps(1, 1e-10, 1e-10, 1e-10, 1e10, 1, 1e-6), [1, 1, 1, 1, 1e5, 1e-5, 1]),
};

/** Σ z²/(d − o − τ) on either side, its slope, exactly; numbers of fixed point. */
function secular({ d, z }: Problem, o: number, tau: bigint, j: number) {
  let [psi, phi, slope] = [0n, 0n, 0n];
  d.forEach((di, i) => {
    const square = (fixed(z[i]) * fixed(z[i])) >> BITS;
    const term = (square << BITS) / (fixed(di) - fixed(o) - tau);
    if (i <= j) psi += term;
    else phi += term;
    slope += size(term) === 0n ? 0n : (term << BITS) / (fixed(di) - fixed(o) - tau);
  });
  return { f: ONE + psi + phi, psi, phi, slope };
}

/** λ_j − d_j by bisection of the exact function. */
function bisect(p: Problem, j: number): bigint {
  const norm = p.z.reduce((s, v) => s + v * v, 0);
  let [low, high] = [0n, j + 1 < p.d.length ? fixed(p.d[j + 1]) - fixed(p.d[j]) : fixed(1.01 * norm)];
  while (high - low > 1n << (BITS - 200n)) {
    const mid = (low + high) >> 1n;
    if (secular(p, p.d[j], mid, j).f > 0n) high = mid;
    else low = mid;
  }
  return low;
}

/** The zeros to 2^−200, found once for all builds. */
const zeros = new Map(Object.entries(problems).map(([name, p]) => [name, Array.from(p.d, (_, j) => bisect(p, j))]));

describe.each(variants)('the secular equation, $name', (machine) => {
  describe.each(Object.keys(problems))('%s', (name) => {
    const p = problems[name];
    const { d, z } = p;
    const k = d.length;
    const { lambda, delta, exact, vectors } = solve(machine, p);
    const norm = z.reduce((s, v) => s + v * v, 0);
    const at = (j: number, i: number) => delta.data[j * k + i];

    it('zeros lie between their poles', () => {
      for (let j = 0; j < k; j++) {
        for (let i = 0; i < k; i++) expect(at(j, i) < 0, `d_${i} < λ_${j}`).toBe(i <= j);
        for (let i = 0; i < k; i++) expect(at(j, i) > 0, `d_${i} > λ_${j}`).toBe(i > j);
        expect(lambda[j]).toBeGreaterThanOrEqual(d[j]);
        expect(lambda[j]).toBeLessThanOrEqual(j + 1 < k ? d[j + 1] : d[j] + norm * (1 + 1e-14));
      }
    });

    it('differences keep their digits, and the exact function is at rounding level', () => {
      for (let j = 0; j < k; j++) {
        // the origin is the nearest pole, where the difference is τ itself
        const near = j + 1 < k && -at(j, j) > at(j, j + 1) ? j + 1 : j;
        const tau = -at(j, near);
        expect(lambda[j]).toBe(d[near] + tau);
        for (let i = 0; i < k; i++) {
          const want = number(fixed(d[i]) - fixed(d[near]) - fixed(tau));
          accept(Math.abs(at(j, i) - want) / (Math.abs(want) * EPS), 6, `${name}: d_${i} − λ_${j}, relative error/ε`);
        }
        const { f, psi, phi, slope } = secular(p, d[near], fixed(tau), j);
        const bound = 4 + (k + 12) * number(phi - psi) + 4 * Math.abs(tau) * number(slope);
        accept(number(size(f)) / (bound * EPS), 1, `${name}: |f(λ_${j})|/rounding`);
      }
    });

    it('zeros are those of exact arithmetic', () => {
      const spread = d[k - 1] - d[0] + norm;
      zeros.get(name)!.forEach((want, j) => {
        const near = j + 1 < k && -at(j, j) > at(j, j + 1) ? j + 1 : j;
        const got = fixed(d[near]) - fixed(d[j]) - fixed(at(j, near));
        accept(number(size(got - want)) / (k * spread * EPS), LIMIT, `${name}: |λ_${j} − exact|/(k‖·‖ε)`);
      });
    });

    it('Löwner: the zeros found are those of weights near the given ones', () => {
      for (let i = 0; i < k; i++) {
        let product = -fixed(at(i, i));
        for (let j = 0; j < k; j++) if (j !== i) product = (product * fixed(at(j, i))) / (fixed(d[i]) - fixed(d[j]));
        const square = number((fixed(exact[i]) * fixed(exact[i])) >> BITS);
        const want = number(product);
        accept(Math.abs(square - want) / (want * k * EPS), 6, `${name}: ẑ²_${i}, relative error/kε`);
        expect(Math.sign(exact[i])).toBe(Math.sign(z[i]));
      }
      for (let j = 0; j < k; j++) {
        let [sum, total] = [1, 1];
        for (let i = 0; i < k; i++) {
          sum += (exact[i] / at(j, i)) * exact[i];
          total += Math.abs((exact[i] / at(j, i)) * exact[i]);
        }
        accept(Math.abs(sum) / (total * k * EPS), LIMIT, `${name}: |1 + Σ ẑ²/(d − λ_${j})|/(kε Σ)`);
      }
    });

    it('D + zzᵀ = Sᵀ diag(λ) S with orthogonal S', () => {
      accept(orthogonalityRatio(transpose(vectors)), LIMIT, `${name}: ‖SSᵀ−I‖₁/(kε)`);
      const a = build(k, k, (i, j) => z[i] * z[j] + (i === j ? d[i] : 0));
      const scaled = build(k, k, (j, i) => lambda[j] * vectors.data[j * k + i]);
      accept(backwardRatio(matmul(transpose(vectors), scaled), a), LIMIT, `${name}: ‖Sᵀ diag(λ) S − A‖₁/(k‖A‖₁ε)`);
    });
  });

  it('any division into ranges gives the same bits, also with padded rows', () => {
    const p = problems['random, odd'];
    const whole = solve(machine, p);
    for (const step of [1, 2, 8, 30]) {
      const parts = solve(machine, p, { step, pad: 3 });
      for (const key of ['lambda', 'exact'] as const) sameBits(parts[key], whole[key], `step=${step}: ${key}`);
      for (const key of ['delta', 'vectors'] as const) sameBits(parts[key].data, whole[key].data, `step=${step}: ${key}`);
    }
  });

  it('both builds give the same bits: no multiply-add is fused', () => {
    const p = problems.random;
    sameBits(solve(machine, p).vectors.data, solve(variants[0], p).vectors.data, machine.name);
  });

  it('puts the entries of vectors where they belong', () => {
    const p = problems['three poles'];
    const { vectors } = solve(machine, p);
    const place = [2, 0, 1];
    const moved = solve(machine, p, { place }).vectors;
    expect(moved).toEqual(build(3, 3, (j, i) => vectors.data[3 * j + place.indexOf(i)]));
  });

  it('has nothing to do for k = 0', () => {
    expect(solve(machine, problem([], [])).lambda).toEqual(new Float64Array(0));
  });

  it('stops at the limit: a zero not found is NaN, the others stand', () => {
    const p = problems['two clusters'];
    const all = solve(machine, p).lambda;
    let missing = 13;
    for (const limit of [0, 1, 2, 3, 4, 5, 6]) {
      const { lambda } = solve(machine, p, { limit });
      const left = lambda.filter(Number.isNaN).length;
      expect(left).toBeLessThanOrEqual(missing);
      missing = left;
      lambda.forEach((v, j) => expect(Number.isNaN(v) || v === all[j]).toBe(true));
    }
    expect(solve(machine, p, { limit: 0 }).lambda.every(Number.isNaN)).toBe(true);
    // bisection, which takes fifty evaluations, is the exception
    for (const [name, p] of Object.entries(problems)) {
      expect(solve(machine, p, { limit: name.startsWith('slow') ? 40 : 8 }).lambda.some(Number.isNaN), name).toBe(false);
    }
  });

  it('does not hang on what is no number: NaN comes out', () => {
    for (const p of [problem([1, 2, 3], [1, Number.NaN, 1]), problem([1, Number.NaN, 3], [1, 1, 1]), problem([1, 2], [1, Infinity])]) {
      expect(solve(machine, p).lambda.some(Number.isNaN)).toBe(true);
    }
  });
});
