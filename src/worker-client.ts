// Floor 8 · the entry 'eigenstill/worker-client': long work in a worker of the app's. No engine inside, nothing to compile.
//
//   page                                   worker
//   connect(worker) ── port ─────────────▶ import 'eigenstill/worker'
//   remote.eigh(a)  ── copy of a, moved ─▶ eighAsync(a) in slices
//                   ◀─ progress, result, moved ──
//
// Each connection has a channel of its own, so that a worker can serve several and talk to its app besides. A worker that dies says so in
// Node; in a page it may not: while an answer is waited for, it is asked for a sign of life.
import * as errors from './errors.js';
import type { Kernel } from './kernel.js';
import type { MatmulOptions } from './linalg/blas.js';
import type { Eigh } from './linalg/eigh.js';
import { type AnyMatrix, asMatrix, describe, type Matrix, type MatrixLike } from './matrix.js';
import type { Answer, Hello, Method, PlainError, Request } from './remote/protocol.js';
import { doubles, floats } from './room.js';
import type { Spectrum, SpectrumOptions } from './spectral/spectrum.js';
import type { Progress, RunOptions } from './steps.js';
import { isOfNode, listen, type WorkerLike } from './worker-like.js';

export type { WorkerLike };

/** The long computations of the package, done by a worker. */
export interface Remote {
  /** `matmul`. */
  matmul(a: MatrixLike, b: MatrixLike, options?: Omit<MatmulOptions, 'out'> & RunOptions): Promise<Matrix>;
  /** `eigh`. */
  eigh(a: MatrixLike, options?: RunOptions & { largest?: number }): Promise<Eigh>;
  /** `gram`. */
  gram(kernel: Kernel, x: MatrixLike, z?: MatrixLike, options?: RunOptions): Promise<Matrix>;
  /** `spectrum` of a kernel. */
  spectrum(kernel: Kernel, x: MatrixLike, y: MatrixLike, options?: RunOptions & SpectrumOptions): Promise<Spectrum>;
  /** Ends the connection: what is under way is rejected and stopped. Resolves when the worker is idle. The worker lives on. */
  [Symbol.asyncDispose](): Promise<void>;
}

/** Milliseconds between two questions for a sign of life, and how many in a row may stay without answer. */
const [LOOK, LOOKS] = [5000, 4];

interface Waiting {
  readonly resolve: (value: never) => void;
  readonly reject: (error: unknown) => void;
  readonly onProgress: RunOptions['onProgress'];
  readonly release: () => void;
}

/**
 * Speaks to a worker that runs `eigenstill/worker`: the same functions, computed there. Several calls may be under way; the worker does
 * one after the other.
 *
 * Matrices are copied, the copies and the results are moved, not cloned. Progress and the abort of a signal cross: what is aborted rejects
 * at once with the reason of the signal, and the worker stops. Errors arrive as what they are in the worker (`ShapeError` …).
 *
 * The worker is the app's: it makes it and ends it. Its engine is the reproducible one; a worker script of your own may call `init`:
 * `import 'eigenstill/worker'; import { init } from 'eigenstill'; await init();`
 *
 * @param worker - `new Worker(new URL(import.meta.resolve('eigenstill/worker')))` in Node; in a page a module worker
 *   (`{ type: 'module' }`) whose script imports `eigenstill/worker`
 * @throws {WorkerError} every call, when the worker did not start, has died, gives no sign of life for 20 s, or the connection was closed
 *
 * @example
 * (await connect(worker).matmul([[1, 2]], [[3], [4]])).data // [11]
 * (await connect(worker).spectrum(linear(), [[1], [2], [2]], [1, 2, 3])).d // [9]
 */
export function connect(worker: WorkerLike): Remote {
  const { port1, port2 } = new MessageChannel();
  const port = port1 as MessagePort & { ref?(): void; unref?(): void };
  const waiting = new Map<number, Waiting>();
  let calls = 0;
  let heard = false;
  let unanswered = 0;
  let broken: errors.WorkerError | undefined;
  let watch: ReturnType<typeof setInterval> | undefined;
  let closed: (() => void) | undefined;

  const say = (request: Request, transfer: Transferable[] = []) => port.postMessage(request, transfer);

  /** All calls end, those to come too. */
  function refuse(reason: errors.WorkerError['reason'], detail: string): void {
    broken ??= new errors.WorkerError(reason, `connect: ${detail}`);
    for (const [id, { reject }] of waiting) {
      settle(id);
      reject(broken);
    }
  }

  /** Nothing more will come from the worker. */
  function end(reason: errors.WorkerError['reason'], detail: string): void {
    refuse(reason, detail);
    clearInterval(watch);
    port.close();
    closed?.();
  }

  /** Asks for a sign of life from time to time. */
  function listenFor(): void {
    unanswered = 0;
    watch = setInterval(look, LOOK);
    port.ref?.();
  }

  /** Takes a call off the list; an answer that comes later is not looked at. */
  function settle(id: number): Waiting | undefined {
    const call = waiting.get(id);
    waiting.delete(id);
    call?.release();
    if (waiting.size > 0) return call;
    clearInterval(watch);
    port.unref?.(); // an idle connection keeps no process alive
    return call;
  }

  function look(): void {
    if (unanswered++ < LOOKS) say({ kind: 'ping' });
    else end('silent', `the worker has given no sign of life for ${(LOOK * LOOKS) / 1000} s; its script must import 'eigenstill/worker'`);
  }

  function tell(id: number, progress: Progress): void {
    const call = waiting.get(id);
    try {
      call?.onProgress?.(progress);
    } catch (error) {
      settle(id);
      say({ kind: 'abort', id });
      call?.reject(error);
    }
  }

  port.onmessage = ({ data }: MessageEvent<Answer>) => {
    heard = true;
    unanswered = 0;
    if (data.kind === 'progress') tell(data.id, data.progress);
    else if (data.kind === 'value') settle(data.id)?.resolve(data.value as never);
    else if (data.kind === 'error') settle(data.id)?.reject(fromPlain(data.error));
    else if (data.kind === 'closed') closed?.();
  };
  port.onmessageerror = () => end('exception', 'an answer of the worker cannot be read');
  port.addEventListener('close', () => end('exit', 'the worker has ended'));
  port.unref?.();
  listen<{ message?: string }>(worker, 'error', ({ message }) => {
    // in a page a worker outlives its errors, unless they keep it from starting
    if (isOfNode(worker) || !heard)
      end(heard ? 'exception' : 'start', `the worker ${heard ? 'failed' : 'did not start'}: ${message || 'no reason given'}`);
  });
  listen<number>(worker, 'exit', (code) => end('exit', `the worker ended with code ${code}`));
  worker.postMessage({ eigenstill: port2 } satisfies Hello, [port2] as never[]);

  function ask<T>(method: Method, matrices: (AnyMatrix | undefined)[], options: RunOptions, kernel?: Kernel): Promise<T> {
    const { signal, onProgress, ...plain } = options;
    if ((plain as { out?: unknown }).out !== undefined) {
      throw new RangeError(
        `${method}: out must be left out, as the result is made in the worker; got ${describe((plain as { out?: unknown }).out)}`,
      );
    }
    return new Promise((resolve, reject) => {
      signal?.throwIfAborted();
      if (broken) throw broken;
      const id = ++calls;
      const copies = matrices.map((m) => m && copyOf(m, method));
      send({ kind: 'call', id, method, kernel, matrices: copies, options: plain, progress: onProgress !== undefined }, copies);
      const abort = () => {
        settle(id);
        say({ kind: 'abort', id });
        reject(signal?.reason);
      };
      signal?.addEventListener('abort', abort);
      if (waiting.size === 0) listenFor();
      waiting.set(id, { resolve, reject, onProgress, release: () => signal?.removeEventListener('abort', abort) });
    });
  }

  function send(call: Request & { method: Method }, copies: readonly (AnyMatrix | undefined)[]): void {
    try {
      say(
        call,
        copies.flatMap((m) => (m ? [m.data.buffer as ArrayBuffer] : [])),
      );
    } catch (error) {
      throw new RangeError(`${call.method}: kernel and options must be plain data, to cross to the worker; ${(error as Error).message}`);
    }
  }

  return {
    async matmul(a, b, options = {}) {
      return ask('matmul', [asMatrix(a, 'matmul', 'a'), asMatrix(b, 'matmul', 'b')], options);
    },
    async eigh(a, options = {}) {
      return ask('eigh', [asMatrix(a, 'eigh', 'a')], options);
    },
    async gram(kernel, x, z, options = {}) {
      return ask('gram', [asMatrix(x, 'gram', 'x'), z === undefined ? z : asMatrix(z, 'gram', 'z')], options, kernel);
    },
    async spectrum(kernel, x, y, options = {}) {
      return ask('spectrum', [asMatrix(x, 'spectrum', 'x'), asMatrix(y, 'spectrum', 'y')], options, kernel);
    },
    async [Symbol.asyncDispose]() {
      if (broken) return;
      const idle = new Promise<void>((resolve) => {
        closed = resolve;
      });
      say({ kind: 'close' });
      const detail = 'the connection was closed';
      refuse('closed', detail);
      listenFor();
      await idle;
      end('closed', detail);
    },
  };
}

function copyOf({ data, shape: [m, n] }: AnyMatrix, caller: string): AnyMatrix {
  const copy = data instanceof Float32Array ? floats(data.length, caller) : doubles(data.length, caller);
  copy.set(data);
  return { data: copy, shape: [m, n] };
}

const classes: Partial<Record<string, { readonly prototype: Error }>> = { ...errors, RangeError, TypeError };

/** The error with the class and the fields that it had in the worker. */
function fromPlain({ name, message, stack, fields }: PlainError): Error {
  const error = new Error(message);
  const found = classes[name];
  if (found) Object.setPrototypeOf(error, found.prototype);
  else error.name = name;
  if (stack !== undefined) error.stack = stack;
  return Object.assign(error, fields);
}
