// Floor 12 · the public API without a binary inside: re-exports, nothing else. `init({ source })` says where the binary is.
export { dispose, type EngineInfo, engineInfo, type InitOptions, init, initSync } from './engine.js';
export * from './errors.js';
export { gram, gramAsync, medianGamma } from './gram.js';
export * from './kernel.js';
export { type MatmulOptions, matmul, matmulAsync, syrk } from './linalg/blas.js';
export { type Cholesky, cholesky } from './linalg/cholesky.js';
export { type Eigh, eigh, eighAsync, eighResidual, eigvalsh } from './linalg/eigh.js';
export { solve } from './linalg/solve.js';
export { type Matrix, type MatrixLike, matrix, toRows } from './matrix.js';
export { type Random, random } from './random.js';
export type { Progress, RunOptions } from './steps.js';
export { features } from './wasm/features.js';
export type { WasmSource } from './wasm/instance.js';
