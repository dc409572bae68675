// A Worker of the page's own, as an application has one, bundled with the library inside; the pool's worker is nested in it.
import { type Fate, forks } from './forks.js';

addEventListener('message', ({ data }: MessageEvent<Fate>) => {
  forks(data).then(
    (seen) => postMessage(seen),
    (error) => postMessage({ failed: String(error) }),
  );
});
