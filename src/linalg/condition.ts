// Floor 0 · reciprocal condition number in the 1-norm, estimated from a few solves.
//
//   ‖A⁻¹‖₁ = max ‖A⁻¹x‖₁ over ‖x‖₁ = 1 is climbed from x = (1/n, …): the gradient A⁻ᵀ sign(A⁻¹x) names the next unit vector.
//   Never more than the true value, almost always within a factor of 3. O(n²).
//
// Hager, SIAM J. Sci. Stat. Comput. 5:311, 1984; Higham, Accuracy and Stability of Numerical Algorithms, 2nd ed., §15.3.

/** An operator on vectors of length n. */
type Solve = (x: Float64Array) => Float64Array;

/** 1/(‖A‖₁ ‖A⁻¹‖₁), from solves with A and with Aᵀ; 0 where a solve overflows. */
export function reciprocalCondition(n: number, normA: number, solve: Solve, solveTransposed: Solve): number {
  if (n === 0) return 1;
  const sum = (x: Float64Array) => x.reduce((s, v) => s + Math.abs(v), 0);
  let x: Float64Array = new Float64Array(n).fill(1 / n);
  let estimate = 0;
  for (let trial = 0; trial < 5; trial++) {
    const y = solve(x);
    const length = sum(y);
    if (!Number.isFinite(length)) return 0;
    if (trial > 0 && length <= estimate) break;
    estimate = length;
    const z = solveTransposed(y.map((v) => (v < 0 ? -1 : 1)));
    let best = 0;
    for (let i = 1; i < n; i++) if (Math.abs(z[i] as number) > Math.abs(z[best] as number)) best = i;
    if (trial > 0 && Math.abs(z[best] as number) <= dot(z, x)) break;
    x = new Float64Array(n);
    x[best] = 1;
  }
  // Higham's second guess catches matrices that the climb is blind to
  const wave = Float64Array.from({ length: n }, (_, i) => (i % 2 ? -1 : 1) * (1 + i / Math.max(1, n - 1)));
  estimate = Math.max(estimate, (2 * sum(solve(wave))) / (3 * n));
  const rcond = 1 / normA / estimate;
  return Number.isFinite(rcond) ? Math.min(1, rcond) : 0;
}

const dot = (x: Float64Array, y: Float64Array) => x.reduce((s, v, i) => s + v * (y[i] as number), 0);
