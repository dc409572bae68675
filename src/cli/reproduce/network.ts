// Floor 20 · a small dense network that TensorFlow.js trains on its WebAssembly backend: the deep learner of the studies, in Node and in pages.
//
//   A₀ = X,   A_l = max(0, A_{l−1} W_l + b_l),   Z = A_{L−1} W_L + b_L,   P = softmax(Z)
//   W, b by gradient descent with momentum on the mean cross-entropy to given targets (labels or a teacher's P)
//
// W begins normal with variance 2/(its rows), b at 0 (He et al., ICCV 2015). Start and order of the rows come from our generator and the
// backend computes on one thread: the same seed gives the same bits wherever that backend has SIMD.
//
// Layer and loss state their gradients, the library chains them. Its own gradient of a product asks for a transposed operand, which the
// backend multiplies in a scalar loop: a step of 600 rows through 64–64–10 took twice as long (Node 20, one core; on its plain JavaScript
// backend eight times). And outside a bundler its core comes without gradients.
import '@tensorflow/tfjs-backend-wasm';
import {
  add,
  customGrad,
  env,
  exp,
  type GradSaveFunc,
  logSoftmax,
  type MomentumOptimizer,
  matMul,
  mul,
  neg,
  ready,
  relu,
  type Scalar,
  setBackend,
  step,
  sub,
  sum,
  type Tensor1D,
  type Tensor2D,
  tensor1d,
  tensor2d,
  tidy,
  train,
  transpose,
  type Variable,
  variable,
} from '@tensorflow/tfjs-core';
import { type Matrix, matmul, type Random, random } from '../../index.js';
import { type Pause, type Stage, softmax } from './softmax.js';

/** Weights in×out and offsets of one layer; every number is a float. */
export interface Layer {
  readonly W: Matrix;
  readonly b: Float64Array;
}

export interface NetworkOptions {
  /** Units of the hidden layers. */
  readonly hidden: readonly number[];
  /** Rows of a step; a pass ends with the rows that are left. @default all of them */
  readonly batch?: number;
  /** Step width along the velocity. @default 0.1 */
  readonly rate?: number;
  /** @default 0.9 */
  readonly momentum?: number;
  /** Of the first weights and of the order of the rows. @default 0 */
  readonly seed?: number;
  /** Awaited after each pass. */
  readonly pause?: Pause | undefined;
}

/**
 * Trains a network on rows x through the stages; momentum starts anew with each.
 *
 * @returns its layers, input first
 */
export async function trainNetwork(
  x: Matrix,
  stages: readonly Stage[],
  { hidden, batch = Number.POSITIVE_INFINITY, rate = 0.1, momentum = 0.9, seed = 0, pause }: NetworkOptions,
): Promise<Layer[]> {
  await start();
  const [n, p] = x.shape;
  const rng = random(seed);
  const sizes = [p, ...hidden, stages[0].target.shape[1]];
  const layers = sizes.slice(1).map((to, l) => firstLayer(sizes[l], to, rng));
  const rows = Array.from({ length: n }, (_, i) => i);
  let optimizer: MomentumOptimizer | undefined;
  try {
    for (const { target, steps } of stages) {
      optimizer?.dispose();
      optimizer = train.momentum(rate, momentum);
      for (let pass = 0; pass < steps; pass++) {
        rng.shuffle(rows);
        for (let from = 0; from < n; from += batch) {
          const some = rows.slice(from, from + batch);
          const by = optimizer;
          tidy(() => {
            const [A, Y] = [pick(x, some), pick(target, some)];
            by.minimize(() => crossEntropy(forward(layers, A), Y));
          });
        }
        await pause?.();
      }
    }
    return layers.map(({ W, b }) => ({ W: { data: Float64Array.from(W.dataSync()), shape: W.shape }, b: Float64Array.from(b.dataSync()) }));
  } finally {
    optimizer?.dispose();
    for (const { W, b } of layers) for (const parameter of [W, b]) parameter.dispose();
  }
}

/** Class probabilities of rows, in double precision by our own products. */
export function probabilities(layers: readonly Layer[], x: Matrix): Matrix {
  let Z = x;
  layers.forEach(({ W, b }, l) => {
    const A = l === 0 ? Z : { data: Z.data.map((v) => Math.max(0, v)), shape: Z.shape };
    const { data, shape } = matmul(A, W);
    Z = { data: data.map((v, at) => v + b[at % shape[1]]), shape };
  });
  return softmax(Z);
}

let backend: Promise<void> | undefined;

function start(): Promise<void> {
  backend ??= (async () => {
    env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
    if (!(await setBackend('wasm'))) throw new Error('the WebAssembly backend of TensorFlow.js did not start');
    await ready();
  })();
  return backend;
}

interface Parameters {
  readonly W: Variable & Tensor2D;
  readonly b: Variable & Tensor1D;
}

function firstLayer(from: number, to: number, rng: Random): Parameters {
  const scale = Math.sqrt(2 / from);
  const W = Float32Array.from({ length: from * to }, () => scale * rng.normal());
  return tidy(() => ({ W: variable(tensor2d(W, [from, to])), b: variable(tensor1d(new Float32Array(to))) }) as never);
}

const pick = ({ data, shape: [, p] }: Matrix, rows: readonly number[]): Tensor2D => {
  const out = new Float32Array(rows.length * p);
  rows.forEach((i, at) => {
    out.set(data.subarray(i * p, (i + 1) * p), at * p);
  });
  return tensor2d(out, [rows.length, p]);
};

const forward = (layers: readonly Parameters[], x: Tensor2D): Tensor2D =>
  layers.reduce((A, { W, b }, l) => (l + 1 < layers.length ? rectified : affine)(A, W, b), x);

/** A W + b, or its positive part: ∂/∂A = G Wᵀ, ∂/∂W = Aᵀ G, ∂/∂b = 1ᵀ G, where G is the gradient from above, 0 where the layer is. */
function dense(positive: boolean): (A: Tensor2D, W: Tensor2D, b: Tensor1D) => Tensor2D {
  return customGrad((...given) => {
    const [A, W, b, save] = given as [Tensor2D, Tensor2D, Tensor1D, GradSaveFunc];
    const Z = add(matMul(A, W), b) as Tensor2D;
    const value = positive ? relu(Z) : Z;
    save([A, W, value]);
    const gradFunc = (above: Tensor2D, [A, W, value]: Tensor2D[]) => {
      const G = positive ? (mul(above, step(value)) as Tensor2D) : above;
      return [matMul(G, transpose(W)), matMul(transpose(A), G), sum(G, 0)];
    };
    return { value, gradFunc: gradFunc as never };
  });
}

const [rectified, affine] = [dense(true), dense(false)];

/** −Σ target·log softmax(Z)/n, its gradient (softmax(Z) − target)/n. */
function crossEntropy(Z: Tensor2D, target: Tensor2D): Scalar {
  const n = target.shape[0];
  return customGrad((...given) => {
    const [Z, save] = given as [Tensor2D, GradSaveFunc];
    const log = logSoftmax(Z);
    save([log]);
    const gradFunc = (above: Scalar, [log]: Tensor2D[]) => mul(mul(sub(exp(log), target), 1 / n), above);
    return { value: mul(neg(sum(mul(target, log))), 1 / n) as Scalar, gradFunc: gradFunc as never };
  })(Z);
}
