import { expect, test } from 'vitest';
import { readDigits, trainDigits } from '../../../src/cli/reproduce/digits.js';
import { settings } from '../../../src/cli/reproduce/experiment.js';

test('1797 digits of 8×8 pixels, shuffled by the seed', () => {
  const { x, labels } = readDigits(0);
  expect(x.shape).toEqual([1797, 64]);
  const counts = new Array<number>(10).fill(0);
  for (const label of labels) counts[label]++;
  expect(counts).toEqual([178, 182, 177, 183, 181, 182, 181, 179, 174, 180]);
  expect([Math.min(...x.data), Math.max(...x.data)]).toEqual([-0.3, 0.7]);
  expect(readDigits(0).labels).toEqual(labels);
  expect(readDigits(1).labels).not.toEqual(labels);
});

test('a short training: one outcome a setting, students of one teacher share it, labels beat chance', async () => {
  const outcomes = await trainDigits(0, 40);
  expect(outcomes.map((o) => o.name)).toEqual(settings.map((s) => s.name));
  const noisy = outcomes.slice(1, 5);
  expect(new Set(noisy.map((o) => o.teacherAccuracy)).size).toBe(1);
  expect(new Set(noisy.map((o) => o.onTest.teacher.join())).size).toBe(1);
  expect(new Set(outcomes.map((o) => o.onTest.slope)).size).toBe(settings.length); // each student is another
  for (const { studentAccuracy, teacherAccuracy, onTest, onTrain } of outcomes) {
    expect(Math.min(studentAccuracy, teacherAccuracy)).toBeGreaterThan(0.6);
    expect([onTest.teacher.length, onTrain.teacher.length]).toEqual([1197, 600]);
  }
  const clean = outcomes[0]!;
  expect(clean.teacherAccuracy).toBeGreaterThan(noisy[0]!.teacherAccuracy);
});

test('a student trained half on labels deviates less from its teacher than one that never saw them', async () => {
  const outcomes = await trainDigits(0, 200);
  const gap = (i: number) => Math.abs(outcomes[i]!.onTest.slope - 1);
  expect(gap(2)).toBeLessThan(gap(1));
  expect(gap(3)).toBeLessThan(gap(1));
});
