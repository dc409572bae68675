// medianGamma: the median of distances, exact where pairs are few, a seeded sample where they are many.
import { describe, expect, it } from 'vitest';
import { medianGamma } from '../src/index.js';
import { refuses } from './hostile.js';
import { gaussian } from './matrices.js';

describe('medianGamma', () => {
  it('is 1/(2 median²) of the distances, all pairs where they are few', () => {
    expect(medianGamma([[0], [2]])).toBe(0.125);
    expect(medianGamma([[0], [1], [3]])).toBe(0.125); // distances 1, 2, 3
    expect(
      medianGamma([
        [0, 0],
        [3, 4],
      ]),
    ).toBe(0.02);
    expect(medianGamma([[0], [1], [3], [7]])).toBe(1 / (2 * 3.5 ** 2)); // 1 2 3 4 6 7
  });

  it('a sample of the pairs comes near the median of all, and depends on the seed alone', () => {
    const x = gaussian(300, 5, 1);
    const all = medianGamma(x, { pairs: 1e6 });
    expect(medianGamma(x) / all).toBeGreaterThan(0.8);
    expect(medianGamma(x) / all).toBeLessThan(1.25);
    expect(medianGamma(x)).toBe(medianGamma(x, { seed: 0, pairs: 1000 }));
    expect(medianGamma(x, { seed: 1 })).not.toBe(medianGamma(x));
  });

  it('is 1 where there is no distance', () => {
    for (const x of [[[1]], [[2], [2], [2]], []]) expect(medianGamma(x)).toBe(1);
  });

  refuses('medianGamma', 'x', gaussian(5, 3, 1), (x) => medianGamma(x));

  it('wants at least one pair', () => {
    for (const pairs of [0, -1, 1.5, Number.NaN]) expect(() => medianGamma([[0], [1]], { pairs })).toThrow(/^medianGamma: pairs must be/);
  });
});
