// Bench · the first product of a fresh process: run as a child with the URL of the bundle and a variant; prints one object.
import { random } from '../src/random.js';
import type { Cold, Library, Variant } from './variants.js';

const N = 1024;
/** Products after the first; the best of them is the warm time. */
const LATER = 10;

/** To be called once, by a process that has computed nothing yet. */
export function firstProduct({ initSync, matmul }: Library, variant: Variant): Cold {
  const rng = random(1);
  const square = () => ({ data: Float64Array.from({ length: N * N }, rng.normal), shape: [N, N] as const });
  const [a, b] = [square(), square()];
  const timed = (run: () => unknown) => {
    const start = performance.now();
    run();
    return performance.now() - start;
  };
  const init = timed(() => initSync({ variant }));
  const first = timed(() => matmul(a, b));
  return { init, first, warm: Math.min(...Array.from({ length: LATER }, () => timed(() => matmul(a, b)))) };
}

const [url, variant] = globalThis.process?.argv?.slice(2) ?? [];
if (url?.startsWith('file:') && variant) console.log(JSON.stringify(firstProduct(await import(url), variant as Variant)));
