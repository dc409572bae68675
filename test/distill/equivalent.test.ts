// The equivalent spectrum: one fit with it is all the rounds; in matrices, too; its trace falls.
import { describe, expect, test } from 'vitest';
import { constrainedDistillation, equivalentSpectrum, fitted, spectrum } from '../../src/index.js';
import { eliminate, relativeRatio } from '../pipeline.js';
import { examples } from '../problems.js';
import { build, matmul, transpose } from '../reference.js';

describe.each(examples)('$name', ({ kernel, x, y }) => {
  const s = spectrum(kernel, x, y);
  const n = s.n;
  const { floor } = constrainedDistillation(s, { epsilon: 1 });
  const epsilon = floor + 0.01 * (y.data.reduce((sum, v) => sum + v * v, 0) / n - floor);
  const { rounds } = constrainedDistillation(s, { epsilon });

  test('d†/(d† + λ₀) = Π d/(d + λ_i); its trace falls with every round', () => {
    if (floor < epsilon / 2) expect(rounds.length).toBeGreaterThan(1);
    let before = Number.POSITIVE_INFINITY;
    rounds.forEach((_, t) => {
      const dagger = equivalentSpectrum(s, rounds.slice(0, t + 1));
      const share = dagger.map((d) => d / (d + rounds[0]!.lambda));
      const product = s.d.map((d) => rounds.slice(0, t + 1).reduce((p, r) => (p * d) / (d + r.lambda), 1));
      expect(relativeRatio(share, product, 20)).toBeLessThan(10);
      const trace = dagger.reduce((sum, v) => sum + v, 0);
      expect(trace).toBeLessThan(before);
      before = trace;
    });
    expect(relativeRatio(equivalentSpectrum(s, rounds.slice(0, 1)), s.d, 4)).toBeLessThan(10);
  });

  test('ridge at λ₀ with K† = U diag(d†) Uᵀ, by elimination', () => {
    const dagger = equivalentSpectrum(s, rounds);
    const r = s.d.length;
    const scaledU = build(n, r, (i, j) => s.U.data[i * r + j]! * dagger[j]!);
    const K = matmul(scaledU, transpose(s.U));
    const system = build(n, n, (i, j) => K.data[i * n + j]! + (i === j ? rounds[0]!.lambda : 0));
    const top = dagger.reduce((most, v) => Math.max(most, v), 0);
    const fit = matmul(K, eliminate(system, y)).data;
    expect(relativeRatio(fit, fitted(s, rounds.at(-1)!.filter).data, 1e3 * (1 + top / rounds[0]!.lambda))).toBeLessThan(10);
  });
});

test('no rounds, no kernel', () => {
  expect(() => equivalentSpectrum(spectrum([[1]], [1]), [])).toThrow('equivalentSpectrum: rounds must hold at least one round; got none');
});
