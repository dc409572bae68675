// Blocks: composite kernels are their leaves joined entry by entry, to the last bit; any side of block gives the same result; memory.
import { beforeAll, describe, expect, it } from 'vitest';
import { engine } from '../../src/engine.js';
import { blockBytes } from '../../src/gram/block.js';
import { gramBytes, gramInto, gramSteps } from '../../src/gram.js';
import {
  cosine,
  dispose,
  engineInfo,
  gram,
  gramAsync,
  initSync,
  type Kernel,
  laplacian,
  linear,
  type Matrix,
  matern,
  poly,
  product,
  rationalQuadratic,
  rbf,
  scaled,
  sigmoid,
  sum,
} from '../../src/index.js';
import { parts } from '../../src/kernel.js';
import { type Progress, run } from '../../src/steps.js';
import { gaussian } from '../matrices.js';
import { sameBits } from '../reference.js';
import { released } from '../variants.js';

const LEAVES = [
  linear(),
  poly({ degree: 3 }),
  rbf({ gamma: 0.3 }),
  rbf({ lengthScale: [1, 2, 3] }),
  laplacian({ gamma: 0.2 }),
  matern({ nu: 1.5, lengthScale: 2 }),
  rationalQuadratic({ alpha: 1, lengthScale: 2 }),
  cosine(),
  sigmoid({ gamma: 0.1 }),
];
const COMPOSITES: [string, Kernel][] = [
  ['sum of all', sum(...LEAVES)],
  ['product of all', product(...LEAVES)],
  ['sum of products', sum(linear(), product(rbf({ gamma: 1 }), poly({ degree: 2 })), scaled(3, cosine()))],
  ['right-nested', sum(linear(), product(cosine(), sum(rbf({ gamma: 1 }), scaled(2, product(linear(), laplacian({ gamma: 1 }))))))],
  ['left-nested', scaled(0.5, sum(product(sum(linear(), cosine()), rbf({ gamma: 1 })), sigmoid()))],
  ['twice the same', sum(rbf({ gamma: 1 }), rbf({ gamma: 1 }))],
];

/** The kernel by whole matrices: every leaf by itself, joined entry by entry. */
function byLeaves(kernel: Kernel, x: Matrix, z?: Matrix): Float64Array {
  const [first, ...rest] = parts(kernel).map((part) => byLeaves(part, x, z));
  if (!first) return gram(kernel, x, z).data;
  if (kernel.type === 'scaled') return first.map((v) => (kernel.factor as number) * v);
  return rest.reduce((all, one) => all.map((v, i) => (kernel.type === 'sum' ? v + one[i]! : v * one[i]!)), first);
}

const small = (kernel: Kernel, block: number, x: Matrix, z?: Matrix) => run(gramSteps(kernel, x, z, { block })).data as Float64Array;

describe.each(released)('blocks, %s', (variant) => {
  beforeAll(() => void initSync({ variant }));

  it.each(COMPOSITES)('%s: the leaves joined entry by entry, to the last bit', (name, kernel) => {
    for (const n of [1, 6, 33, 530]) {
      const [x, z] = [gaussian(n, 3, n), gaussian(7, 3, n + 1)];
      sameBits(gram(kernel, x).data, byLeaves(kernel, x), `${name} n=${n}`);
      sameBits(gram(kernel, x, z).data, byLeaves(kernel, x, z), `${name} n=${n} m=7`);
    }
  });

  it.each([...LEAVES.map((k) => [k.type, k] as [string, Kernel]), ...COMPOSITES])(
    '%s: any side of block, the same bits',
    (name, kernel) => {
      const [x, z] = [gaussian(23, 3, 1), gaussian(17, 3, 2)];
      const [square, cross] = [gram(kernel, x).data, gram(kernel, x, z).data];
      for (const block of [1, 2, 5, 12, 16, 22, 23, 24]) {
        sameBits(small(kernel, block, x), square, `${name} block=${block}`);
        sameBits(small(kernel, block, x, z), cross, `${name} block=${block} rectangular`);
      }
    },
  );

  it('gramInto: the same matrix in linear memory, nothing behind its rows', () => {
    const kernel = COMPOSITES[3]![1];
    for (const n of [5, 513]) {
      const x = gaussian(n, 3, 4);
      const e = engine();
      const mark = e.arena.mark();
      const ld = n + 7;
      const out = e.arena.alloc(n * ld, 'test');
      e.arena.f64(out, n * ld).fill(-7);
      run(gramInto(e, kernel, { x }, out, ld));
      const got = e.arena.f64(out, n * ld).slice();
      e.arena.release(mark);
      const want = new Float64Array(n * ld).fill(-7);
      const K = gram(kernel, x).data;
      for (let i = 0; i < n; i++) want.set(K.subarray(i * n, (i + 1) * n), i * ld);
      sameBits(got, want, `gramInto n=${n}`);
    }
  });
});

describe('memory', () => {
  it('points, a part and its transpose, whatever the size of K; the same for a composite of one level', () => {
    const n = 3600; // K is 104 MB
    for (const kernel of [rbf({ gamma: 1 }), sum(rbf({ gamma: 1 }), linear())]) {
      dispose();
      const before = engineInfo().memoryBytes;
      gram(kernel, gaussian(n, 3, 1));
      expect(engineInfo().memoryBytes - before, kernel.type).toBeLessThan(22e6);
    }
  });

  it('parts of one block where larger ones do not fit, the same bits', () => {
    const n = 1800; // K is 26 MB
    const x = gaussian(n, 3, 1);
    for (const kernel of [rbf({ gamma: 1 }), sum(rbf({ gamma: 1 }), linear()), product(...LEAVES)]) {
      dispose();
      const want = gram(kernel, x).data as Float64Array;
      const cross = gram(kernel, x, x).data as Float64Array;
      initSync({ variant: 'simd', maxMemory: 12 * 2 ** 20 });
      sameBits(gram(kernel, x).data as Float64Array, want, `${kernel.type} in 12 MB`);
      sameBits(gram(kernel, x, x).data as Float64Array, cross, `${kernel.type} in 12 MB, rectangular`);
    }
    dispose();
  });

  it('gramBytes says what gramInto takes: it runs in K and that much, and not in less', () => {
    const n = 600;
    const x = gaussian(n, 3, 1);
    for (const [name, kernel] of [['rbf', rbf({ gamma: 1 })], ...COMPOSITES] as [string, Kernel][]) {
      dispose();
      const e = engine();
      const bytes = gramBytes(e, kernel, { x });
      expect(bytes, name).toBeLessThan(12e6);
      const mark = e.arena.mark();
      let top = 0;
      const out = e.arena.alloc(n * n, 'test');
      const room = e.arena.mark();
      const alloc = e.arena.alloc.bind(e.arena);
      const spy: typeof alloc = (count, caller) => {
        const at = alloc(count, caller);
        top = Math.max(top, e.arena.mark() - room);
        return at;
      };
      e.arena.alloc = spy;
      run(gramInto(e, kernel, { x }, out, n));
      e.arena.release(mark);
      expect(top, name).toBeLessThanOrEqual(bytes);
      expect(top, name).toBeGreaterThan(0.8 * bytes - 1e5);
    }
    dispose();
  });

  it('blockBytes: one block more for each level of nesting', () => {
    const e = engine();
    const of = (kernel: Kernel) => blockBytes(e, kernel, 512, 512, 3);
    const level = of(sum(linear(), linear())) - of(linear());
    expect(level).toBeGreaterThan(8 * 512 * 512 - 1);
    expect(of(sum(linear(), linear(), linear())) - of(linear())).toBe(level);
    expect(of(scaled(2, linear()))).toBe(of(linear()));
    expect(of(sum(linear(), product(linear(), linear()))) - of(linear())).toBe(2 * level);
    expect(of(sum(product(linear(), linear()), linear())) - of(linear())).toBe(level);
  });
});

describe('progress', () => {
  it('counts entries of K, never backwards, up to all of them', async () => {
    for (const z of [undefined, gaussian(700, 2, 5)]) {
      const seen: Progress[] = [];
      const K = await gramAsync(sum(linear(), rbf({ gamma: 1 })), gaussian(1100, 2, 1), z, { slice: 0, onProgress: (p) => seen.push(p) });
      expect(seen.length).toBeGreaterThan(6);
      expect(seen.every(({ stage, total }) => stage === 'gram' && total === K.data.length)).toBe(true);
      expect(seen.every(({ done }, i) => i === 0 || done >= seen[i - 1]!.done)).toBe(true);
      expect(seen.at(-1)!.done).toBe(K.data.length);
    }
  });
});
