// Digests of results that must not depend on the machine: every operation of the plain build on seeded data, sizes that straddle blocks.
import {
  cholesky,
  choleskyDowndate,
  choleskyUpdate,
  distillByRefit,
  eigh,
  eigvalsh,
  gram,
  type Kernel,
  laplacian,
  loo,
  lstsq,
  type Matrix,
  matern,
  matmul,
  poly,
  qr,
  random,
  rationalQuadratic,
  rbf,
  SelfDistilledKernelRidge,
  sigmoid,
  solve,
  spectrum,
  svd,
  syrk,
  tune,
} from 'eigenstill';

/** 64 bits of the bytes: two multiplicative hashes of their 32-bit words. */
export function digest(data: Float64Array | Float32Array): string {
  let [a, b] = [0x811c9dc5, 0x1b873593];
  for (const word of new Uint32Array(data.buffer, data.byteOffset, data.byteLength / 4)) {
    a = Math.imul(a ^ word, 0x01000193);
    b = Math.imul(b + word, 0xcc9e2d51);
    b ^= b >>> 15;
  }
  return [a, b].map((v) => (v >>> 0).toString(16).padStart(8, '0')).join('');
}

function normal(m: number, n: number, seed: number): Matrix {
  const rng = random(seed);
  return { data: Float64Array.from({ length: m * n }, rng.normal), shape: [m, n] };
}

const single = ({ data, shape }: Matrix) => ({ data: Float32Array.from(data), shape });

const KERNELS: Record<string, Kernel> = {
  rbf: rbf({ gamma: 0.05 }),
  laplacian: laplacian({ gamma: 0.1 }),
  'matern 3/2': matern({ nu: 1.5, lengthScale: 3 }),
  'rational quadratic': rationalQuadratic({ alpha: 0.7, lengthScale: 2 }),
  poly: poly({ degree: 3, gamma: 0.1, coef0: 1 }),
  sigmoid: sigmoid({ gamma: 0.05, coef0: 0.1 }),
};

/** The digests by name, on the engine that runs. */
export function bits(): Record<string, string> {
  const out: Record<string, string> = {};
  const note = (name: string, data: Float64Array | Float32Array) => {
    out[name] = digest(data);
  };
  for (const [m, k, n] of [
    [5, 7, 3],
    [65, 257, 63],
    [300, 520, 530],
  ] as const) {
    const [a, b] = [normal(m, k, m), normal(k, n, n)];
    note(`matmul ${m}×${k}×${n}`, matmul(a, b).data);
    note(`matmul ${m}×${k}×${n}, single`, matmul(single(a), single(b)).data);
    note(`syrk ${m}×${k}`, syrk(a).data);
  }
  const x = normal(90, 6, 1);
  const y = normal(90, 2, 2);
  for (const [name, kernel] of Object.entries(KERNELS)) note(`gram ${name}`, gram(kernel, x).data);
  for (const n of [20, 90, 200]) {
    const a = syrk(normal(n, n + 3, n));
    const { values, vectors } = eigh(a);
    note(`eigh ${n}, values`, values);
    note(`eigh ${n}, vectors`, vectors.data);
    note(`eigvalsh ${n}`, eigvalsh(a));
    note(`cholesky ${n}`, cholesky(a).L.data);
    const [general, rhs] = [normal(n, n, n + 1), normal(n, 3, n + 2)];
    note(`solve ${n}`, solve(general, rhs).data);
    note(`solve ${n}, symmetric`, solve(general, rhs, { assume: 'symmetric' }).data);
    note(`choleskyUpdate ${n}`, choleskyUpdate(cholesky(a), rhs).L.data);
    note(`choleskyDowndate ${n}`, choleskyDowndate(cholesky(a), { ...rhs, data: rhs.data.map((v) => v / 1000) }).L.data);
    const tall = normal(n + 7, n - 5, n + 3);
    note(`qr ${n}`, qr(tall).R.data);
    note(`svd ${n}`, svd(tall).U.data);
    note(`lstsq ${n}`, lstsq(tall, normal(n + 7, 2, n)).x.data);
  }
  const kernel = KERNELS.rbf as Kernel;
  const s = spectrum(kernel, x, y);
  const { best } = tune(s, { lambdas: [0.01, 0.1, 1], steps: 3, criterion: 'loo' });
  note('tune', Float64Array.of(best.lambda, best.risk, ...best.xi));
  note('loo', loo(s, { lambda: 0.1, xi: [0.5, 2], steps: 2 }).predictions.data);
  for (const fit of distillByRefit(gram(kernel, x), y, { lambda: 0.1, xi: 0.7, steps: 1 })) note('refit', fit.data);
  const model = new SelfDistilledKernelRidge({ kernel, lambda: 0.1, xi: 1.5, steps: 2, intercept: true }).fit(x, y);
  note('predict', model.predict(normal(33, 6, 5)).data);
  return out;
}
