// Logits and slopes: identities, a regression done another way, and what is refused.
import { describe, expect, test } from 'vitest';
import { logitDeviation, random } from '../../src/index.js';
import { lstsqLine } from './line.js';

const sigmoid = (v: number) => 1 / (1 + Math.exp(-v));
const pair = (logit: number) => [sigmoid(logit), sigmoid(-logit)];

/** m rows of probabilities over `classes`. */
function rows(m: number, classes: number, seed: number, sharpness = 1): number[][] {
  const rng = random(seed);
  return Array.from({ length: m }, () => {
    const e = Array.from({ length: classes }, () => Math.exp(sharpness * rng.normal()));
    const sum = e.reduce((a, b) => a + b);
    return e.map((v) => v / sum);
  });
}

test('a student like its teacher: every slope is 1', () => {
  const p = rows(200, 5, 1, 2);
  const { slope, intercept, lowSlope, highSlope, teacher, student } = logitDeviation({ teacher: p, student: p });
  for (const v of [slope, lowSlope, highSlope, intercept + 1]) expect(v).toBeCloseTo(1, 14);
  expect(teacher).toEqual(student);
});

test.each([0.3, 1.7, -2])('two classes, logits times %f: that is the slope', (factor) => {
  const rng = random(2);
  const logits = Array.from({ length: 100 }, () => 3 * rng.normal());
  const found = logitDeviation({ teacher: logits.map(pair), student: logits.map((v) => pair(factor * v)) });
  for (const v of [found.slope, found.lowSlope, found.highSlope]) expect(v / factor).toBeCloseTo(1, 12);
  expect(found.intercept).toBeCloseTo(0, 12);
  expect(found.teacher.every((v) => v >= 0)).toBe(true); // of the predicted class
});

describe('three classes', () => {
  const [teacher, student] = [rows(301, 3, 3, 2), rows(301, 3, 4, 1)];
  const X = teacher.map((p) => Math.log(Math.max(...p) / (1 - Math.max(...p))));
  const Y = teacher.map((p, i) => student[i]![p.indexOf(Math.max(...p))]!).map((p) => Math.log(p / (1 - p)));

  test('points and slopes are those of plain loops', () => {
    const found = logitDeviation({ teacher, student });
    found.teacher.forEach((v, i) => {
      expect(v).toBeCloseTo(X[i]!, 13);
    });
    found.student.forEach((v, i) => {
      expect(v).toBeCloseTo(Y[i]!, 13);
    });
    const { slope, intercept } = lstsqLine(X, Y);
    expect(found.slope).toBeCloseTo(slope, 12);
    expect(found.intercept).toBeCloseTo(intercept, 12);
  });

  test.each([0.2, 0.5, 0.9])('low and high confidence, a share of %f each', (quantile) => {
    const order = X.map((_, i) => i).sort((i, j) => X[i]! - X[j]!);
    const share = Math.round(quantile * X.length);
    const at = (picked: number[]) =>
      lstsqLine(
        picked.map((i) => X[i]!),
        picked.map((i) => Y[i]!),
      ).slope;
    const { lowSlope, highSlope } = logitDeviation({ teacher, student, quantile });
    expect(lowSlope).toBeCloseTo(at(order.slice(0, share)), 12);
    expect(highSlope).toBeCloseTo(at(order.slice(-share)), 12);
  });
});

test('clip: a probability of 0 or 1 has a finite logit', () => {
  const p = [
    [1, 0],
    [0.5, 0.5],
    [0.75, 0.25],
  ];
  const found = logitDeviation({ teacher: p, student: p.map(([a, b]) => [b!, a!]), clip: 0.01 });
  expect(found.teacher[0]).toBeCloseTo(Math.log(99), 13);
  expect(found.student[0]).toBeCloseTo(-Math.log(99), 13);
  expect(found.slope).toBeCloseTo(-1, 13);
  expect(logitDeviation({ teacher: p, student: p }).teacher[0]).toBeCloseTo(Math.log(1e9), 6);
});

test('among equals the first class is the prediction', () => {
  expect(logitDeviation({ teacher: [[0.4, 0.4, 0.2]], student: [[0.7, 0.2, 0.1]] }).student[0]).toBeCloseTo(Math.log(7 / 3), 13);
});

test('equally sure everywhere, or one row: no slope', () => {
  const p = [0.3, 0.7];
  for (const teacher of [[p, p, p], [p]]) expect(logitDeviation({ teacher, student: rows(teacher.length, 2, 5) }).slope).toBeNaN();
});

test.each([
  [{ teacher: [[1]], student: [[1]] }, /logitDeviation: teacher must have a column for each of at least two classes; got 1×1/],
  [{ teacher: [[0.5, 0.5]], student: [[0.2, 0.3, 0.5]] }, /logitDeviation: student must be 1×2, as teacher is; got 1×3/],
  [{ teacher: [[0.5, 0.5]], student: [[0.5, 1.5]] }, /student must hold probabilities in \[0, 1\]; got 1.5 in row 0, column 1/],
  [{ teacher: [[0.5, Number.NaN]], student: [[0.5, 0.5]] }, /teacher must hold finite numbers/],
  [{ teacher: [[0.5, 0.5]], student: [[0.5, 0.5]], clip: 0 }, /clip must be a number > 0 and < 0.5; got 0/],
  [{ teacher: [[0.5, 0.5]], student: [[0.5, 0.5]], quantile: 1 }, /quantile must be a number > 0 and < 1; got 1/],
])('%j is refused', (options, message) => {
  expect(() => logitDeviation(options)).toThrow(message);
});
