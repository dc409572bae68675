// Derivatives of kernels by the logarithms of their parameters against central differences of `gram`, in every kind of composition.
import { describe, expect, test } from 'vitest';
import { gradientOf, parametersOf, withParameters } from '../../src/gp/parameters.js';
import {
  arcCosine,
  cosine,
  gram,
  type Kernel,
  laplacian,
  linear,
  matern,
  ntk,
  poly,
  product,
  rationalQuadratic,
  rbf,
  scaled,
  sigmoid,
  sum,
} from '../../src/index.js';
import { gaussian } from '../matrices.js';
import { build } from '../reference.js';

const KERNELS: [string, Kernel, number][] = [
  ['rbf γ', rbf({ gamma: 0.4 }), 1],
  ['rbf ℓ', rbf({ lengthScale: 1.3 }), 1],
  ['rbf ℓ for each feature', rbf({ lengthScale: [0.8, 2, 1.1] }), 3],
  ['laplacian', laplacian({ gamma: 0.3 }), 1],
  ['matern ½', matern({ nu: 0.5, lengthScale: 1.2 }), 1],
  ['matern ½, ℓ for each feature', matern({ nu: 0.5, lengthScale: [0.8, 2, 1.1] }), 3],
  ['matern 3/2', matern({ nu: 1.5, lengthScale: [0.8, 2, 1.1] }), 3],
  ['matern 5/2', matern({ nu: 2.5, lengthScale: [0.8, 2, 1.1] }), 3],
  ['rationalQuadratic', rationalQuadratic({ alpha: 0.7, lengthScale: 1.4 }), 2],
  ['scaled', scaled(2.5, rbf({ gamma: 0.4 })), 2],
  ['scaled linear', scaled(2.5, linear()), 1],
  ['sum', sum(linear(), rbf({ gamma: 0.4 }), scaled(3, cosine())), 2],
  ['product', product(rbf({ lengthScale: 2 }), scaled(0.5, matern({ nu: 1.5, lengthScale: 1 })), arcCosine()), 3],
  ['nested', scaled(2, sum(product(scaled(1.5, linear()), laplacian({ gamma: 0.2 })), rbf({ gamma: 1 }))), 4],
];

describe.each(KERNELS)('%s', (_, kernel, count) => {
  const x = gaussian(12, 3, 5);
  x.data.set(x.data.subarray(0, 3), 30); // equal rows
  const half = gaussian(12, 12, 6);
  const A = build(12, 12, (i, j) => half.data[12 * i + j] + half.data[12 * j + i]);
  const values = parametersOf(kernel);

  test('parameters out and in again', () => {
    expect(values).toHaveLength(count);
    expect(withParameters(kernel, values)).toEqual(kernel);
    const doubled = withParameters(
      kernel,
      values.map((v) => 2 * v),
    );
    expect(parametersOf(doubled)).toEqual(values.map((v) => 2 * v));
    expect(() => gram(doubled, x)).not.toThrow();
  });

  test('the gradient is that of differences', () => {
    const at = (logs: number[]) => gram(withParameters(kernel, logs.map(Math.exp)), x).data.reduce((t, v, i) => t + v * A.data[i], 0);
    const size = gram(kernel, x).data.reduce((t, v, i) => t + Math.abs(v * A.data[i]), 0);
    const logs = values.map(Math.log);
    gradientOf(kernel, x, A).forEach((g, i) => {
      // fourth order: the error of the formula is h⁴, that of rounding ε/h
      const h = 1e-3;
      const shifted = (k: number) => at(logs.map((v, j) => (j === i ? v + k * h : v)));
      const difference = (8 * (shifted(1) - shifted(-1)) - (shifted(2) - shifted(-2))) / (12 * h);
      expect(Math.abs(g - difference) / size, `parameter ${i}: ${g} against ${difference}`).toBeLessThan(1e-10);
    });
  });
});

test('kernels without free parameters are held', () => {
  for (const kernel of [linear(), poly({ degree: 2 }), cosine(), sigmoid(), arcCosine(), ntk()]) {
    expect(parametersOf(kernel)).toEqual([]);
    expect(withParameters(kernel, [])).toEqual(kernel);
    expect(
      gradientOf(
        kernel,
        gaussian(3, 2, 1),
        build(3, 3, () => 1),
      ),
    ).toEqual([]);
  }
});
