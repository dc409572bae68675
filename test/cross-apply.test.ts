// k(x, z) α by pieces: what gram and matmul give, whatever the pieces and the company of a row; memory that does not grow with the rows.
import { beforeAll, describe, expect, it } from 'vitest';
import { crossApplySteps } from '../src/cross-apply.js';
import {
  cosine,
  dispose,
  engineInfo,
  gram,
  initSync,
  type Kernel,
  KernelRidge,
  laplacian,
  type Matrix,
  matern,
  matmul,
  poly,
  product,
  rbf,
  sum,
} from '../src/index.js';
import { type Progress, run } from '../src/steps.js';
import { gaussian } from './matrices.js';
import { abs, sameBits } from './reference.js';
import { accept, elementRatio, LIMIT } from './residual.js';
import { released } from './variants.js';

const KERNELS: Kernel[] = [
  poly({ degree: 2 }),
  rbf({ gamma: 0.3 }),
  rbf({ lengthScale: [1, 2, 3] }),
  laplacian({ gamma: 0.3 }),
  matern({ nu: 1.5, lengthScale: 2 }),
  cosine(),
  sum(rbf({ gamma: 0.3 }), product(cosine(), poly({ degree: 1 }))),
];

const apply = (kernel: Kernel, x: Matrix, z: Matrix, alpha: Matrix, block?: number) =>
  run(crossApplySteps(kernel, x, z, alpha, block ? { block } : {}));

const rowsOf = ({ data, shape: [, p] }: Matrix, from: number, to: number): Matrix => ({
  data: data.slice(from * p, to * p),
  shape: [to - from, p],
});

describe.each(released)('crossApply, %s', (variant) => {
  beforeAll(() => void initSync({ variant }));

  it.each(KERNELS)('$type: the product of the Gram matrix and α, whatever the side of a block', (kernel) => {
    for (const q of [1, 2, 5]) {
      for (const [m, n, block] of [
        [1, 1, 512],
        [23, 17, 512],
        [23, 17, 5],
        [23, 17, 16],
        [24, 16, 8],
        [520, 9, undefined],
        [9, 520, undefined],
      ] as const) {
        const [x, z, alpha] = [gaussian(m, 3, 1), gaussian(n, 3, 2), gaussian(n, q, 3)];
        const K = gram(kernel, x, z);
        const bound = matmul(abs(K), abs(alpha));
        const got = apply(kernel, x, z, alpha, block);
        expect(got.shape).toEqual([m, q]);
        accept(elementRatio(got, matmul(K, alpha), bound, n), LIMIT, `${kernel.type} m=${m} n=${n} q=${q} block=${block}`);
      }
    }
  });

  it.each(KERNELS)('$type: a row by itself is predicted as among others', (kernel) => {
    const [x, z] = [gaussian(530, 3, 1), gaussian(40, 3, 2)];
    for (const q of [1, 3]) {
      const alpha = gaussian(40, q, 3);
      const all = apply(kernel, x, z, alpha).data;
      for (const i of [0, 5, 511, 512, 529]) {
        const one = apply(kernel, rowsOf(x, i, i + 1), z, alpha).data;
        sameBits(one, all.slice(i * q, (i + 1) * q), `${kernel.type} q=${q} row ${i}`);
      }
    }
  });

  it('points far outside the range of squares', () => {
    const [x, z, alpha] = [gaussian(6, 3, 1), gaussian(5, 3, 2), gaussian(5, 1, 3)];
    const times = (a: Matrix, f: number): Matrix => ({ ...a, data: a.data.map((v) => v * f) });
    const want = apply(rbf({ lengthScale: 1 }), x, z, alpha);
    for (const f of [2 ** 600, 2 ** -600]) {
      const got = apply(rbf({ lengthScale: f }), times(x, f), times(z, f), alpha);
      accept(elementRatio(got, want, abs(matmul(gram(rbf({ lengthScale: 1 }), x, z), abs(alpha))), 100), LIMIT, `scale ${f}`);
    }
  });

  it('no rows, no points', () => {
    const none = { data: new Float64Array(0), shape: [0, 3] as const };
    expect(apply(rbf({ gamma: 1 }), none, gaussian(4, 3), gaussian(4, 2))).toEqual({ data: new Float64Array(0), shape: [0, 2] });
  });
});

describe('memory and progress', () => {
  const x = gaussian(40_000, 4, 1);
  const y = gaussian(300, 2, 2);
  const z = gaussian(300, 4, 3);

  it.each([rbf({ gamma: 1 }), sum(rbf({ gamma: 1 }), cosine())])('$type: linear memory does not grow with the rows', (kernel) => {
    dispose();
    const model = new KernelRidge({ kernel, lambda: 1 }).fit(z, y);
    model.predict(rowsOf(x, 0, 1000));
    const { memoryBytes } = engineInfo();
    const all = model.predict(x);
    expect(engineInfo().memoryBytes).toBe(memoryBytes);
    sameBits(all.data.slice(-1000), model.predict(rowsOf(x, 39_500, 40_000)).data, 'the last rows');
  });

  it('counts rows', () => {
    const seen: Progress[] = [];
    const steps = crossApplySteps(rbf({ gamma: 1 }), rowsOf(x, 0, 1300), z, y);
    for (let next = steps.next(); !next.done; next = steps.next()) seen.push(next.value);
    expect(seen.every(({ stage, total }) => stage === 'predict' && total === 1300)).toBe(true);
    expect([...new Set(seen.map(({ done }) => done))]).toEqual([0, 512, 1024, 1300]);
  });

  it('a run that is given up frees its memory', () => {
    const mark = engineInfo().memoryBytes;
    for (let round = 0; round < 3; round++) {
      const steps = crossApplySteps(rbf({ gamma: 1 }), x, z, y);
      steps.next();
      steps.return(undefined as never);
    }
    expect(engineInfo().memoryBytes).toBe(mark);
  });
});
