// Floor 0 · the maximum of a smooth function of a few variables by limited-memory BFGS with a backtracking line search.
//
//   direction  p = H g, H the inverse Hessian that the last steps s and changes of the gradient y imply (two loops over them)
//   step       t = 1, ½, ¼, … until f(x + t p) ≥ f(x) + 10⁻⁴ t ⟨g, p⟩;   the first: |p| ≤ 1
//
// Safe before fast: no component moves by more than `reach` in a step or `span` in all, values that are not numbers count as −∞, pairs with
// ⟨s, y⟩ on the wrong side are forgotten, and the iterations are counted.
//
// Nocedal & Wright, Numerical Optimization, 2nd ed., 2006, §7.2.

/** A value and its gradient. */
export interface Evaluated {
  readonly value: number;
  readonly gradient: readonly number[];
}

export interface Ascent extends Evaluated {
  readonly x: readonly number[];
  readonly iterations: number;
  /** The gradient is below the tolerance, or no step along it gains anything in the digits of f. */
  readonly converged: boolean;
}

export interface AscentOptions {
  /** Most iterations. */
  readonly iterations: number;
  /** Largest |gradient| that counts as zero. */
  readonly tolerance: number;
  /** Largest change of a variable in one step. @default 2 */
  readonly reach?: number;
  /** Largest distance of a variable from where it began. @default 14 */
  readonly span?: number;
}

const MEMORY = 8;
const HALVINGS = 40;

const dot = (a: readonly number[], b: readonly number[]) => a.reduce((sum, v, i) => sum + v * (b[i] as number), 0);

/** Climbs from `start`. */
export function ascend(
  f: (x: readonly number[]) => Evaluated,
  start: readonly number[],
  { iterations, tolerance, reach = 2, span = 14 }: AscentOptions,
): Ascent {
  let x = start;
  let here = f(x);
  const pairs: { s: number[]; y: number[] }[] = [];
  const inside = (v: number, i: number) => Math.max((start[i] as number) - span, Math.min((start[i] as number) + span, v));
  for (let done = 0; ; done++) {
    // a variable at the end of its range that would leave it does not count
    const g = here.gradient.map((v, i) => (inside((x[i] as number) + v, i) === x[i] ? 0 : v));
    const size = Math.max(0, ...g.map(Math.abs));
    if (size <= tolerance || done === iterations) return { x, ...here, iterations: done, converged: size <= tolerance };
    let p = direction(g, pairs);
    if (!(dot(p, g) > 0)) {
      pairs.length = 0;
      p = g.map((v) => v / Math.max(1, size));
    }
    const longest = Math.max(...p.map(Math.abs));
    if (longest > reach) p = p.map((v) => (v * reach) / longest);
    const next = search(f, x, here, p, inside);
    if (!next && pairs.length === 0) return { x, ...here, iterations: done, converged: true };
    if (!next) {
      pairs.length = 0; // once more, along the gradient
      continue;
    }
    const s = next.x.map((v, i) => v - (x[i] as number));
    const y = next.at.gradient.map((v, i) => (here.gradient[i] as number) - v);
    if (dot(s, y) > 1e-12 * Math.sqrt(dot(s, s) * dot(y, y))) pairs.push({ s, y });
    if (pairs.length > MEMORY) pairs.shift();
    [x, here] = [next.x, next.at];
  }
}

/** H g by the two loops; without memory, g with its largest component at most 1. */
function direction(g: readonly number[], pairs: readonly { s: number[]; y: number[] }[]): readonly number[] {
  const last = pairs.at(-1);
  if (!last) return g.map((v) => v / Math.max(1, ...g.map(Math.abs)));
  let p = [...g];
  const weights: number[] = [];
  for (let k = pairs.length - 1; k >= 0; k--) {
    const { s, y } = pairs[k] as { s: number[]; y: number[] };
    const a = dot(s, p) / dot(s, y);
    weights[k] = a;
    p = p.map((v, i) => v - a * (y[i] as number));
  }
  const scale = dot(last.s, last.y) / dot(last.y, last.y);
  p = p.map((v) => v * scale);
  pairs.forEach(({ s, y }, k) => {
    const b = (weights[k] as number) - dot(y, p) / dot(s, y);
    p = p.map((v, i) => v + b * (s[i] as number));
  });
  return p;
}

function search(
  f: (x: readonly number[]) => Evaluated,
  x: readonly number[],
  here: Evaluated,
  p: readonly number[],
  inside: (v: number, i: number) => number,
): { x: number[]; at: Evaluated } | undefined {
  for (let k = 0, t = 1; k < HALVINGS; k++, t /= 2) {
    const to = x.map((v, i) => inside(v + t * (p[i] as number), i));
    const gain = 1e-4 * to.reduce((sum, v, i) => sum + (v - (x[i] as number)) * (here.gradient[i] as number), 0);
    if (!(gain > 0)) continue;
    const at = f(to);
    if (at.value >= here.value + gain) return { x: to, at };
  }
  return undefined;
}
