// Bench · TensorFlow.js on its WebAssembly backend, one thread, single precision: on its own tensors, made before the clock starts.
//
// The backend computes before `matMul` returns, so the call is what is timed; the result of the call before is disposed of in the same time,
// as every user must. Reading results back (`dataSync`) is not timed: the next operation would take the tensor as it is.
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { env, matMul, ready, setBackend, type Tensor2D, tensor2d } from '@tensorflow/tfjs-core';
import { job, type Peer } from '../peer.js';

export async function tfjs(): Promise<Peer> {
  if ('document' in globalThis) setWasmPaths('/tfjs/'); // Node finds its binaries beside the package
  env().set('WASM_HAS_MULTITHREAD_SUPPORT', false); // one thread in pages too
  if (!(await setBackend('wasm'))) throw new Error('the WebAssembly backend did not start');
  await ready();
  return {
    name: 'tfjs-wasm',
    matmul32(a, b, n) {
      const [A, B] = [tensor2d(a, [n, n]), tensor2d(b, [n, n])];
      let last: Tensor2D | undefined;
      const product = job(
        () => {
          last?.dispose();
          last = matMul(A, B);
          return last;
        },
        (c) => c.dataSync() as Float32Array,
      );
      return Object.assign(product, {
        free() {
          for (const tensor of [A, B, last]) tensor?.dispose();
        },
      });
    },
  };
}
