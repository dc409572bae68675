// Floor 4 · distillation as a denoiser of gradients: the error of the cross-entropy's logit gradient, with labels and with a teacher.
//
//   at logits with probabilities p the gradient is p − target; what one would want is p − p*, p* the true class probabilities
//
//   target = label e_y, y ~ p*      error without bias, of mean square   V = E‖e_y − p*‖² = 1 − ‖p*‖²
//   target = teacher p_t            error without variance, of square    B = ‖p_t − p*‖²
//   (1 − ξ) e_y + ξ p_t             (1 − ξ)² V + ξ² B, least at ξ = V/(V + B), where it is VB/(V + B), below both
//
// So a teacher makes better gradients than labels if and only if ‖p_t − p*‖² < 1 − ‖p*‖²; a mixture always does. Nagarajan et al., in the
// first version of the paper, call distillation a denoiser of gradients; this is the comparison that can be computed (docs/maths.md).
import { size } from '../check.js';
import { ShapeError } from '../errors.js';
import type { MatrixLike } from '../matrix.js';
import { probabilities } from './logits.js';

export interface GradientDenoising {
  /** V of each row: mean square error of the gradient with a label drawn from the truth. */
  readonly label: Float64Array;
  /** B of each row: square error of the gradient with the teacher's probabilities. */
  readonly teacher: Float64Array;
  /** Share of the rows on which the teacher's gradient is the better one. */
  readonly share: number;
  /** The weight of the teacher with the least error over all rows, ΣV/(ΣV + ΣB); 0 where no label has any noise. */
  readonly xi: number;
  /** That error, a mean over the rows. */
  readonly mixed: number;
}

/**
 * Mean square error of the logit gradient, trained on labels and trained on a teacher, when the true class probabilities are known.
 *
 * @param options.truth - m×classes true class probabilities
 * @param options.teacher - m×classes probabilities of the teacher
 * @throws {ShapeError} unless both are m×classes with at least two classes
 *
 * @example
 * gradientDenoising({ truth: [[0.5, 0.5]], teacher: [[0.75, 0.25]] }).xi // 0.8
 */
export function gradientDenoising({ truth, teacher }: { truth: MatrixLike; teacher: MatrixLike }): GradientDenoising {
  const p = probabilities(truth, 'gradientDenoising', 'truth');
  const t = probabilities(teacher, 'gradientDenoising', 'teacher');
  const [m, classes] = p.shape;
  if (t.shape[0] !== m || t.shape[1] !== classes) {
    throw new ShapeError('gradientDenoising', 'teacher', `be ${size(p)}, as truth is`, size(t));
  }
  const [label, distance] = [new Float64Array(m), new Float64Array(m)];
  for (let at = 0; at < p.data.length; at++) {
    const i = Math.floor(at / classes);
    const [own, other] = [p.data[at] as number, t.data[at] as number];
    // Σ p(1 − p) = 1 − ‖p‖² where the row sums to 1, without the cancellation
    label[i] = (label[i] as number) + own * (1 - own);
    distance[i] = (distance[i] as number) + (other - own) ** 2;
  }
  const total = (v: Float64Array) => v.reduce((sum, x) => sum + x, 0);
  const [V, B] = [total(label), total(distance)];
  const better = label.reduce((count, v, i) => count + ((distance[i] as number) < v ? 1 : 0), 0);
  return { label, teacher: distance, share: better / m, xi: V === 0 ? 0 : V / (V + B), mixed: V === 0 ? 0 : ((V / (V + B)) * B) / m };
}
