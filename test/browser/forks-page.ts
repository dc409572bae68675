// `?worker=alive` and the like: forks in a module Worker of this page; `?page=…`: on its main thread. The title says what was seen.
import { type Fate, forks } from './forks.js';

const [[where, fate]] = [...new URLSearchParams(location.search)] as [[string, Fate]];

const inWorker = () =>
  new Promise((resolve) => {
    const worker = new Worker('./forks.worker.ts', { type: 'module' });
    worker.addEventListener('message', ({ data }) => resolve(data));
    worker.addEventListener('error', ({ message }) => resolve({ failed: message }));
    worker.postMessage(fate);
  });

try {
  document.title = JSON.stringify(where === 'worker' ? await inWorker() : await forks(fate));
} catch (error) {
  document.title = JSON.stringify({ failed: String(error) });
}
