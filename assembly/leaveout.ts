// Floor 1 · leave-one-out residuals of every number of distillations from the moments of a point, two points at a time.
//
//        i →                                   c, σ, τ₀, δ of point i stand in its column; its column of T becomes
//   S  ┌ c₀  c₁  c₂ … ┐  T  ┌ τ₀  τ₀ … ┐
//      │ σ₀  σ₀  σ₀   │     │ δ₁  δ₁   │       r₀ = τ₀/c
//      │ σ₁  σ₁  σ₁   │     │ δ₂  δ₂   │       D_m = (1/c) (Σ_{p<m} w_{m−p} τ_p − δ_m),   τ_p = τ₀ − δ_p
//      └ …            ┘     └ …        ┘       w₀ = 1,  w_j = (λ/c) Σ_{p<j} w_{j−1−p} σ_p
//
// Flops 2 (q + 1) k² a point. Derived in docs/maths.md §5.
import { madd } from './simd';

/**
 * S: k + 1 rows of n; T: (k + 1) q rows of n, row p q + t target t of moment p, overwritten. Rows of both are ld apart.
 * `work`: room for 4(k + 1) doubles on a boundary of 16 bytes.
 */
export function dleaveout(n: i32, q: i32, k: i32, lambda: f64, s: usize, t: usize, ld: i32, work: usize): void {
  const row = (<usize>ld) << 3;
  let i = 0;
  for (; i + 2 <= n; i += 2, s += 16, t += 16) point(false, q, k, lambda, s, t, row, work);
  if (i < n) point(true, q, k, lambda, s, t, row, work);
}

/** Two points, or the last one alone. */
function point(alone: bool, q: i32, k: i32, lambda: f64, s: usize, t: usize, row: usize, work: usize): void {
  const c = get(alone, s);
  const f = f64x2.div(f64x2.splat(lambda), c);
  const w = work, past = work + ((<usize>(k + 1)) << 4);
  const width = ((<usize>k) << 4);
  v128.store(w, f64x2.splat(1));
  for (let j: usize = 16; j <= width; j += 16) {
    let sum = f64x2.splat(0);
    let sigma = s + row;
    for (let at = w + j - 16; at >= w; at -= 16, sigma += row) sum = madd(v128.load(at), get(alone, sigma), sum);
    v128.store(w + j, f64x2.mul(f, sum));
  }
  const next = <usize>q * row;
  for (let target = 0; target < q; target++, t += row) {
    const teacher = get(alone, t);
    put(alone, t, f64x2.div(teacher, c));
    v128.store(past, teacher);
    let at = t + next;
    for (let m: usize = 16; m <= width; m += 16, at += next) {
      const delta = get(alone, at);
      let sum = f64x2.neg(delta);
      for (let p: usize = 0; p < m; p += 16) sum = madd(v128.load(w + m - p), v128.load(past + p), sum);
      put(alone, at, f64x2.div(sum, c));
      v128.store(past + m, f64x2.sub(teacher, delta));
    }
  }
}

// @ts-ignore: decorator
@inline
function get(alone: bool, at: usize): v128 {
  return alone ? v128.load64_splat(at) : v128.load(at);
}

// @ts-ignore: decorator
@inline
function put(alone: bool, at: usize, v: v128): void {
  if (alone) store<f64>(at, f64x2.extract_lane(v, 0));
  else v128.store(at, v);
}
