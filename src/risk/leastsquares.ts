// Floor 0 · small least squares min ‖r + A x‖ with few columns, by Householder QR; QR with pivots and Jacobi where columns may depend.
//
// Not by normal equations: the columns P_i − P₀ of distillation have condition 1e4 at 5 steps and 1e10 at 12 (docs/maths.md), which
// QR survives and AᵀA does not. Singular values below RCOND of the largest are left out; how many remain is the `rank` that is reported.
// Golub & Van Loan §5.2, §5.5; one-sided Jacobi: Demmel & Veselić 1992.

const RCOND = 1e-13;
/** A direction this short against r, too: it holds rounding of r, and fitting it would take weights of 1e14. */
const NOISE = 100 * Number.EPSILON;

export interface LeastSquares {
  readonly x: number[];
  readonly rank: number;
}

/**
 * Minimisers of ‖r + A_k x‖ for the first k columns, k = 0 … columns.length, in one factorization: the leading triangles are nested.
 *
 * @param columns - m vectors of length N
 * @param r - length N
 */
export function nestedLeastSquares(columns: readonly Float64Array[], r: Float64Array): LeastSquares[] {
  const m = columns.length;
  // at least as many rows as columns: zeros change no length
  const padded = (x: Float64Array) => {
    const out = new Float64Array(Math.max(x.length, m));
    out.set(x);
    return out;
  };
  const work = columns.map(padded);
  const target = padded(r);
  const noise = NOISE * norm(target, 0);
  const R: number[][] = [];
  for (let j = 0; j < m; j++) {
    const v = work[j] as Float64Array;
    R.push(work.slice(0, j).map((_, i) => v[i] as number));
    (R[j] as number[]).push(reflector(v, j));
    for (let i = j + 1; i < m; i++) reflect(v, j, work[i] as Float64Array);
    reflect(v, j, target);
  }
  const sound = soundOrders(R, noise);
  return Array.from({ length: m + 1 }, (_, k) => {
    const triangle = R.slice(0, k);
    return k <= sound ? { x: substituted(triangle, target), rank: k } : solveTriangle(triangle, target, noise);
  });
}

/**
 * How many leading triangles surely have all singular values above both thresholds, by ‖R‖ and ‖R⁻¹‖ in the Frobenius norm. The inverse
 * grows by a column with R, as do both norms: those before the last sound one are sound.
 */
function soundOrders(R: readonly (readonly number[])[], noise: number): number {
  const inverse: number[][] = [];
  let [squares, inverseSquares] = [0, 0];
  for (const [k, column] of R.entries()) {
    const fresh = new Array<number>(k + 1).fill(0);
    fresh[k] = 1 / (column[k] as number);
    for (let j = 0; j < k; j++) {
      const f = (column[j] as number) * (fresh[k] as number);
      for (let i = 0; i <= j; i++) fresh[i] = (fresh[i] as number) - f * ((inverse[j] as number[])[i] as number);
    }
    inverse.push(fresh);
    squares += column.reduce((sum, v) => sum + v * v, 0);
    inverseSquares += fresh.reduce((sum, v) => sum + v * v, 0);
    const [size, inverseSize] = [Math.sqrt(squares), Math.sqrt(inverseSquares)];
    if (!(size * RCOND * inverseSize < 1 && noise * inverseSize < 1)) return k;
  }
  return R.length;
}

/** −R⁻¹ b by back substitution. */
function substituted(R: readonly (readonly number[])[], b: Float64Array): number[] {
  const x = Array.from(R, (_, i) => -(b[i] as number));
  for (let j = R.length - 1; j >= 0; j--) {
    const column = R[j] as readonly number[];
    x[j] = (x[j] as number) / (column[j] as number);
    for (let i = 0; i < j; i++) x[i] = (x[i] as number) - (column[i] as number) * (x[j] as number);
  }
  return x;
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

/**
 * −R⁺ b by the singular values of R (given by columns). Once more QR, now with the longest column first: what is left of R when all of it is
 * too short to count is dropped, and of the others the rows fall off, so that few and small rotations make G = Rᵀ W orthogonal.
 * x = −G Σ⁻² Wᵀ b.
 */
function solveTriangle(R: readonly (readonly number[])[], b: Float64Array, noise: number): LeastSquares {
  const k = R.length;
  const columns = R.map((column, j) => {
    const at = new Float64Array(k);
    at.set(column);
    return { at, j };
  });
  const target = b.slice(0, k);
  const diagonal: number[] = [];
  let least = noise;
  for (let i = 0; i < k; i++) {
    const rest = columns.slice(i).map(({ at }) => norm(at, i));
    const longest = rest.reduce((top, size, j) => (size > (rest[top] as number) ? j : top), 0);
    if (Math.sqrt(k - i) * (rest[longest] as number) <= 0.1 * least) break;
    const [pivot] = columns.splice(i + longest, 1) as [(typeof columns)[number]];
    columns.splice(i, 0, pivot);
    diagonal.push(reflector(pivot.at, i));
    for (const { at } of columns.slice(i + 1)) reflect(pivot.at, i, at);
    reflect(pivot.at, i, target);
    least = Math.max(noise, RCOND * Math.abs(diagonal[0] as number));
  }
  const q = diagonal.length;
  // row i of R and column i of W, one behind the other: one rotation turns both
  const rows = diagonal.map((first, i) => {
    const row = new Float64Array(k + q);
    row[i] = first;
    for (let j = i + 1; j < k; j++) row[j] = columns[j]?.at[i] as number;
    row[k + i] = 1;
    return row;
  });
  turnOrthogonal(rows, k, least ** 2 / (4 * q));
  const sizes = rows.map((row) => norm(row.subarray(0, k), 0));
  const largest = Math.max(0, ...sizes);
  const x = new Array<number>(k).fill(0);
  let rank = 0;
  for (const [i, row] of rows.entries()) {
    const size = sizes[i] as number;
    if (size <= noise || size < RCOND * largest) continue;
    rank++;
    const along = dot(row.subarray(k), target, q) / size;
    for (const [at, { j }] of columns.entries()) x[j] = (x[j] as number) - along * ((row[at] as number) / size);
  }
  return { x, rank };
}

/**
 * One-sided Jacobi: turns rows to each other until the first k numbers of each are orthogonal to those of the others. Of two whose squares are
 * below `short` no mixture counts: they stay as they are.
 */
function turnOrthogonal(rows: readonly Float64Array[], k: number, short: number): void {
  for (let sweep = 0, turned = true; turned && sweep < 60; sweep++) {
    turned = false;
    for (const [i, x] of rows.entries()) {
      for (const y of rows.slice(i + 1)) {
        const [alpha, beta] = [dot(x, x, k), dot(y, y, k)];
        if (alpha < short && beta < short) continue;
        const gamma = dot(x, y, k);
        if (Math.abs(gamma) <= Number.EPSILON * Math.sqrt(alpha) * Math.sqrt(beta)) continue;
        turned = true;
        const zeta = (beta - alpha) / (2 * gamma);
        const t = (zeta < 0 ? -1 : 1) / (Math.abs(zeta) + Math.sqrt(1 + zeta * zeta));
        const c = 1 / Math.sqrt(1 + t * t);
        for (let p = 0; p < x.length; p++) {
          const [u, v] = [x[p] as number, y[p] as number];
          x[p] = c * (u - t * v);
          y[p] = c * (t * u + v);
        }
      }
    }
  }
}

function dot(x: Float64Array, y: Float64Array, k: number): number {
  let s = 0;
  for (let i = 0; i < k; i++) s += (x[i] as number) * (y[i] as number);
  return s;
}
