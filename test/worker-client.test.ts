// connect: the same numbers from a worker; errors, cancellation and progress cross; whatever happens to the worker, nothing hangs.
import { Worker } from 'node:worker_threads';
import { afterAll, describe, expect, test, vi } from 'vitest';
import {
  alignment,
  ConvergenceError,
  type Criterion,
  dualCoef,
  eigh,
  eighAsync,
  fitted,
  gcv,
  gram,
  kfold,
  linear,
  loo,
  type Matrix,
  MemoryLimitError,
  matmul,
  NonFiniteError,
  NotPositiveDefiniteError,
  type Progress,
  rbf,
  ridge,
  ShapeError,
  SingularMatrixError,
  spectrum,
  sum,
  tune,
  WorkerError,
} from '../src/index.js';
import { type Answer, type Hello, type Request, toPlain } from '../src/remote/protocol.js';
import { connect, type Remote, type WorkerLike } from '../src/worker-client.js';
import { forms, thrown } from './hostile.js';
import { gaussian } from './matrices.js';
import { startWorker } from './remote/worker.js';

const worker = startWorker();
const remote = connect(worker);
afterAll(() => worker.terminate());

const failure = (promise: Promise<unknown>) =>
  promise.then(() => undefined).catch((error: unknown) => error as Error & Record<string, unknown>);

/** Large enough for some 100 ms of work. */
const long = () => matmul(gaussian(500, 500), gaussian(500, 500), { transposeB: true });

/** Seconds of work: a word of this thread comes in time however long the machine lets it wait. */
const endless = gaussian(2000, 2000);

describe('the numbers of the main thread, bit for bit', () => {
  const [a, b] = [gaussian(40, 30), gaussian(30, 20)];
  const K = gram(rbf({ gamma: 0.1 }), a);

  test.each<[string, () => Promise<unknown>, () => unknown]>([
    ['matmul', () => remote.matmul(a, b), () => matmul(a, b)],
    ['matmul of a transpose', () => remote.matmul(b, a, { transposeA: true, transposeB: true }), () => matmul(b, a, { transposeA: true, transposeB: true })],
    ['eigh', () => remote.eigh(K), () => eigh(K)],
    ['eigh, the largest', () => remote.eigh(K, { largest: 3 }), () => eigh(K, { largest: 3 })],
    ['gram', () => remote.gram(linear(), a), () => gram(linear(), a)],
    ['gram of a sum, two sets', () => remote.gram(sum(linear(), rbf({ gamma: 1 })), a, a, { slice: 0 }), () => gram(sum(linear(), rbf({ gamma: 1 })), a, a)],
    ['spectrum', () => remote.spectrum(rbf({ gamma: 0.1 }), a, gaussian(40, 2)), () => spectrum(rbf({ gamma: 0.1 }), a, gaussian(40, 2))],
    ['spectrum without vectors', () => remote.spectrum(linear(), b, [...Array(30).keys()], { vectors: false }), () => spectrum(linear(), b, [...Array(30).keys()], { vectors: false })],
    ['nothing at all', () => remote.matmul([], []), () => matmul([], [])],
  ])('%s', async (_, there, here) => expect(await there()).toEqual(here())); // biome-ignore format: a table

  test('Float32Array stays single', async () => {
    const single = { data: Float32Array.from(a.data), shape: a.shape } as unknown as Matrix;
    expect(await remote.gram(linear(), single)).toEqual(gram(linear(), single));
    expect((await remote.gram(linear(), single)).data).toBeInstanceOf(Float32Array);
  });

  test('every form of a matrix; none is written to or taken away', async () => {
    for (const [form, value] of Object.entries(forms(a))) expect(await remote.matmul(value, b), form).toEqual(matmul(a, b));
    expect(a.data.length).toBe(1200);
    const shared = new Float64Array(new SharedArrayBuffer(8 * 1200));
    shared.set(a.data);
    expect(await remote.matmul({ data: shared, shape: a.shape }, b)).toEqual(matmul(a, b));
  });

  test('everything spectral works on a spectrum that comes back', async () => {
    const y = gaussian(40, 2);
    const s = await remote.spectrum(rbf({ gamma: 0.1 }), a, y);
    const own = spectrum(rbf({ gamma: 0.1 }), a, y);
    const criteria: Criterion[] = ['loo', 'gcv'];
    const told = (t: typeof s) => [
      fitted(t, ridge(1)),
      dualCoef(t, ridge(1)),
      gcv(t, ridge(1)),
      alignment(t),
      loo(t, { lambda: 1, steps: 2 }),
      kfold(t, { lambda: 1, folds: 4 }),
      criteria.map((criterion) => tune(t, { lambdas: [0.1, 1], steps: 2, criterion }).best.risk),
    ];
    expect(told(s)).toEqual(told(own));
  });
});

test('several calls under way, several connections to one worker, and the messages of the app beside them', async () => {
  const second = connect(worker);
  worker.postMessage({ of: 'the app' });
  worker.postMessage('and more');
  worker.postMessage(undefined);
  const sides = Array.from({ length: 20 }, (_, i) => i + 1);
  const products = await Promise.all(sides.map((n) => (n % 2 ? remote : second).matmul(gaussian(n, n), gaussian(n, n))));
  for (const [i, n] of sides.entries()) expect(products[i]).toEqual(matmul(gaussian(n, n), gaussian(n, n)));
  await second[Symbol.asyncDispose]();
  expect((await remote.matmul([[2]], [[3]])).data[0]).toBe(6);
});

describe('errors keep their class, name, message and fields', () => {
  const NaNs = [[1, 2], [Number.NaN, 1]]; // biome-ignore format: a matrix

  test.each<[string, () => Promise<unknown>, () => unknown, new (...args: never[]) => Error]>([
    ['found on this side', () => remote.matmul([[1], [2, 3]], [[1]]), () => matmul([[1], [2, 3]], [[1]]), ShapeError],
    ['ShapeError', () => remote.matmul([[1, 2]], [[1]]), () => matmul([[1, 2]], [[1]]), ShapeError],
    ['NonFiniteError', () => remote.eigh(NaNs), () => eigh(NaNs), NonFiniteError],
    ['RangeError', () => remote.gram({ type: 'rbf', gamma: -1 }, [[1]]), () => gram({ type: 'rbf', gamma: -1 }, [[1]]), RangeError],
    ['of an unknown kernel', () => remote.gram({ type: 'mine' }, [[1]]), () => gram({ type: 'mine' }, [[1]]), RangeError],
  ])('%s', async (_, there, here, type) => {
    const [got, want] = [await failure(there()), thrown(here)];
    expect(got).toBeInstanceOf(type);
    expect({ ...got, message: got?.message }).toEqual({ ...(want as Error), message: (want as Error).message });
    expect(String(got)).toBe(String(want));
    expect(got?.stack).toContain(got?.message);
  });

  test('out is refused: it would not be written to', async () => {
    const out = new Float64Array(1);
    const options = { out } as object;
    for (const call of [() => remote.matmul([[1]], [[1]], options), () => remote.gram(linear(), [[1]], undefined, options)]) {
      const error = await failure(call());
      expect(error).toBeInstanceOf(RangeError);
      expect(error?.message).toMatch(/^(matmul|gram): out must be left out, as the result is made in the worker; got Float64Array$/);
    }
  });

  test.each<[string, Error]>([
    ['NotPositiveDefiniteError', new NotPositiveDefiniteError('cholesky', 2, -1, 3, 1e-15, 0.5)],
    ['SingularMatrixError', new SingularMatrixError('solve', 3, 1e-17)],
    ['ConvergenceError', new ConvergenceError('eigh', 'QL', 2, '2 eigenvalues not found')],
    ['MemoryLimitError', new MemoryLimitError('eigh', 1e12, 2 ** 32)],
    ['NotPositiveDefiniteError without a field', new NotPositiveDefiniteError('cholesky', 2, -1, 3, 1e-15)],
    ['WebAssembly.RuntimeError', new WebAssembly.RuntimeError('unreachable')],
    ['TypeError', new TypeError('no')],
  ])('%s', async (_, want) => {
    const failing = fake((request, say) => request.kind === 'call' && say({ kind: 'error', id: request.id, error: toPlain(want) }));
    const got = await failure(connect(failing).matmul([[1]], [[1]]));
    expect(got).toBeInstanceOf(want instanceof WebAssembly.RuntimeError ? Error : want.constructor);
    expect(String(got)).toBe(String(want));
    expect(got).toMatchObject({ ...want });
    expect(got?.stack).toBe(want.stack);
  });

  test('a kernel that is not plain data is refused by name; the connection goes on', async () => {
    const kernel = { type: 'rbf', gamma: () => 1 };
    const error = await failure(remote.gram(kernel, [[1]]));
    expect(error).toBeInstanceOf(RangeError);
    expect(error?.message).toMatch(/^gram: kernel and options must be plain data/);
    expect((await remote.matmul([[2]], [[3]])).data[0]).toBe(6);
  });
});

describe('progress and cancellation', () => {
  test('progress is that of the main thread', async () => {
    const seen: Progress[] = [];
    await remote.eigh(long(), { slice: 0, onProgress: (p) => seen.push(p) });
    const own: Progress[] = [];
    await eighAsync(long(), { slice: 0, onProgress: (p) => own.push(p) });
    expect(seen.length).toBeGreaterThan(20);
    expect(seen).toEqual(own);
  });

  test('an abort rejects at once with the reason, and the worker stops', async () => {
    const stop = new AbortController();
    const reason = new Error('enough');
    const seen: Progress[] = [];
    const onProgress = (p: Progress) => {
      if (seen.push(p) === 3) stop.abort(reason);
    };
    const asked = spied();
    expect(await failure(asked.remote.eigh(endless, { slice: 0, signal: stop.signal, onProgress }))).toBe(reason);
    expect(seen).toHaveLength(3);
    await asked.remote.matmul([[1]], [[1]]);
    expect(asked.answers.filter(({ kind }) => kind === 'error')).toMatchObject([{ error: { name: 'AbortError' } }]);
    const steps = asked.answers.filter((answer) => answer.kind === 'progress').map(({ progress }) => progress);
    expect(new Set(steps.map(({ stage }) => stage)), 'it did not come to the second stage').toEqual(new Set([seen[0]?.stage]));
  });

  test('one that waits in line can be aborted; the others go on', async () => {
    const stop = new AbortController();
    const [first, second, third] = [remote.eigh(long()), remote.eigh(long(), { signal: stop.signal }), remote.matmul([[2]], [[3]])];
    stop.abort();
    expect((await failure(second))?.name).toBe('AbortError');
    expect((await first).values).toEqual(eigh(long()).values);
    expect((await third).data[0]).toBe(6);
  });

  test('a signal that has fired already: nothing is sent', async () => {
    const sent = vi.fn();
    expect(await failure(connect(fake(sent)).matmul([[1]], [[1]], { signal: AbortSignal.abort('no') }))).toBe('no');
    expect(sent).not.toHaveBeenCalled();
  });

  test('no listener stays on a signal', async () => {
    const { signal } = new AbortController();
    const [add, remove] = [vi.spyOn(signal, 'addEventListener'), vi.spyOn(signal, 'removeEventListener')];
    await remote.matmul([[1]], [[1]], { signal });
    await failure(remote.eigh([[Number.NaN]], { signal }));
    expect(add).toHaveBeenCalledTimes(2);
    expect(remove.mock.calls).toEqual(add.mock.calls);
  });

  test('an onProgress that throws rejects with its error and stops the work', async () => {
    const asked = spied();
    const onProgress = () => {
      throw new Error('from the caller');
    };
    expect((await failure(asked.remote.eigh(endless, { slice: 0, onProgress })))?.message).toBe('from the caller');
    await asked.remote.matmul([[1]], [[1]]);
    expect(asked.answers.some(({ kind }) => kind === 'error')).toBe(true);
  });

  test('a slice without end still lets the worker hear of an abort', async () => {
    const stop = new AbortController();
    const asked = spied();
    const pending = asked.remote.eigh(endless, { slice: 1e9, signal: stop.signal });
    await new Promise((resolve) => setTimeout(resolve, 20));
    stop.abort();
    await failure(pending);
    await asked.remote.matmul([[1]], [[1]]);
    expect(asked.answers.map(({ kind }) => kind)).toEqual(['error', 'value']);
  });
});

describe('the end of a connection', () => {
  test('dispose: what is under way is rejected and stopped, later calls too, the worker lives on', async () => {
    const { remote: second, answers } = spied();
    const pending = [second.eigh(long()), second.matmul([[1]], [[1]])].map(failure);
    await second[Symbol.asyncDispose]();
    await second[Symbol.asyncDispose]();
    for (const error of [...(await Promise.all(pending)), await failure(second.matmul([[1]], [[1]]))]) {
      expect(error).toBeInstanceOf(WorkerError);
      expect(error).toMatchObject({ reason: 'closed', message: 'connect: the connection was closed' });
    }
    expect(answers.map(({ kind }) => kind)).toEqual(['error', 'error', 'closed']);
    expect((await remote.matmul([[2]], [[3]])).data[0]).toBe(6);
  });

  test('await using', async () => {
    let kept: Remote;
    {
      await using here = connect(worker);
      kept = here;
      expect((await here.matmul([[2]], [[3]])).data[0]).toBe(6);
    }
    expect(await failure(kept.matmul([[1]], [[1]]))).toBeInstanceOf(WorkerError);
  });

  test.each([
    ['it is terminated', () => startWorker(), (w: Worker) => w.terminate(), 'exit', /the worker (has )?ended/],
    ['its script throws', () => new Worker('throw new Error("broken script")', { eval: true }), () => {}, 'start', /broken script/],
    ['its script is not there', () => new Worker(new URL('file:///nowhere.mjs')), () => {}, 'start', /nowhere/],
    ['its script ends', () => new Worker('process.exit(3)', { eval: true }), () => {}, 'exit', /ended/],
  ])('a worker that dies: %s', async (_, start, kill, reason, message) => {
    const dying = start();
    const there = connect(dying);
    const pending = failure(there.eigh(long()));
    kill(dying);
    const error = await pending;
    expect(error).toBeInstanceOf(WorkerError);
    expect(error?.reason).toBe(reason);
    expect(error?.message).toMatch(message);
    expect(await failure(there.matmul([[1]], [[1]]))).toBe(error);
    await there[Symbol.asyncDispose]();
  });

  test('a worker that says nothing, and one that speaks of other things, are errors after 20 s', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    try {
      for (const silent of [fake(() => {}), new Worker('setInterval(() => {}, 1e6)', { eval: true })]) {
        const pending = failure(connect(silent).matmul([[1]], [[1]]));
        vi.advanceTimersByTime(25_000);
        expect(await pending).toMatchObject({
          name: 'WorkerError',
          reason: 'silent',
          message: expect.stringContaining("import 'eigenstill/worker'"),
        });
        if (silent instanceof Worker) await silent.terminate();
      }
      const closing = connect(fake(() => {}))[Symbol.asyncDispose]();
      vi.advanceTimersByTime(25_000);
      await closing;
    } finally {
      vi.useRealTimers();
    }
  });

  test('a long computation is no silence: it answers between slices', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    try {
      const busy = remote.eigh(long());
      for (let look = 0; look < 10; look++) {
        vi.advanceTimersByTime(5000);
        await new Promise((resolve) => setTimeout(resolve, 30));
      }
      expect((await busy).values).toEqual(eigh(long()).values);
    } finally {
      vi.useRealTimers();
    }
  });
});

/** A worker that is none: it hears the requests of a connection and may answer. */
function fake(hear: (request: Request, say: (answer: Answer) => void) => unknown): WorkerLike {
  return {
    postMessage(message) {
      const port = (message as Hello).eigenstill;
      port.onmessage = ({ data }) => hear(data, (answer) => port.postMessage(answer));
    },
  };
}

/** A connection of the worker, and what it answered. */
function spied() {
  const answers: Answer[] = [];
  const between: WorkerLike = {
    postMessage(message) {
      const near = (message as Hello).eigenstill;
      const { port1, port2 } = new MessageChannel();
      near.onmessage = ({ data }) => port1.postMessage(data);
      port1.onmessage = ({ data }) => {
        answers.push(data);
        near.postMessage(data);
      };
      worker.postMessage({ eigenstill: port2 } satisfies Hello, [port2] as never[]);
    },
  };
  return { remote: connect(between), answers };
}
