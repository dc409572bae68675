// What gram refuses: points that do not fit, parameters out of range, kernels written by hand.
import { describe, expect, it } from 'vitest';
import {
  gram,
  type Kernel,
  laplacian,
  linear,
  matern,
  poly,
  product,
  rationalQuadratic,
  rbf,
  ShapeError,
  scaled,
  sum,
} from '../../src/index.js';
import { refuses } from '../hostile.js';
import { gaussian } from '../matrices.js';

describe('arguments of gram', () => {
  const x = gaussian(5, 3, 1);
  refuses('gram', 'x', x, (a) => gram(rbf({ gamma: 1 }), a));
  refuses('gram', 'z', gaussian(4, 3, 2), (z) => gram(linear(), x, z === undefined ? (7 as never) : z));

  it('columns must agree, also those of length scales', () => {
    expect(() => gram(linear(), x, gaussian(4, 2))).toThrow('gram: z must have 3 columns, as x has (x is 5×3); got 4×2');
    expect(() => gram(rbf({ lengthScale: [1, 2] }), x)).toThrow(ShapeError);
    expect(() => gram(sum(linear(), matern({ nu: 0.5, lengthScale: [1] })), x)).toThrow(ShapeError);
    expect(() => gram(linear(), [])).toThrow(ShapeError);
  });

  it('kernel constructors check their parameters', () => {
    for (const bad of [0, -1, Number.NaN, Infinity, '1', undefined, null]) {
      const v = bad as number;
      for (const make of [
        () => rbf({ gamma: v }),
        () => rbf({ lengthScale: v }),
        () => rbf({ lengthScale: [1, v] }),
        () => laplacian({ gamma: v }),
        () => matern({ nu: 0.5, lengthScale: v }),
        () => rationalQuadratic({ alpha: v, lengthScale: 1 }),
        () => rationalQuadratic({ alpha: 1, lengthScale: v }),
        () => scaled(v, linear()),
      ])
        expect(make, `${make} with ${bad}`).toThrow(/must be a finite number > 0; got/);
    }
    for (const degree of [0, -1, 1.5, Number.NaN, '2'])
      expect(() => poly({ degree: degree as number })).toThrow(/^poly: degree must be a whole number ≥ 1; got/);
    for (const nu of [0, 1, 2, '1.5'])
      expect(() => matern({ nu: nu as 0.5, lengthScale: 1 })).toThrow(/^matern: nu must be 0.5, 1.5 or 2.5; got/);
    for (const coef0 of [Number.NaN, Infinity, '1']) expect(() => poly({ degree: 1, coef0: coef0 as number })).toThrow(/^poly: coef0/);
    expect(() => sum()).toThrow(/^sum: kernels/);
    expect(() => product()).toThrow(/^product: kernels/);
  });

  it('kernels written by hand or read from a file are checked as well', () => {
    for (const kernel of [
      undefined,
      null,
      'rbf',
      {},
      { type: 'gaussian' },
      { type: 'rbf' },
      { type: 'rbf', gamma: 'x' },
      { type: 'rbf', gamma: Number.NaN },
      { type: 'rbf', lengthScale: -1 },
      { type: 'laplacian' },
      { type: 'poly' },
      { type: 'poly', degree: 2 },
      { type: 'matern', nu: 1.5 },
      { type: 'matern', nu: 2, lengthScale: 1 },
      { type: 'rationalQuadratic', alpha: 1 },
      { type: 'sigmoid' },
      { type: 'sum' },
      { type: 'sum', kernels: [] },
      { type: 'product', kernels: [linear(), 3] },
      { type: 'scaled', factor: 2 },
      { type: 'scaled', factor: Number.NaN, kernel: linear() },
    ])
      expect(() => gram(kernel as Kernel, x), JSON.stringify(kernel)).toThrow(RangeError);
  });
});
