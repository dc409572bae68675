// Floor 1 · one distillation more in every direction of a spectrum: what generalised cross-validation sees of it.
//
//   gained ← w + a ∘ gained                  Σ_{p<m} w_{m−p} aᵖ, one weight w_m a call
//   taken  ← lost + a ∘ taken                1 − aᵐ from lost = 1 − a: all terms ≥ 0, nothing cancels
//   D_t    ← teacher_t ∘ (gained − taken)    for each of q targets, rows of n
//
// Flops (5 + q) n. Derived in docs/maths.md §6.
import { madd } from './simd';

/** n is even. */
export function dgcv(n: i32, q: i32, w: f64, a: usize, lost: usize, teacher: usize, gained: usize, taken: usize, d: usize): void {
  const row = (<usize>n) << 3;
  const targets = <usize>q * row;
  const weight = f64x2.splat(w);
  for (let i: usize = 0; i < row; i += 16) {
    const power = v128.load(a + i);
    const more = madd(power, v128.load(gained + i), weight);
    const less = madd(power, v128.load(taken + i), v128.load(lost + i));
    v128.store(gained + i, more);
    v128.store(taken + i, less);
    const change = f64x2.sub(more, less);
    for (let at = i; at < targets; at += row) v128.store(d + at, f64x2.mul(change, v128.load(teacher + at)));
  }
}
