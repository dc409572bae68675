// The picture of docs/performance.md: what is drawn of a run, and that it is a sound SVG for both themes.
import { DOMParser } from 'linkedom';
import { expect, test } from 'vitest';
import { chart, panels } from '../../bench/chart.js';
import { madeUp } from './made-up.js';

test('a panel for each precision, our variant under our name, best line first', () => {
  const [doubles, floats] = panels('Node 24', madeUp('relaxed'));
  expect([doubles.title, doubles.peak]).toEqual(['Node 24, matmul of doubles', 30]);
  expect([floats.title, floats.peak]).toEqual(['Node 24, matmul of floats', 60]);
  expect(doubles.lines.map(({ name }) => name)).toEqual(['eigenstill kernel', 'eigenstill', 'numpy-ts', 'Eigen-WASM', 'ml-matrix']);
  expect(doubles.lines[1].points.map(({ n }) => n)).toEqual([64, 128, 256, 512, 1024, 2048]);
  for (const { rate } of doubles.lines[1].points) expect(rate).toBeCloseTo(19, 10);
});

test('sizes without a time leave gaps, runs without products no panel', () => {
  const run = madeUp();
  const [first, ...rest] = run.sections;
  const rows = first.rows.map((row) => {
    if (row.variant !== 'ml-matrix' || Number(row.size) < 1024) return row;
    const { time, ...without } = row;
    return { ...without, status: 'timeout' as const };
  });
  const [doubles] = panels('Node 20', { ...run, sections: [{ ...first, rows }, ...rest] });
  expect(doubles.lines.at(-1)?.points.map(({ n }) => n)).toEqual([64, 128, 256, 512]);
  expect(panels('Node 20', { ...run, sections: rest.slice(1) })).toEqual([]);
});

test('the SVG names lines and peaks, has colours for light and dark, and holds no NaN', () => {
  const text = chart([...panels('Node 20', madeUp()), ...panels('A & B', madeUp('relaxed'))]);
  const { documentElement } = new DOMParser().parseFromString(text, 'image/svg+xml');
  expect(documentElement?.tagName).toBe('svg');
  expect(text).not.toMatch(/NaN|undefined/);
  expect(text).toContain('prefers-color-scheme:dark');
  const said = [...documentElement.querySelectorAll('text')].map((node) => node.textContent);
  for (const one of [
    'Node 20, matmul of doubles',
    'A & B, matmul of floats',
    'eigenstill kernel',
    'tfjs-wasm',
    'peak of the registers, 25.0',
    '2048',
  ]) {
    expect(said, one).toContain(one);
  }
  expect(chart(panels('Node 20', madeUp()))).toBe(chart(panels('Node 20', madeUp())));
});

test('the first line of every panel stays below the peak', () => {
  for (const { lines, peak } of panels('Node 20', madeUp()))
    for (const { points } of lines) for (const { rate } of points) expect(rate).toBeLessThan(peak);
});
