// The study of Gaussian processes: every identity holds, the figures are what their titles say.
import { expect, test } from 'vitest';
import { study } from '../../../src/cli/reproduce/gp.js';

const { rows, figures, name } = study();

test('every row agrees, or was never published', () => {
  expect(name).toBe('gp');
  expect(rows.length).toBeGreaterThan(30);
  expect(rows.filter(({ status }) => status !== 'agrees' && status !== 'unpublished')).toEqual([]);
});

test('figures: numbers, and the finding of the title', () => {
  const spread = (y: readonly number[]) => Math.max(...y) - Math.min(...y);
  for (const { series } of figures)
    for (const { x, y } of series) {
      expect(x).toHaveLength(y.length);
      expect([...x, ...y].every(Number.isFinite)).toBe(true);
    }
  for (const { series } of figures) {
    const [teacher, data, distribution] = series.map(({ y }) => spread(y)) as [number, number, number];
    expect(data).toBeLessThan(teacher);
    expect(distribution).toBeGreaterThan(teacher);
  }
});
