// KernelRidge and SelfDistilledKernelRidge: solvers against each other and against elimination, chosen λ and ξ against their neighbours,
// weights against repeated rows, intercepts, JSON, hostile input.
import { describe, expect, test } from 'vitest';
import {
  distilled,
  fitted,
  gram,
  KernelRidge,
  linear,
  type Matrix,
  matrix,
  NonFiniteError,
  rbf,
  SelfDistilledKernelRidge,
  ShapeError,
  spectrum,
} from '../../src/index.js';
import { gaussian } from '../matrices.js';
import { condition, leaveOut, pick, predict, refit, relativeRatio } from '../pipeline.js';
import { examples, singles } from '../problems.js';
import { LIMIT } from '../residual.js';

const fresh = (p: number) => gaussian(6, p, 55);

describe.each(examples)('$name', ({ kernel, x, y }) => {
  const z = fresh(x.shape[1]);
  const K = gram(kernel, x);
  const Kz = gram(kernel, z, x);

  test.each([false, true])('both solvers predict what elimination predicts, at every step; intercept %s', (intercept) => {
    const plan = { lambda: [0.5, 0.8, 0.3], xi: [0.6, -1.4], intercept };
    const oracle = refit(K, y, plan);
    for (const solver of ['auto', 'cholesky', 'eigh'] as const) {
      const model = new SelfDistilledKernelRidge({ kernel, ...plan, solver }).fit(x, y);
      for (const step of [0, 1, 2]) {
        expect(relativeRatio(model.predictStep(z, step).data, predict(Kz, oracle[step]!).data, 1e4), `${solver} ${step}`).toBeLessThan(
          LIMIT,
        );
      }
      expect(model.predict(z)).toEqual(model.predictStep(z, 2));
      if (intercept) expect(relativeRatio(model.intercept, oracle[2]!.b, 1e4)).toBeLessThan(LIMIT);
      else expect(model.intercept.every((b) => b === 0)).toBe(true);
    }
  });

  test('precomputed Gram matrices give the same model', () => {
    const model = new KernelRidge({ kernel: 'precomputed', lambda: 0.5, intercept: true }).fit(K, y);
    const direct = new KernelRidge({ kernel, lambda: 0.5, intercept: true }).fit(x, y);
    expect(relativeRatio(model.predict(Kz).data, direct.predict(z).data, 1e4)).toBeLessThan(LIMIT);
  });

  test.each([false, true])('λ and ξ by leave-one-out: the neighbours are worse by brute force; intercept %s', (intercept) => {
    const model = new SelfDistilledKernelRidge({ kernel, lambda: 'loo', xi: 'loo', intercept }).fit(x, y);
    const risk = (lambda: number, xi: number) =>
      leaveOut(K, y, singles(x.shape[0]), { lambda: [lambda, lambda], xi: [xi], intercept }).data.reduce(
        (t, v, at) => t + (v - y.data[at]!) ** 2,
        0,
      );
    const [lambda, xi] = [model.lambda[0]!, model.xi[0]!];
    const own = risk(lambda, xi);
    for (const worse of [risk(lambda, xi + 0.05 * (1 + Math.abs(xi))), risk(lambda, xi - 0.05 * (1 + Math.abs(xi)))]) {
      expect(worse).toBeGreaterThanOrEqual(own * (1 - 1e-9));
    }
  });

  test('a model that chose its λ and ξ predicts its own fitted values at the training rows', () => {
    const model = new SelfDistilledKernelRidge({ kernel, lambda: 'loo', xi: 'loo', steps: 2 }).fit(x, y);
    const filter = distilled({ lambda: model.lambda, xi: model.xi });
    const size = model.xi.reduce((product, xi) => product * (1 + Math.abs(xi)), 1 / Math.min(1, model.lambda[0]!));
    expect(relativeRatio(model.predict(x).data, fitted(spectrum(kernel, x, y), filter).data, 100 * size)).toBeLessThan(LIMIT);
  });

  test.each([false, true])(
    "by 'gcv', without vectors: what the full spectrum gives, and exactly that where rank is lost; intercept %s",
    (intercept) => {
      const options = { kernel, lambda: 'gcv', xi: [0.5, -0.7], intercept } as const;
      const [lean, full] = (['auto', 'eigh'] as const).map((solver) => new SelfDistilledKernelRidge({ ...options, solver }).fit(x, y));
      const plan = { lambda: full!.lambda, xi: full!.xi };
      expect(relativeRatio(lean!.lambda, full!.lambda, 100)).toBeLessThan(LIMIT);
      const s = spectrum(kernel, x, y);
      expect(relativeRatio(lean!.predict(z).data, full!.predict(z).data, x.shape[0] * condition(s.d.at(-1)!, plan))).toBeLessThan(LIMIT);
      const same = lean!.dualCoef.data.every((v, i) => v === full!.dualCoef.data[i]);
      if (!intercept) expect(same).toBe(s.clamped > 0 || s.d.length < s.n);
    },
  );

  test('as JSON and back: the same bits', () => {
    for (const model of [
      new KernelRidge({ kernel, lambda: 'gcv', intercept: true }).fit(x, y),
      new SelfDistilledKernelRidge({ kernel, lambda: 0.3, xi: [-0.5, 2] }).fit(x, y),
    ]) {
      const back = (model.constructor as typeof KernelRidge).fromJSON(JSON.parse(JSON.stringify(model)));
      expect(back).toBeInstanceOf(model.constructor);
      expect(back.predict(z)).toEqual(model.predict(z));
      expect(JSON.stringify(back)).toBe(JSON.stringify(model));
    }
  });
});

describe('KernelRidge', () => {
  const { kernel, x, y } = examples[1]!;
  const z = fresh(2);

  test('equal rows: an eigenvalue that is rounding is not fitted, however large ξ', () => {
    const model = new SelfDistilledKernelRidge({ kernel: rbf({ gamma: 1 }), lambda: 'loo', xi: 'loo' }).fit(
      [[0], [0], [1], [1]],
      [3, 4, 5, 6],
    );
    const [low, high] = model.predict([[0], [1]]).data as unknown as [number, number];
    expect(low).toBeGreaterThan(3);
    expect(low).toBeLessThan(4.5);
    expect(high).toBeGreaterThan(4.5);
    expect(high).toBeLessThan(6.5);
  });

  test('leave-one-out of one row with an intercept has nothing to train on', () => {
    const model = new KernelRidge({ kernel, lambda: 'loo', intercept: true });
    expect(() => model.fit([[1]], [2])).toThrow(/KernelRidge.fit: x must have at least two rows, as loo leaves rows out/);
  });

  test('a weight of 2 is the row twice', () => {
    const n = x.shape[0];
    const rows = Array.from({ length: n }, (_, i) => i);
    const weights = rows.map((i) => (i % 3 === 0 ? 2 : 1));
    const doubled = [...rows, ...rows.filter((i) => i % 3 === 0)];
    for (const intercept of [false, true]) {
      for (const solver of ['cholesky', 'eigh'] as const) {
        const options = { kernel, lambda: 0.4, intercept, solver };
        const weighted = new KernelRidge(options).fit(x, y, { sampleWeight: weights });
        const repeated = new KernelRidge(options).fit(pick(x, doubled), pick(y, doubled));
        expect(relativeRatio(weighted.predict(z).data, repeated.predict(z).data, 1e4)).toBeLessThan(LIMIT);
      }
    }
  });

  test('one λ for each target', () => {
    const both = new KernelRidge({ kernel, lambda: [0.1, 5] }).fit(x, y);
    const column = (m: Matrix, t: number) => Array.from(m.data).filter((_, at) => at % 2 === t);
    [0.1, 5].forEach((lambda, t) => {
      const one = new KernelRidge({ kernel, lambda }).fit(x, y);
      expect(relativeRatio(column(both.predict(z), t), column(one.predict(z), t), 1e4)).toBeLessThan(LIMIT);
    });
    expect(() => new KernelRidge({ kernel, lambda: [1, 2, 3] }).fit(x, y)).toThrow(
      /lambda must have one number for each of the 2 targets; got 3/,
    );
  });

  test('score is R², also for a constant target', () => {
    const model = new KernelRidge({ kernel: linear(), lambda: 1e-9, intercept: true }).fit([[0], [1], [2]], [1, 3, 5]);
    expect(model.score([[0], [1], [2]], [1, 3, 5])).toBeCloseTo(1, 12);
    expect(model.score([[0], [1], [2]], [3, 3, 3])).toBe(0);
    expect(model.score([[0], [2]], [2, 4])).toBeCloseTo(1 - 2 / 2, 8);
  });

  test('a million rows would be predicted in blocks: 5,000 rows equal row by row', () => {
    const model = new KernelRidge({ kernel, lambda: 0.4 }).fit(x, y);
    const many = gaussian(5000, 2, 3);
    const out = model.predict(many);
    for (const i of [0, 2047, 2048, 4095, 4096, 4999]) {
      expect(relativeRatio(out.data.subarray(2 * i, 2 * i + 2), model.predict(pick(many, [i])).data, 100)).toBeLessThan(1);
    }
  });

  test('fitAsync: the same model; aborted: the old one stays', async () => {
    const model = new KernelRidge({ kernel, lambda: 'loo' });
    await model.fitAsync(x, y);
    expect(model.predict(z)).toEqual(new KernelRidge({ kernel, lambda: 'loo' }).fit(x, y).predict(z));
    const before = model.predict(z);
    const stop = new AbortController();
    stop.abort(new Error('enough'));
    await expect(model.fitAsync(x, gaussian(17, 2, 5), { signal: stop.signal })).rejects.toThrow('enough');
    expect(model.predict(z)).toEqual(before);
  });

  test('what was given is copied: later changes do not reach the model', () => {
    const mine = matrix([[1], [2], [3]]);
    const model = new KernelRidge({ kernel, lambda: 1 }).fit(mine, [1, 2, 3]);
    const before = model.predict([[2.5]]).data[0];
    mine.data.fill(9);
    expect(model.predict([[2.5]]).data[0]).toBe(before);
  });

  test('one row, equal rows, a constant column', () => {
    expect(new KernelRidge({ kernel: linear(), lambda: 1 }).fit([[2]], [5]).predict([[2]]).data[0]).toBeCloseTo(4, 14);
    expect(new KernelRidge({ kernel: rbf({ gamma: 1 }), lambda: 1, intercept: true }).fit([[7]], [5]).predict([[0]]).data[0]).toBeCloseTo(
      5,
      13,
    );
    const model = new KernelRidge({ kernel: rbf({ gamma: 1 }), lambda: 'loo' }).fit(
      [
        [1, 0],
        [1, 0],
        [1, 1],
        [1, 1],
      ],
      [1, 1.1, 2, 2.1],
    );
    expect(model.predict([[1, 0]]).data[0]).toBeGreaterThan(0.8);
  });

  test.each<[string, () => unknown, unknown, RegExp]>([
    [
      'NaN in x',
      () => new KernelRidge({ kernel, lambda: 1 }).fit([[1], [Number.NaN]], [1, 2]),
      NonFiniteError,
      /KernelRidge.fit: x must hold finite numbers; got NaN in row 1, column 0/,
    ],
    [
      'infinity in y',
      () => new KernelRidge({ kernel, lambda: 1 }).fit([[1], [2]], [1, -1 / 0]),
      NonFiniteError,
      /KernelRidge.fit: y .* -Infinity in row 1/,
    ],
    [
      'rows differ',
      () => new KernelRidge({ kernel, lambda: 1 }).fit([[1], [2]], [1]),
      ShapeError,
      /y must have 2 rows, as x has 2 rows; got 1×1/,
    ],
    [
      'columns differ',
      () => new KernelRidge({ kernel, lambda: 1 }).fit([[1], [2]], [1, 2]).predict([[1, 2]]),
      ShapeError,
      /KernelRidge.predict: x must have 1 columns, as in fit; got 1×2/,
    ],
    ['no rows', () => new KernelRidge({ kernel, lambda: 1 }).fit([], []), ShapeError, /at least one row/],
    ['not fitted', () => new KernelRidge({ kernel, lambda: 1 }).predict([[1]]), Error, /KernelRidge.predict: the model is not fitted/],
    ['lambda 0', () => new KernelRidge({ kernel, lambda: 0 }), RangeError, /lambda must be a finite number > 0; got 0/],
    ['no kernel', () => new KernelRidge({ kernel: 'rbf' as never, lambda: 1 }), RangeError, /kernel must be a kernel/],
    [
      'a weight of 0',
      () => new KernelRidge({ kernel, lambda: 1 }).fit([[1], [2]], [1, 2], { sampleWeight: [1, 0] }),
      RangeError,
      /sampleWeight must hold finite numbers > 0; got 0 at 1/,
    ],
    [
      'weights missing',
      () => new KernelRidge({ kernel, lambda: 1 }).fit([[1], [2]], [1, 2], { sampleWeight: [1] }),
      ShapeError,
      /sampleWeight must have 2 numbers/,
    ],
    ['two criteria', () => new SelfDistilledKernelRidge({ kernel, lambda: 'loo', xi: 'gcv' }), RangeError, /must name the same criterion/],
    [
      'xi infinite',
      () => new SelfDistilledKernelRidge({ kernel, lambda: 1, xi: 1 / 0 }),
      RangeError,
      /xi must be a finite number; got Infinity/,
    ],
    [
      'a step too far',
      () => new SelfDistilledKernelRidge({ kernel, lambda: 1 }).fit([[1]], [1]).predictStep([[1]], 2),
      RangeError,
      /step must be a whole number from 0 to 1; got 2/,
    ],
    ['not a model', () => KernelRidge.fromJSON({ model: 'Other' }), RangeError, /KernelRidge.fromJSON: json must be/],
    ['null', () => SelfDistilledKernelRidge.fromJSON(null), RangeError, /SelfDistilledKernelRidge.fromJSON: json must be/],
  ])('%s', (_, call, type, message) => {
    expect(call).toThrow(type as never);
    expect(call).toThrow(message);
  });
});
