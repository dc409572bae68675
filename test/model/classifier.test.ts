// Classification by kernel ridge: the regression on one-hot targets, leave-one-out by refitting, labels of every kind, JSON, refusals.
import { describe, expect, test } from 'vitest';
import {
  gram,
  KernelRidgeClassifier,
  linear,
  type Matrix,
  NonFiniteError,
  rbf,
  SelfDistilledKernelRidge,
  ShapeError,
} from '../../src/index.js';
import { softmax } from '../../src/model/temperature.js';
import { gaussian } from '../matrices.js';
import { leaveOut } from '../pipeline.js';
import { singles } from '../problems.js';
import { build } from '../reference.js';

const n = 36;
const x: Matrix = gaussian(n, 3, 41);
const z = gaussian(8, 3, 42);
const NAMES = ['ape', 'bee', 'cat'];
const own = Array.from({ length: n }, (_, i) => (x.data[3 * i] > 0.4 ? 2 : x.data[3 * i + 1] > 0 ? 1 : 0));
const labels = own.map((t) => NAMES[t]);
const onehot = build(n, 3, (i, t) => Number(own[i] === t));
const argmax = ({ data, shape: [m, q] }: Matrix) =>
  Array.from({ length: m }, (_, i) =>
    Array.from({ length: q }, (_, t) => t).reduce((b, t) => (data[i * q + t] > data[i * q + b] ? t : b), 0),
  );

describe.each([
  ['rbf', rbf({ gamma: 0.4 })],
  ['linear, a thin spectrum', linear()],
] as const)('%s', (_, kernel) => {
  const K = gram(kernel, x);

  test.each([
    ['ridge', { lambda: 0.3, steps: 0 }],
    ['ridge with an intercept', { lambda: 0.3, steps: 0, intercept: true }],
    ['a λ and a ξ for each step', { lambda: [0.3, 0.7, 0.2], xi: [0.5, -1] }],
    ['the same with an intercept', { lambda: [0.3, 0.7, 0.2], xi: [0.5, -1], intercept: true }],
    ['λ by gcv', { lambda: 'gcv', xi: 0.5 }],
    ['λ and ξ by loo', { lambda: 'loo', xi: 'loo', steps: 2 }],
    ['ξ by loo with an intercept', { lambda: 0.4, xi: 'loo', intercept: true }],
  ] as const)('%s: the regression on one-hot targets, and leave-one-out by refitting it', (_, options) => {
    const model = new KernelRidgeClassifier({ kernel, ...options }).fit(x, labels);
    const regression = new SelfDistilledKernelRidge({ kernel, ...options, solver: 'eigh' }).fit(x, onehot);
    const scores = regression.predict(z);
    expect(model.predict(z)).toEqual(argmax(scores).map((t) => NAMES[t]));
    expect(model.lambda).toEqual(regression.lambda);
    expect(model.xi).toEqual([regression.xi, regression.xi, regression.xi]);
    expect(model.predictProbability(z)).toEqual(softmax(scores, model.temperature));
    const held = leaveOut(K, onehot, singles(n), { lambda: model.lambda, xi: regression.xi, intercept: 'intercept' in options });
    const right = argmax(held).filter((t, i) => t === own[i]).length;
    expect(model.looAccuracy).toBe(right / n);
    // the temperature is the best one for the scores of the refits
    const likelihood = (T: number) => softmax(held, T).data.reduce((s, p, at) => s + onehot.data[at] * Math.log(p), 0);
    for (const f of [0.99, 1.01]) expect(likelihood(model.temperature * f)).toBeLessThan(likelihood(model.temperature));
  });

  test('a ξ for each class is the ξ of each class alone', () => {
    const model = new KernelRidgeClassifier({ kernel, lambda: 0.5, xi: 'loo', xiPerClass: true }).fit(x, labels);
    const alone = NAMES.map((_, t) =>
      new SelfDistilledKernelRidge({ kernel, lambda: 0.5, xi: 'loo' }).fit(
        x,
        build(n, 1, (i) => onehot.data[3 * i + t]),
      ),
    );
    model.xi.forEach((xi, t) => expect(Math.abs(xi[0] / alone[t].xi[0] - 1)).toBeLessThan(1e-9));
    expect(new Set(model.xi.map(([v]) => v)).size).toBe(3);
    const scores = build(8, 3, (i, t) => alone[t].predict(z).data[i]);
    expect(model.predict(z)).toEqual(argmax(scores).map((t) => NAMES[t]));
    model.predictProbability(z).data.forEach((p, i) => expect(Math.abs(p - softmax(scores, model.temperature).data[i])).toBeLessThan(1e-8));
    const together = new KernelRidgeClassifier({ kernel, lambda: 0.5, xi: 'loo' }).fit(x, labels);
    expect(together.xi[0]).toEqual(together.xi[2]);
  });

  test('a precomputed Gram matrix; async; JSON', async () => {
    const options = { lambda: 0.2, steps: 0 } as const;
    const model = new KernelRidgeClassifier({ kernel, ...options }).fit(x, labels);
    const given = new KernelRidgeClassifier({ kernel: 'precomputed', ...options }).fit(K, labels);
    expect(given.predict(gram(kernel, z, x))).toEqual(model.predict(z));
    expect(given.looAccuracy).toBe(model.looAccuracy);
    const later = await new KernelRidgeClassifier({ kernel, ...options }).fitAsync(x, labels);
    expect(later.predictProbability(z)).toEqual(model.predictProbability(z));
    const back = KernelRidgeClassifier.fromJSON(JSON.parse(JSON.stringify(model)));
    expect(back.predictProbability(z)).toEqual(model.predictProbability(z));
    expect([back.classes, back.looAccuracy, back.xi, back.lambda]).toEqual([model.classes, model.looAccuracy, model.xi, model.lambda]);
    expect(JSON.stringify(back)).toBe(JSON.stringify(model));
  });
});

describe('KernelRidgeClassifier', () => {
  const options = { kernel: rbf({ gamma: 1 }), lambda: 0.1, steps: 0 };

  test('labels: numbers ascend, then strings; rows of probabilities in their order', () => {
    const mixed = [10, 'b', 9, 'B', -1, '9', 10];
    const model = new KernelRidgeClassifier(options).fit(
      mixed.map((_, i) => [3 * i]),
      mixed,
    );
    expect(model.classes).toEqual([-1, 9, 10, '9', 'B', 'b']);
    expect(model.predict(mixed.map((_, i) => [3 * i]))).toEqual(mixed);
    expect(model.predictProbability([[0]]).shape).toEqual([1, 6]);
  });

  test('refusals', () => {
    const make = (o: object) => () => new KernelRidgeClassifier({ ...options, ...o } as never);
    expect(make({ lambda: -1 })).toThrow('KernelRidgeClassifier: lambda must be a finite number > 0; got -1');
    expect(make({ xi: 'best' })).toThrow('KernelRidgeClassifier: xi must be one of');
    expect(make({ xiPerClass: true })).toThrow("KernelRidgeClassifier: xiPerClass needs xi 'loo' or 'gcv'");
    const model = new KernelRidgeClassifier(options);
    expect(() => model.predict(z)).toThrow('KernelRidgeClassifier.predict: the model is not fitted');
    expect(() => model.looAccuracy).toThrow('KernelRidgeClassifier.looAccuracy: the model is not fitted');
    expect(() =>
      model.fit(
        x,
        labels.map(() => 'one'),
      ),
    ).toThrow('KernelRidgeClassifier.fit: labels must be of two classes at least; got ["one"]');
    expect(() =>
      model.fit(
        x,
        labels.map((_, i) => (i ? i : Number.NaN)),
      ),
    ).toThrow('labels must be strings or finite numbers; got NaN at 0');
    expect(() => model.fit(x, ['a', 'b'])).toThrow(ShapeError);
    expect(() => model.fit([[1], [Number.NaN]], ['a', 'b'])).toThrow(NonFiniteError);
    expect(() => model.fit(x, labels).predict([[1]])).toThrow('KernelRidgeClassifier.predict: x must have 3 columns, as in fit; got 1×1');
    expect(() => KernelRidgeClassifier.fromJSON({ model: 'KernelRidge' })).toThrow('KernelRidgeClassifier.fromJSON: json must be');
  });
});
