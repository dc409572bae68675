import { expect, test } from 'vitest';
import { csv, labelPositions, shownModels, spread, tenPower } from '../../src/cli/figure.js';

test('labels that would collide are spread around their middle, the others stay', () => {
  expect(spread([1, 5, 9], 2)).toEqual([1, 5, 9]);
  expect(spread([5, 5], 2)).toEqual([4, 6]);
  expect(spread([5, 1, 5.5, 9], 2)).toEqual([4.25, 1, 6.25, 9]);
  expect(spread([3, 3, 3, 4], 1)).toEqual([1.75, 2.75, 3.75, 4.75]);
  const dense = labelPositions([0, 0.1, 0.2, 0.9, 1], [0, 1]).toSorted((a, b) => a - b);
  dense.slice(1).forEach((y, i) => expect(y - dense[i]).toBeGreaterThan(0.06));
});

test('numbers as CSV, quoted where needed, in full precision', () => {
  expect(csv(['a "x"', 'b'], [[1 / 3, 'p,q']])).toBe('"a ""x""",b\n0.3333333333333333,"p,q"');
});

test('at most six models in one picture: the first, the last, the chosen', () => {
  expect(shownModels(4, 3)).toEqual([0, 1, 2, 3]);
  expect(shownModels(13, 12)).toEqual([0, 1, 2, 3, 12]);
  expect(shownModels(13, 7)).toEqual([0, 1, 2, 3, 7, 12]);
});

test('powers of ten are named, what lies between is not', () => {
  expect([1e-6, 0.01, 1, 1000, 1e4, 1e-10, 20].map(tenPower)).toEqual(['10⁻⁶', '0.01', '1', '1000', '10⁴', '10⁻¹⁰', '']);
});
