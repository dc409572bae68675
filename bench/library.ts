// Bench · the library as it is bundled for the benches: all of it, and the long calls as steps, to be timed piece by piece.

export { gramSteps } from '../src/gram.js';
export * from '../src/index.js';
export { matmulSteps } from '../src/linalg/blas.js';
export { eighSteps } from '../src/linalg/eigh.js';
