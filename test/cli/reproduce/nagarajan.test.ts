import { expect, test } from 'vitest';
import { study } from '../../../src/cli/reproduce/nagarajan.js';

const { rows, figures } = await study({ steps: 40 });

test('what must hold, holds; what was never published says so', () => {
  const judged = rows.filter((row) => row.published === '0');
  expect(judged.length).toBe(8);
  for (const row of judged) expect(row.status, row.what).toBe('agrees');
  expect(rows.filter((row) => row.status !== 'agrees').every((row) => row.status === 'unpublished')).toBe(true);
  expect(rows.every((row) => Number.isFinite(row.here))).toBe(true);
});

test('the figures: a student below its matched teacher but where they meet, and clouds of 1197 points', () => {
  const [teacher, student] = figures[0]!.series;
  expect(student!.y.at(-1)).toBeCloseTo(teacher!.y.at(-1)!, 12);
  student!.y.slice(0, -1).forEach((v, i) => {
    expect(v).toBeLessThan(teacher!.y[i]!);
  });
  for (const figure of figures.slice(1))
    expect(figure.series.map((s) => [s.x.length, s.y.length])).toEqual([
      [1197, 1197],
      [2, 2],
      [2, 2],
    ]);
});
