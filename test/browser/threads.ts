// Threads on the main thread of a page; `?own`: with workers from a file of its origin. Notes every call of Atomics.wait.
import { dispose, init } from 'eigenstill';
import { bits } from '../bits.js';

const ROUNDS = 3;

const { wait } = Atomics;
let waits = 0;
Atomics.wait = ((...args: Parameters<typeof wait>) => {
  waits++;
  return wait(...args);
}) as typeof wait;

try {
  const own = location.search === '?own' ? { createWorker: () => new Worker('/dist/worker.js') } : {};
  const { threads } = await init({ threads: 2, variant: 'simd', ...own });
  const seen = new Set<string>();
  for (let round = 0; round < ROUNDS; round++) seen.add(JSON.stringify(bits()));
  dispose();
  document.title = JSON.stringify({ threads, waits, seen: [...seen] });
} catch (error) {
  document.title = JSON.stringify({ error: String(error) });
}
