// Filters applied: degrees of freedom as a trace, fitted values of the identity filter, least-norm coefficients on thin spectra.
import { expect, test } from 'vitest';
import { degreesOfFreedom, dualCoef, fitted, gram, linear, matmul, ridge, solve, spectrum } from '../../src/index.js';
import { gaussian } from '../matrices.js';
import { relativeRatio } from '../pipeline.js';
import { examples } from '../problems.js';

test.each(examples)('degrees of freedom are the trace of K(K + λI)⁻¹: $name', ({ kernel, x, y }) => {
  const K = gram(kernel, x);
  const n = x.shape[0];
  const shifted = { data: K.data.map((v, at) => v + (at % (n + 1) === 0 ? 0.3 : 0)), shape: K.shape };
  const S = solve(shifted, K);
  const trace = Array.from({ length: n }, (_, i) => S.data[i * (n + 1)]!).reduce((a, b) => a + b);
  expect(relativeRatio([degreesOfFreedom(spectrum(kernel, x, y), ridge(0.3))], [trace], 1000)).toBeLessThan(10);
});

test('the filter 1/d gives the targets back where K has full rank', () => {
  const K = matmul(gaussian(8, 8), gaussian(8, 8), { transposeB: true });
  const s = spectrum(K, gaussian(8, 2, 3));
  expect(relativeRatio(fitted(s, (d) => 1 / d).data, s.y.data, 8)).toBeLessThan(10);
});

test('on a thin spectrum the coefficients have least norm and predict the same', () => {
  const x = gaussian(30, 3);
  const y = gaussian(30, 1, 8);
  const [thin, full] = [spectrum(linear(), x, y), spectrum(gram(linear(), x), y)];
  const [a, b] = [dualCoef(thin, ridge(0.5)), dualCoef(full, ridge(0.5))];
  const size = (v: Float64Array) => Math.hypot(...v);
  expect(size(a.data)).toBeLessThan(size(b.data));
  const z = gram(linear(), gaussian(5, 3, 7), x);
  expect(relativeRatio(matmul(z, a).data, matmul(z, b).data, 1e4)).toBeLessThan(10);
});
