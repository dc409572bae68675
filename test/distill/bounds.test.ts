// Mobahi's bounds on 300 random problems: never violated; the limit of near-interpolation; what a zero eigenvalue voids.
import { describe, expect, test } from 'vitest';
import { constrainedBounds, constrainedDistillation, random, type Spectrum, spectrum, toRows } from '../../src/index.js';
import { build } from '../reference.js';

const diagonal = (d: readonly number[], y: readonly number[]): Spectrum =>
  spectrum(toRows(build(d.length, d.length, (i, j) => (i === j ? d[i]! : 0))), y);
const SLACK = 1 - 1e-9;

test('multiplier, norms, rounds, sparsity', () => {
  const rng = random(1);
  let [rounds, promised] = [0, 0];
  for (let trial = 0; trial < 300; trial++) {
    const n = 3 + rng.int(9);
    const spread = 0.05 + 1.15 * rng();
    const d = Array.from({ length: n }, () => Math.exp(spread * rng.normal())).sort((a, b) => a - b);
    const y = Array.from({ length: n }, () => rng.normal());
    const s = diagonal(d, y);
    const epsilon = y.reduce((sum, v) => sum + v * v, 0) / n / (1 - 8 * Math.log(1 - rng())) ** 2;
    const result = constrainedDistillation(s, { epsilon, maxRounds: 300 });
    const bounds = constrainedBounds(s, { epsilon });
    if (!result.rounds.length) continue;
    expect(result.rounds.length).toBeGreaterThanOrEqual(bounds.minRounds * SLACK);
    expect(Math.abs(bounds.minRounds - result.minRounds)).toBeLessThan(1e-9 * (1 + bounds.minRounds));
    expect(result.rounds[0]!.lambda).toBeGreaterThanOrEqual(bounds.lambda[0] * SLACK);
    expect(result.rounds[0]!.lambda * SLACK).toBeLessThanOrEqual(bounds.lambda[1]);
    result.rounds.forEach(({ norm, sparsity }, t) => {
      expect(norm).toBeGreaterThanOrEqual(bounds.norm(t) * SLACK);
      expect(sparsity).toBeGreaterThanOrEqual(bounds.sparsity(t + 1) * SLACK);
    });
    expect(result.rounds[0]!.sparsity).toBeLessThan(bounds.singleFit);
    rounds += result.rounds.length;
    promised += bounds.minRounds;
  }
  expect(promised).toBeGreaterThan(rounds / 20); // the bounds say something
});

test('rounds pass what a single fit can reach, near interpolation', () => {
  const s = diagonal([1, 1.5, 2], [3, 2, 1]);
  const epsilon = 1e-4;
  const last = constrainedDistillation(s, { epsilon }).rounds.at(-1)!;
  expect(last.sparsity).toBeGreaterThan(constrainedBounds(s, { epsilon }).singleFit);
});

test('as ε falls the bound at t = δ/κ rises to exp((ρ − 1)/κ²)', () => {
  const [d, y] = [
    [1, 1.3, 5],
    [1, 1, 1],
  ];
  const at = (epsilon: number) => {
    const { kappa, r0, singleFit } = constrainedBounds(diagonal(d!, y!), { epsilon });
    const delta = r0 - 1;
    return ((delta + singleFit / kappa) / (delta + 1 / kappa)) ** (delta / kappa);
  };
  const { nearInterpolation, kappa, singleFit } = constrainedBounds(diagonal(d!, y!), { epsilon: 1e-12 });
  expect([kappa, singleFit]).toEqual([5, 1.3]);
  expect(nearInterpolation).toBeCloseTo(Math.exp(0.3 / 25), 14);
  const path = [1e-2, 1e-4, 1e-6, 1e-10].map(at);
  path.forEach((v, i) => {
    if (i) expect(v).toBeGreaterThan(path[i - 1]!);
    expect(v).toBeLessThan(nearInterpolation);
  });
  expect(nearInterpolation - path.at(-1)!).toBeLessThan(1e-5);
});

describe('what the bounds cannot say', () => {
  test('a zero eigenvalue: κ = ∞ promises nothing and breaks nothing', () => {
    const b = constrainedBounds(diagonal([0, 1], [1, 4]), { epsilon: 0.6 });
    expect([b.kappa, b.minRounds, b.nearInterpolation, b.sparsity(3)]).toEqual([Number.POSITIVE_INFINITY, 0, 1, 1]);
    expect(b.norm(0)).toBeCloseTo(Math.sqrt(17), 12);
    expect(b.norm(2)).toBe(0);
  });

  test('arguments', () => {
    const s = diagonal([1], [2]);
    expect(() => constrainedBounds(s, { epsilon: -1 })).toThrow(/constrainedBounds: epsilon/);
    expect(() => constrainedBounds(s, { epsilon: 1 }).norm(0.5)).toThrow(/constrainedBounds: norm\(t\)/);
  });
});
