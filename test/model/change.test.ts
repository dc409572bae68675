// addSamples and removeSample: after every change of a long sequence the model solves the system of its samples and agrees with a refit.
import { describe, expect, test } from 'vitest';
import {
  gram,
  KernelRidge,
  type KernelRidgeOptions,
  linear,
  type Matrix,
  NonFiniteError,
  NotPositiveDefiniteError,
  rbf,
  SelfDistilledKernelRidge,
  ShapeError,
} from '../../src/index.js';
import { thrown } from '../hostile.js';
import { gaussian } from '../matrices.js';
import { eliminate, pick, relativeRatio } from '../pipeline.js';
import { examples } from '../problems.js';
import { EPS, LIMIT, norm1 } from '../residual.js';

/** Rows of the sample pool that come in, in turn, or the place of the sample that goes out. */
type Change = { readonly add: readonly number[] } | { readonly remove: number };

/** One by one and many; the same row again; first, last and in between. */
const CHANGES: Change[] = [
  { add: [4] },
  { add: [5, 6, 7] },
  { remove: 0 },
  { add: [5] },
  { remove: 7 },
  { remove: 3 },
  { add: [8, 8, 1] },
  { remove: 2 },
];

const weightOf = (row: number) => 0.5 + ((row * 7) % 5);

/** Plays the changes; after each the model, and the rows of the pool that it holds. */
function play(model: KernelRidge, { x, y }: { x: Matrix; y: Matrix }, weighted: boolean, see: (rows: number[], step: string) => void) {
  let rows = [0, 1, 2, 3];
  const options = (of: readonly number[]) => (weighted ? { sampleWeight: of.map(weightOf) } : {});
  model.fit(pick(x, rows), pick(y, rows), options(rows));
  CHANGES.forEach((change, i) => {
    if ('add' in change) {
      rows = [...rows, ...change.add];
      expect(model.addSamples(pick(x, change.add), pick(y, change.add), options(change.add))).toBe(model);
    } else {
      rows = rows.filter((_, at) => at !== change.remove);
      expect(model.removeSample(change.remove)).toBe(model);
    }
    see(rows, `change ${i}`);
  });
}

/**
 * The largest of ‖K̃ α̃ + λ α̃ + b ρ − ỹ‖/(n (‖K̃‖ + λ) s ε) over targets, α = ρ α̃, and of |ρᵀα̃|/(n² (‖K̃‖/λ + 1) s ε), which is 0 with an
 * intercept. s = ‖α̃‖ + |b| ‖M ρ‖: α̃ is the difference of M ỹ and b M ρ, which may be much larger.
 */
function residual(model: KernelRidge, K: Matrix, y: Matrix, w: readonly number[], intercept: boolean): number {
  const [n, q] = y.shape;
  const rho = w.map(Math.sqrt);
  const scaled = K.data.map((v, at) => v * rho[Math.floor(at / n)]! * rho[at % n]!);
  const norm = norm1({ data: scaled, shape: [n, n] });
  let worst = 0;
  for (let t = 0; t < q; t++) {
    const lambda = model.lambda[t % model.lambda.length]!;
    const b = model.intercept[t]!;
    const alpha = rho.map((r, i) => model.dualCoef.data[i * q + t]! / r);
    const system = { data: scaled.map((v, at) => v + (at % (n + 1) === 0 ? lambda : 0)), shape: [n, n] as const };
    const along = b === 0 ? [0] : eliminate(system, { data: Float64Array.from(rho), shape: [n, 1] }).data;
    const size = Math.max(...alpha.map(Math.abs)) + Math.abs(b) * Math.max(...Array.from(along, Math.abs));
    const gaps = rho.map((r, i) => alpha.reduce((sum, v, j) => sum + system.data[i * n + j]! * v, r * (b - y.data[i * q + t]!)));
    const free = intercept ? Math.abs(alpha.reduce((sum, v, i) => sum + v * rho[i]!, 0)) / (n * (norm / lambda + 1)) : 0;
    worst = Math.max(worst, Math.max(...gaps.map(Math.abs)) / (n * (norm + lambda) * size * EPS), free / (n * size * EPS));
  }
  return worst;
}

describe.each(examples.filter(({ x }) => x.shape[0] > 8))('$name', ({ kernel, x, y }) => {
  const z = gaussian(6, x.shape[1], 55);
  const q = y.shape[1];

  describe.each([0.5, 1e-3, 1e-9])('λ %d', (lambda) => {
    test.each([
      [false, false],
      [false, true],
      [true, false],
      [true, true],
    ])('intercept %s, weights %s: as refitted, after every change', (intercept, weighted) => {
      for (const solver of ['auto', 'cholesky', 'eigh'] as const) {
        const options = { kernel, lambda, intercept, solver };
        const model = new KernelRidge(options);
        play(model, { x, y }, weighted, (rows, step) => {
          const [own, targets, w] = [pick(x, rows), pick(y, rows), rows.map(weighted ? weightOf : () => 1)];
          const K = gram(kernel, own);
          const top = K.data.reduce((t, v, at) => t + (at % (rows.length + 1) === 0 ? v : 0), 0) * 4.5;
          const exact = solver === 'cholesky' || kernel.type !== 'linear'; // a spectrum has α without what no prediction needs
          if (exact) expect(residual(model, K, targets, w, intercept), `${step}: residual`).toBeLessThan(LIMIT);
          const again = new KernelRidge(options).fit(own, targets, weighted ? { sampleWeight: w } : {});
          const condition = rows.length * ((top + lambda) / lambda);
          expect(relativeRatio(model.predict(z).data, again.predict(z).data, condition), `${step}: predictions`).toBeLessThan(LIMIT);
          if (intercept) expect(relativeRatio(model.intercept, again.intercept, condition), `${step}: intercept`).toBeLessThan(LIMIT);
          expect(model.dualCoef.shape).toEqual([rows.length, q]);
        });
      }
    });
  });

  test('students: λ and ξ of every step as in a refit', () => {
    const plan = { kernel, lambda: [0.5, 0.8, 0.3], xi: [0.6, -1.4] };
    for (const intercept of [false, true]) {
      const model = new SelfDistilledKernelRidge({ ...plan, intercept });
      play(model, { x, y }, intercept, (rows, step) => {
        const again = new SelfDistilledKernelRidge({ ...plan, intercept });
        again.fit(pick(x, rows), pick(y, rows), intercept ? { sampleWeight: rows.map(weightOf) } : {});
        for (const k of [0, 1, 2]) {
          expect(relativeRatio(model.predictStep(z, k).data, again.predictStep(z, k).data, 1e4), `${step}, student ${k}`).toBeLessThan(
            LIMIT,
          );
        }
      });
    }
  });

  test('a precomputed kernel: new rows of K; JSON keeps the targets, not K', () => {
    const options = { lambda: 0.5, intercept: true } as const;
    const model = new KernelRidge({ ...options, kernel: 'precomputed' });
    const direct = new KernelRidge({ ...options, kernel, solver: 'cholesky' });
    const rows = [0, 1, 2, 3];
    const K = gram(kernel, x);
    model.fit(pick(K, rows, rows), pick(y, rows));
    direct.fit(pick(x, rows), pick(y, rows));
    const back = () => KernelRidge.fromJSON(JSON.parse(JSON.stringify(model)));
    for (const add of [[4], [5, 6]]) {
      rows.push(...add);
      model.addSamples(pick(K, add, rows), pick(y, add));
      direct.addSamples(pick(x, add), pick(y, add));
    }
    model.removeSample(1);
    direct.removeSample(1);
    rows.splice(1, 1);
    const Kz = gram(kernel, z, pick(x, rows));
    expect(relativeRatio(model.predict(Kz).data, direct.predict(z).data, 1e4)).toBeLessThan(LIMIT);
    expect(back().predict(Kz)).toEqual(model.predict(Kz));
    expect(() => back().removeSample(0)).toThrow(/^KernelRidge.removeSample: the model was stored without its K; call fit/);
  });
});

describe('KernelRidge, changed', () => {
  const { kernel, x, y } = examples[1]!;
  const z = gaussian(5, 2, 7);
  const rows = Array.from({ length: 12 }, (_, i) => i);
  const fitted = (options: Partial<KernelRidgeOptions> = {}) =>
    new KernelRidge({ kernel, lambda: 0.4, ...options }).fit(pick(x, rows), pick(y, rows));

  test('one λ for each target', () => {
    const model = fitted({ lambda: [0.1, 5], intercept: true })
      .addSamples(pick(x, [12, 13]), pick(y, [12, 13]))
      .removeSample(4);
    const kept = [...rows, 12, 13].filter((i) => i !== 4);
    const again = new KernelRidge({ kernel, lambda: [0.1, 5], intercept: true }).fit(pick(x, kept), pick(y, kept));
    expect(relativeRatio(model.predict(z).data, again.predict(z).data, 1e4)).toBeLessThan(LIMIT);
    expect(relativeRatio(model.intercept, again.intercept, 1e4)).toBeLessThan(LIMIT);
  });

  test('weights with the new samples alone: the others weigh 1, as those without do beside weights', () => {
    for (const intercept of [false, true]) {
      const model = fitted({ intercept }).addSamples(pick(x, [12, 13]), pick(y, [12, 13]), { sampleWeight: [3, 0.2] });
      model.addSamples(pick(x, [14]), pick(y, [14]));
      const kept = [...rows, 12, 13, 14];
      const sampleWeight = kept.map((i) => (i === 12 ? 3 : i === 13 ? 0.2 : 1));
      const again = new KernelRidge({ kernel, lambda: 0.4, intercept }).fit(pick(x, kept), pick(y, kept), { sampleWeight });
      expect(relativeRatio(model.predict(z).data, again.predict(z).data, 1e4)).toBeLessThan(LIMIT);
    }
  });

  test.each(['loo', 'gcv'] as const)('a λ chosen by %s stays', (lambda) => {
    const model = fitted({ lambda });
    const [chosen] = model.lambda as [number];
    model.addSamples(pick(x, [12]), pick(y, [12])).removeSample(0);
    expect(model.lambda).toEqual([chosen]);
    const kept = [...rows.slice(1), 12];
    const again = new KernelRidge({ kernel, lambda: chosen }).fit(pick(x, kept), pick(y, kept));
    expect(relativeRatio(model.predict(z).data, again.predict(z).data, 1e6)).toBeLessThan(LIMIT);
  });

  test('as JSON and back: the same bits, and the same after the next change', () => {
    for (const model of [fitted({ intercept: true }), fitted({ lambda: 'loo' }), fitted({ kernel: linear() })]) {
      const weights = { sampleWeight: [2] };
      model.addSamples(pick(x, [12]), pick(y, [12]), weights);
      const back = KernelRidge.fromJSON(JSON.parse(JSON.stringify(model)));
      expect(back.predict(z)).toEqual(model.predict(z));
      for (const one of [back, model]) one.addSamples(pick(x, [13]), pick(y, [13]), weights).removeSample(3);
      expect(relativeRatio(back.predict(z).data, model.predict(z).data, 1e6)).toBeLessThan(LIMIT);
    }
    const { y: _, ...older } = JSON.parse(JSON.stringify(fitted()));
    const model = KernelRidge.fromJSON(older);
    expect(model.predict(z)).toEqual(fitted().predict(z));
    expect(() => model.addSamples(x, y)).toThrow(/^KernelRidge.addSamples: the model was stored without its targets; call fit/);
  });

  test('a fit begins anew: no factor of earlier samples is used', () => {
    const model = fitted().addSamples(pick(x, [12]), pick(y, [12]));
    const other = pick(x, [14, 15, 16, 3]);
    const targets = pick(y, [14, 15, 16, 3]);
    model.fit(other, targets).removeSample(3);
    const again = new KernelRidge({ kernel, lambda: 0.4 }).fit(pick(x, [14, 15, 16]), pick(y, [14, 15, 16]));
    expect(relativeRatio(model.predict(z).data, again.predict(z).data, 1e4)).toBeLessThan(LIMIT);
  });

  test('two hundred changes at a small λ: the error of the factor grows slowly', () => {
    const [pool, targets] = [gaussian(260, 3, 5), gaussian(260, 1, 6)];
    const options = { kernel: rbf({ gamma: 0.1 }), lambda: 1e-8 };
    const first = Array.from({ length: 60 }, (_, i) => i);
    const model = new KernelRidge(options).fit(pick(pool, first), pick(targets, first));
    let kept = first;
    for (let i = 60; i < 260; i++) {
      model.addSamples(pick(pool, [i]), pick(targets, [i])).removeSample((7 * i) % 61);
      kept = [...kept, i].filter((_, at) => at !== (7 * i) % 61);
    }
    const K = gram(options.kernel, pick(pool, kept));
    const w = kept.map(() => 1);
    expect(residual(model, K, pick(targets, kept), w, false)).toBeLessThan(LIMIT);
  });

  test('what was given is copied; no rows are no change', () => {
    const [more, target] = [pick(x, [12]), pick(y, [12])];
    const model = fitted().addSamples(more, target);
    const before = model.predict(z);
    more.data.fill(9);
    target.data.fill(9);
    expect(model.predict(z)).toEqual(before);
    model.addSamples({ data: new Float64Array(0), shape: [0, 2] }, { data: new Float64Array(0), shape: [0, 2] });
    expect(model.predict(z)).toEqual(before);
  });

  test.each<[string, (model: KernelRidge) => unknown, unknown, RegExp]>([
    ['columns', (m) => m.addSamples([[1]], [[1, 2]]), ShapeError, /^KernelRidge.addSamples: x must have 2 columns, as in fit; got 1×1/],
    ['targets', (m) => m.addSamples([[1, 2]], [1]), ShapeError, /y must have 2 columns, as the model has targets; got 1×1/],
    ['rows', (m) => m.addSamples([[1, 2]], [[1, 2], [3, 4]]), ShapeError, /y must have 1 rows, as x has 1 rows; got 2×2/], // biome-ignore format: one line
    ['NaN', (m) => m.addSamples([[1, Number.NaN]], [[1, 2]]), NonFiniteError, /addSamples: x must hold finite numbers/],
    ['infinity', (m) => m.addSamples([[1, 2]], [[1, 1 / 0]]), NonFiniteError, /addSamples: y must hold finite numbers/],
    ['weights', (m) => m.addSamples([[1, 2]], [[1, 2]], { sampleWeight: [0] }), RangeError, /sampleWeight must hold finite numbers > 0/],
    [
      'no such row',
      (m) => m.removeSample(12),
      RangeError,
      /^KernelRidge.removeSample: index must be below 12, the number of samples; got 12/,
    ],
    ['−1', (m) => m.removeSample(-1), RangeError, /index must be a whole number ≥ 0; got -1/],
  ])('%s: a typed error, and the model is as it was', (_, change, type, message) => {
    const model = fitted()
      .removeSample(11)
      .addSamples(pick(x, [11]), pick(y, [11]));
    const before = [model.predict(z), JSON.stringify(model)];
    const error = thrown(() => change(model));
    expect(error).toBeInstanceOf(type);
    expect((error as Error).message).toMatch(message);
    expect([model.predict(z), JSON.stringify(model)]).toEqual(before);
    model.addSamples(pick(x, [12]), pick(y, [12]));
    expect(
      relativeRatio(
        model.predict(z).data,
        fitted()
          .addSamples(pick(x, [12]), pick(y, [12]))
          .predict(z).data,
        1e4,
      ),
    ).toBeLessThan(LIMIT);
  });

  test('a row that makes K indefinite: an error in the name of the method, and the model is as it was', () => {
    const model = new KernelRidge({ kernel: 'precomputed', lambda: 0.5 }).fit([[1, 0], [0, 1]], [1, 2]); // biome-ignore format: one line
    const before = JSON.stringify(model);
    const error = thrown(() => model.addSamples([[3, 3, 1]], [3])) as NotPositiveDefiniteError;
    expect(error).toBeInstanceOf(NotPositiveDefiniteError);
    expect(error.message).toMatch(/^KernelRidge.addSamples: the leading minor of order 3 of 3/);
    expect(JSON.stringify(model)).toBe(before);
    expect(() => model.addSamples([[0, 0]], [3])).toThrow(/x must have 3 columns, 2 samples and 1 new ones; got 1×2/);
    expect(() => model.removeSample(0).removeSample(0)).toThrow(/index must leave a sample in the model; got 0 of 1/);
    expect(() => new KernelRidge({ kernel, lambda: 1 }).removeSample(0)).toThrow(/KernelRidge.removeSample: the model is not fitted/);
  });
});
