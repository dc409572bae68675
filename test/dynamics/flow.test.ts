// Flow filters against training itself: many small steps of gradient descent, and the exact solution as the exponential of a matrix.
import { describe, expect, test } from 'vitest';
import { distilledFlow, dualCoef, type Filter, gradientFlow, gram, type Matrix, ridge, spectrum, switchedFlow } from '../../src/index.js';
import { relativeRatio } from '../pipeline.js';
import { examples } from '../problems.js';
import { build, matmul } from '../reference.js';
import { LIMIT } from '../residual.js';

/** Coefficients α of f = Kα trained towards a target: dα/dt = target − Kα, from α at time 0 to `time`. */
type Train = (K: Matrix, alpha: Matrix, target: Matrix, time: number) => Matrix;

/** Steps of gradient descent, as it is written down. Its error is of the order of the step. */
const descend =
  (steps: number): Train =>
  (K, start, target, time) => {
    let alpha = start;
    for (let i = 0; i < steps; i++) {
      const f = matmul(K, alpha);
      alpha = { data: alpha.data.map((v, at) => v + (time / steps) * (target.data[at]! - f.data[at]!)), shape: alpha.shape };
    }
    return alpha;
  };

/** exp of [−Kt, target·t; 0, 0] applied to [α; I], by Taylor series and squaring. */
const solve: Train = (K, alpha, target, time) => {
  const [n, q] = target.shape;
  const size = n + q;
  const scale = time * 2 ** -20;
  const M = build(size, size, (i, j) => (i >= n ? 0 : scale * (j < n ? -K.data[i * n + j]! : target.data[i * q + j - n]!)));
  const plus = (a: Matrix, b: Matrix) => ({ data: a.data.map((v, i) => v + b.data[i]!), shape: a.shape });
  // E = e^M − 1 is kept, e^{2M} − 1 = 2E + E²: squaring 1 + E itself would lose it
  let [E, term] = [M, M];
  for (let i = 2; i < 8; i++) {
    term = matmul(M, term);
    term = { data: term.data.map((v) => v / i), shape: term.shape };
    E = plus(E, term);
  }
  for (let i = 0; i < 20; i++) E = plus(plus(E, E), matmul(E, E));
  const moved = matmul(E, { data: Float64Array.from([...alpha.data, ...build(q, q, (i, j) => (i === j ? 1 : 0)).data]), shape: [size, q] });
  return { data: alpha.data.map((v, at) => v + moved.data[at]!), shape: alpha.shape };
};

const T = 0.6;
const S = 0.9;
const zero = (y: Matrix): Matrix => ({ data: new Float64Array(y.data.length), shape: y.shape });

/** Each filter, and the training it stands for. */
const systems: [string, Filter, (train: Train, K: Matrix, y: Matrix) => Matrix][] = [
  ['gradientFlow', gradientFlow(T), (train, K, y) => train(K, zero(y), y, T)],
  ['distilledFlow', distilledFlow({ teacher: T, student: S }), (train, K, y) => train(K, zero(y), matmul(K, train(K, zero(y), y, T)), S)],
  [
    'switchedFlow, label first',
    switchedFlow({ teacher: T, before: 0.3, after: S, order: 'label-first' }),
    (train, K, y) => train(K, train(K, zero(y), y, 0.3), matmul(K, train(K, zero(y), y, T)), S),
  ],
  [
    'switchedFlow, teacher first',
    switchedFlow({ teacher: T, before: 0.3, after: S, order: 'teacher-first' }),
    (train, K, y) => train(K, train(K, zero(y), matmul(K, train(K, zero(y), y, T)), 0.3), y, S),
  ],
];

describe.each(systems)('%s', (_, filter, training) => {
  test.each(examples)('the exponential of the system: $name', ({ kernel, x, y }) => {
    const [K, s] = [gram(kernel, x), spectrum(kernel, x, y)];
    const exact = training(solve, K, y);
    // coefficients outside the range of K change no prediction, and a thin spectrum leaves them out
    const thin = s.d.length < s.n;
    const compared = (alpha: Matrix) => (thin ? matmul(K, alpha) : alpha).data;
    const work = (1 + s.d.at(-1)!) * y.shape[0] * 20;
    expect(relativeRatio(compared(dualCoef(s, filter)), compared(exact), work)).toBeLessThan(LIMIT);
  });

  test('gradient descent comes as near as its step is small', () => {
    const { kernel, x, y } = examples[0]!;
    const K = gram(kernel, x);
    const flow = dualCoef(spectrum(kernel, x, y), filter).data;
    const gap = (steps: number) => {
      const alpha = training(descend(steps), K, y).data;
      return Math.max(...alpha.map((v, i) => Math.abs(v - flow[i]!)));
    };
    const [coarse, fine] = [gap(1000), gap(2000)];
    expect(fine).toBeLessThan(1e-3 * Math.max(...flow.map(Math.abs)));
    expect(Math.abs(coarse / fine - 2)).toBeLessThan(0.02); // error of first order, no other error
  });
});

const D = [0, 1e-300, 1e-12, 0.01, 0.5, 1, 3, 100, 1e8];
const same = (a: Filter, b: Filter) => expect(relativeRatio(D.map(a), D.map(b), 10)).toBeLessThan(LIMIT);

test('ends: no time, the end of training, and both switches at either end', () => {
  expect(D.map(gradientFlow(0))).toEqual(D.map(() => 0));
  expect(D.map((d) => d * gradientFlow(1e9)(d)).slice(3)).toEqual([1, 1, 1, 1, 1, 1]);
  expect(gradientFlow(0.25)(1e-300)).toBe(0.25);
  same(distilledFlow({ teacher: 2, student: 3 }), distilledFlow({ teacher: 3, student: 2 }));
  same(switchedFlow({ teacher: 2, before: 3, after: 0, order: 'label-first' }), gradientFlow(3));
  same(switchedFlow({ teacher: 2, before: 0, after: 3, order: 'label-first' }), distilledFlow({ teacher: 2, student: 3 }));
  same(switchedFlow({ teacher: 2, before: 3, after: 0, order: 'teacher-first' }), distilledFlow({ teacher: 2, student: 3 }));
  same(switchedFlow({ teacher: 2, before: 0, after: 3, order: 'teacher-first' }), gradientFlow(3));
  const trained = D.filter((d) => d > 1e-3);
  for (const d of trained) {
    const after = 1e6;
    expect(switchedFlow({ teacher: 2, before: 0.1, after, order: 'label-first' })(d)).toBe(gradientFlow(2)(d));
    expect(d * switchedFlow({ teacher: 2, before: 0.1, after, order: 'teacher-first' })(d)).toBeCloseTo(1, 15);
  }
});

test('a flow stays between ridge penalties: 1/(d + 1/t) ≤ w(d) ≤ 1.3 /(d + 1/t)', () => {
  for (const t of [0.1, 1, 50]) {
    for (const d of D) {
      const ratio = gradientFlow(t)(d) / ridge(1 / t)(d);
      expect(ratio).toBeGreaterThanOrEqual(1);
      expect(ratio).toBeLessThan(1.3);
    }
  }
});

test.each([-1, Number.NaN, Number.POSITIVE_INFINITY])('a time of %f is refused', (bad) => {
  expect(() => gradientFlow(bad)).toThrow(/gradientFlow: time must be a finite number ≥ 0; got/);
  expect(() => distilledFlow({ teacher: bad, student: 1 })).toThrow(/distilledFlow: teacher must be/);
  expect(() => distilledFlow({ teacher: 1, student: bad })).toThrow(/distilledFlow: student must be/);
  expect(() => switchedFlow({ teacher: 1, before: 1, after: bad, order: 'label-first' })).toThrow(/switchedFlow: after must be/);
});

test('an order that is none is refused', () => {
  expect(() => switchedFlow({ teacher: 1, before: 1, after: 1, order: 'both' as 'label-first' })).toThrow(
    /switchedFlow: order must be one of/,
  );
});
