// stedc: residuals on every kind of tridiagonal matrix, size, leaf and scale; against QL; threads, steps, memory, failures.
import { beforeAll, describe, expect, it } from 'vitest';
import { type Engine, engine } from '../../src/engine.js';
import { ConvergenceError, eighResidual, initSync } from '../../src/index.js';
import { paddedLd } from '../../src/linalg/rows.js';
import { stedcBytes, stedcSteps } from '../../src/linalg/stedc.js';
import type { Matrix } from '../../src/matrix.js';
import type { Progress } from '../../src/steps.js';
import { inTurn } from '../../src/wasm/pool.js';
import { gaussian, secondDifferenceValues, spectra, symmetric } from '../matrices.js';
import { build, sameBits, times } from '../reference.js';
import { accept, EIGEN_LIMIT, EPS, eigenRatio, LIMIT, orthogonalityRatio, valuesRatio } from '../residual.js';
import { iterate, reduce, tridiagonal } from '../tridiagonal.js';
import { released, variants } from '../variants.js';

type T = { d: ArrayLike<number>; e: ArrayLike<number> };

/** Eigenvalues ascending, vectors in columns. */
function solve(e: Engine, { d, e: below }: T, options: { leaf?: number; onStep?: (p: Progress) => void } = {}) {
  const { arena } = e;
  const n = d.length;
  const ld = paddedLd(n);
  const mark = arena.mark();
  try {
    const [at, sub, rows] = [arena.copyIn(d, 'test'), arena.alloc(n, 'test'), arena.alloc(n * ld, 'test')];
    arena
      .f64(sub, n)
      .fill(Number.NaN)
      .set(Array.from(below).slice(0, Math.max(0, n - 1)));
    arena.f64(rows, n * ld).fill(Number.NaN);
    const top = arena.mark();
    arena.reserve(stedcBytes(e, n), 'test');
    const bytes = arena.bytes;
    const steps = stedcSteps(e, 'test', { n, d: at, sub }, { rows, ld }, options);
    for (let next = steps.next(); !next.done; next = steps.next()) options.onStep?.(next.value);
    expect(arena.bytes, 'stedcBytes is enough').toBe(bytes);
    expect(arena.mark(), 'scratch is given back').toBe(top);
    const values = arena.copyOut(at, n);
    const w = arena.copyOut(rows, n * ld);
    const order = Array.from(values, (_, i) => i).sort((i, j) => values[i] - values[j]);
    return { values: values.sort(), vectors: build(n, n, (i, j) => w[order[j] * ld + i]) };
  } finally {
    arena.release(mark);
  }
}

const list = (n: number, f: (i: number) => number) => Float64Array.from({ length: Math.max(0, n) }, (_, i) => f(i));
const of = (n: number, d: (i: number) => number, e: (i: number) => number): T => ({ d: list(n, d), e: list(n - 1, e) });
const normal = (n: number, seed = n) => gaussian(1, n, seed).data;
/** A matrix with this spectrum, reduced. */
const reduced = (a: Matrix): T => reduce(variants[0], a);

const kinds: Record<string, (n: number) => T> = {
  random: (n) => ({ d: normal(n), e: normal(n, n + 1) }),
  'random, full': (n) => reduced(symmetric(normal(n), n)),
  'second difference': (n) =>
    of(
      n,
      () => 2,
      () => -1,
    ),
  wilkinson: (n) =>
    of(
      n,
      (i) => Math.abs(i - (n - 1) / 2),
      () => 1,
    ),
  'glued Wilkinson': (n) =>
    of(
      n,
      (i) => Math.abs((i % 21) - 10),
      (i) => (i % 21 === 20 ? 1e-8 : 1),
    ),
  'glued more loosely': (n) =>
    of(
      n,
      (i) => Math.abs((i % 21) - 10),
      (i) => (i % 21 === 20 ? 1e-14 : 1),
    ),
  zero: (n) =>
    of(
      n,
      () => 0,
      () => 0,
    ),
  identity: (n) =>
    of(
      n,
      () => 1,
      () => 0,
    ),
  'zeros below the diagonal': (n) => ({ d: normal(n), e: normal(n, n + 1).map((v, i) => (i % 5 === 2 ? 0 : v)) }),
  'zero diagonal': (n) =>
    of(
      n,
      () => 0,
      (i) => 1 + (i % 3),
    ),
  diagonal: (n) =>
    of(
      n,
      (i) => ((i * 7) % 5) - 2,
      () => 0,
    ),
  'graded downwards': (n) =>
    of(
      n,
      (i) => 10 ** (-i / 8),
      (i) => 10 ** (-i / 8) / 3,
    ),
  'graded upwards': (n) =>
    of(
      n,
      (i) => 10 ** ((i - n) / 8),
      (i) => 10 ** ((i - n) / 8) / 3,
    ),
  'noise in the lower half': (n) =>
    of(
      n,
      (i) => (i < n / 2 ? 1 + i : 1e-16),
      (i) => (i < n / 2 ? 1 : 1e-16),
    ),
  'signs change': (n) =>
    of(
      n,
      (i) => i % 3,
      (i) => (i % 2 ? -1 : 1),
    ),
  'one large element': (n) =>
    of(
      n,
      () => 1e-5,
      (i) => (i === n >> 1 ? 1 : 1e-5),
    ),
  Clement: (n) =>
    of(
      n,
      () => 0,
      (i) => Math.sqrt((i + 1) * (n - 1 - i)),
    ),
  Legendre: (n) =>
    of(
      n,
      () => 0,
      (i) => (i + 1) / Math.sqrt(4 * (i + 1) ** 2 - 1),
    ),
  Laguerre: (n) =>
    of(
      n,
      (i) => 2 * i + 1,
      (i) => i + 1,
    ),
  ...Object.fromEntries(
    Object.entries(spectra).map(([kind, spectrum]) => [`spectrum ${kind}`, (n: number) => reduced(symmetric(spectrum(n), n))]),
  ),
};

describe.each(released)('stedc, %s', (variant) => {
  beforeAll(() => void initSync({ variant }));

  const check = (t: T, what: string, leaf?: number) => {
    const { values, vectors } = solve(engine(), t, { leaf });
    const a = tridiagonal(t.d, t.e);
    accept(eigenRatio(a, values, vectors), LIMIT, `${what}: ‖T−VWVᵀ‖₁/(n‖T‖₁ε)`);
    accept(orthogonalityRatio(vectors), LIMIT, `${what}: ‖VᵀV−I‖₁/(nε)`);
    return values;
  };

  describe.each(Object.keys(kinds))('%s', (kind) => {
    it.each([1, 2, 3, 7])('pieces of %i rows', (leaf) => {
      for (const n of [1, 2, 3, 4, 5, 8, 13, 21, 30, 43]) check(kinds[kind](n), `stedc ${kind} n=${n} leaf=${leaf}`, leaf);
    });

    it('sizes around the pieces of 48 rows, and larger', () => {
      for (const n of [47, 48, 49, 63, 64, 95, 97, 150]) check(kinds[kind](n), `stedc ${kind} n=${n}`);
    });

    it('scales 1e±150 give scaled results', () => {
      for (const scale of [1e150, 1e-150]) {
        const { d, e } = kinds[kind](70);
        check({ d: Array.from(d, (v) => v * scale), e: Array.from(e, (v) => v * scale) }, `stedc ${kind} n=70 scale=${scale}`);
      }
      const t = kinds[kind](50);
      const power = 2 ** 400;
      const one = solve(engine(), t);
      const other = solve(engine(), { d: Array.from(t.d, (v) => v * power), e: Array.from(t.e, (v) => v * power) });
      sameBits(times({ data: one.values, shape: [1, 50] }, power).data, other.values, `${kind}: values at 2⁴⁰⁰`);
      sameBits(one.vectors.data, other.vectors.data, `${kind}: vectors at 2⁴⁰⁰`);
    });

    it('the values are those of QL', () => {
      const t = kinds[kind](90);
      const { values } = solve(engine(), t);
      const norm = Math.max(...Array.from(t.d, Math.abs), ...Array.from(t.e, Math.abs));
      const { values: ql } = iterate(variants[0], t.d, t.e, undefined, { drop: EPS * norm });
      accept(valuesRatio(values, ql.sort(), norm || 1), EIGEN_LIMIT, `${kind}: |w − QL|/(n‖T‖ε)`);
    });
  });

  it('second differences: the eigenvalues of the textbook', () => {
    const n = 301;
    accept(
      valuesRatio(check(kinds['second difference'](n), 'second difference'), secondDifferenceValues(n), 4),
      LIMIT,
      '|w − exact|/(n‖T‖ε)',
    );
  });

  it('n = 1024, with several blocks of depth in the products', () => {
    const t = kinds.random(1024);
    const { values, vectors } = solve(engine(), { d: t.d, e: list(1023, (i) => Math.sqrt(1023 - i)) });
    const a = tridiagonal(
      t.d,
      list(1023, (i) => Math.sqrt(1023 - i)),
    );
    const { backward, orthogonality } = eighResidual(a, { values, vectors });
    accept(Math.max(backward, orthogonality), LIMIT, 'stedc n=1024: backward or orthogonality');
  });

  it('threads share ranges and give the same bits in any order', () => {
    for (const kind of ['random, full', 'second difference']) {
      const t = kinds[kind](450);
      const one = engine();
      let forks = 0;
      const fork: Engine['fork'] = (calls) => {
        forks += Number(calls.length > 1);
        inTurn(one.kernels)([...calls].reverse());
      };
      const want = solve(one, t);
      const got = solve({ ...one, threads: 3, fork }, t);
      sameBits(got.values, want.values, `${kind}: values`);
      sameBits(got.vectors.data, want.vectors.data, `${kind}: vectors`);
      expect(forks).toBeGreaterThan(3);
    }
  });

  it('says how far it is, and frees its scratch when it is left', () => {
    const seen: Progress[] = [];
    solve(engine(), kinds.random(300), { onStep: (p) => seen.push(p) });
    expect(new Set(seen.map(({ stage }) => stage))).toEqual(new Set(['implicit QL', 'divide and conquer']));
    expect(new Set(seen.map(({ total }) => total))).toEqual(new Set([300]));
    const merges = seen.filter(({ stage }) => stage === 'divide and conquer');
    merges.forEach(({ done, total }, i) => {
      expect(done).toBeLessThanOrEqual(total);
      expect(done).toBeGreaterThanOrEqual(i > 0 ? merges[i - 1].done : 0);
    });

    const { arena } = engine();
    const mark = arena.mark();
    const [d, sub, rows] = [arena.copyIn(normal(100), 'test'), arena.copyIn(normal(100), 'test'), arena.alloc(100 * 108, 'test')];
    const top = arena.mark();
    const steps = stedcSteps(engine(), 'test', { n: 100, d, sub }, { rows, ld: 108 });
    steps.next();
    expect(arena.mark()).toBeGreaterThan(top);
    steps.return();
    expect(arena.mark()).toBe(top);
    arena.release(mark);
  });

  it('a piece or a zero that is not found is a typed error', () => {
    const e = engine();
    /** The engine's fork with one argument of one kernel, its limit, set to 1. */
    const limited =
      (kernel: string, position: number): Engine['fork'] =>
      (calls) =>
        e.fork(calls.map(([name, ...args]) => [name, ...args.map((x, i) => (name === kernel && i === position ? 1 : x))]));
    const t = kinds.random(70);
    const failure = (fork: Engine['fork']) => {
      try {
        solve({ ...e, fork }, t);
      } catch (error) {
        return error;
      }
    };
    const ql = failure(limited('dsteqr', 9));
    expect(ql).toBeInstanceOf(ConvergenceError);
    expect(ql).toMatchObject({ stage: 'implicit QL' });
    expect(String(ql)).toMatch(/^ConvergenceError: test: the eigenvalues of a piece of 35 rows not found/);
    const secular = failure(limited('dlaed4', 8));
    expect(secular).toBeInstanceOf(ConvergenceError);
    expect(secular).toMatchObject({ stage: 'secular equation' });
    expect(String(secular)).toMatch(/^ConvergenceError: test: \d+ of \d+ zeros of a secular equation not found/);
  });
});
