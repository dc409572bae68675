// Floor 4 · gradient flow as filters: training that is stopped in time, its distillation, and a change of target on the way.
//
//   dβ/dt = Φᵀ(target − Φβ), β(0) = 0:   share fitted after time t along a direction with eigenvalue d   A(t) = 1 − e^{−dt}
//
//   teacher stopped at T                        A(T)
//   student of it, stopped at s                 A(s) A(T)
//   label until t₁, then teacher for t₂         A(t₁)(1 − A(t₂)) + A(T) A(t₂)
//   teacher until t₁, then label for t₂         A(t₁) A(T) (1 − A(t₂)) + A(t₂)
//
// A dual weight is a share over d: 1 − e^{−dt} is computed as such and its quotient by d is t at d = 0. Every term is ≥ 0, nothing cancels.
//
// Nagarajan et al., NeurIPS 2023 (the first two). The switches: docs/maths.md.
import { notNegative, oneOf } from '../check.js';
import { expm1 } from '../elementary.js';
import type { Filter } from '../spectral/filter.js';

/** A(t) = 1 − e^{−dt}. */
export const progress = (d: number, t: number) => -expm1(-d * t);

/** A(t)/d. */
const weight = (d: number, t: number) => (d * t === 0 ? t : progress(d, t) / d);

/**
 * Gradient flow on the squared loss from zero, stopped at `time`: fitted share 1 − e^{−dt}, w(d) = (1 − e^{−dt})/d.
 *
 * Gradient descent with rate η follows it at t = η·(number of steps) as η → 0. Beside ridge: the share of λ = 1/t is the nearest.
 *
 * @param time - t ≥ 0, in units of 1/d
 * @throws {RangeError} unless it is finite and ≥ 0
 *
 * @example
 * gradientFlow(2)(0) // 2
 * gradientFlow(0)(3) // 0
 */
export function gradientFlow(time: number): Filter {
  notNegative(time, 'gradientFlow', 'time');
  return (d) => weight(d, time);
}

/**
 * Gradient flow towards the fitted values of a teacher that was itself stopped: fitted share (1 − e^{−ds})(1 − e^{−dT}).
 *
 * @param times.teacher - T ≥ 0
 * @param times.student - s ≥ 0
 *
 * @example
 * distilledFlow({ teacher: 1, student: 1e6 })(1) === gradientFlow(1)(1) // true
 */
export function distilledFlow({ teacher, student }: { teacher: number; student: number }): Filter {
  notNegative(teacher, 'distilledFlow', 'teacher');
  notNegative(student, 'distilledFlow', 'student');
  return (d) => progress(d, student) * weight(d, teacher);
}

export interface SwitchedTimes {
  /** T: when the teacher was stopped. */
  readonly teacher: number;
  /** Time of the student before the switch. */
  readonly before: number;
  /** Time of the student after the switch. */
  readonly after: number;
  /** What it is trained on first: the labels or the teacher's values. */
  readonly order: 'label-first' | 'teacher-first';
}

/**
 * Gradient flow of a student whose target changes on the way, from the labels to a stopped teacher's values or back.
 *
 * @example
 * switchedFlow({ teacher: 1, before: 3, after: 0, order: 'label-first' })(2) === gradientFlow(3)(2) // true
 * switchedFlow({ teacher: 1, before: 3, after: 1e3, order: 'teacher-first' })(1) // 1
 */
export function switchedFlow({ teacher, before, after, order }: SwitchedTimes): Filter {
  Object.entries({ teacher, before, after }).forEach(([name, value]) => {
    notNegative(value, 'switchedFlow', name);
  });
  oneOf(['label-first', 'teacher-first'], order, 'switchedFlow', 'order');
  return (d) => {
    const moved = progress(d, after);
    const kept = 1 + expm1(-d * after);
    if (order === 'label-first') return weight(d, before) * kept + weight(d, teacher) * moved;
    return progress(d, before) * weight(d, teacher) * kept + weight(d, after);
  };
}
