// Constrained distillation: the golden trajectory, the constraint by plain elimination, collapse and infeasibility, hard spectra and scales.
import { describe, expect, test } from 'vitest';
import {
  constrainedDistillation,
  dualCoef,
  fitted,
  gram,
  type Matrix,
  matmul,
  oneTarget,
  random,
  type Spectrum,
  spectrum,
  splineGreen,
  toRows,
} from '../../src/index.js';
import toy from '../golden/toy.json' with { type: 'json' };
import { eliminate, relativeRatio } from '../pipeline.js';
import { examples } from '../problems.js';
import { build, matmul as product } from '../reference.js';

const grid = Array.from({ length: 101 }, (_, i) => i / 100);
const sine = grid.map((x) => Math.sin(2 * Math.PI * x));
const column = (x: readonly number[]) => x.map((v) => [v]);

describe('the 11 points with the Green function of d⁴/dx⁴', () => {
  const s = spectrum(splineGreen(), column(toy.x), toy.y);
  const cross = gram(splineGreen(), column(grid), column(toy.x));
  const losses = (epsilon: number) =>
    constrainedDistillation(s, { epsilon }).rounds.map(
      ({ filter }) =>
        matmul(cross, dualCoef(s, filter, { leastNorm: true })).data.reduce((sum, v, i) => sum + (v - sine[i]!) ** 2, 0) / 101,
    );

  test('ε = 0.045: multipliers, norms, losses, collapse', () => {
    const { rounds, collapsed, infeasible, floor, minRounds } = constrainedDistillation(s, { epsilon: 0.045 });
    expect(rounds.map((t) => t.c.toExponential(6))).toEqual(['2.705253e-6', '8.762761e-5', '2.737554e-4', '7.900177e-4']);
    expect(rounds.map((t) => t.norm.toFixed(6))).toEqual(['2.511760', '2.363690', '1.880922', '1.247453']);
    expect(losses(0.045).map((v) => v.toFixed(6))).toEqual(['0.152754', '0.068213', '0.120288', '0.304388']);
    expect([collapsed, infeasible, minRounds]).toEqual([true, false, 0]);
    expect(floor.toFixed(6)).toBe('0.041861');
    for (const t of rounds) expect(relativeRatio([t.lambda], [11 * t.c], 2)).toBeLessThan(10);
  });

  test.each([
    [0.05, ['0.13655', '0.06680', '0.15738', '0.38315']],
    [0.1, ['0.06949', '0.19905']],
    [0.2, ['0.11420']],
  ])('losses at ε = %f', (epsilon, want) => {
    expect(losses(epsilon).map((v) => v.toFixed(5))).toEqual(want);
  });

  test('an ε below the floor is a result', () => {
    expect(constrainedDistillation(s, { epsilon: 0.04 })).toMatchObject({ rounds: [], collapsed: false, infeasible: true });
  });
});

/** c by bisection on the error of the solved system, no spectrum in sight; and the fitted values. */
function bruteRound(G: Matrix, y: Matrix, epsilon: number): { c: number; fit: Matrix } {
  const n = G.shape[0];
  const at = (c: number) => {
    const system = build(n, n, (i, j) => G.data[i * n + j]! + (i === j ? c : 0));
    const fit = product(G, eliminate(system, y));
    return { fit, error: fit.data.reduce((sum, v, i) => sum + (v - y.data[i]!) ** 2, 0) / n };
  };
  let [low, high] = [-40, 40];
  for (let i = 0; i < 90; i++) {
    const mid = (low + high) / 2;
    if (at(Math.exp(mid)).error > epsilon) high = mid;
    else low = mid;
  }
  const c = Math.exp((low + high) / 2);
  return { c, fit: at(c).fit };
}

describe.each(examples.filter(({ name }) => !/equal|twice/.test(name)))('$name', ({ kernel, x, y }) => {
  const s = spectrum(kernel, x, y);
  const K = gram(kernel, x);
  const n = s.n;
  const G = build(n, n, (i, j) => K.data[i * n + j]! / n);
  const { floor } = constrainedDistillation(s, { epsilon: 1 });
  const total = y.data.reduce((sum, v) => sum + v * v, 0) / n;
  const epsilon = floor + 0.15 * (total - floor);

  test('two rounds against bisection with elimination; the targets share one constraint', () => {
    const { rounds } = constrainedDistillation(s, { epsilon });
    const first = bruteRound(G, y, epsilon);
    expect(relativeRatio([rounds[0]!.c], [first.c], 1e6)).toBeLessThan(10);
    expect(relativeRatio(fitted(s, rounds[0]!.filter).data, first.fit.data, 1e6)).toBeLessThan(10);
    if (rounds.length > 1) {
      const second = bruteRound(G, first.fit, epsilon);
      expect(relativeRatio([rounds[1]!.c], [second.c], 1e7)).toBeLessThan(10);
      expect(relativeRatio(fitted(s, rounds[1]!.filter).data, second.fit.data, 1e7)).toBeLessThan(10);
    }
  });

  test('every round meets its constraint; multipliers and sparsity rise, norms fall', () => {
    const { rounds, collapsed } = constrainedDistillation(s, { epsilon });
    expect(collapsed).toBe(true);
    let target = y;
    rounds.forEach(({ filter, norm }, t) => {
      const fit = fitted(s, filter);
      const error = fit.data.reduce((sum, v, i) => sum + (v - target.data[i]!) ** 2, 0) / n;
      expect(Math.abs(error / epsilon - 1)).toBeLessThan(1e-11);
      expect(relativeRatio([norm], [Math.hypot(...target.data)], 100)).toBeLessThan(10);
      target = fit;
      if (t === 0) return;
      expect(rounds[t]!.c).toBeGreaterThan(rounds[t - 1]!.c);
      expect(norm).toBeLessThan(rounds[t - 1]!.norm);
      expect(rounds[t]!.sparsity).toBeGreaterThanOrEqual(rounds[t - 1]!.sparsity);
    });
    expect(Math.hypot(...target.data)).toBeLessThanOrEqual(Math.sqrt(n * epsilon) * (1 + 1e-12));
  });

  test('maxRounds stops; targets and ε scaled together change no multiplier', () => {
    const all = constrainedDistillation(s, { epsilon });
    expect(constrainedDistillation(s, { epsilon, maxRounds: 1 })).toMatchObject({ collapsed: all.rounds.length === 1 });
    for (const scale of [1e-150, 1e150]) {
      const scaled = { ...s, c: { ...s.c, data: s.c.data.map((v) => v * scale) }, y: { ...s.y, data: s.y.data.map((v) => v * scale) } };
      const { rounds } = constrainedDistillation(scaled, { epsilon: epsilon * scale * scale });
      expect(
        relativeRatio(
          rounds.map((t) => t.c),
          all.rounds.map((t) => t.c),
          1e6,
        ),
      ).toBeLessThan(10);
    }
  });
});

test('one constraint for each target', () => {
  const { kernel, x, y } = examples[1]!;
  const s = spectrum(kernel, x, y);
  for (const j of [0, 1]) {
    const own = { data: Float64Array.from({ length: s.n }, (_, i) => y.data[2 * i + j]!), shape: [s.n, 1] as const };
    const a = constrainedDistillation(oneTarget(s, j), { epsilon: 0.05 }).rounds;
    const b = constrainedDistillation(spectrum(kernel, x, own), { epsilon: 0.05 }).rounds;
    expect(
      relativeRatio(
        a.map((t) => t.c),
        b.map((t) => t.c),
        1e5,
      ),
    ).toBeLessThan(10);
  }
});

const diagonal = (d: readonly number[], y: readonly number[]): Spectrum =>
  spectrum(toRows(build(d.length, d.length, (i, j) => (i === j ? d[i]! : 0))), y);

describe('hard problems', () => {
  test('nothing to fit: ‖y‖² ≤ nε', () => {
    const s = diagonal([1, 2], [1, 1]);
    expect(constrainedDistillation(s, { epsilon: 1 })).toMatchObject({ rounds: [], collapsed: true, infeasible: false, minRounds: 0 });
    expect(constrainedDistillation(diagonal([1, 2], [0, 0]), { epsilon: 1e-300 }).collapsed).toBe(true);
  });

  test('r → 1: one huge penalty, accurate to the rounding of r − 1', () => {
    const s = diagonal([1, 1, 1], [3, -1, 2]);
    for (const delta of [1e-3, 1e-8, 1e-12]) {
      const radius = Math.sqrt(14) / (1 + delta);
      const { rounds, collapsed } = constrainedDistillation(s, { epsilon: radius ** 2 / 3 });
      expect(rounds).toHaveLength(1);
      expect(collapsed).toBe(true);
      // all eigenvalues 1: λ/(λ + 1) = 1/r, λ = 1/(r − 1)
      expect(Math.abs(rounds[0]!.lambda * delta - 1)).toBeLessThan(1e-14 / delta + 1e-12);
    }
  });

  test('equal eigenvalues: every multiplier in closed form', () => {
    const s = diagonal([2, 2], [6, 8]);
    const { rounds, minRounds } = constrainedDistillation(s, { epsilon: 0.5 }); // r₀ = 10, each round takes 1
    expect(rounds).toHaveLength(9);
    expect(minRounds).toBeCloseTo(9, 12);
    rounds.forEach(({ lambda, norm }, t) => {
      expect(relativeRatio([lambda, norm], [2 / (9 - t), 10 - t], 1e3)).toBeLessThan(10);
    });
  });

  test('eigenvalues over 300 powers of ten, with zeros, random targets: the constraint holds', () => {
    const rng = random(11);
    for (let trial = 0; trial < 200; trial++) {
      const n = 2 + rng.int(8);
      const d = Array.from({ length: n }, () => (rng() < 0.2 ? 0 : 10 ** (rng() * (trial % 2 ? 3 : 12))));
      const y = Array.from({ length: n }, () => rng.normal());
      const s: Spectrum = {
        ...diagonal(
          d.toSorted((a, b) => a - b),
          y,
        ),
      };
      const [all, { floor }] = [y.reduce((sum, v) => sum + v * v, 0) / n, constrainedDistillation(s, { epsilon: 1 })];
      const share = 10 ** (-8 * rng());
      const epsilon = floor + share * (all - floor);
      if (!(epsilon > floor && epsilon < all)) continue;
      const { lambda } = constrainedDistillation(s, { epsilon, maxRounds: 1 }).rounds[0]!;
      const error = s.d.reduce((sum, v, j) => sum + ((lambda / (lambda + v)) * s.c.data[j]!) ** 2, 0) / n;
      // what ε − floor has lost by being formed
      expect(Math.abs(error / epsilon - 1)).toBeLessThan(1e-12);
    }
  });

  test.each([
    [{ epsilon: 0 }, /constrainedDistillation: epsilon must be a finite number > 0; got 0/],
    [{ epsilon: 1, maxRounds: 1.5 }, /constrainedDistillation: maxRounds must be a whole number ≥ 0; got 1.5/],
  ])('%j', (options, message) => {
    expect(() => constrainedDistillation(diagonal([1], [2]), options)).toThrow(message);
  });
});
