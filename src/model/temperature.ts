// Floor 5 · softmax of scores, and the temperature under which it says most about known labels.
//
//   p_t = e^{β s_t}/Σ_u e^{β s_u},  β = 1/T:   log-likelihood Σ_i log p_{y_i} is concave in β, its slope Σ_i (s_{y_i} − Σ_t p_t s_t) falls
//
// The root of the slope is found by bisection in log β, between T = 1000 (scores that say nothing) and T = 1/1000 (scores that never
// err, for which no finite β is the best).
import { expOf } from '../elementwise.js';
import type { Matrix } from '../matrix.js';

const HOTTEST = 1000;
const COLDEST = 1e-3;
const BISECTIONS = 60;

/** Probabilities m×q of scores m×q. */
export function softmax({ data, shape: [m, q] }: Matrix, temperature: number): Matrix {
  const out = data.map((v) => v / temperature);
  for (let i = 0; i < m; i++) {
    const row = out.subarray(i * q, (i + 1) * q);
    const top = row.reduce((a, b) => Math.max(a, b), -Infinity);
    for (let t = 0; t < q; t++) row[t] = (row[t] as number) - top;
  }
  const p = expOf(out);
  for (let i = 0; i < m; i++) {
    const row = p.subarray(i * q, (i + 1) * q);
    const total = row.reduce((a, b) => a + b, 0);
    for (let t = 0; t < q; t++) row[t] = (row[t] as number) / total;
  }
  return { data: p, shape: [m, q] };
}

/** The temperature of largest likelihood of the labels, given as columns of the scores. */
export function fitTemperature(scores: Matrix, labels: ArrayLike<number>): number {
  const q = scores.shape[1];
  const slope = (temperature: number) => {
    const p = softmax(scores, temperature).data;
    let sum = 0;
    for (let i = 0; i < labels.length; i++) {
      const own = scores.data[i * q + (labels[i] as number)] as number;
      for (let t = 0; t < q; t++) sum += (p[i * q + t] as number) * (own - (scores.data[i * q + t] as number));
    }
    return sum;
  };
  if (slope(HOTTEST) <= 0) return HOTTEST;
  if (slope(COLDEST) >= 0) return COLDEST;
  let [low, high] = [COLDEST, HOTTEST];
  for (let k = 0; k < BISECTIONS; k++) {
    const middle = Math.sqrt(low * high);
    if (slope(middle) > 0) high = middle;
    else low = middle;
  }
  return high;
}
