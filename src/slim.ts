// Floor 17 · the public API without a binary inside: re-exports, nothing else. `init({ source })` says where the binary is.
export { constrainedBounds, type DistillationBounds } from './distill/bounds.js';
export { type ConstrainedDistillation, type ConstrainedRound, constrainedDistillation } from './distill/constrained.js';
export { equivalentSpectrum } from './distill/equivalent.js';
export {
  type Distillation,
  distilled,
  distilledLimit,
  preconditioned,
  toXi,
  toXiBar,
} from './distill/filter.js';
export { iteratedTikhonov } from './distill/iterated.js';
export { looserFit } from './distill/looser.js';
export { type Held, mixingWeight } from './distill/mixing.js';
export { distillByRefit } from './distill/refit.js';
export { sparsityIndex, sparsityRatio, sparsityTrend } from './distill/sparsity.js';
export { type GradientDenoising, gradientDenoising } from './dynamics/denoising.js';
export { distilledFlow, gradientFlow, type SwitchedTimes, switchedFlow } from './dynamics/flow.js';
export { type LogitDeviation, type LogitOptions, logitDeviation } from './dynamics/logits.js';
export { matchedTime } from './dynamics/matched-time.js';
export { dispose, type EngineInfo, engineInfo, type InitOptions, init, initSync } from './engine.js';
export * from './errors.js';
export {
  GaussianProcessClassifier,
  type GaussianProcessClassifierOptions,
} from './gp/classifier.js';
export { type Likelihood, maximizeLikelihood } from './gp/likelihood.js';
export {
  type GaussianProcessDistillation,
  GaussianProcessRegressor,
  type GaussianProcessRegressorOptions,
} from './gp/regressor.js';
export { type GramOptions, gram, gramAsync } from './gram.js';
export {
  arcCosine,
  cosine,
  type Kernel,
  laplacian,
  linear,
  matern,
  ntk,
  poly,
  product,
  rationalQuadratic,
  rbf,
  scaled,
  sigmoid,
  splineGreen,
  sum,
} from './kernel.js';
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
export { KernelRidgeClassifier, type KernelRidgeClassifierOptions } from './model/classifier.js';
export type { KernelRidgeOptions } from './model/fitted.js';
export { KernelRidge } from './model/kernel-ridge.js';
export { SelfDistilledKernelRidge, type SelfDistilledOptions } from './model/self-distilled.js';
export { type Random, random } from './random.js';
export { alignment } from './risk/alignment.js';
export { type AsymptoticModel, type AsymptoticRisk, asymptoticRisk } from './risk/asymptotic.js';
export type { Criterion } from './risk/components.js';
export { type ExcessRisk, excessRiskQuadratic } from './risk/excess.js';
export { type FixedDesignRisk, fixedDesignRisk } from './risk/fixed-design.js';
export { type GlobalGain, globalGain, type RiskDerivatives, riskDerivatives, type SmoothCriterion } from './risk/gain.js';
export { gcv } from './risk/gcv.js';
export { greedyXi } from './risk/greedy.js';
export { kfold } from './risk/kfold.js';
export { loo } from './risk/loo.js';
export { optimalXi } from './risk/optimal.js';
export { type PathOptions, type PathPoint, riskPath } from './risk/path.js';
export { type PossibleGain, possibleGain } from './risk/possible-gain.js';
export { type Tuned, type TuneOptions, tune } from './risk/tune.js';
export { type Truth, wienerBound } from './risk/wiener.js';
export { degreesOfFreedom, dualCoef, fitted } from './spectral/apply.js';
export { type Filter, ridge } from './spectral/filter.js';
export { type Spectrum, type SpectrumOptions, spectrum, spectrumAsync } from './spectral/spectrum.js';
export { oneTarget } from './spectral/target.js';
export type { Progress, RunOptions } from './steps.js';
export { version } from './version.js';
export { features } from './wasm/features.js';
export type { WasmSource } from './wasm/instance.js';
