// One looser fit: the same training error as the rounds, by the fitted values themselves; and its sparsity stays below what one fit can have.
import { expect, test } from 'vitest';
import { constrainedBounds, constrainedDistillation, fitted, looserFit, ridge, spectrum } from '../../src/index.js';
import { examples } from '../problems.js';

test.each(examples)('$name', ({ kernel, x, y }) => {
  const s = spectrum(kernel, x, y);
  const { floor } = constrainedDistillation(s, { epsilon: 1 });
  const epsilon = floor + 0.05 * (y.data.reduce((sum, v) => sum + v * v, 0) / s.n - floor);
  const { rounds } = constrainedDistillation(s, { epsilon });
  const error = (w: (d: number) => number) => fitted(s, w).data.reduce((sum, v, i) => sum + (v - y.data[i]!) ** 2, 0) / s.n;
  for (const { filter } of rounds.slice(1)) {
    const { epsilon: looser, fit } = looserFit(s, filter);
    expect(Math.abs(looser / error(filter) - 1)).toBeLessThan(1e-10);
    expect(Math.abs(error(fit!.filter) / looser - 1)).toBeLessThan(1e-10);
    expect(fit!.sparsity).toBeLessThan(constrainedBounds(s, { epsilon: looser }).singleFit * (1 + 1e-12));
  }
});

test('a filter that is a single fit finds itself; one that fits nothing has no fit', () => {
  const s = spectrum(
    [
      [1, 0],
      [0, 3],
    ],
    [2, 1],
  );
  expect(Math.abs(looserFit(s, ridge(0.7)).fit!.lambda / 0.7 - 1)).toBeLessThan(1e-12);
  expect(looserFit(s, () => 0)).toEqual({ epsilon: 2.5, fit: undefined });
});
