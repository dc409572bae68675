// The mode against a plain Newton method on f with dense solves; its evidence against the textbook's determinant.
import { describe, expect, test } from 'vitest';
import { type LabelModel, labelModel } from '../../src/gp/labels.js';
import { laplace } from '../../src/gp/laplace.js';
import { ConvergenceError, gram, rbf, scaled } from '../../src/index.js';
import { gaussian } from '../matrices.js';
import { eliminate } from '../pipeline.js';
import { build, matmul } from '../reference.js';
import { eye, logDet, plus } from './dense.js';

const n = 25;
const x = gaussian(n, 2, 4);
const K = plus(gram(rbf({ gamma: 0.6 }), x), eye(n, 1e-3));
const hard = Float64Array.from({ length: n }, (_, i) => Number(x.data[2 * i] + 0.4 * x.data[2 * i + 1] > 0.1));
const soft = hard.map((v, i) => 0.1 + 0.75 * v + 0.05 * (i % 3));

/** f ← (K⁻¹ + W)⁻¹ (W f + y − A′(f)), by elimination. */
function newton(y: Float64Array, model: LabelModel, factor = 1): Float64Array {
  const inverse = eliminate({ ...K, data: K.data.map((v) => v * factor) }, eye(n));
  let f = new Float64Array(n);
  for (let t = 0; t < 60; t++) {
    const { mean, variance } = labelModel(model, f);
    const b = build(n, 1, (i) => variance[i] * f[i] + y[i] - mean[i]);
    f = eliminate(
      plus(
        inverse,
        build(n, n, (i, j) => (i === j ? variance[i] : 0)),
      ),
      b,
    ).data as Float64Array<ArrayBuffer>;
  }
  return f;
}

describe.each([
  ['bernoulli', hard],
  ['continuous', soft],
] as const)('%s', (model, y) => {
  const mode = laplace(K, y, model, 'test');

  test('the mode is the plain one, a is K⁻¹f and y − A′', () => {
    const want = newton(y, model);
    const top = want.reduce((t, v) => Math.max(t, Math.abs(v)), 0);
    mode.f.forEach((v, i) => expect(Math.abs(v - want[i]!)).toBeLessThan(1e-9 * top));
    const { mean } = labelModel(model, mode.f);
    mode.a.forEach((v, i) => expect(Math.abs(v - (y[i]! - mean[i]!))).toBeLessThan(1e-12));
    matmul(K, { data: mode.a, shape: [n, 1] }).data.forEach((v, i) => expect(Math.abs(v - mode.f[i]!)).toBeLessThan(1e-12));
    expect(mode.iterations).toBeLessThan(12);
  });

  test('evidence: log p(y|f) − ½ fᵀK⁻¹f − ½ log det(I + K W)', () => {
    const { a, variance } = labelModel(model, mode.f);
    const inner = build(n, n, (i, j) => Number(i === j) + Math.sqrt(variance[i] * variance[j]) * K.data[i * n + j]);
    const quadratic = mode.f.reduce((t, v, i) => t + v * eliminate(K, { data: mode.f, shape: [n, 1] }).data[i]!, 0);
    const want = y.reduce((t, v, i) => t + v * mode.f[i]! - a[i]!, 0) - quadratic / 2 - logDet(inner) / 2;
    expect(Math.abs(mode.logMarginalLikelihood - want)).toBeLessThan(1e-9);
  });
});

test('copies of the data have the mode of a multiple of K', () => {
  const three = laplace({ ...K, data: K.data.map((v) => 3 * v) }, hard, 'bernoulli', 'test').f;
  const index = Array.from({ length: 3 * n }, (_, i) => i % n);
  const copied = laplace(
    build(3 * n, 3 * n, (i, j) => K.data[index[i]! * n + index[j]!]),
    Float64Array.from(index, (i) => hard[i]!),
    'bernoulli',
    'test',
  ).f;
  for (let i = 0; i < n; i++) expect(Math.abs(copied[i]! - three[i]!)).toBeLessThan(1e-8 * (1 + Math.abs(three[i]!)));
});

test('huge and tiny covariances settle too', () => {
  for (const factor of [1e-12, 1e-3, 1e3, 1e6]) {
    const { f, a } = laplace(gram(scaled(factor, rbf({ gamma: 0.6 })), x), hard, 'bernoulli', 'test');
    expect([...f, ...a].every(Number.isFinite)).toBe(true);
    f.forEach((v, i) => expect(v * (2 * hard[i]! - 1)).toBeGreaterThan(-1));
  }
});

test('too few steps are a ConvergenceError that says so', () => {
  expect(() => laplace(K, hard, 'bernoulli', 'fit', 2)).toThrow(ConvergenceError);
  expect(() => laplace(K, hard, 'bernoulli', 'fit', 2)).toThrow('fit: the mode of 25 latent values is not found in 2 Newton steps');
});
