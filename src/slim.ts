// Floor 17 · the public API without a binary inside: re-exports, nothing else. `init({ source })` says where the binary is.
export {
  type Distillation,
  distilled,
  distilledLimit,
  preconditioned,
  toXi,
  toXiBar,
} from './distill/filter.js';
export { distillByRefit } from './distill/refit.js';
export { iteratedTikhonov } from './distill/tikhonov.js';
export { type GradientDenoising, gradientDenoising } from './dynamics/denoising.js';
export { distilledFlow, gradientFlow, type SwitchedTimes, switchedFlow } from './dynamics/flow.js';
export { type LogitDeviation, type LogitOptions, logitDeviation } from './dynamics/logits.js';
export { matchedTime } from './dynamics/matched-time.js';
export { dispose, type EngineInfo, engineInfo, type InitOptions, init, initSync } from './engine.js';
export * from './errors.js';
export { gram, gramAsync } from './gram.js';
export { cosine, type Kernel, laplacian, linear, matern, poly, product, rationalQuadratic, rbf, scaled, sigmoid, sum } from './kernel.js';
export { type MatmulOptions, matmul, matmulAsync, syrk } from './linalg/blas.js';
export { type Cholesky, cholesky } from './linalg/cholesky.js';
export { choleskyAppend, choleskyDowndate, choleskyRemove, choleskyUpdate } from './linalg/cholesky-update.js';
export { type Eigh, eigh, eighAsync, eighResidual, eigvalsh } from './linalg/eigh.js';
export { type Lstsq, lstsq } from './linalg/lstsq.js';
export { type Qr, qr, qrAsync } from './linalg/qr.js';
export { type Assumption, solve } from './linalg/solve.js';
export { type Svd, svd, svdAsync } from './linalg/svd.js';
export { type Matrix, type MatrixLike, matrix, toRows } from './matrix.js';
export { medianGamma } from './median-gamma.js';
export type { KernelRidgeOptions } from './model/fit.js';
export { KernelRidge } from './model/kernel-ridge.js';
export { SelfDistilledKernelRidge, type SelfDistilledOptions } from './model/self-distilled.js';
export { type Random, random } from './random.js';
export { type AsymptoticModel, type AsymptoticRisk, asymptoticRisk } from './risk/asymptotic.js';
export type { Criterion } from './risk/components.js';
export { type FixedDesignRisk, fixedDesignRisk } from './risk/fixed-design.js';
export { type GlobalGain, globalGain, type RiskDerivatives, riskDerivatives, type SmoothCriterion } from './risk/gain.js';
export { gcv } from './risk/gcv.js';
export { kfold } from './risk/kfold.js';
export { loo } from './risk/loo.js';
export { optimalXi } from './risk/optimal.js';
export { type PathOptions, type PathPoint, riskPath } from './risk/path.js';
export { type Tuned, type TuneOptions, tune } from './risk/tune.js';
export { degreesOfFreedom, dualCoef, fitted } from './spectral/apply.js';
export { type Filter, ridge } from './spectral/filter.js';
export { type Spectrum, spectrum, spectrumAsync } from './spectral/spectrum.js';
export type { Progress, RunOptions } from './steps.js';
export { version } from './version.js';
export { features } from './wasm/features.js';
export type { WasmSource } from './wasm/instance.js';
