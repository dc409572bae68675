// The best weight along one direction: against a search, and where the direction is rounding.
import { expect, test } from 'vitest';
import { bestWeight } from '../../src/distill/weight.js';
import { random } from '../../src/random.js';

test('no other weight makes the residual shorter', () => {
  const rng = random(1);
  for (let trial = 0; trial < 50; trial++) {
    const [r, D] = [0, 1].map(() => Float64Array.from({ length: 7 }, () => rng.normal())) as [Float64Array, Float64Array];
    const { xi, risk, curvature } = bestWeight(r, D);
    const at = (x: number) => r.reduce((sum, v, i) => sum + (v + x * D[i]!) ** 2, 0);
    for (const step of [-1, -1e-3, 1e-3, 1]) expect(at(xi + step)).toBeGreaterThan(at(xi));
    expect(risk).toBe(at(0));
    expect(curvature).toBe(D.reduce((sum, v) => sum + v * v, 0));
  }
});

test('a direction that is rounding has weight 0', () => {
  expect(bestWeight([1, 2], [0, 0]).xi).toBe(0);
  expect(bestWeight([1, 2], [1e-9, 1e-9]).xi).toBe(0);
  expect(bestWeight([1, 2], [1e-5, 1e-5]).xi).toBeLessThan(-1e4);
});
