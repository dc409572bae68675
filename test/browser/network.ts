// The page: trains the network with the binaries of TensorFlow.js from this origin, and leaves its numbers for the test.
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { type Trained, trainSome } from './network-steps.js';

declare global {
  interface Window {
    trained: Trained;
  }
}

setWasmPaths('/node_modules/@tensorflow/tfjs-backend-wasm/dist/');
window.trained = await trainSome();
document.body.dataset.state = 'done';
