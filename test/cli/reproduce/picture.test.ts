// Series drawn: every line named, log axes, nothing broken; the numbers behind them.
import { expect, test } from 'vitest';
import { picture } from '../../../src/cli/reproduce/picture.js';
import type { Figure } from '../../../src/cli/reproduce/row.js';

const figure: Figure = {
  title: 'It grows',
  caption: 'How.',
  series: [
    { label: 'first', x: [1, 10, 100], y: [1, 2, 4] },
    { label: 'cloud', x: [1, 10], y: [3, 5], marks: 'dots' },
    { label: 'both', x: [1, 100], y: [2, 2], marks: 'both' },
  ],
  xLabel: 'n',
  yLabel: 'risk',
};

test('a picture with a text alternative and its numbers', () => {
  const { id, title, caption, svg, csv } = picture(figure, 'study-1');
  expect([id, title, caption]).toEqual(['study-1', 'It grows', 'How.']);
  for (const { label } of figure.series) expect(svg).toContain(`>${label}<`);
  expect(svg).toContain('aria-label="It grows. first, cloud, both: risk against n."');
  expect(csv.split('\n')).toEqual([
    'series,n,risk',
    'first,1,1',
    'first,10,2',
    'first,100,4',
    'cloud,1,3',
    'cloud,10,5',
    'both,1,2',
    'both,100,2',
  ]);
});

test('whole numbers on the axis where they are few; lines that end early are named there', () => {
  const rounds = {
    ...figure,
    series: [
      { label: 'long', x: [0, 1, 2, 3], y: [4, 3, 2, 1] },
      { label: 'short', x: [0, 1], y: [2, 2] },
    ],
  };
  const { svg } = picture(rounds, 'a');
  expect(svg).not.toContain('>0.5<');
  const place = (label: string) => Number(new RegExp(`translate\\((\\d+(?:\\.\\d+)?),[^>]*>${label}<`).exec(svg)?.[1]);
  expect(place('short')).toBeLessThan(place('long') / 2 + 40);
});

test.each([
  ['log axes', { ...figure, xLog: true, yLog: true }],
  ['zeros on log axes, gaps', { ...figure, xLog: true, yLog: true, series: [{ label: 'a', x: [0, 1, 2, 3], y: [1, 0, Number.NaN, 2] }] }],
  ['a constant', { ...figure, series: [{ label: 'a', x: [1, 2], y: [3, 3] }] }],
  ['one point', { ...figure, yLog: true, series: [{ label: 'a', x: [1], y: [3], marks: 'dots' as const }] }],
  ['more series than colours', { ...figure, series: Array.from({ length: 9 }, (_, i) => ({ label: `l${i}`, x: [1, 2], y: [i, i + 1] })) }],
])('%s', (_, odd) => {
  expect(picture(odd as Figure, 'a').svg).not.toMatch(/NaN|undefined|Infinity/);
});

test('a log axis of less than two decades is named at 1, 2 and 5, a longer one at powers of ten only', () => {
  const line = (y: number[]) => picture({ ...figure, yLog: true, series: [{ label: 'a', x: [3, 4, 6], y }] }, 'a').svg;
  const short = line([0.45, 1, 2.5]);
  for (const tick of ['0.5', '1', '2']) expect(short).toContain(`>${tick}</text>`);
  const long = line([0.04, 1, 300]);
  for (const tick of ['0.1', '1', '10', '100']) expect(long).toContain(`>${tick}</text>`);
  expect(long).not.toMatch(/>(0\.2|20|50)<\/text>/);
});

test('a few points are solid beside a fine line, and named at the edge; a cloud lets lines show through', () => {
  const grid = Array.from({ length: 301 }, (_, i) => i / 300);
  const drawn = (points: readonly number[]) =>
    picture(
      {
        ...figure,
        series: [
          { label: 'curve', x: grid, y: grid },
          { label: 'points', x: points, y: points.map((v) => 1 - v), marks: 'dots' },
        ],
      },
      'p',
    ).svg;
  const few = drawn([0.1, 0.5]);
  const place = (label: string) => Number(new RegExp(`translate\\((\\d+(?:\\.\\d+)?),[^>]*>${label}<`).exec(few)?.[1]);
  expect(place('points')).toBe(place('curve'));
  expect([few.includes('fill-opacity="0.35"'), drawn(grid).includes('fill-opacity="0.35"')]).toEqual([false, true]);
});
