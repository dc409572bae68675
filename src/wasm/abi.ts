// Floor 0 · the exports of build/*.wasm as types. BLAS order: options, sizes, alpha, (pointer, leading dimension) pairs, beta, output.
//
// Pointers in bytes, sizes and leading dimensions in elements, row-major. Names and parameters are those of assembly/: a test
// compares the two. What each kernel does is said there.

export interface Kernels {
  heapbase(): number;
  relaxed(): number;
  dpotf2(n: number, a: number, lda: number): number;
  dpotrf(n: number, a: number, lda: number, work: number): number;
  dgather(first: number, last: number, cols: number, rows: number, a: number, lda: number, b: number, ldb: number): void;
  dlaed2(n: number, n1: number, beta: number, tol: number, w: number, ldw: number, d: number, order: number, poles: number, z: number, rows: number, place: number, rotations: number, counts: number, scratch: number, weights: number): number;
  drots(count: number, rotations: number, from: number, to: number, w: number, ldw: number): void;
  dlamrg(n: number, k: number, poles: number, rows: number, d: number, order: number): void;
  dsettle(n: number, k: number, rows: number, w: number, ldw: number): void;
  dgebp(l1: number, transA: number, m: number, n: number, k: number, alpha: number, a: number, lda: number, bp: number, beta: number, c: number, ldc: number, diag: number, work: number): void;
  dgebpwork(): number;
  dgemm(transA: number, transB: number, m: number, n: number, k: number, alpha: number, a: number, lda: number, b: number, ldb: number, beta: number, c: number, ldc: number, work: number): void;
  dgemmwork(): number;
  dpackb(trans: number, k: number, n: number, b: number, ldb: number, out: number): void;
  dsyrk(trans: number, n: number, k: number, alpha: number, a: number, lda: number, beta: number, c: number, ldc: number, work: number): void;
  dgelq2(first: number, last: number, m: number, n: number, a: number, lda: number, tau: number): void;
  dlarfg(n: number, alpha: number, x: number): number;
  dorgl2(first: number, last: number, m: number, n: number, a: number, lda: number, tau: number, q: number, ldq: number): void;
  dgesvj(first: number, last: number, m: number, n: number, g: number, ldg: number, tol: number, floor: number): number;
  dgram(map: number, m: number, n: number, k: number, a: number, lda: number, bp: number, beta: number, c: number, ldc: number, diag: number, xn: number, zn: number, p0: number, p1: number, p2: number, work: number, row: number): void;
  dnormsq(m: number, k: number, x: number, ldx: number, out: number): void;
  dlarfb(m: number, n: number, k: number, vt: number, tv: number, c: number, ldc: number, work: number): void;
  dlarfbwork(): number;
  dlarft(first: number, k: number, a: number, lda: number, tau: number, v: number, ldv: number, t: number, work: number): void;
  dlatrd(first: number, last: number, nb: number, n: number, a: number, lda: number, d: number, e: number, tau: number, p: number, ldp: number, work: number): void;
  dgetf2(n: number, j0: number, nb: number, a: number, lda: number, pivots: number): number;
  vexp(n: number, x: number): void;
  vlog(n: number, x: number): void;
  vtanh(n: number, x: number): void;
  dgemv(trans: number, m: number, n: number, alpha: number, a: number, lda: number, x: number, beta: number, y: number): void;
  micro4x4(k: number, alpha: number, a: number, b: number, beta: number, c: number, ldc: number): void;
  micro4x4L1(k: number, alpha: number, a: number, b: number, beta: number, c: number, ldc: number): void;
  micro4x4Wide(k: number, alpha: number, a: number, b: number, beta: number, c: number, ldc: number): void;
  micro4x4WideDeep(k: number, alpha: number, a: number, b: number, beta: number, c: number, ldc: number): void;
  micro6x4(k: number, alpha: number, a: number, b: number, beta: number, c: number, ldc: number): void;
  setshape(value: number): void;
  dmirror(first: number, last: number, c: number, ldc: number): void;
  dtranspose(m: number, n: number, a: number, lda: number, b: number, ldb: number): void;
  dcentre(m: number, k: number, x: number, ldx: number, mean: number, scale: number): void;
  dcolstats(m: number, k: number, x: number, ldx: number, sums: number, tops: number): void;
  sdemote(n: number, x: number, out: number): void;
  dlaed3(first: number, last: number, k: number, z: number, place: number, delta: number, ldd: number, work: number): void;
  dlaed4(first: number, last: number, k: number, d: number, z: number, lambda: number, delta: number, ldd: number, limit: number): void;
  dlowner(first: number, last: number, k: number, d: number, z: number, delta: number, ldd: number, out: number): void;
  sgebp(transA: number, m: number, n: number, k: number, alpha: number, a: number, lda: number, bp: number, beta: number, c: number, ldc: number, work: number): void;
  sgebpwork(): number;
  sgemm(transA: number, transB: number, m: number, n: number, k: number, alpha: number, a: number, lda: number, b: number, ldb: number, beta: number, c: number, ldc: number, work: number): void;
  sgemmwork(): number;
  spackb(trans: number, k: number, n: number, b: number, ldb: number, out: number): void;
  sgram(last: number, map: number, m: number, n: number, k: number, a: number, lda: number, bp: number, beta: number, c: number, ldc: number, diag: number, xn: number, zn: number, p0: number, p1: number, p2: number, work: number, row: number): void;
  sgramwork(n: number): number;
  snormsq(m: number, k: number, x: number, ldx: number, out: number): void;
  smicro4x8(k: number, alpha: number, a: number, b: number, beta: number, c: number, ldc: number): void;
  smicro6x8(k: number, alpha: number, a: number, b: number, beta: number, c: number, ldc: number): void;
  dstein(first: number, last: number, n: number, d: number, e: number, w: number, norm: number, near: number, z: number, ldz: number, work: number): number;
  dsteqr(n: number, d: number, e: number, w: number, ldw: number, cols: number, cs: number, state: number, drop: number, limit: number, budget: number): number;
  dsterf(n: number, d: number, b: number, state: number, drop: number, limit: number, budget: number): number;
  dsymv(n: number, a: number, lda: number, x: number, y: number): void;
  dorgtr(first: number, last: number, n: number, a: number, lda: number, tau: number, q: number, ldq: number): void;
  dsytd2(first: number, last: number, n: number, a: number, lda: number, d: number, e: number, tau: number, work: number): void;
  dtrsmLLN(unit: number, m: number, n: number, l: number, ldl: number, b: number, ldb: number): void;
  dtrsmLLT(unit: number, m: number, n: number, l: number, ldl: number, b: number, ldb: number): void;
  dtrsmLUN(unit: number, m: number, n: number, u: number, ldu: number, b: number, ldb: number): void;
  dtrsmRLT(m: number, n: number, l: number, ldl: number, b: number, ldb: number): void;
  daxpy(n: number, a: number, x: number, y: number): void;
  ddot(n: number, x: number, y: number): number;
  dhadamard(n: number, x: number, y: number): void;
  dnrm2(n: number, x: number): number;
  drot(n: number, x: number, y: number, c: number, s: number): void;
  dscal(n: number, a: number, x: number): void;
}
