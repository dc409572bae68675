// The example runs, shortened: three networks, a weight between the targets that a mix of predictions confirms.
import { expect, test } from 'vitest';
import { compare } from '../../examples/networks.js';

test('three networks learn, the weight is in [0, 1], and a grid search trains eleven', async () => {
  const { xi, accuracy, searched } = await compare({ passes: 10 });
  expect(Math.min(...Object.values(accuracy))).toBeGreaterThan(0.25); // chance is 0.1
  expect(xi).toBeGreaterThanOrEqual(0);
  expect(xi).toBeLessThanOrEqual(1);
  expect(searched.map((one) => one.xi)).toEqual([0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1]);
  expect([searched.at(0)!.accuracy, searched.at(-1)!.accuracy]).toEqual([accuracy.teacher, accuracy.naive]);
});

test('the same seed gives the same numbers', async () => {
  const [a, b] = [await compare({ passes: 4, grid: false }), await compare({ passes: 4, grid: false })];
  expect(b).toEqual(a);
  expect(a.searched).toEqual([]);
});
