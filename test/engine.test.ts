// The engine: lazy start, init in all its forms, limits, dispose, asynchronous runs beside synchronous calls, abort without leaks.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import {
  cholesky,
  dispose,
  eigh,
  eighAsync,
  engineInfo,
  features,
  gram,
  gramAsync,
  init,
  initSync,
  MemoryLimitError,
  matmul,
  matmulAsync,
  type Progress,
  rbf,
  solve,
} from '../src/index.js';
import { thrown } from './hostile.js';
import { gaussian, positiveDefinite, randomSymmetric } from './matrices.js';
import { released } from './variants.js';

const PAGE = 65536;
const file = (name: string) => new URL(`../build/${name}.wasm`, import.meta.url);
const a = randomSymmetric(60, 1);

afterEach(() => dispose());

describe('starting', () => {
  it('the first call starts the reproducible build', () => {
    expect(matmul([[2]], [[3]]).data[0]).toBe(6);
    expect(engineInfo()).toMatchObject({ variant: 'simd', threads: 1 });
  });

  it('init picks the fastest build of this machine', async () => {
    const info = await init();
    expect(info).toEqual(engineInfo());
    expect(info.variant).toBe(features.relaxedSimd ? 'relaxed' : 'simd');
    expect(initSync().variant).toBe(info.variant);
    expect((await init({ variant: 'simd' })).variant).toBe('simd');
  });

  it('init({ source }): bytes, module, URL, file path as URL text, promise and Response', async () => {
    const bytes = readFileSync(file('simd'));
    const response = () => new Response(bytes, { headers: { 'content-type': 'application/wasm' } });
    for (const source of [bytes, new WebAssembly.Module(bytes), file('simd'), file('simd').href, response(), Promise.resolve(response())]) {
      dispose();
      expect((await init({ source })).variant).toBe('simd');
      expect(matmul([[2]], [[3]]).data[0]).toBe(6);
    }
    expect(initSync({ source: bytes }).variant).toBe('simd');
    expect(initSync({ source: new WebAssembly.Module(bytes) }).variant).toBe('simd');
  });

  it('a source that cannot be had is an error, and the old engine stays', async () => {
    initSync({ variant: 'simd', maxMemory: 64 * PAGE });
    await expect(init({ source: new Response('gone', { status: 404 }) })).rejects.toThrow('404');
    await expect(init({ source: pathToFileURL(resolve('no-such-file.wasm')) })).rejects.toThrow();
    await expect(init({ source: new Uint8Array([1, 2, 3]) })).rejects.toThrow();
    expect(matmul([[2]], [[3]]).data[0]).toBe(6);
  });

  it('options are checked', async () => {
    await expect(init({ variant: 'fast' as 'simd' })).rejects.toThrow(
      /^init: variant must be one of 'auto', 'simd', 'relaxed'; got "fast"$/,
    );
    await expect(init({ threads: 2 })).rejects.toThrow(RangeError);
    for (const maxMemory of [0, -1, Number.NaN, PAGE - 1, '1'])
      await expect(init({ maxMemory: maxMemory as number })).rejects.toThrow(/^init: maxMemory must be/);
    expect(() => initSync({ variant: 'slow' as 'simd' })).toThrow(/^initSync: variant/);
  });

  it.runIf(!features.relaxedSimd)('relaxed is refused where the engine lacks it', async () => {
    await expect(init({ variant: 'relaxed' })).rejects.toThrow('relaxed SIMD');
  });

  it('both builds agree to rounding, and the plain one with itself to the bit', () => {
    const results = released.map((variant) => {
      initSync({ variant });
      return eigh(a);
    });
    for (const { values } of results)
      values.forEach((v, i) => expect(Math.abs(v - results[0].values[i])).toBeLessThan(60 * 60 * 2 ** -52 * 16));
    initSync({ variant: 'simd' });
    expect(eigh(a)).toEqual(results[0]);
  });
});

describe('memory', () => {
  it('is given back by dispose; the next call starts afresh', () => {
    initSync({ variant: 'simd' });
    matmul(gaussian(300, 300), gaussian(300, 300));
    const grown = engineInfo().memoryBytes;
    expect(grown).toBeGreaterThan(3 * 8 * 300 * 300);
    dispose();
    expect(engineInfo().memoryBytes).toBeLessThan(grown);
    dispose();
    dispose();
    expect(matmul([[2]], [[3]]).data[0]).toBe(6);
  });

  it('does not grow when the same work is done again', async () => {
    const work = async () => {
      eigh(a);
      cholesky(positiveDefinite(60)).solve(gaussian(60, 3));
      solve(a, gaussian(60, 2));
      gram(rbf({ gamma: 1 }), gaussian(60, 3));
      await eighAsync(a, { slice: 0 });
      for (const bad of [
        () =>
          cholesky([
            [1, 2],
            [2, 1],
          ]),
        () => solve([[0]], [1]),
        () => eigh([[Number.NaN]]),
        () => matmul(a, gaussian(3, 3)),
      ])
        thrown(bad);
    };
    await work();
    const bytes = engineInfo().memoryBytes;
    for (let i = 0; i < 20; i++) await work();
    expect(engineInfo().memoryBytes).toBe(bytes);
  });

  it('a request above the limit fails before any work and leaves the engine usable', async () => {
    initSync({ variant: 'simd', maxMemory: 40 * PAGE });
    const want = matmul(a, a);
    const large = gaussian(500, 500, 1);
    for (const [name, body] of Object.entries({
      matmul: () => matmul(large, large),
      eigh: () => eigh(large),
      cholesky: () => cholesky(positiveDefinite(600)),
      solve: () => solve(large, large),
      gram: () => gram(rbf({ gamma: 1 }), gaussian(800, 2)),
    })) {
      const before = engineInfo().memoryBytes;
      const error = thrown(body) as MemoryLimitError;
      expect(error, name).toBeInstanceOf(MemoryLimitError);
      expect(error).toMatchObject({ limit: 40 * PAGE });
      expect(error.bytes).toBeGreaterThan(40 * PAGE);
      expect(error.message).toContain(`${name}: needs ${error.bytes} bytes`);
      expect(engineInfo().memoryBytes).toBe(before);
      expect(matmul(a, a)).toEqual(want);
    }
    await expect(matmulAsync(large, large)).rejects.toThrow(MemoryLimitError);
    expect(await matmulAsync(a, a)).toEqual(want);
    expect(engineInfo().memoryBytes).toBeLessThanOrEqual(40 * PAGE);
  });

  it('maxMemory is rounded down to whole pages and may be the smallest possible', () => {
    initSync({ variant: 'simd', maxMemory: 3 * PAGE + 17 });
    expect(thrown(() => matmul(gaussian(200, 200), gaussian(200, 200)))).toMatchObject({ limit: 3 * PAGE });
    initSync({ variant: 'simd', maxMemory: PAGE });
    expect(thrown(() => matmul(gaussian(80, 80), gaussian(80, 80)))).toBeInstanceOf(MemoryLimitError);
    expect(matmul([[2]], [[3]]).data[0]).toBe(6);
  });
});

describe('asynchronous runs', () => {
  const large = randomSymmetric(400, 2); // every stage takes several steps

  it('progress: stages in order, each of them rising to its total', async () => {
    const seen: Progress[] = [];
    await eighAsync(large, { slice: 0, onProgress: (p) => seen.push(p) });
    expect([...new Set(seen.map((p) => p.stage))]).toEqual(['tridiagonal reduction', 'reflectors', 'eigenvalues']);
    for (const [i, p] of seen.entries()) {
      expect(p.done).toBeGreaterThanOrEqual(0);
      expect(p.done).toBeLessThanOrEqual(p.total);
      const before = seen[i - 1];
      if (before?.stage === p.stage) expect(p.done).toBeGreaterThanOrEqual(before.done);
    }
    for (const run of [
      (onProgress: (p: Progress) => void) => matmulAsync(large, large, { slice: 0, onProgress }),
      (onProgress: (p: Progress) => void) => gramAsync(rbf({ gamma: 1 }), large, undefined, { slice: 0, onProgress }),
    ]) {
      const steps: Progress[] = [];
      await run((p) => steps.push(p));
      expect(steps.length).toBeGreaterThan(0);
      expect(steps.at(-1)?.done).toBe(steps.at(-1)?.total);
    }
  });

  it('abort rejects with the reason and frees the memory, as often as it happens', async () => {
    const reason = new Error('stop');
    const abortAt = async (step: number) => {
      const controller = new AbortController();
      let steps = 0;
      const onProgress = () => ++steps === step && controller.abort(reason);
      await expect(eighAsync(large, { slice: 0, signal: controller.signal, onProgress })).rejects.toBe(reason);
    };
    const want = eigh(large);
    const bytes = engineInfo().memoryBytes;
    for (let i = 0; i < 12; i++) await abortAt(1 + (i % 6));
    expect(engineInfo().memoryBytes).toBe(bytes);
    expect(eigh(large)).toEqual(want);
    expect(engineInfo().memoryBytes).toBe(bytes);
  });

  it('synchronous calls nest inside the pauses, also such that make memory grow', async () => {
    initSync({ variant: 'simd' });
    const want = eigh(large);
    const [product, factor] = [matmul(a, a), cholesky(positiveDefinite(40)).L];
    dispose();
    initSync({ variant: 'simd' });
    let size = 200;
    const onProgress = () => {
      expect(matmul(a, a)).toEqual(product);
      expect(cholesky(positiveDefinite(40)).L).toEqual(factor);
      thrown(() => cholesky([[-1]]));
      size += 10;
      matmul(gaussian(size, size), gaussian(size, size)); // more than before: grows, and detaches every view
    };
    expect(await eighAsync(large, { slice: 0, onProgress })).toEqual(want);
    expect(await gramAsync(rbf({ gamma: 1 }), large, undefined, { slice: 0, onProgress })).toEqual(gram(rbf({ gamma: 1 }), large));
    expect(await matmulAsync(large, large, { slice: 0, onProgress })).toEqual(matmul(large, large));
  });

  it('several at once give what each gives alone', async () => {
    const other = randomSymmetric(90, 3);
    const results = await Promise.all([
      eighAsync(large, { slice: 0 }),
      eighAsync(other, { slice: 0 }),
      matmulAsync(large, large, { slice: 0 }),
      gramAsync(rbf({ gamma: 1 }), other, undefined, { slice: 0 }),
    ]);
    expect(results).toEqual([eigh(large), eigh(other), matmul(large, large), gram(rbf({ gamma: 1 }), other)]);
  });

  it('keep their engine when it is disposed of or replaced meanwhile', async () => {
    const want = eigh(large);
    let times = 0;
    const onProgress = () => {
      if (++times === 2) dispose();
      if (times === 4) initSync({ variant: 'simd', maxMemory: 20 * PAGE });
      if (times > 4) expect(matmul([[2]], [[3]]).data[0]).toBe(6);
    };
    expect(await eighAsync(large, { slice: 0, onProgress })).toEqual(want);
    expect(times).toBeGreaterThan(4);
  });

  it('wrong arguments reject, they do not throw', async () => {
    const results = [eighAsync(gaussian(2, 3)), eighAsync([[Number.NaN]]), matmulAsync(a, gaussian(2, 2)), gramAsync({ type: 'none' }, a)];
    for (const result of results) await expect(result).rejects.toThrow(RangeError);
  });
});
