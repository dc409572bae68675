// Fixed-design risk against the average over simulated noise, and its parts against matrices.
import { expect, test } from 'vitest';
import { distilled, fitted, fixedDesignRisk, random, ridge, spectrum } from '../../src/index.js';
import { relativeRatio } from '../pipeline.js';
import { examples } from '../problems.js';

test.each(examples)('bias² is the risk of noiseless targets: $name', ({ kernel, x, y }) => {
  const w = distilled({ lambda: 0.4, xi: -0.7 });
  const { bias2, variance, total } = fixedDesignRisk(spectrum(kernel, x, y), w, { f: y, noiseVariance: 0 });
  const fit = fitted(spectrum(kernel, x, y), w).data;
  const mse = fit.reduce((t, v, at) => t + (v - y.data[at]!) ** 2, 0) / fit.length;
  expect(relativeRatio([bias2], [mse], 1e4)).toBeLessThan(10);
  expect([variance, total]).toEqual([0, bias2]);
});

test('bias and variance add up to the mean over 4,000 draws of noise', () => {
  const { kernel, x, y: f } = examples[0]!;
  const rng = random(1);
  const w = ridge(0.4);
  const clean = spectrum(kernel, x, f);
  const { total, variance } = fixedDesignRisk(clean, w, { f, noiseVariance: 0.25 });
  const n = x.shape[0];
  const draws = 4000;
  let [sum, squares] = [0, 0];
  for (let t = 0; t < draws; t++) {
    const noise = Float64Array.from({ length: n }, () => 0.5 * rng.normal());
    const c = {
      ...clean,
      c: { data: clean.c.data.map((v, j) => v + noise.reduce((s, e, i) => s + e * clean.U.data[i * n + j]!, 0)), shape: clean.c.shape },
    };
    const risk = fitted(c, w).data.reduce((s, v, i) => s + (v - f.data[i]!) ** 2, 0) / n;
    sum += risk;
    squares += risk * risk;
  }
  const mean = sum / draws;
  const error = Math.sqrt((squares / draws - mean * mean) / draws);
  expect(Math.abs(mean - total)).toBeLessThan(5 * error);
  expect(variance).toBeGreaterThan(5 * error);
});
