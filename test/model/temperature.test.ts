// Softmax and its temperature: against plain loops and a grid of temperatures.
import { expect, test } from 'vitest';
import '../../src/index.js';
import { fitTemperature, softmax } from '../../src/model/temperature.js';
import { gaussian } from '../matrices.js';
import { EPS } from '../residual.js';

test('softmax: plain loops; rows sum to 1; nothing overflows', () => {
  const scores = gaussian(7, 4, 2);
  for (const temperature of [1e-3, 0.3, 1, 50]) {
    const { data } = softmax(scores, temperature);
    for (let i = 0; i < 7; i++) {
      const e = [0, 1, 2, 3].map((t) =>
        Math.exp((scores.data[4 * i + t] - Math.max(...scores.data.subarray(4 * i, 4 * i + 4))) / temperature),
      );
      const total = e.reduce((a, b) => a + b, 0);
      e.forEach((v, t) => expect(Math.abs(data[4 * i + t] - v / total)).toBeLessThan(10 * EPS));
    }
  }
  expect(Array.from(softmax({ data: Float64Array.of(1e300, -1e300), shape: [1, 2] }, 1e-3).data)).toEqual([1, 0]);
});

test('the temperature is the best of a fine grid around it', () => {
  const scores = gaussian(60, 3, 9);
  const labels = Array.from({ length: 60 }, (_, i) =>
    i % 4 === 0 ? i % 3 : [0, 1, 2].reduce((b, t) => (scores.data[3 * i + t] > scores.data[3 * i + b] ? t : b), 0),
  );
  const likelihood = (T: number) => {
    const { data } = softmax(scores, T);
    return labels.reduce((s, t, i) => s + Math.log(data[3 * i + t]), 0);
  };
  const T = fitTemperature(scores, labels);
  for (let k = -20; k <= 20; k++) expect(likelihood(T * 1.02 ** k)).toBeLessThanOrEqual(likelihood(T) + 1e-12);
});

test('scores that never err are as cold as it gets, scores that say nothing as hot', () => {
  const scores = { data: Float64Array.of(1, 0, 0, 1, 1, 0), shape: [3, 2] as const };
  expect(fitTemperature(scores, [0, 1, 0])).toBe(1e-3);
  expect(fitTemperature(scores, [1, 0, 1])).toBe(1000);
});
