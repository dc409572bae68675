// Floor 0 · reciprocal condition number in the 1-norm, estimated from a few solves.
//
//   ‖A⁻¹‖₁ = max ‖A⁻¹x‖₁ over ‖x‖₁ = 1 is climbed from x = (1/n, …): the gradient A⁻ᵀ sign(A⁻¹x) names the next unit vector.
//   Never more than the true value, almost always within a factor of 3. O(n²).
//
// Hager, SIAM J. Sci. Stat. Comput. 5:311, 1984; Higham, Accuracy and Stability of Numerical Algorithms, 2nd ed., §15.3.

/** A system in whose vector A⁻¹x and A⁻ᵀx replace x. */
export interface Inverse {
  /** The vector as it stands, n numbers to read and write until the next solve. */
  readonly vector: () => Float64Array;
  readonly solve: () => void;
  readonly transposed: () => void;
}

/** 1/(‖A‖₁ ‖A⁻¹‖₁), from solves with A and with Aᵀ; 0 where a solve overflows. */
export function reciprocalCondition(normA: number, { vector, solve, transposed }: Inverse): number {
  let x = vector();
  const n = x.length;
  if (n === 0) return 1;
  x.fill(1 / n);
  let estimate = 0;
  let unit = -1;
  for (let trial = 0; trial < 5; trial++) {
    solve();
    x = vector();
    const length = sum(x);
    if (!Number.isFinite(length)) return 0;
    if (trial > 0 && length <= estimate) break;
    estimate = length;
    for (let i = 0; i < n; i++) x[i] = (x[i] as number) < 0 ? -1 : 1;
    transposed();
    x = vector();
    let best = 0;
    for (let i = 1; i < n; i++) if (Math.abs(x[i] as number) > Math.abs(x[best] as number)) best = i;
    if (trial > 0 && Math.abs(x[best] as number) <= (x[unit] as number)) break;
    unit = best;
    x.fill(0)[unit] = 1;
  }
  // Higham's second guess catches matrices that the climb is blind to
  x = vector();
  for (let i = 0; i < n; i++) x[i] = (i % 2 ? -1 : 1) * (1 + i / Math.max(1, n - 1));
  solve();
  estimate = Math.max(estimate, (2 * sum(vector())) / (3 * n));
  const rcond = 1 / normA / estimate;
  return Number.isFinite(rcond) ? Math.min(1, rcond) : 0;
}

/** ‖x‖₁. */
function sum(x: Float64Array): number {
  let s = 0;
  for (let i = 0; i < x.length; i++) s += Math.abs(x[i] as number);
  return s;
}
