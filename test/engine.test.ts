// The engine: lazy start, init in all its forms, limits, dispose, asynchronous runs beside synchronous calls, abort without leaks.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { afterEach, describe, expect, it, vi } from 'vitest';
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
  type Matrix,
  MemoryLimitError,
  matmul,
  matmulAsync,
  type Progress,
  rbf,
  solve,
  WorkerError,
} from '../src/index.js';
import { thrown } from './hostile.js';
import { gaussian, positiveDefinite, randomSymmetric } from './matrices.js';
import { released } from './variants.js';

const PAGE = 65536;
/** As a program would host it: a file. */
const script = new URL('../build/worker.js', import.meta.url);
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
    for (const threads of [0, -1, 1.5, Number.NaN, '2'])
      await expect(init({ threads: threads as number })).rejects.toThrow(/^init: threads must be a whole number ≥ 1; got/);
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
    expect([...new Set(seen.map((p) => p.stage))]).toEqual([
      'tridiagonal reduction',
      'implicit QL',
      'divide and conquer',
      'back transformation',
    ]);
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
      if (size > 500) return; // a decomposition has hundreds of pauses
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

describe('threads', () => {
  const same = (got: Matrix, want: Matrix) =>
    expect(Buffer.compare(new Uint8Array(got.data.buffer), new Uint8Array(want.data.buffer))).toBe(0);

  /** Counts the workers that were made and have not ended. */
  function counter() {
    const workers = new Set<Worker>();
    const createWorker = () => {
      const worker = new Worker(script);
      workers.add(worker);
      worker.on('exit', () => workers.delete(worker));
      return worker;
    };
    return { workers, createWorker };
  }

  it.each(released)('%s: engineInfo tells their number; a source of bytes or URL serves as well', async (variant) => {
    expect((await init({ threads: 3, variant })).threads).toBe(3);
    expect(engineInfo()).toMatchObject({ variant, threads: 3 });
    const x = gaussian(150, 150);
    const want = matmul(x, x);
    for (const source of [readFileSync(file(variant)), file(variant), new Response(readFileSync(file(variant)))]) {
      expect(await init({ threads: 2, source })).toMatchObject({ variant, threads: 2 });
      same(matmul(x, x), want);
    }
    expect((await init({ variant })).threads).toBe(1);
  });

  it('a compiled module cannot be given shared memory: a RangeError that says so, and the old engine stays', async () => {
    initSync({ variant: 'simd', maxMemory: 64 * PAGE });
    const source = new WebAssembly.Module(readFileSync(file('simd')));
    await expect(init({ threads: 2, source })).rejects.toThrow(/^init: source must be bytes, URL or Response where threads is above 1/);
    await expect(init({ threads: 2, createWorker: () => new Worker('process.exit()', { eval: true }) })).rejects.toThrow(WorkerError);
    expect(() => matmul(gaussian(1000, 1000), gaussian(1000, 1000))).toThrow(MemoryLimitError);
  });

  it('without shared memory: a RangeError that says what is missing', async () => {
    vi.resetModules();
    vi.stubGlobal('crossOriginIsolated', false);
    try {
      const page = await import('../src/index.js');
      expect(page.features.threads).toBe(false);
      await expect(page.init({ threads: 2 })).rejects.toThrow(/^init: threads above 1 need shared memory, .*cross-origin isolated.*got 2$/);
      expect((await page.init({ threads: 1 })).threads).toBe(1);
    } finally {
      vi.unstubAllGlobals();
    }
  });

  it('started and ended many times: no worker stays behind', async () => {
    const { workers, createWorker } = counter();
    for (let round = 0; round < 10; round++) {
      await init({ threads: 3, variant: 'simd', createWorker });
      expect(matmul([[2]], [[3]]).data[0]).toBe(6);
      if (round % 2) dispose();
    }
    await Promise.all([init({ threads: 2, createWorker }), init({ threads: 2, createWorker })]);
    dispose();
    await vi.waitFor(() => expect(workers.size).toBe(0));
  });

  it('runs under way go on when their workers are ended, and give the same bits', async () => {
    const [x, z] = [gaussian(100, 40), gaussian(1600, 40, 2)]; // several blocks of columns: several pauses
    const kernel = rbf({ gamma: 0.01 });
    const want = gram(kernel, x, z);
    await init({ threads: 2, variant: 'simd' });
    let times = 0;
    const onProgress = () => {
      if (++times === 1) dispose();
      if (times === 2) initSync({ variant: 'simd' });
    };
    same(await gramAsync(kernel, x, z, { slice: 0, onProgress }), want);
    expect(times).toBeGreaterThan(2);
  });

  it('a worker that dies: an error where it was needed, then a fresh engine on one thread', async () => {
    const { workers, createWorker } = counter();
    await init({ threads: 2, variant: 'simd', createWorker });
    const x = gaussian(600, 600);
    const work = (onProgress?: () => void) => matmulAsync(x, x, { slice: 0, onProgress });
    const want = await work();
    let killed = false;
    const kill = () => {
      if (!killed) for (const worker of workers) worker.terminate();
      killed = true;
    };
    // the run pauses by setImmediate: the end of the worker is told some pauses later
    await expect(async () => { for (;;) await work(kill); }).rejects.toThrow(WorkerError); // biome-ignore format: one line
    expect(engineInfo().threads).toBe(1);
    same(await work(), want);
    expect((await init({ threads: 2 })).threads).toBe(2);
  });

  it('a process with an idle pool ends by itself, and the pool costs nothing meanwhile', () => {
    const program = `import { init, matmul } from ${JSON.stringify(new URL('../src/index.ts', import.meta.url).href)};
      const { threads } = await init({ threads: 3 });
      matmul([[2]], [[3]]);
      await new Promise((resolve) => setTimeout(resolve, 50));
      const before = process.cpuUsage();
      await new Promise((resolve) => setTimeout(resolve, 400));
      const { user, system } = process.cpuUsage(before);
      console.log(JSON.stringify([threads, (user + system) / 1e3]));`;
    const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', program], {
      timeout: 30_000,
      encoding: 'utf8',
      cwd: fileURLToPath(new URL('..', import.meta.url)),
    });
    expect([status, stderr]).toEqual([0, '']);
    const [threads, busy] = JSON.parse(stdout);
    expect(threads).toBe(3);
    expect(busy, 'milliseconds of processor time in 400 ms').toBeLessThan(120);
  });
});
