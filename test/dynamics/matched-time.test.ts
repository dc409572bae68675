// The matched time against bisection, and what the theorem says of all other directions: for flows, for descent, for ridge.
import { expect, test } from 'vitest';
import { distilled, distilledFlow, gradientFlow, matchedTime, random, ridge } from '../../src/index.js';

const rng = random(9);
const lognormal = (spread: number) => Math.exp(spread * rng.normal());

/** log e^{−dt} at equal progress by bisection, from log(1 − A(s)A(T)) = log(e^{−ds} + e^{−dT} − e^{−d(s+T)}). */
function bisected(d: number, T: number, s: number): number {
  const both = Math.expm1(-d * s) * Math.expm1(-d * T);
  let [low, high] = [0, Math.min(s, T)];
  for (let i = 0; i < 200; i++) {
    const t = (low + high) / 2;
    if (-Math.expm1(-d * t) < both) low = t;
    else high = t;
  }
  return (low + high) / 2;
}

test('is the root, wherever the root can be told from its neighbours', () => {
  for (let i = 0; i < 2000; i++) {
    const [d, T, s] = [lognormal(1), lognormal(1.5), lognormal(1.5)] as const;
    if (d * Math.min(s, T) > 5) continue;
    const t = matchedTime(d, { teacher: T, student: s });
    expect(Math.abs(t - bisected(d, T, s)) / t).toBeLessThan(1e3 * Number.EPSILON * Math.exp(d * Math.min(s, T)));
  }
});

test('stays sharp where progress is all but complete, and where there is hardly any', () => {
  // s = T: e^{−dt} = e^{−dm}(2 − e^{−dm})
  for (const m of [20, 40, 300, 1e4]) expect(Math.abs(matchedTime(1, { teacher: m, student: m }) - (m - Math.LN2))).toBeLessThan(2e-9 * m);
  expect(matchedTime(1, { teacher: 1e4, student: 40 })).toBe(40);
  // small d: A(s)A(T) = d² s T (1 + O(d)), so t = d s T
  for (const d of [1e-9, 1e-100]) expect(Math.abs(matchedTime(d, { teacher: 2, student: 3 }) / (6 * d) - 1)).toBeLessThan(1e-8);
  expect(matchedTime(0, { teacher: 2, student: 3 })).toBe(0);
});

test('both forms agree where they change over', () => {
  for (const d of [0.9, 1, 1.1].map((f) => f * -Math.log1p(-Math.SQRT1_2))) {
    const [p, t] = [Math.expm1(-d) ** 2, matchedTime(d, { teacher: 1, student: 1 })];
    expect(Math.abs(t + Math.log1p(-p) / d)).toBeLessThan(8 * Number.EPSILON);
  }
});

test('theorem: matched on one direction, the student is behind on smaller eigenvalues and ahead on larger ones', () => {
  let strict = 0;
  for (let i = 0; i < 20_000; i++) {
    const [d, T, s] = [lognormal(1), lognormal(1), lognormal(1.5)];
    const other = d * rng();
    const [student, teacher] = [distilledFlow({ teacher: T, student: s }), gradientFlow(matchedTime(d, { teacher: T, student: s }))];
    expect(student(other)).toBeLessThanOrEqual(teacher(other) * (1 + 1e-12));
    expect(student(2 * d)).toBeGreaterThanOrEqual(teacher(2 * d) * (1 - 1e-12));
    if (student(other) < 0.99 * teacher(other)) strict++;
  }
  expect(strict).toBeGreaterThan(10_000); // not an equality in disguise
});

test('the same of gradient descent with ηd < 1', () => {
  const share = (steps: number, d: number) => 1 - (1 - d) ** steps;
  for (let i = 0; i < 20_000; i++) {
    const d = rng();
    const other = d * rng();
    const [T, s] = [1 + rng.int(60), 1 + rng.int(60)];
    const both = share(s, d) * share(T, d);
    if (both > 1 - 1e-6) continue;
    const matched = Math.log1p(-both) / Math.log1p(-d);
    expect(share(s, other) * share(T, other)).toBeLessThanOrEqual(share(matched, other) * (1 + 1e-9));
  }
});

test('the same of ridge: a student is behind the one ridge that equals it on a larger eigenvalue', () => {
  for (let i = 0; i < 20_000; i++) {
    const [d, mu, lambda] = [lognormal(1), lognormal(1), lognormal(1)] as const;
    const student = distilled({ lambda: [mu, lambda], xi: [1] });
    const matched = ridge(1 / student(d) - d);
    const other = d * rng();
    expect(student(other)).toBeLessThanOrEqual(matched(other) * (1 + 1e-12));
    expect(student(3 * d)).toBeGreaterThanOrEqual(matched(3 * d) * (1 - 1e-12));
  }
});

test('what is no time is refused', () => {
  expect(() => matchedTime(-1, { teacher: 1, student: 1 })).toThrow(/matchedTime: d must be a finite number ≥ 0; got -1/);
  expect(() => matchedTime(1, { teacher: -1, student: 1 })).toThrow(/matchedTime: teacher must be/);
  expect(() => matchedTime(1, { teacher: 1, student: Number.NaN })).toThrow(/matchedTime: student must be/);
});
