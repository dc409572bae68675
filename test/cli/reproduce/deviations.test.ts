// The slope table: its slopes are those of a plain regression on the points that are drawn, its claims are counted, never judged.
import { expect, test } from 'vitest';
import { deviationFigures, deviationRows } from '../../../src/cli/reproduce/deviations.js';
import { type Outcome, settings } from '../../../src/cli/reproduce/experiment.js';
import { softmax } from '../../../src/cli/reproduce/softmax.js';
import { logitDeviation } from '../../../src/index.js';
import { gaussian } from '../../matrices.js';

/** A student whose logits are some multiple of the teacher's, and noise. */
function outcome(i: number, m = 300): Outcome {
  const teacher = gaussian(m, 4, 10 + i);
  const noise = gaussian(m, 4, 50 + i);
  const student = { data: teacher.data.map((v, at) => (0.6 + 0.2 * i) * v + 0.2 * noise.data[at]!), shape: teacher.shape };
  const onTest = logitDeviation({ teacher: softmax(teacher), student: softmax(student) });
  return { ...settings[i]!, teacherAccuracy: 0.8, studentAccuracy: i === 2 ? 0.83 : 0.84, onTrain: onTest, onTest };
}

const outcomes = settings.map((_, i) => outcome(i));
const rows = deviationRows(outcomes);
const here = (what: string) => rows.find((row) => row.what === what)!.here;

/** Slope of y on x by the normal equations. */
function slope(points: readonly (readonly [number, number])[]): number {
  const n = points.length;
  const [sx, sy, sxx, sxy] = points.reduce(([a, b, c, d], [x, y]) => [a + x, b + y, c + x * x, d + x * y], [0, 0, 0, 0] as number[]) as [
    number,
    number,
    number,
    number,
  ];
  return (n * sxy - sx * sy) / (n * sxx - sx * sx);
}

test.each(settings.map(({ name }, i) => [name, i] as const))(
  '%s: slopes over all points, the less sure half, the surer half',
  (name, i) => {
    const { teacher, student } = outcomes[i]!.onTest;
    const points = Array.from(teacher, (x, j) => [x, student[j]!] as const).sort(([a], [b]) => a - b);
    expect(here(`${name}: slope, all test points`)).toBeCloseTo(slope(points), 10);
    expect(here(`${name}: slope, low confidence`)).toBeCloseTo(slope(points.slice(0, 150)), 10);
    expect(here(`${name}: slope, high confidence`)).toBeCloseTo(slope(points.slice(150)), 10);
  },
);

test('no row is judged; what is published stands beside what is seen', () => {
  expect(rows.every(({ status }) => status === 'unpublished')).toBe(true);
  const claims = rows.filter(({ published }) => published !== undefined);
  expect(claims.map((row) => row.published)).toEqual(['18 of 18', '13 of 18', '0.029', 'much of it']);
  expect(claims[0]!.here).toBe(outcomes.filter(({ onTest }) => onTest.lowSlope > 1).length);
  expect(claims[2]!.here).toBeCloseTo(0.04, 12);
  expect(claims[3]).toMatchObject({ note: '75 % of what distillation from the start gains' });
});

test('scatter plots name what is seen, and thin out many points', () => {
  const [pure, switched] = deviationFigures(outcomes, 'test digits');
  expect(pure!.title).toMatch(/^Self-distillation, 20 % noisy labels: the student evens out/);
  expect(switched!.title).toMatch(/^Noisy labels, then teacher: the student (evens out|exaggerates)/);
  expect(pure!.series[0]!.x).toEqual(Array.from(outcomes[1]!.onTest.teacher));
  const many = settings.map((_, i) => outcome(i, 4000));
  expect(deviationFigures(many, 'points')[0]!.series[0]!.x).toHaveLength(1334);
  expect(deviationFigures(many, 'points')[0]!.caption).toMatch(/^One in 3 of 4000 points/);
});
