// Deterministic equivalents against published corner cases, against each other, and against finite random draws.
import { describe, expect, test } from 'vitest';
import {
  asymptoticRisk,
  distilled,
  dualCoef,
  eigh,
  linear,
  type Matrix,
  matmul,
  optimalXi,
  random,
  ridge,
  spectrum,
} from '../../src/index.js';
import { relativeRatio } from '../pipeline.js';
import { build } from '../reference.js';
import { LIMIT } from '../residual.js';

const isotropic = (lambda: number) => asymptoticRisk({ aspect: 0.5, lambda, noiseVariance: 1, eigenvalues: [1], signal: [1] });

test.each([
  [0.1, 1.603567, 1.463801, 1.866667, 1.425393],
  [1, 1.455214, 1.649914, -0.708333, 1.414791],
  [2, undefined, undefined, -1.5375, 1.421181],
  [10, undefined, undefined, -5.892262, 1.463489],
])('isotropic, γ = ½, λ = %f: six digits', (lambda, teacher, pure, xi, student) => {
  const found = isotropic(lambda);
  if (teacher) expect(found.teacher).toBeCloseTo(teacher, 6);
  if (pure) expect(found.pure).toBeCloseTo(pure, 6);
  expect(found.xi).toBeCloseTo(xi, 6);
  expect(found.student).toBeCloseTo(student, 6);
});

test.each([
  [0.5, 1, 1],
  [2, 0.3, 1.5],
  [0.1, 4, 0.2],
])('isotropic, γ = %f, σ² = %f, r² = %f: ξ* changes sign at the best ridge, λ = γσ²/r², and nothing beats it', (aspect, noise, r2) => {
  const at = (lambda: number) =>
    asymptoticRisk({ aspect, lambda, noiseVariance: noise, eigenvalues: [1, 1, 1], signal: [r2 / 2, 0, r2 / 2] });
  const best = (aspect * noise) / r2;
  const least = at(best).teacher;
  expect(Math.abs(at(best).xi)).toBeLessThan(1e-12);
  expect(at(best * 0.99).xi).toBeGreaterThan(0);
  expect(at(best * 1.01).xi).toBeLessThan(0);
  for (let i = -40; i <= 40; i++) {
    const { teacher, student } = at(best * 10 ** (i / 10));
    expect(student).toBeGreaterThanOrEqual(least * (1 - 1e-12));
    expect(teacher).toBeGreaterThanOrEqual(student);
  }
});

/** AR(1) covariance, the signal along its upper tenth. */
function autoregressive(p: number, rho: number) {
  const Sigma = build(p, p, (i, j) => rho ** Math.abs(i - j));
  const { values, vectors } = eigh(Sigma);
  const top = Math.ceil(p / 10);
  const signal = values.map((_, j) => (j >= p - top ? 1 / top : 0));
  const beta = Float64Array.from({ length: p }, (_, i) => signal.reduce((sum, v, j) => sum + Math.sqrt(v) * vectors.data[i * p + j]!, 0));
  return { Sigma, values, signal, beta };
}

test('pure and cross are what derivatives of the teacher say: C = R + λR′/2, D = λ² E(∂f)²', () => {
  const { values, signal } = autoregressive(40, 0.5);
  for (const lambda of [0.05, 0.5, 2]) {
    const at = (l: number) => asymptoticRisk({ aspect: 0.7, lambda: l, noiseVariance: 0.8, eigenvalues: values, signal });
    const { teacher, cross, pure, xi, student } = at(lambda);
    const h = 0.01 * lambda;
    const R = (i: number) => at(lambda + i * h).teacher;
    const slope = (45 * (R(1) - R(-1)) - 9 * (R(2) - R(-2)) + (R(3) - R(-3))) / (60 * h);
    expect(relativeRatio([cross], [teacher + (lambda * slope) / 2], 1e4)).toBeLessThan(LIMIT);
    const D = teacher + pure - 2 * cross;
    expect(relativeRatio([xi * D, student * D], [teacher - cross, teacher * pure - cross ** 2], 1e3)).toBeLessThan(LIMIT);
  }
});

test('a feature without variance counts among p, but does nothing else; scales cancel', () => {
  const base = { aspect: 0.6, lambda: 0.4, noiseVariance: 0.5, eigenvalues: [2, 1, 0.2], signal: [1, 0.3, 2] };
  const { student, xi } = asymptoticRisk(base);
  const idle = asymptoticRisk({ ...base, aspect: 0.8, eigenvalues: [...base.eigenvalues, 0], signal: [...base.signal, 5] });
  expect(relativeRatio([idle.student, idle.xi], [student, xi], 100)).toBeLessThan(LIMIT);
  const c = 1e6;
  const larger = asymptoticRisk({
    ...base,
    lambda: c * 0.4,
    eigenvalues: base.eigenvalues.map((v) => c * v),
    signal: base.signal.map((v) => v / c),
  });
  expect(relativeRatio([larger.student, larger.xi], [student, xi], 100)).toBeLessThan(LIMIT);
});

describe('finite draws, AR(1), n = 400, p = 200, λ = 2', () => {
  const [n, p, lambda, draws] = [400, 200, 2, 12];
  const { Sigma, values, signal, beta } = autoregressive(p, 0.5);
  const limit = asymptoticRisk({ aspect: p / n, lambda, noiseVariance: 1, eigenvalues: values, signal });
  const rng = random(11);
  const seen: Record<string, number[]> = { teacher: [], pure: [], cross: [], xi: [], gcv: [], published: [], risk: [] };
  for (let t = 0; t < draws; t++) {
    const x = new Float64Array(n * p);
    for (let i = 0; i < n; i++) {
      // AR(1) along the row: covariance ρ^|i−j|
      x[i * p] = rng.normal();
      for (let j = 1; j < p; j++) x[i * p + j] = 0.5 * x[i * p + j - 1]! + Math.sqrt(0.75) * rng.normal();
    }
    const X: Matrix = { data: x, shape: [n, p] };
    const y = matmul(X, beta).data.map((v) => v + rng.normal());
    const s = spectrum(linear(), X, y);
    const error = (w: (d: number) => number) => matmul(X, dualCoef(s, w), { transposeA: true }).data.map((v, j) => v - beta[j]!);
    const [e, f] = [error(ridge(n * lambda)), error(distilled({ lambda: n * lambda }))];
    const product = (a: Float64Array, b: Float64Array) => 1 + matmul(Sigma, b).data.reduce((sum, v, j) => sum + v * a[j]!, 0);
    const [R, C, P] = [product(e, e), product(e, f), product(f, f)];
    const one = optimalXi(s, { lambda: n * lambda, criterion: 'gcv' });
    const values = {
      teacher: R,
      pure: P,
      cross: C,
      xi: (R - C) / (R + P - 2 * C),
      gcv: one.xi,
      published: optimalXi(s, { lambda: n * lambda, criterion: 'gcv-published' }).xi,
      risk: one.studentRisk,
    };
    for (const [name, v] of Object.entries(values)) seen[name]!.push(v);
  }
  const mean = (v: number[]) => v.reduce((a, b) => a + b) / v.length;
  const error = (v: number[]) => Math.sqrt(v.reduce((t, x) => t + (x - mean(v)) ** 2, 0) / (v.length - 1) / v.length);

  test.each([
    ['teacher', limit.teacher],
    ['pure', limit.pure],
    ['cross', limit.cross],
    ['xi', limit.xi],
    ['gcv', limit.xi],
    ['published', limit.publishedXi],
    ['risk', limit.student],
  ])('%s within four standard errors and the 1/n of a finite sample', (name, want) => {
    const got = seen[name]!;
    expect(Math.abs(mean(got) - want)).toBeLessThan(4 * error(got) + (3 / n) * Math.abs(want));
  });

  test('the draws tell the published rule from the consistent one', () => {
    expect(Math.abs(limit.publishedXi - limit.xi)).toBeGreaterThan(5 * error(seen.published!.map((v, i) => v - seen.gcv![i]!)));
    expect(limit.publishedXi / limit.xi).toBeGreaterThan(1.05);
  });
});

test.each([
  [{ aspect: 0 }, /asymptoticRisk: aspect must be a finite number > 0; got 0/],
  [{ lambda: 0 }, /lambda must be/],
  [{ noiseVariance: -1 }, /noiseVariance must be a finite number ≥ 0; got -1/],
  [{ eigenvalues: [] }, /eigenvalues must hold at least one number; got none/],
  [{ eigenvalues: [1, -1] }, /eigenvalues\[1\] must be ≥ 0; got -1/],
  [{ signal: [1] }, /signal must have 2 numbers, as eigenvalues has; got 1/],
  [{ signal: [1, Number.NaN] }, /signal must hold finite numbers/],
])('%j is refused', (wrong, message) => {
  const model = { aspect: 1, lambda: 1, noiseVariance: 1, eigenvalues: [1, 2], signal: [1, 1] };
  expect(() => asymptoticRisk({ ...model, ...wrong })).toThrow(message);
});
