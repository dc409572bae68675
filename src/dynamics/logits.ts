// Floor 3 · how far a student departs from its teacher: their logits at the class the teacher predicts, one against the other.
//
//   φ(p) = log(p/(1 − p)),  X = φ(teacher[k]),  Y = φ(student[k]),  k = argmax of the teacher's row;  Y ≈ slope·X + intercept
//
//      Y │          ⋰        slope > 1: the student exaggerates the teacher's confidence: it is less sure where the teacher is unsure
//        │      ·⋰·          (below the diagonal at small X), or surer where the teacher is sure (above it at large X)
//        │   ⋰··
//        └────────── X
//
// Nagarajan et al., NeurIPS 2023. How the paper cuts the points of low and of high confidence is not known; here by quantiles of X.
import { finiteMatrix, size } from '../check.js';
import { log } from '../elementary.js';
import { ShapeError } from '../errors.js';
import type { AnyMatrix, MatrixLike } from '../matrix.js';

export interface LogitDeviation {
  /** φ of the teacher's probability of its own prediction, one a row. */
  readonly teacher: Float64Array;
  /** φ of the student's probability of that class. */
  readonly student: Float64Array;
  /** Least-squares slope over all points; NaN where the teacher is equally sure of all of them. */
  readonly slope: number;
  readonly intercept: number;
  /** Slope over the points of low confidence: X up to its quantile. */
  readonly lowSlope: number;
  /** Slope over the points of high confidence: X from its quantile 1 − `quantile` on. */
  readonly highSlope: number;
}

export interface LogitOptions {
  /** Class probabilities of the teacher, m×classes, at least two classes. */
  readonly teacher: MatrixLike;
  /** Of the student, on the same rows. */
  readonly student: MatrixLike;
  /** Probabilities are moved into [clip, 1 − clip]; 0 < clip < ½. @default 1e-9 */
  readonly clip?: number;
  /** Share of the points that count as of low, and as of high, confidence; in (0, 1). @default 0.5 */
  readonly quantile?: number;
}

/**
 * Logits of teacher and student at the teacher's class, and their slopes; above 1 is exaggerated confidence.
 *
 * Among equal probabilities the first class is the teacher's prediction.
 *
 * @throws {ShapeError} unless both are m×classes with at least two classes
 * @throws {RangeError} for a probability outside [0, 1], or `clip` or `quantile` out of range
 *
 * Cost: O(m·classes + m log m).
 *
 * @example
 * logitDeviation({ teacher: [[0.6, 0.4], [0.9, 0.1]], student: [[0.6, 0.4], [0.9, 0.1]] }).slope // 1
 *
 * @see Nagarajan et al., On student-teacher deviations in distillation, NeurIPS 2023
 */
export function logitDeviation({ teacher, student, clip = 1e-9, quantile = 0.5 }: LogitOptions): LogitDeviation {
  const caller = 'logitDeviation';
  between(0.5, clip, caller, 'clip');
  between(1, quantile, caller, 'quantile');
  const t = probabilities(teacher, caller, 'teacher');
  const s = probabilities(student, caller, 'student');
  const [m, classes] = t.shape;
  if (s.shape[0] !== m || s.shape[1] !== classes) throw new ShapeError(caller, 'student', `be ${size(t)}, as teacher is`, size(s));

  const logit = (p: number) => {
    const inside = Math.min(1 - clip, Math.max(clip, p));
    return log(inside / (1 - inside));
  };
  const X = new Float64Array(m);
  const Y = new Float64Array(m);
  for (let i = 0; i < m; i++) {
    let k = 0;
    for (let j = 1; j < classes; j++) if ((t.data[i * classes + j] as number) > (t.data[i * classes + k] as number)) k = j;
    X[i] = logit(t.data[i * classes + k] as number);
    Y[i] = logit(s.data[i * classes + k] as number);
  }
  const order = X.slice().sort();
  const share = Math.max(1, Math.round(quantile * m));
  const [low, high] = [order[share - 1] as number, order[m - share] as number];
  return {
    teacher: X,
    student: Y,
    ...line(X, Y, () => true),
    lowSlope: line(X, Y, (x) => x <= low).slope,
    highSlope: line(X, Y, (x) => x >= high).slope,
  };
}

/** Least squares Y ≈ slope·X + intercept over the points with `counts(X)`. */
function line(X: Float64Array, Y: Float64Array, counts: (x: number) => boolean): { slope: number; intercept: number } {
  const rows = Array.from(X.keys()).filter((i) => counts(X[i] as number));
  const mean = (v: Float64Array) => rows.reduce((sum, i) => sum + (v[i] as number), 0) / rows.length;
  const [x0, y0] = [mean(X), mean(Y)];
  let [xx, xy] = [0, 0];
  for (const i of rows) {
    const x = (X[i] as number) - x0;
    xx += x * x;
    xy += x * ((Y[i] as number) - y0);
  }
  // the rounding of the mean alone makes no slope
  const slope = rows.length > 1 && xx > rows.length * (4 * Number.EPSILON * x0) ** 2 ? xy / xx : Number.NaN;
  return { slope, intercept: y0 - slope * x0 };
}

function between(bound: number, value: number, caller: string, name: string): void {
  if (!(value > 0 && value < bound)) throw new RangeError(`${caller}: ${name} must be a number > 0 and < ${bound}; got ${value}`);
}

/** Reads m×classes numbers in [0, 1]. */
export function probabilities(x: MatrixLike, caller: string, argument: string): AnyMatrix {
  const p = finiteMatrix(x, caller, argument);
  if (p.shape[1] < 2) throw new ShapeError(caller, argument, 'have a column for each of at least two classes', size(p));
  const at = p.data.findIndex((v) => v < 0 || v > 1);
  if (at < 0) return p;
  const [i, j] = [Math.floor(at / p.shape[1]), at % p.shape[1]];
  throw new RangeError(
    `${caller}: ${argument} must hold probabilities in [0, 1]; got ${p.data[at]} in row ${i}, column ${j} (counted from 0)`,
  );
}
