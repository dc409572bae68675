// Ridge and its student on a split table, against normal equations solved by elimination.
import { expect, test } from 'vitest';
import { ridgePath } from '../../../src/cli/reproduce/split-ridge.js';
import { random } from '../../../src/index.js';
import { eliminate, relativeRatio } from '../../pipeline.js';
import { build } from '../../reference.js';

const rng = random(4);
const n = 60;
const common = Float64Array.from({ length: n }, () => rng.normal());
// nearly collinear: some penalty is right
const columns = [0, 5, 10].map((shift) => common.map((v) => shift + v + 0.3 * rng.normal()));
const target = common.map((v, i) => v - 0.4 * columns[1]![i]! + rng.normal());
const path = ridgePath({
  name: 'made up',
  target: { name: 'y', values: target },
  features: columns.map((values, j) => ({ name: `x${j}`, kind: 'number', values })),
  sourceRows: Int32Array.from({ length: n }, (_, i) => i + 1),
  dropped: 0,
  notes: [],
});

/** Columns less their training mean, over their sample standard deviation. */
const standard = (v: Float64Array) => {
  const seen = v.subarray(0, 42);
  const mean = seen.reduce((a, b) => a + b) / 42;
  const sd = Math.sqrt(seen.reduce((t, x) => t + (x - mean) ** 2, 0) / 41);
  return v.map((x) => (x - mean) / sd);
};
const [X, y] = [columns.map(standard), standard(target)];

/** Test residuals of the teacher and of its pure student at λ of XᵀX/n + λI. */
function residuals(lambda: number): [number[], number[]] {
  const A = build(3, 3, (i, j) => X[i]!.subarray(0, 42).reduce((t, v, k) => t + v * X[j]![k]!, 0) / 42 + (i === j ? lambda : 0));
  const beta = (t: ArrayLike<number>) =>
    eliminate(
      A,
      build(3, 1, (i) => X[i]!.subarray(0, 42).reduce((s, v, k) => s + v * t[k]!, 0) / 42),
    ).data;
  const at = (b: Float64Array, k: number) => b.reduce((t, v, j) => t + v * X[j]![k]!, 0);
  const teacher = beta(y);
  const student = beta(Float64Array.from({ length: 42 }, (_, k) => at(teacher, k)));
  const rest = Array.from({ length: 18 }, (_, i) => 42 + i);
  return [rest.map((k) => y[k]! - at(teacher, k)), rest.map((k) => y[k]! - at(student, k))];
}
const dot = (a: number[], b: number[]) => a.reduce((t, v, i) => t + v * b[i]!, 0) / a.length;

test('risks and weights at every tenth λ', () => {
  expect([path.train, path.lambdas.length, path.lambdas[0], path.lambdas.at(-1)!.toFixed(9)]).toEqual([42, 100, 1e-3, '50.000000000']);
  for (let i = 0; i < 100; i += 10) {
    const [r, p] = residuals(path.lambdas[i]!);
    const [R, P, C] = [dot(r, r), dot(p, p), dot(r, p)];
    const D = r.reduce((t, v, k) => t + (v - p[k]!) ** 2, 0) / 18;
    expect(relativeRatio([path.ridge[i]!, path.pure[i]!], [R, P], 100)).toBeLessThan(30);
    expect(relativeRatio([path.xi[i]!, path.student[i]!], [(R - C) / D, R - (R - C) ** 2 / D], (1e3 * R) / D)).toBeLessThan(30);
  }
});

test('the best of each, in the units of the paper', () => {
  expect(path.best.risk).toBe(Math.min(...path.student));
  const { lambda, risk, interior } = path.gain;
  const [r] = residuals(lambda);
  expect(relativeRatio([risk], [dot(r, r)], 100)).toBeLessThan(30);
  expect(risk).toBeLessThanOrEqual(Math.min(...path.ridge) * (1 + 1e-12));
  expect(interior).toBe(true);
});
