// Floor 0 · small least squares min ‖r + A x‖ with few columns, by Householder QR and Jacobi on its small triangle.
//
// Not by normal equations: the columns P_i − P₀ of distillation have condition 1e4 at 5 steps and 1e10 at 12 (docs/maths.md), which
// QR survives and AᵀA does not. Singular values below RCOND of the largest are left out; their number is the `rank` that is reported.
// Golub & Van Loan §5.2, §5.5; one-sided Jacobi: Demmel & Veselić 1992.

const RCOND = 1e-13;

export interface LeastSquares {
  readonly x: number[];
  readonly rank: number;
}

/**
 * Minimisers of ‖r + A_k x‖ for the first k columns, k = 0 … columns.length, in one factorization: the leading triangles are nested.
 *
 * @param columns - m vectors of length N ≥ m
 * @param r - length N
 */
export function nestedLeastSquares(columns: readonly Float64Array[], r: Float64Array): LeastSquares[] {
  const m = columns.length;
  const work = columns.map((c) => c.slice());
  const target = r.slice();
  const R: number[][] = [];
  for (let j = 0; j < m; j++) {
    const v = work[j] as Float64Array;
    R.push(work.slice(0, j).map((_, i) => v[i] as number));
    (R[j] as number[]).push(reflector(v, j));
    for (let i = j + 1; i < m; i++) reflect(v, j, work[i] as Float64Array);
    reflect(v, j, target);
  }
  return Array.from({ length: m + 1 }, (_, k) => solveTriangle(R.slice(0, k), target));
}

/** Makes v[j:] into a reflector (not normalised) and returns the diagonal entry of R. */
function reflector(v: Float64Array, j: number): number {
  const length = norm(v, j);
  const beta = (v[j] as number) > 0 ? -length : length;
  v[j] = (v[j] as number) - beta;
  return beta;
}

const norm = (v: Float64Array, j: number) => {
  let top = 0;
  for (let i = j; i < v.length; i++) top = Math.max(top, Math.abs(v[i] as number));
  if (top === 0) return 0;
  let s = 0;
  for (let i = j; i < v.length; i++) s += ((v[i] as number) / top) ** 2;
  return top * Math.sqrt(s);
};

/** y[j:] ← (I − 2vvᵀ/vᵀv) y[j:]. */
function reflect(v: Float64Array, j: number, y: Float64Array): void {
  let [vv, vy] = [0, 0];
  for (let i = j; i < v.length; i++) {
    vv += (v[i] as number) ** 2;
    vy += (v[i] as number) * (y[i] as number);
  }
  if (vv === 0) return;
  const f = (2 * vy) / vv;
  for (let i = j; i < v.length; i++) y[i] = (y[i] as number) - f * (v[i] as number);
}

/** −R⁺ b by the singular values of R (given by columns): G = R V has orthogonal columns, x = −V Σ⁻² Gᵀ b. */
function solveTriangle(R: readonly (readonly number[])[], b: Float64Array): LeastSquares {
  const k = R.length;
  const G = R.map((column) => Array.from({ length: k }, (_, i) => column[i] ?? 0));
  const V = G.map((_, j) => Array.from({ length: k }, (_, i) => Number(i === j)));
  const dot = (x: readonly number[], y: readonly number[]) => x.reduce((s, v, i) => s + v * (y[i] as number), 0);
  const rotate = (x: number[], y: number[], c: number, s: number) => {
    for (let i = 0; i < k; i++) [x[i], y[i]] = [c * (x[i] as number) - s * (y[i] as number), s * (x[i] as number) + c * (y[i] as number)];
  };
  for (let sweep = 0, turned = true; turned && sweep < 60; sweep++) {
    turned = false;
    for (let i = 0; i < k; i++) {
      for (let j = i + 1; j < k; j++) {
        const [x, y] = [G[i] as number[], G[j] as number[]];
        const [alpha, beta, gamma] = [dot(x, x), dot(y, y), dot(x, y)];
        if (Math.abs(gamma) <= Number.EPSILON * Math.sqrt(alpha) * Math.sqrt(beta)) continue;
        turned = true;
        const zeta = (beta - alpha) / (2 * gamma);
        const t = (zeta < 0 ? -1 : 1) / (Math.abs(zeta) + Math.sqrt(1 + zeta * zeta));
        const c = 1 / Math.sqrt(1 + t * t);
        rotate(x, y, c, c * t);
        rotate(V[i] as number[], V[j] as number[], c, c * t);
      }
    }
  }
  const sizes = G.map((g) => Math.hypot(...g));
  const largest = Math.max(0, ...sizes);
  const x = new Array<number>(k).fill(0);
  let rank = 0;
  sizes.forEach((size, j) => {
    if (size === 0 || size < RCOND * largest) return;
    rank++;
    const f = -dot(G[j] as number[], Array.from(b.subarray(0, k))) / size / size;
    for (let i = 0; i < k; i++) x[i] = (x[i] as number) + f * ((V[j] as number[])[i] as number);
  });
  return { x, rank };
}
