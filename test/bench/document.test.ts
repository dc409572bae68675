// docs/performance.md: goals of every engine first, then the picture, then what was printed.
import { expect, test } from 'vitest';
import { performanceText } from '../../bench/document.js';
import { goals } from '../../bench/goals.js';
import { madeUp } from './made-up.js';

const engines = [
  { name: 'Node 20', runs: [madeUp()] },
  { name: 'Chromium', runs: [{ ...madeUp('relaxed'), engine: 'Chromium 150' }] },
];

test('goals come before the picture, the picture before the tables', () => {
  const text = performanceText(engines);
  const places = ['# Performance', '## Goals', '](performance.svg)', '## Node 20', '<summary>matmul</summary>', '## Chromium'].map((part) =>
    text.indexOf(part),
  );
  expect(places).toEqual([...places].sort((a, b) => a - b));
  expect(places[0]).toBe(0);
});

test('the table of goals has the numbers of all engines, and says where one is missed', () => {
  const lines = performanceText(engines).split('\n');
  const share = lines.find((line) => line.startsWith('| matmul f64, share of peak'));
  expect(share).toContain('| ≥ 80 %, ≥ 92 % | ≥ 85 %, ≥ 94 % | 84.0 % met | 70.0 % **MISSED** (256) |');
  expect(lines.filter((line) => line.startsWith('| '))).toHaveLength(2 + goals.length);
});

test('what no run measured is named; what one engine lacks is a dash', () => {
  const run = madeUp();
  const only = (...ops: string[]) => ({ ...run, sections: run.sections.filter(({ op }) => ops.includes(op)) });
  const text = performanceText([
    { name: 'Node 20', runs: [only('exp'), only('threads')] },
    { name: 'Node 24', runs: [only('exp')] },
  ]);
  expect(text).toMatch(/\| two threads against one, matmul f64, .* \| 1\.90× met \| – \|/);
  expect(text).toMatch(/Not measured in these runs: matmul f64, share of peak/);
  expect(text).toContain('Node 20: of 12 goals measured, 12 met, 9 of them with their aim. Node 24: of 2 goals measured, 2 met');
});

test('every command stands above what it printed', () => {
  const text = performanceText(engines);
  expect(text.split('taskset -c 1 npm run bench -- --brisk\na machine, 2 cores;')).toHaveLength(3);
  expect(text).toContain('peak, registers only, one thread: 25.0 GFLOP/s multiply and add, 30.0 relaxed madd');
  expect(text).toContain('numpy-ts');
});

test('runs from before there were passes are said to be older', () => {
  const text = (passes?: number) => performanceText([{ name: 'Node 20', runs: [{ ...madeUp(), ...(passes ? { passes } : {}) }] }]);
  expect(text()).toContain('names no passes is older');
  expect(text(2)).not.toContain('older');
});
