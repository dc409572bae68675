// Floor 5 · the time at which a teacher has come as far along one direction as a distilled student.
//
//   A(t) = A(s) A(T),  A(t) = 1 − e^{−dt}:     e^{−dt} = e^{−dm}(1 + e^{−d(M − m)} A(m)),  m = min(s, T), M = max(s, T)
//   t = m − log(1 + e^{−d(M − m)} A(m))/d
//
// The left form, t = −log(1 − A(s)A(T))/d, is sharp while little has been learned, the right one when nearly all has; they change over
// where the product is a half. t ≤ min(s, T): two filters in a row are slower than either.
//
// Nagarajan et al., NeurIPS 2023: matched along direction 1, the student lags along every direction with a smaller eigenvalue.
import { notNegative } from '../check.js';
import { expm1, log1p } from '../elementary.js';
import { progress } from './flow.js';

/**
 * The time t of a teacher with the same progress as a student along a direction: 1 − e^{−dt} = (1 − e^{−ds})(1 − e^{−dT}).
 *
 * Along every direction with a smaller eigenvalue the student is then behind the teacher at t, along every larger one ahead of it:
 * distillation exaggerates what gradient flow prefers.
 *
 * @param d - eigenvalue of the direction, ≥ 0
 * @param times - T of the teacher that taught, s of the student, both ≥ 0
 * @returns t ≤ min(s, T); 0 at d = 0
 * @throws {RangeError} unless all three are finite and ≥ 0
 *
 * @example
 * matchedTime(1e3, { teacher: 2, student: 3 }) // 2
 * matchedTime(1, { teacher: 2, student: 0 }) // 0
 */
export function matchedTime(d: number, { teacher, student }: { teacher: number; student: number }): number {
  notNegative(d, 'matchedTime', 'd');
  notNegative(teacher, 'matchedTime', 'teacher');
  notNegative(student, 'matchedTime', 'student');
  if (d === 0) return 0;
  const both = progress(d, student) * progress(d, teacher);
  if (both < 0.5) return -log1p(-both) / d;
  const [least, most] = [Math.min(student, teacher), Math.max(student, teacher)];
  return least - log1p((1 + expm1(-d * (most - least))) * progress(d, least)) / d;
}
