// Floor 9 · the ABI: re-exports, nothing else.
export { vacos } from './acos';
export { dbdsqr } from './bdsqr';
export { dgebd2 } from './bidiagonal';
export { dpotf2, dpotrf } from './cholesky';
export { dchdd, dchud } from './cholupdate';
export { dgather, dlaed2, dlamrg, drots, dsettle } from './deflate';
export { dgcv } from './gcv';
export { dgebp, dgebpwork, dgemm, dgemmwork, dpackb, dsyrk } from './gemm';
export { dgelq2, dlarfg, dorgl2 } from './householder';
export { dgesvj } from './jacobi';
export { dgram, dnormsq } from './kernelmap';
export { dlarfb, dlarfbwork, dlarft } from './larfb';
export { dlarftr } from './larft';
export { dlatrdc, dlatrdv, dlatrdw } from './latrd';
export { ddiagonal, dlasyf } from './ldl';
export { dleaveout } from './leaveout';
export { dgetf2, dgetrf, dlaswp } from './lu';
export { vexp, vlog, vtanh } from './math';
export { dgemv } from './matvec';
export { micro4x4, micro4x4L1, micro4x4Wide, micro6x4, setshape } from './micro';
export { dcolumns, dmirror, dtranspose } from './move';
export { dcentre, dcolstats, sdemote } from './points';
export { dgeequ, dlange, dlansy, dlaqge, dzeroupper } from './scale';
export { dlaed3, dlaed4, dlowner } from './secular';
export { sgebp, sgebpwork, sgemm, sgemmwork, spackb } from './sgemm';
export { sgram, sgramwork, snormsq } from './sgram';
export { smicro4x8, smicro4x8Wide, smicro6x8 } from './smicro';
export { dstein } from './stein';
export { dsteqr } from './steqr';
export { dsterf } from './sterf';
export { dsymv, dsymvsum } from './symv';
export { dorgtr, dsytd2 } from './sytd2';
export { dtrsmLLN, dtrsmLLT, dtrsmLUN, dtrsmLUT, dtrsmRLT } from './trsm';
export { daxpy, ddot, dhadamard, dnrm2, drot, dscal } from './vector';

/** The first byte behind the static data: the arena begins here. */
export function heapbase(): usize {
  return __heap_base;
}

/** 1 where multiply-adds may be fused: the relaxed build. */
export function relaxed(): i32 {
  return ASC_FEATURE_RELAXED_SIMD ? 1 : 0;
}
