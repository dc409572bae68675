// Bench · jax-js on its WebAssembly backend: on its own arrays, made before the clock starts.
//
// `matmul` only notes what is to be computed; `dataSync` computes it, copies it into an array of JavaScript and gives the memory back. There
// is no other way to force it without waiting for a promise, so the copy is timed: about 1 % at n = 1024.
import { defaultDevice, init, numpy as np } from '@jax-js/jax';
import { type Job, job, type Peer } from '../peer.js';

export async function jaxJs(): Promise<Peer> {
  await init('wasm');
  defaultDevice('wasm');
  const product = <D extends Float32Array<ArrayBuffer> | Float64Array<ArrayBuffer>>(a: D, b: D, n: number): Job<D> => {
    const dtype = a instanceof Float64Array ? np.float64 : np.float32;
    const put = (data: D) => np.array(data, { shape: [n, n], dtype });
    const [A, B] = [put(a), put(b)];
    const compute = () => np.matmul(A.ref, B.ref).dataSync() as D; // .ref: an operation uses its operands up
    return Object.assign(
      job(compute, (c) => c),
      { free: () => [A, B].forEach((array) => array.dispose()) },
    );
  };
  return {
    name: 'jax-js',
    matmul: (a, b, n) => product(a as Float64Array<ArrayBuffer>, b as Float64Array<ArrayBuffer>, n),
    matmul32: (a, b, n) => product(a as Float32Array<ArrayBuffer>, b as Float32Array<ArrayBuffer>, n),
  };
}
