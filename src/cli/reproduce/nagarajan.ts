// Floor 22 · Nagarajan et al. 2023, On student-teacher deviations in distillation: the theory checked, the experiment made on small digits.
//
// Published and known here: the statement of the theorem, the counts of settings with underfitted low-confidence points (18/18 on images,
// 7/12 on language), two accuracies. Slope tables were not recovered, so ours stand alone.
import {
  distilled,
  distilledFlow,
  type Filter,
  gradientDenoising,
  gradientFlow,
  logitDeviation,
  matchedTime,
  random,
  ridge,
  switchedFlow,
} from '../../index.js';
import { deviationFigures, deviationRows } from './deviations.js';
import { trainDigits } from './digits.js';
import { type Figure, holds, identity, type Row, type Study } from './row.js';

const CASES = 20_000;

/** The study; `steps` shortens the training of the digits, for tests. */
export async function study({ steps }: { steps?: number } = {}): Promise<Study> {
  const outcomes = await trainDigits(0, steps);
  return {
    name: 'nagarajan',
    title: 'Nagarajan et al. 2023: how students deviate from their teachers',
    rows: [...theoremRows(), ...flowRows(), ...slopeRows(), ...deviationRows(outcomes)],
    figures: [progressFigure(), ...deviationFigures(outcomes, 'test digits')],
  };
}

/** A student that equals its teacher along one direction lags along every smaller eigenvalue: how often not, over random cases. */
function theoremRows(): Row[] {
  const count = (pair: (d: number, T: number, s: number) => readonly [student: Filter, matched: Filter]) => {
    const rng = random(1);
    const any = () => Math.exp(rng.normal());
    let violations = 0;
    for (let i = 0; i < CASES; i++) {
      const d = any();
      const [student, matched] = pair(d, any(), any());
      const smaller = d * rng();
      if (student(smaller) > matched(smaller) * (1 + 1e-12)) violations++;
    }
    return violations;
  };
  const flow = count((d, teacher, student) => [distilledFlow({ teacher, student }), gradientFlow(matchedTime(d, { teacher, student }))]);
  const penalty = count((d, teacher, student) => {
    const w = distilled({ lambda: [teacher, student], xi: [1] });
    return [w, ridge(1 / w(d) - d)];
  });
  return [
    holds('gradient flow: students ahead of the matched teacher on a smaller eigenvalue', flow, `${CASES} random cases`),
    holds('ridge: the same of two penalties and the matched one', penalty, `${CASES} random cases; derived here`),
  ];
}

/** Shares of the filters against Runge–Kutta integration of the training they stand for, along 30 directions. */
function flowRows(): Row[] {
  const D = Array.from({ length: 30 }, (_, i) => 10 ** (i / 10 - 2));
  const [T, t1, t2] = [0.7, 0.2, 0.5];
  /** The share β that dβ/dt = d(target − β) reaches from `start`. */
  const integrate = (d: number, target: number, time: number, start = 0) => {
    const steps = 4000;
    const h = time / steps;
    let f = start;
    for (let i = 0; i < steps; i++) {
      const k1 = d * (target - f);
      const k2 = d * (target - f - (h / 2) * k1);
      const k3 = d * (target - f - (h / 2) * k2);
      const k4 = d * (target - f - h * k3);
      f += (h / 6) * (k1 + 2 * k2 + 2 * k3 + k4);
    }
    return f;
  };
  const gap = (w: Filter, trained: (d: number) => number) => Math.max(...D.map((d) => Math.abs(d * w(d) - trained(d))));
  const teacher = (d: number) => integrate(d, 1, T);
  const switched = (order: 'label-first' | 'teacher-first') => switchedFlow({ teacher: T, before: t1, after: t2, order });
  return [
    identity(
      'student share (1 − e^{−ds})(1 − e^{−dT}): largest error against integration',
      gap(distilledFlow({ teacher: T, student: t2 }), (d) => integrate(d, teacher(d), t2)),
      1e-11,
    ),
    identity(
      'labels, then teacher: largest error of the closed form',
      gap(switched('label-first'), (d) => integrate(d, teacher(d), t2, integrate(d, 1, t1))),
      1e-11,
      'closed form derived here',
    ),
    identity(
      'teacher, then labels: largest error of the closed form',
      gap(switched('teacher-first'), (d) => integrate(d, 1, t2, integrate(d, teacher(d), t1))),
      1e-11,
      'closed form derived here',
    ),
  ];
}

/** Slopes that must come out, and the denoising of gradients. */
function slopeRows(): Row[] {
  const rng = random(2);
  const logits = Array.from({ length: 200 }, () => 2 * rng.normal());
  const pairs = (factor: number) => logits.map((v) => [1 / (1 + Math.exp(-factor * v)), 1 / (1 + Math.exp(factor * v))]);
  const slope = (factor: number) => logitDeviation({ teacher: pairs(1), student: pairs(factor) }).slope;
  const truth = Array.from({ length: 500 }, () => rng()).map((p) => [p, 1 - p]);
  const teacher = truth.map(([p]) => [0.5 * p + 0.25, 0.75 - 0.5 * p]);
  const denoised = gradientDenoising({ truth, teacher });
  const error = (xi: number) =>
    denoised.label.reduce((sum, v, i) => sum + (1 - xi) ** 2 * v + xi ** 2 * denoised.teacher[i], 0) / denoised.label.length;
  return [
    identity('logit–logit slope of a student like its teacher, less 1', Math.abs(slope(1) - 1), 1e-12),
    identity('logit–logit slope of a student with 1.7 times its logits (two classes), less 1.7', Math.abs(slope(1.7) - 1.7), 1e-12),
    holds(
      'gradients: the best mixture of labels and a teacher is not better than either',
      denoised.mixed < Math.min(error(0), error(1)) ? 0 : 1,
      `best weight of the teacher ${denoised.xi.toFixed(3)}; formalised here`,
    ),
  ];
}

/** Progress of teacher and student along every direction, matched on the largest. */
function progressFigure(): Figure {
  const times = { teacher: 1.5, student: 1.5 };
  const top = 1;
  const d = Array.from({ length: 81 }, (_, i) => top * 10 ** (-i / 40)).reverse();
  const share = (w: Filter) => d.map((v) => v * w(v));
  const matched = matchedTime(top, times);
  return {
    title: 'Matched on the largest eigenvalue, the student lags on all others',
    caption: `Share of the target fitted along a direction: a student of two training times of ${times.teacher}, and the teacher stopped early, at ${matched.toFixed(3)}, where both agree at d = ${top}.`,
    xLabel: 'eigenvalue d',
    yLabel: 'share fitted',
    xLog: true,
    yLog: true,
    series: [
      { label: 'teacher, matched', x: d, y: share(gradientFlow(matched)) },
      { label: 'student', x: d, y: share(distilledFlow(times)) },
    ],
  };
}
