// Floor 0 · long algorithms as steps: written once as a generator, drained at once by `run` or in slices by `runAsync`.

/** Where a long computation stands. */
export interface Progress {
  readonly stage: string;
  readonly done: number;
  readonly total: number;
}

/** Options of every asynchronous twin. */
export interface RunOptions {
  /** Aborting it rejects the promise with its reason and frees the memory of the run. */
  signal?: AbortSignal;
  /** Called after each slice. */
  onProgress?: (progress: Progress) => void;
  /** Milliseconds of work between two pauses. @default 12 */
  slice?: number;
}

/** A computation that stops after each panel to say how far it is; its `finally` frees its memory. */
export type Steps<T> = Generator<Progress, T, void>;

/** Drains the steps without a pause. */
export function run<T>(steps: Steps<T>): T {
  for (;;) {
    const next = steps.next();
    if (next.done) return next.value;
  }
}

/** Resolves after everything that waits (input, painting, timers) has had its turn. */
const pause: () => Promise<void> =
  typeof setImmediate === 'function'
    ? () => new Promise((resolve) => setImmediate(resolve))
    : () =>
        new Promise((resolve) => {
          const channel = new MessageChannel();
          channel.port1.onmessage = () => {
            channel.port1.close();
            resolve();
          };
          channel.port2.postMessage(0);
        });

// Memory is a stack: two runs that pause in turn would free each other's frames. So they wait in line; synchronous calls may nest
// inside a pause, because they end before the run goes on.
let last: Promise<unknown> = Promise.resolve();

/** Drains the steps in slices of about 12 ms; runs started earlier are finished first. */
export function runAsync<T>(steps: Steps<T>, { signal, onProgress, slice = 12 }: RunOptions = {}): Promise<T> {
  const result = last.then(async () => {
    try {
      let until = performance.now() + slice;
      for (;;) {
        signal?.throwIfAborted();
        const next = steps.next();
        if (next.done) return next.value;
        if (performance.now() < until) continue;
        onProgress?.(next.value);
        await pause();
        until = performance.now() + slice;
      }
    } finally {
      steps.return(undefined as T);
    }
  });
  last = result.catch(() => {});
  return result;
}
