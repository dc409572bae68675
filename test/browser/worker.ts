// A page that leaves the work to its worker: numbers, errors, progress, an abort, and workers that do not live.
import { eigh, fitted, NonFiniteError, rbf, ridge, spectrum, WorkerError } from 'eigenstill';
import { connect } from 'eigenstill/worker-client';

const start = (script: string) => new Worker(script, { type: 'module' });
const failure = (promise: Promise<unknown>) => promise.then(String, (error: unknown) => error as WorkerError);

const worker = start('/dist/worker-server.js');
const remote = connect(worker);
const x = Array.from({ length: 300 }, (_, i) => [i / 300]);
const y = x.map(([t]) => (t as number) * (1 - (t as number)));
const kernel = rbf({ gamma: 30 });

const s = await remote.spectrum(kernel, x, y);
const same = JSON.stringify(fitted(s, ridge(1))) === JSON.stringify(fitted(spectrum(kernel, x, y), ridge(1)));
const values = await remote.eigh([[2, 1], [1, 2]]); // biome-ignore format: a matrix
const equal = JSON.stringify(values) === JSON.stringify(eigh([[2, 1], [1, 2]])); // biome-ignore format: a matrix
const typed = (await failure(remote.eigh([[Number.NaN]]))) instanceof NonFiniteError;

const stop = new AbortController();
let progress = 0;
const aborted = await failure(
  remote.spectrum(kernel, x, y, { signal: stop.signal, slice: 0, onProgress: () => ++progress === 5 && stop.abort() }),
);
await remote.matmul([[1]], [[1]]); // the worker is free again

const missing = await failure(connect(start('/dist/not-there.js')).matmul([[1]], [[1]]));
const pending = failure(remote.spectrum(kernel, x, y, { slice: 0, onProgress: () => worker.terminate() }));
const ended = (await pending) as WorkerError;

document.title = JSON.stringify({
  same,
  equal,
  typed,
  aborted: (aborted as Error).name,
  progress,
  missing: (missing as WorkerError).reason,
  ended: [ended instanceof WorkerError, ['exit', 'silent'].includes(ended.reason)],
});
