// Goals: what a run measures of them, which size counts, which levels apply.
import { describe, expect, test } from 'vitest';
import { goals, inUnit, judge, levelText, verdictText } from '../../bench/goals.js';
import type { Run } from '../../bench/rows.js';
import { inPieces, madeUp, row } from './made-up.js';

const verdictOf = (run: Run, what: RegExp) => {
  const found = judge(run).filter(({ goal }) => what.test(goal.what));
  expect(found).toHaveLength(1);
  return found[0];
};
/** The run with some rows in place of those of the same operation, variant and size. */
const changed = (run: Run, ...rows: Run['sections'][number]['rows']): Run => {
  const same = (a: (typeof rows)[number]) => rows.find((b) => b.op === a.op && b.variant === a.variant && b.size === a.size);
  return { ...run, sections: run.sections.map((section) => ({ ...section, rows: section.rows.map((one) => same(one) ?? one) })) };
};

describe('goals', () => {
  test.each(['simd', 'relaxed'] as const)('every goal finds its rows in a complete run, %s', (ours) => {
    const judged = judge(madeUp(ours));
    expect(judged.map(({ goal }) => goal.what)).toEqual(goals.map(({ what }) => what));
    for (const { value } of judged) expect(value).toBeGreaterThan(0);
  });

  test('names are unique, and an aim is at least as hard as its must', () => {
    expect(new Set(goals.map(({ what }) => what)).size).toBe(goals.length);
    for (const { better, plain, relaxed, what } of goals) {
      for (const [must, aim] of [plain, relaxed]) expect(better === 'more' ? aim >= must : aim <= must, what).toBe(true);
    }
  });

  test.each([
    [/share of peak/, 21 / 25], // of the pieces
    [/n = 64 against/, 18 / 20],
    [/63, 65, 127/, 18 / 20],
    [/matmul f64 against Eigen-WASM/, 2.3],
    [/f64 against numpy-ts, n = 256…1024/, 1.7],
    [/f64 against ml-matrix/, 30],
    [/f64 into `out` against Eigen-WASM/, (2.3 * 19.5) / 19],
    [/f32 against tfjs-wasm/, 1.6],
    [/f32 into `out` against tfjs-wasm/, (1.6 * 19.5) / 19],
    [/NT, TN, TT/, 19.5 / 20],
    [/syrk/, 20 / 18 / 2],
    [/threads.*f64, n = 512, 1024$/, 1.9],
    [/threads.*f32, n = 512, 1024$/, 1.9],
    [/threads.*f64 into `out`, n = 512, 1024$/, 2],
    [/threads.*f32 into `out`, n = 512, 1024$/, 2],
    [/threads.*eigh, n = 1024$/, 1.9],
    [/threads.*f64, .*, in pieces/, 18.9 / 9],
    [/threads.*f32 into `out`, .*, in pieces/, 17.6 / 8],
    [/threads.*eigh, .*, in pieces/, 18.9 / 9],
    [/2000×10 against/, 19.2 / 18],
    [/2000×50 against/, 22 / 18],
    [/1000×784 against/, 19 / 18],
    [/2000×10 into `out`/, 19.2 / 12],
    [/2000×50 into `out`/, 22 / 12],
    [/1000×784 into `out`/, 19 / 12],
    [/exp f64, time/, 2], // 2.2 ns less the scaling
    [/exp f64, largest/, 0.9],
    [/JavaScript arrays against .* 1024$/, 100 / 104],
    [/JavaScript arrays into `out` .* 1024$/, 100 / 103],
    [/JavaScript arrays against .*, in pieces/, 90 / 93],
    [/JavaScript arrays into `out` .*, in pieces/, 90 / 91],
    [/first matmul/, 100 / 160],
    [/eigh against Eigen-WASM, n = 1024/, 2.5],
    [/eigh against ml-matrix/, 30],
    [/eigh, time against NumPy/, 10 / 16],
    [/eigh, time at n = 2048/, 8.5],
    [/RBF Gram matrix, time against a random/, 0.6],
    [/spectrum without vectors/, 0.25],
    [/cholesky against Eigen-WASM/, 2.2],
    [/solve against ml-matrix/, 30],
    [/steps by exact leave-one-out/, 400 / 4000],
    [/steps by GCV/, 32 / 4000],
  ])('%s: the number is the one that the rows say', (what, value) => {
    expect(verdictOf(madeUp(), what).value).toBeCloseTo(value, 10);
  });

  test('the fused peak and the levels of the relaxed build', () => {
    const fused = verdictOf(madeUp('relaxed'), /share of peak/);
    expect(fused).toMatchObject({ must: 0.85, aim: 0.94, verdict: 'MISSED' });
    expect(fused.value).toBeCloseTo(21 / 30, 10);
    expect(verdictOf(madeUp('simd'), /share of peak/)).toMatchObject({ must: 0.8, aim: 0.92, verdict: 'met' });
  });

  test('the worst size counts, whichever way is better', () => {
    const slow = changed(
      madeUp(),
      row('matmul', 'numpy-ts', '512', (1.2 * 2 * 512 ** 3) / 19e6),
      inPieces(row('shapes', 'simd kernel', '512 syrk', 1), (0.9 * 2 * 512 ** 3) / 20e6),
    );
    expect(verdictOf(slow, /f64 against numpy-ts/)).toMatchObject({ at: '512', verdict: 'MISSED' });
    expect(verdictOf(slow, /syrk/)).toMatchObject({ at: '512', verdict: 'MISSED' });
    expect(verdictOf(slow, /syrk/).value).toBeCloseTo(0.9, 10);
  });

  test('a level that is just reached is met', () => {
    const [goal] = goals;
    const run = madeUp();
    const exactly = (level: number) => judge(run, [{ ...goal, plain: [level, level], found: () => [{ at: '1', value: 0.8 }] }])[0].verdict;
    expect([exactly(0.8), exactly(0.81)]).toEqual(['aim met', 'MISSED']);
  });

  test('what was not measured has no verdict: no rows, a peer that failed', () => {
    const run = madeUp();
    expect(judge({ ...run, sections: [] })).toEqual([]);
    const failed = { op: 'matmul', variant: 'ml-matrix', size: '1024', status: 'timeout', message: 'too long' } as const;
    expect(judge(changed(run, failed)).some(({ goal }) => /f64 against ml-matrix/.test(goal.what))).toBe(false);
    expect(verdictText([])).toBe('');
  });

  test('numbers and levels in their units', () => {
    const [share] = goals;
    expect([inUnit(0.8768, '%'), inUnit(2.345, '×'), inUnit(1.874, 'ns')]).toEqual(['87.7 %', '2.35×', '1.87 ns']);
    expect(levelText(share, 0.85)).toBe('≥ 85 %');
    expect(levelText({ ...share, better: 'less', unit: '×' }, 0.52)).toBe('≤ 0.52×');
  });

  test('as text: one line a goal', () => {
    const lines = verdictText(judge(madeUp())).split('\n');
    expect(lines).toHaveLength(1 + goals.length);
    expect(lines[1].split(/ {2,}/)).toEqual(['matmul f64, share of peak, n = 256…2048', '256', '84.0 %', '≥ 80 %', '≥ 92 %', 'met']);
  });
});
