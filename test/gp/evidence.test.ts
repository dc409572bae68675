// Log marginal likelihood from the spectrum against elimination, on full and thin spectra, one and two targets.
import { describe, expect, test } from 'vitest';
import { evidence, sensitivity } from '../../src/gp/evidence.js';
import { gram, spectrum } from '../../src/index.js';
import { eliminate } from '../pipeline.js';
import { examples } from '../problems.js';
import { build, matmul } from '../reference.js';
import { accept, EPS } from '../residual.js';
import { eye, logNormal, plus } from './dense.js';

describe.each(examples)('$name', ({ kernel, x, y }) => {
  const [n, q] = y.shape;
  const [s, K] = [spectrum(kernel, x, y), gram(kernel, x)];
  const top = K.data.reduce((a, b) => Math.max(a, b), 0);

  test.each([1e-3, 0.3, 20])('noise %f: the value', (noise) => {
    const want = logNormal(K, noise, y);
    // K + γI is known to n ε top; what that is worth is divided by γ, twice in the quadratic form
    const size = Math.abs(want) + (n * top * (y.data.reduce((t, v) => t + v * v, 0) / noise + n)) / noise;
    accept(Math.abs(evidence(s, noise) - want) / (EPS * size), 30, `got ${evidence(s, noise)}, want ${want}: |error|/(ε size)`);
  });

  test.each([0.03, 0.3, 20])('noise %f: the matrix of the gradient', (noise) => {
    const A = plus(K, eye(n, noise));
    const alpha = eliminate(A, y);
    const want = plus(
      matmul(
        alpha,
        build(q, n, (i, j) => alpha.data[j * q + i]),
      ),
      eliminate(A, eye(n)),
      -q,
    );
    const size = want.data.reduce((t, v) => Math.max(t, Math.abs(v)), 0);
    sensitivity(s, noise).data.forEach((v, i) =>
      accept(Math.abs(v - want.data[i]) / (EPS * size * n * (1 + top / noise)), 30, `entry ${i}`),
    );
  });

  test('a filtered target is the target that was filtered', () => {
    const h = (d: number) => d / (d + 0.7);
    const filtered = matmul(K, eliminate(plus(K, eye(n, 0.7)), y));
    const want = evidence(spectrum(kernel, x, filtered), 0.4);
    expect(Math.abs(evidence(s, 0.4, h) / want - 1)).toBeLessThan(1e4 * n * EPS);
  });
});
