// The experiment around a learner that only notes what it is asked for.
import { expect, test } from 'vitest';
import { experiment, type Size, settings, TRAININGS } from '../../../src/cli/reproduce/experiment.js';
import type { Stage } from '../../../src/cli/reproduce/softmax.js';
import type { Matrix } from '../../../src/index.js';
import { gaussian } from '../../matrices.js';

const data = { x: gaussian(500, 3, 1), labels: Int32Array.from({ length: 500 }, (_, i) => i % 10) };
const guess = (m: number, p: number): Matrix => ({
  data: Float64Array.from({ length: m * 10 }, (_, at) => (at % 10 === 0 ? p : (1 - p) / 9)),
  shape: [m, 10],
});

async function noted(seed = 0) {
  const asked: { size: Size; stages: readonly Stage[] }[] = [];
  let rows: number[] = [];
  const outcomes = await experiment(data, { train: 300, steps: 8, seed }, (seen, fresh) => {
    rows = [seen.shape[0], fresh.shape[0]];
    return async (size, stages) => {
      asked.push({ size, stages });
      const p = 0.1 + asked.length / 100;
      return { seen: guess(300, p), fresh: guess(200, p) };
    };
  });
  return { asked, rows, outcomes };
}

test('each teacher is trained once, students right after it, every training has its passes', async () => {
  const { asked, rows, outcomes } = await noted();
  expect(rows).toEqual([300, 200]);
  expect(asked).toHaveLength(TRAININGS);
  expect(asked.map(({ size, stages }) => [size, ...stages.map(({ steps }) => steps)])).toEqual([
    ['large', 8],
    ['large', 8],
    ['large', 8],
    ['large', 8],
    ['large', 4, 4],
    ['large', 4, 4],
    ['small', 8],
    ['small', 8],
    ['large', 8],
  ]);
  expect(outcomes.map(({ name }) => name)).toEqual(settings.map(({ name }) => name));
});

test('targets: labels as they are, a fifth of them replaced (a tenth of those by themselves), the probabilities of the teacher', async () => {
  const { asked } = await noted();
  const changed = (at: number, stage = 0) =>
    data.labels.subarray(0, 300).filter((label, i) => asked[at]!.stages[stage]!.target.data[i * 10 + label] !== 1).length;
  expect(changed(0)).toBe(0);
  expect(changed(2)).toBeGreaterThan(30);
  expect(changed(2)).toBeLessThan(85); // 54 expected, standard deviation 6.7
  expect([changed(4), changed(5, 1), changed(7)]).toEqual([changed(2), changed(2), changed(2)]);
  // the teacher of call 0 says 0.11 for class 0, that of call 2 0.13
  expect([1, 3, 6, 8].map((at) => asked[at]!.stages[0]!.target.data[0])).toEqual([0.11, 0.13, 0.13, 0.18]);
  expect([asked[4]!.stages[1]!.target.data[0], asked[5]!.stages[0]!.target.data[0]]).toEqual([0.13, 0.13]);
});

test('another seed replaces other labels', async () => {
  const [a, b] = [await noted(0), await noted(1)];
  expect(a.asked[2]!.stages[0]!.target.data).not.toEqual(b.asked[2]!.stages[0]!.target.data);
});
