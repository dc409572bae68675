// Pieces of new points: the diagonal and the cross-Gram of any kernel, whatever the pieces.
import { expect, test } from 'vitest';
import { diagonalOf, pieces } from '../../src/gp/covariance.js';
import { arcCosine, gram, linear, matern, ntk, poly, product, rbf, scaled, sum } from '../../src/index.js';
import { gaussian } from '../matrices.js';
import { accept, EPS } from '../residual.js';

const KERNELS = [
  linear(),
  rbf({ gamma: 2 }),
  poly({ degree: 3 }),
  arcCosine({ order: 2 }),
  ntk({ depth: 2 }),
  sum(scaled(3, matern({ nu: 0.5, lengthScale: 1 })), product(linear(), linear())),
];

test.each(KERNELS)('$type: the diagonal of the whole Gram matrix', (kernel) => {
  for (const m of [0, 1, 15, 16, 17, 40]) {
    const x = gaussian(m, 3, m);
    const K = gram(kernel, x);
    diagonalOf(kernel, x).forEach((v, i) => accept(Math.abs(v - K.data[i * (m + 1)]), 30 * EPS * (1 + Math.abs(v)), `${m}: ${i}`));
  }
});

test('a thousand and twenty-five rows are two pieces with the rows of the whole', () => {
  const [x, train] = [gaussian(1025, 2, 1), gaussian(5, 2, 2)];
  const all = [...pieces(rbf({ gamma: 1 }), x, train)];
  expect(all.map(({ first, K, diagonal }) => [first, ...K.shape, diagonal.length])).toEqual([
    [0, 1024, 5, 1024],
    [1024, 1, 5, 1],
  ]);
  expect(Float64Array.from(all.flatMap(({ K }) => [...K.data]))).toEqual(gram(rbf({ gamma: 1 }), x, train).data);
});
