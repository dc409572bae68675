// Gaussian process classification: predictions from the plain mode and elimination, and what the distillations are made of.
import { describe, expect, test } from 'vitest';
import { averageLabel } from '../../src/gp/labels.js';
import { laplace } from '../../src/gp/laplace.js';
import { GaussianProcessClassifier, gram, type Matrix, matern, NonFiniteError, rbf, ShapeError, scaled } from '../../src/index.js';
import { gaussian } from '../matrices.js';
import { eliminate } from '../pipeline.js';
import { build, matmul, transpose } from '../reference.js';
import { plus } from './dense.js';

const n = 30;
const x = gaussian(n, 2, 14);
const z = gaussian(9, 2, 15);
const kernel = scaled(4, matern({ nu: 2.5, lengthScale: 1.5 }));
const labels = Float64Array.from({ length: n }, (_, i) => Number(x.data[2 * i] ** 2 + x.data[2 * i + 1] > 0.7));

/** k** − k*ᵀ (K + W⁻¹)⁻¹ k*, by elimination. */
function plain(k: typeof kernel, y: Float64Array, to: Matrix, model: 'bernoulli' | 'continuous') {
  const [K, C, D] = [gram(k, x), gram(k, to, x), gram(k, to)];
  const { a, root } = laplace(K, y, model, 'test');
  const inner = plus(
    K,
    build(n, n, (i, j) => (i === j ? 1 / root[i] ** 2 : 0)),
  );
  const known = matmul(C, eliminate(inner, transpose(C)));
  const mean = matmul(C, { data: a, shape: [n, 1] });
  const m = to.shape[0];
  return mean.data.map((v, i) => averageLabel(model, v, Math.sqrt(Math.max(0, D.data[i * (m + 1)] - known.data[i * (m + 1)]))));
}

const close = (a: Float64Array, b: Float64Array) => a.forEach((v, i) => expect(Math.abs(v - b[i]!)).toBeLessThan(1e-9));

describe('GaussianProcessClassifier', () => {
  const teacher = new GaussianProcessClassifier({ kernel }).fit(x, labels);

  test('predictions are those of the plain formulas', () => {
    close(teacher.predictProbability(z), plain(kernel, labels, z, 'bernoulli'));
    const share = teacher.predictProbability(x).reduce((t, p, i) => t + Number(p > 0.5 === labels[i]! > 0.5), 0) / n;
    expect(share).toBeGreaterThan(0.9);
  });

  test('labels turned round turn the probabilities round', () => {
    const turned = new GaussianProcessClassifier({ kernel }).fit(
      x,
      labels.map((v) => 1 - v),
    );
    close(
      turned.predictProbability(z),
      teacher.predictProbability(z).map((p) => 1 - p),
    );
    expect(Math.abs(turned.logMarginalLikelihood - teacher.logMarginalLikelihood)).toBeLessThan(1e-10);
  });

  test('data-centric: two students, each fitted to probabilities as continuous Bernoulli', () => {
    const y = plain(kernel, teacher.predictProbability(x), x, 'continuous');
    const student = new GaussianProcessClassifier({ kernel, distillation: 'data-centric', steps: 2 }).fit(x, labels);
    close(student.predictProbability(z), plain(kernel, y, z, 'continuous'));
    const byHand = new GaussianProcessClassifier({ kernel }).fit(x, teacher.predictProbability(x));
    close(
      new GaussianProcessClassifier({ kernel, distillation: 'data-centric' }).fit(x, labels).predictProbability(z),
      byHand.predictProbability(z),
    );
  });

  test('distribution-centric: a multiple of the kernel', () => {
    const student = new GaussianProcessClassifier({ kernel, distillation: 'distribution-centric', steps: 2 }).fit(x, labels);
    expect(student.predictProbability(z)).toEqual(
      new GaussianProcessClassifier({ kernel: scaled(3, kernel) }).fit(x, labels).predictProbability(z),
    );
  });

  test('far from the data nothing is known', () => {
    const far = new GaussianProcessClassifier({ kernel: rbf({ gamma: 1 }) }).fit(x, labels).predictProbability([[100, 100]]);
    expect(far[0]).toBe(0.5);
  });

  test('one class, one row: probabilities on its side', () => {
    const [p] = new GaussianProcessClassifier({ kernel }).fit([[0, 0]], [1]).predictProbability([[0, 0]]);
    expect(p).toBeGreaterThan(0.5);
    expect(p).toBeLessThan(1);
  });

  test('refusals', () => {
    const model = new GaussianProcessClassifier({ kernel });
    expect(() => model.predictProbability(z)).toThrow('GaussianProcessClassifier.predictProbability: the process is not fitted');
    expect(() => model.fit(x, [1, 0])).toThrow(ShapeError);
    expect(() =>
      model.fit(
        [
          [0, 0],
          [1, 1],
        ],
        [1, 2],
      ),
    ).toThrow('GaussianProcessClassifier.fit: y must hold labels from 0 to 1; got 2 at 1');
    expect(() =>
      model.fit(
        [
          [0, 0],
          [1, 1],
        ],
        [1, Number.NaN],
      ),
    ).toThrow(RangeError);
    expect(() => model.fit([[0, Number.NaN]], [1])).toThrow(NonFiniteError);
    expect(() => model.fit(x, labels).predictProbability([[1]])).toThrow('have 2 columns, as in fit; got 1×1');
    expect(() => new GaussianProcessClassifier({ kernel, steps: 2 })).toThrow("steps needs distillation 'data-centric'");
  });
});
