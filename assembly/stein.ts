// Floor 2 · chosen eigenvectors of a symmetric tridiagonal matrix by inverse iteration.
//
//   T − λI = P L U with row exchanges:       ┌ u0 u1 u2          ┐      l_i: multiplier of step i; swap_i: rows i and i + 1 exchanged
//                                            │    u0 u1 u2       │      1/u0 is kept, so that a solution divides nothing; a pivot
//                                            └       …           ┘      below ε‖T‖ becomes ε‖T‖
//
//   x ← (T − λI)⁻¹ x, then made orthogonal to the vectors already found whose eigenvalues lie within `near` of λ, then x/‖x‖; until
//   ‖T x − λ x‖ is at rounding level. Vectors further away are orthogonal by themselves to about ε‖T‖/near.
//
// O(n) a vector and a step, and 4n flops for each neighbour. Wilkinson, The Algebraic Eigenvalue Problem, §5.53–55; Jessup & Ipsen,
// Improving the accuracy of inverse iteration, SIAM J. Sci. Stat. Comput. 13(2):550, 1992; LAPACK's dstein.
import { daxpy, ddot, dnrm2, dscal } from './vector';

const EPS: f64 = 1.1102230246251565e-16; // half a unit in the last place of 1
/** Steps until a vector is given up; two or three are usual. */
const STEPS: i32 = 8;

/** T − λI = P L U. d: n, e: n − 1; u: n records (1/u0, u1, u2, l, swap) of 40 bytes. */
function factor(n: i32, d: usize, e: usize, lambda: f64, tiny: f64, u: usize): void {
  let p = load<f64>(d) - lambda; // the row at hand: p q 0
  let q: f64 = n > 1 ? load<f64>(e) : 0;
  for (let i = 0; i < n - 1; i++, u += 40) {
    const at = (<usize>i) << 3;
    const below = load<f64>(e + at);
    const diagonal = load<f64>(d + at, 8) - lambda;
    const beyond: f64 = i + 2 < n ? load<f64>(e + at, 8) : 0;
    if (abs(below) > max(abs(p), tiny)) {
      const l = p / below;
      store<f64>(u, 1 / below);
      store<f64>(u, diagonal, 8);
      store<f64>(u, beyond, 16);
      store<f64>(u, l, 24);
      store<f64>(u, 1, 32);
      p = q - l * diagonal;
      q = -l * beyond;
    } else {
      if (abs(p) < tiny) p = copysign<f64>(tiny, p);
      const l = below / p;
      store<f64>(u, 1 / p);
      store<f64>(u, q, 8);
      store<f64>(u, 0, 16);
      store<f64>(u, l, 24);
      store<f64>(u, 0, 32);
      p = diagonal - l * q;
      q = beyond;
    }
  }
  if (abs(p) < tiny) p = copysign<f64>(tiny, p);
  store<f64>(u, 1 / p);
}

/** x ← L⁻¹ P x. */
function forward(n: i32, u: usize, x: usize): void {
  let carry = load<f64>(x);
  for (let i = 0; i < n - 1; i++, u += 40, x += 8) {
    const next = load<f64>(x, 8), l = load<f64>(u, 24);
    if (load<f64>(u, 32) != 0) {
      store<f64>(x, next);
      carry -= l * next;
    } else {
      store<f64>(x, carry);
      carry = next - l * carry;
    }
  }
  store<f64>(x, carry);
}

/** x ← U⁻¹ x. */
function backward(n: i32, u: usize, x: usize): void {
  u += <usize>(n - 1) * 40;
  x += (<usize>(n - 1)) << 3;
  let x1: f64 = 0, x2: f64 = 0;
  for (let i = n - 1; i >= 0; i--, u -= 40, x -= 8) {
    // the last row has no u1, the last two no u2: x1 and x2 are 0 there
    const far = i + 2 < n ? load<f64>(u, 16) * x2 : 0, near = i + 1 < n ? load<f64>(u, 8) * x1 : 0;
    const t = (load<f64>(x) - near - far) * load<f64>(u);
    store<f64>(x, t);
    x2 = x1;
    x1 = t;
  }
}

/** ‖T x − λ x‖₂. */
function residual(n: i32, d: usize, e: usize, lambda: f64, x: usize): f64 {
  let s: f64 = 0, before: f64 = 0;
  for (let i = 0; i < n; i++, d += 8, e += 8, x += 8) {
    const xi = load<f64>(x);
    let r = (load<f64>(d) - lambda) * xi + before;
    if (i + 1 < n) {
      const ei = load<f64>(e);
      r += ei * load<f64>(x, 8);
      before = ei * xi;
    }
    s += r * r;
  }
  return sqrt(s);
}

/**
 * x/‖x‖ less its parts along rows from … to − 1 of z, of unit length again; once more where little of x was left, because then rounding
 * was much of it. False where nothing is left.
 */
function orthonormalize(n: i32, from: i32, to: i32, z: usize, ldz: i32, x: usize): bool {
  for (let pass = 0; pass < STEPS; pass++) {
    const before = dnrm2(n, x);
    if (!(before > 0 && before < Infinity)) return false;
    dscal(n, 1 / before, x);
    if (from == to) return true;
    for (let j = from; j < to; j++) {
      const y = z + (((<usize>j) * (<usize>ldz)) << 3);
      daxpy(n, -ddot(n, x, y), y, x);
    }
    const after = dnrm2(n, x);
    if (after > 0.7) {
      dscal(n, 1 / after, x);
      return true;
    }
  }
  return false;
}

/**
 * Unit eigenvectors of T (diagonal d, off-diagonal e) for the eigenvalues w[first:last], in the rows of z; rows before `first` hold those
 * of w[0:first]. w is monotone. On entry each row holds a start, on exit its vector. norm: ‖T‖; near: see above. work: 5n doubles.
 * 0, or j + 1 where no vector for w_j was found.
 */
export function dstein(
  first: i32, last: i32, n: i32, d: usize, e: usize, w: usize, norm: f64, near: f64, z: usize, ldz: i32, work: usize,
): i32 {
  for (let j = first, from = 0; j < last; j++) {
    const lambda = load<f64>(w + ((<usize>j) << 3));
    while (abs(load<f64>(w + ((<usize>from) << 3)) - lambda) > near) from++;
    const x = z + (((<usize>j) * (<usize>ldz)) << 3);
    factor(n, d, e, lambda, EPS * norm, work);
    const limit = 4 * <f64>n * EPS * norm; // the error of λ, as any stable method finds it, is part of it
    let good = 0;
    // one step more than the residual asks for: it settles the parts along far eigenvectors
    for (let step = 0; good < 2; step++) {
      if (step == STEPS) return j + 1;
      if (step > 0) forward(n, work, x);
      backward(n, work, x);
      if (!orthonormalize(n, from, j, z, ldz, x)) return j + 1;
      if (residual(n, d, e, lambda, x) <= limit) good++;
    }
  }
  return 0;
}
