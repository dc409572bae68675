// Gradient errors against gradients: labels drawn, softmax differentiated by differences.
import { expect, test } from 'vitest';
import { gradientDenoising, random } from '../../src/index.js';

const softmax = (logits: readonly number[]) => {
  const e = logits.map((v) => Math.exp(v));
  const sum = e.reduce((a, b) => a + b);
  return e.map((v) => v / sum);
};
/** −Σ target log p. */
const loss = (logits: readonly number[], target: readonly number[]) =>
  -softmax(logits).reduce((t, p, j) => t + target[j]! * Math.log(p), 0);
const gradient = (logits: readonly number[], target: readonly number[]) =>
  logits.map((_, j) => {
    const at = (h: number) =>
      loss(
        logits.map((v, k) => (k === j ? v + h : v)),
        target,
      );
    return (at(1e-5) - at(-1e-5)) / 2e-5;
  });
const distance = (a: readonly number[], b: readonly number[]) => a.reduce((t, v, i) => t + (v - b[i]!) ** 2, 0);

const truth = [0.6, 0.3, 0.1];
const teacher = [0.4, 0.4, 0.2];
const found = gradientDenoising({ truth: [truth], teacher: [teacher] });

test('the teacher: square distance of its gradient to the wanted one', () => {
  const logits = [0.3, -1, 0.2];
  expect(distance(gradient(logits, teacher), gradient(logits, truth))).toBeCloseTo(found.teacher[0]!, 8);
});

test('labels, and the best mixture: mean over 20,000 draws', () => {
  const rng = random(1);
  const draws = 20_000;
  const mean = (xi: number) => {
    let [sum, squares] = [0, 0];
    for (let i = 0; i < draws; i++) {
      const u = rng();
      const y = u < truth[0]! ? 0 : u < truth[0]! + truth[1]! ? 1 : 2;
      // the logits drop out: p − target less p − truth
      const error = distance(
        truth.map((_, j) => (1 - xi) * (j === y ? 1 : 0) + xi * teacher[j]!),
        truth,
      );
      sum += error;
      squares += error * error;
    }
    return { mean: sum / draws, error: Math.sqrt((squares / draws - (sum / draws) ** 2) / draws) };
  };
  for (const [xi, want] of [
    [0, found.label[0]!],
    [found.xi, found.mixed],
  ]) {
    const { mean: got, error } = mean(xi!);
    expect(Math.abs(got - want!)).toBeLessThan(4 * error);
  }
  expect(found.mixed).toBeLessThan(0.9 * Math.min(found.label[0]!, found.teacher[0]!) + 0.01);
});

test('the rule: better than labels where ‖p_t − p*‖² < 1 − ‖p*‖²', () => {
  const rng = random(2);
  const rows = Array.from({ length: 500 }, () => softmax([rng.normal(), rng.normal(), rng.normal()].map((v) => 3 * v)));
  const others = rows.map((_, i) => rows[(i + 1) % rows.length]!);
  const { share, label, teacher: B, xi, mixed } = gradientDenoising({ truth: rows, teacher: others });
  const wanted = rows.filter((p, i) => distance(p, others[i]!) < 1 - distance(p, [0, 0, 0])).length / rows.length;
  expect(share).toBe(wanted);
  expect(share).toBeGreaterThan(0.05);
  expect(share).toBeLessThan(0.95);
  const error = (x: number) => label.reduce((t, v, i) => t + (1 - x) ** 2 * v + x * x * B[i]!, 0) / rows.length;
  expect(error(xi)).toBeCloseTo(mixed, 14);
  for (const step of [-0.01, 0.01]) expect(error(xi + step)).toBeGreaterThan(mixed);
});

test('certain labels need no teacher; a perfect teacher needs no labels', () => {
  expect(gradientDenoising({ truth: [[1, 0]], teacher: [[0.5, 0.5]] })).toMatchObject({ xi: 0, mixed: 0, share: 0 });
  expect(gradientDenoising({ truth: [[0.5, 0.5]], teacher: [[0.5, 0.5]] })).toMatchObject({ xi: 1, mixed: 0, share: 1 });
});

test('shapes that differ are refused', () => {
  expect(() => gradientDenoising({ truth: [[0.5, 0.5]], teacher: [[1, 0, 0]] })).toThrow(
    /gradientDenoising: teacher must be 1×2, as truth is/,
  );
});
