// Floor 19 · the worker's end of a connection: runs what is asked for in slices, so that it hears of aborts between them.
import { eighAsync, gramAsync, type Kernel, type MatrixLike, matmulAsync, type RunOptions, spectrumAsync } from '../index.js';
import { type Answer, type Call, type Method, type Request, toPlain } from './protocol.js';

/** Milliseconds between two pauses at most, whatever is asked for: a worker that does not pause cannot say that it lives. */
const SLICE_MOST = 200;

type Run = (kernel: Kernel, [a, b]: readonly MatrixLike[], options: RunOptions) => Promise<object>;

const methods: Record<Method, Run> = {
  matmul: (_, [a, b], options) => matmulAsync(a as MatrixLike, b as MatrixLike, options),
  eigh: (_, [a], options) => eighAsync(a as MatrixLike, options),
  gram: (kernel, [x, z], options) => gramAsync(kernel, x as MatrixLike, z, options),
  spectrum: (kernel, [x, y], options) => spectrumAsync(kernel, x as MatrixLike, y as MatrixLike, options),
};

/** Answers what comes through the port until it is closed. */
export function serve(port: MessagePort): void {
  const running = new Map<number, { readonly stop: AbortController; readonly end: Promise<void> }>();
  const say = (answer: Answer, transfer: Transferable[] = []) => port.postMessage(answer, transfer);

  async function answer({ id, method, kernel, matrices, options, progress }: Call, signal: AbortSignal): Promise<void> {
    const onProgress: RunOptions['onProgress'] = progress ? (now) => say({ kind: 'progress', id, progress: now }) : undefined;
    const { slice = 12 } = options as RunOptions;
    try {
      const asked = { ...options, signal, onProgress, slice: Math.min(slice, SLICE_MOST) };
      const value = await methods[method](kernel as Kernel, matrices as MatrixLike[], asked);
      say({ kind: 'value', id, value }, [...new Set(buffers(value))]);
    } catch (error) {
      say({ kind: 'error', id, error: toPlain(error) });
    }
    running.delete(id);
  }

  function abortAll(): void {
    for (const { stop } of running.values()) stop.abort();
  }

  port.onmessage = async ({ data }: MessageEvent<Request>) => {
    if (data.kind === 'ping') say({ kind: 'pong' });
    else if (data.kind === 'abort') running.get(data.id)?.stop.abort();
    else if (data.kind === 'call') {
      const stop = new AbortController();
      running.set(data.id, { stop, end: answer(data, stop.signal) });
    } else {
      abortAll();
      await Promise.all([...running.values()].map(({ end }) => end));
      say({ kind: 'closed' });
      port.close();
    }
  };
  port.addEventListener('close', abortAll); // the client is gone without a word
}

/** The memory of all arrays in a result. */
function buffers(value: unknown): ArrayBuffer[] {
  if (ArrayBuffer.isView(value)) return [value.buffer as ArrayBuffer];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(buffers) : [];
}
