// Floor 19 · softmax regression on random features: the small model that teachers and students of the digits study are.
//
//   Φ = √(2/D) max(0, XW + b),  W and b normal;   P = softmax(ΦV)
//   V by full-batch gradient descent on the cross-entropy to given targets (labels or a teacher's P), with Nesterov's momentum:
//     gradient Φᵀ(P − target)/n,   rate 1/L,  L = ½ d_max(ΦᵀΦ)/n
//
// V begins at 0, where the gradient flow of the theory begins. Rahimi & Recht, NeurIPS 2007 (random features).
import { eigvalsh, type Matrix, matmul, random, syrk } from '../../index.js';

/** Momentum: the memory of some ten steps. */
const MOMENTUM = 0.9;

/** A map from points to D features, the same for the same seed. */
export function randomFeatures(p: number, count: number, seed: number): (x: Matrix) => Matrix {
  const rng = random(seed);
  const normal = (length: number, scale: number) => Float64Array.from({ length }, () => scale * rng.normal());
  const W: Matrix = { data: normal(p * count, 1), shape: [p, count] };
  const b = normal(count, 1);
  const scale = Math.sqrt(2 / count);
  return (x) => {
    const z = matmul(x, W);
    return { data: z.data.map((v, at) => scale * Math.max(0, v + b[at % count])), shape: z.shape };
  };
}

/** Softmax of the rows. */
export function softmax({ data, shape: [m, classes] }: Matrix): Matrix {
  const out = new Float64Array(data.length);
  for (let i = 0; i < m; i++) {
    const row = data.subarray(i * classes, (i + 1) * classes);
    const top = Math.max(...row);
    let sum = 0;
    for (let j = 0; j < classes; j++) {
      out[i * classes + j] = Math.exp(row[j] - top);
      sum += out[i * classes + j];
    }
    for (let j = 0; j < classes; j++) out[i * classes + j] /= sum;
  }
  return { data: out, shape: [m, classes] };
}

/** Part of a training: so many passes over the rows towards these probabilities. */
export interface Stage {
  readonly target: Matrix;
  readonly steps: number;
}

/** Awaited after each step of a training: for progress, and to throw when the work is to end. */
export type Pause = () => Promise<void> | void;

/** Trains V (D×classes) through the stages, from 0; momentum starts anew with each. */
export async function train(features: Matrix, stages: readonly Stage[], pause?: Pause): Promise<Matrix> {
  const count = features.shape[1];
  const classes = stages[0].target.shape[1];
  const rate = 2 / eigvalsh(syrk(features, { transpose: true }))[count - 1]; // over n, as the gradient is
  const V: Matrix = { data: new Float64Array(count * classes), shape: [count, classes] };
  const ahead: Matrix = { data: V.data.slice(), shape: V.shape };
  for (const { target, steps } of stages) {
    const velocity = new Float64Array(V.data.length);
    ahead.data.set(V.data);
    for (let step = 0; step < steps; step++) {
      const P = softmax(matmul(features, ahead));
      for (let at = 0; at < P.data.length; at++) P.data[at] -= target.data[at];
      const gradient = matmul(features, P, { transposeA: true }).data;
      for (let at = 0; at < velocity.length; at++) {
        // V at the end of the step, then the point that momentum alone would reach from there
        const next = ahead.data[at] - rate * gradient[at];
        velocity[at] = next - V.data[at];
        V.data[at] = next;
        ahead.data[at] = next + MOMENTUM * velocity[at];
      }
      await pause?.();
    }
  }
  return V;
}

/** Class probabilities n×classes of labels 0, 1, …: ones and zeros. */
export function oneHot(labels: ArrayLike<number>, classes: number): Matrix {
  const data = new Float64Array(labels.length * classes);
  for (let i = 0; i < labels.length; i++) data[i * classes + labels[i]] = 1;
  return { data, shape: [labels.length, classes] };
}

/** Share of the rows whose largest probability is at their label. */
export function accuracy({ data, shape: [m, classes] }: Matrix, labels: ArrayLike<number>): number {
  let right = 0;
  for (let i = 0; i < m; i++) {
    const row = data.subarray(i * classes, (i + 1) * classes);
    if (row.indexOf(Math.max(...row)) === labels[i]) right++;
  }
  return right / m;
}
