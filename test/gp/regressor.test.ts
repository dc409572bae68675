// Gaussian process regression and its distillations against the joint normal, conditioned by elimination and one process after another.
import { describe, expect, test } from 'vitest';
import { GaussianProcessRegressor, gram, type Matrix, NonFiniteError, rbf, ShapeError } from '../../src/index.js';
import { gaussian } from '../matrices.js';
import { eliminate } from '../pipeline.js';
import { examples } from '../problems.js';
import { build, matmul } from '../reference.js';
import { accept, EPS } from '../residual.js';
import { conditional, eye, logNormal, plus } from './dense.js';

const stacked = (a: Matrix, b: Matrix): Matrix => ({
  data: Float64Array.from([...a.data, ...b.data]),
  shape: [a.shape[0] + b.shape[0], a.shape[1]],
});

describe.each(examples)('$name', ({ kernel, x, y }) => {
  const [n, p] = x.shape;
  const q = y.shape[1];
  const z = gaussian(7, p, 55);
  z.data.set(x.data.subarray(0, p)); // one of the training points
  const K = gram(kernel, stacked(x, z));
  const train = gram(kernel, x);
  const top = K.data.reduce((a, b) => Math.max(a, b), 0);
  const near = (got: ArrayLike<number>, want: ArrayLike<number>, noise: number, what: string) =>
    Array.from(got).forEach((v, i) =>
      accept(
        Math.abs(v - want[i]) / (EPS * n * top * (1 + top / noise)),
        30,
        `${what}: entry ${i} is ${v}, want ${want[i]}: |error|/(n ε size)`,
      ),
    );
  const variances = (s: Float64Array) => s.map((v) => v * v);
  const diagonal = (C: Matrix) => C.data.filter((_, i) => i % (C.shape[0] + 1) === 0);

  test.each([0.01, 0.5, 30])('noise %f: the conditional of the joint normal', (noise) => {
    const model = new GaussianProcessRegressor({ kernel, noise }).fit(x, y);
    const { mean, std } = model.predict(z);
    const want = conditional(K, n, y, noise);
    expect([mean.shape, std.length]).toEqual([[7, q], 7]);
    near(mean.data, want.mean.data, noise, 'mean');
    near(variances(std), diagonal(want.covariance), noise, 'variance');
    const lml = logNormal(train, noise, y);
    accept(
      Math.abs(model.logMarginalLikelihood - lml) / (EPS * n * (Math.abs(lml) + (n * top * (1 + top / noise)) / noise)),
      30,
      `log p, want ${lml}`,
    );
  });

  test('data-centric: each process is fitted to the means of the one before', () => {
    const noise = [0.5, 0.2, 1.3];
    const model = new GaussianProcessRegressor({ kernel, noise, distillation: 'data-centric' }).fit(x, y);
    let target = y;
    let want = conditional(K, n, y, noise[0]!);
    for (const gamma of noise) {
      want = conditional(K, n, target, gamma);
      if (gamma === 1.3) {
        const lml = logNormal(train, gamma, target);
        accept(Math.abs(model.logMarginalLikelihood - lml) / (EPS * n * n * (Math.abs(lml) + top * top)), 30, `log p, want ${lml}`);
      }
      target = matmul(train, eliminate(plus(train, eye(n, gamma)), target));
    }
    const { mean, std } = model.predict(z);
    near(mean.data, want.mean.data, 0.2, 'mean');
    near(variances(std), diagonal(want.covariance), 0.2, 'variance');
    const other = new GaussianProcessRegressor({ kernel, noise: [1.3, 0.5, 0.2], distillation: 'data-centric' }).fit(x, y).predict(z);
    near(other.mean.data, mean.data, 0.2, 'the mean of another order');
  });

  test('distribution-centric: the posterior is the next prior, over train and new points at once', () => {
    const noise = [0.5, 0.2, 1.3];
    const model = new GaussianProcessRegressor({ kernel, noise, distillation: 'distribution-centric' }).fit(x, y);
    const all = n + 7;
    let [mu, S] = [build(all, q, () => 0), K];
    for (const gamma of noise) {
      const H = build(all, n, (i, j) => S.data[i * all + j]);
      const A = plus(
        build(n, n, (i, j) => S.data[i * all + j]),
        eye(n, gamma),
      );
      const rest = build(n, q, (i, t) => y.data[i * q + t] - mu.data[i * q + t]);
      mu = plus(mu, matmul(H, eliminate(A, rest)));
      S = plus(
        S,
        matmul(
          H,
          eliminate(
            A,
            build(n, all, (i, j) => H.data[j * n + i]),
          ),
        ),
        -1,
      );
    }
    const { mean, std } = model.predict(z);
    near(mean.data, mu.data.slice(n * q), 0.1, 'mean');
    near(variances(std), diagonal(S).slice(n), 0.1, 'variance');
  });
});

describe('GaussianProcessRegressor', () => {
  const [x, y] = [gaussian(9, 2, 1), gaussian(9, 1, 2)];
  const options = { kernel: rbf({ gamma: 1 }), noise: 0.1 };

  test('no steps is no distillation; one noise serves all steps; the default is one step', () => {
    const plain = new GaussianProcessRegressor(options).fit(x, y).predict(x);
    for (const distillation of ['data-centric', 'distribution-centric'] as const) {
      expect(new GaussianProcessRegressor({ ...options, distillation, steps: 0 }).fit(x, y).predict(x)).toEqual(plain);
      const one = new GaussianProcessRegressor({ ...options, distillation }).fit(x, y).predict(x);
      expect(new GaussianProcessRegressor({ ...options, noise: [0.1, 0.1], distillation }).fit(x, y).predict(x)).toEqual(one);
      expect(one).not.toEqual(plain);
    }
  });

  test('refusals', () => {
    const make = (o: object) => () => new GaussianProcessRegressor({ ...options, ...o } as never);
    expect(make({ noise: 0 })).toThrow('GaussianProcessRegressor: noise must be a finite number > 0; got 0');
    expect(make({ noise: [1, -1], distillation: 'data-centric' })).toThrow('GaussianProcessRegressor: noise[1] must be');
    expect(make({ noise: [1, 1] })).toThrow(ShapeError);
    expect(make({ noise: [1, 1], distillation: 'data-centric', steps: 2 })).toThrow('have 3 numbers');
    expect(make({ steps: 1 })).toThrow("steps needs distillation 'data-centric'");
    expect(make({ distillation: 'both' })).toThrow('GaussianProcessRegressor: distillation must be one of');
    const model = new GaussianProcessRegressor(options);
    expect(() => model.predict(x)).toThrow('GaussianProcessRegressor.predict: the process is not fitted');
    expect(() => model.fit(x, gaussian(8, 1))).toThrow(ShapeError);
    expect(() =>
      model.fit(
        x,
        y.data.map(() => Number.NaN),
      ),
    ).toThrow(NonFiniteError);
    expect(() => model.fit({ data: new Float64Array(0), shape: [0, 2] }, { data: new Float64Array(0), shape: [0, 1] })).toThrow(
      'at least one row',
    );
    expect(() => model.fit(x, y).predict(gaussian(2, 3))).toThrow('have 2 columns, as in fit; got 2×3');
  });
});
