// Floor 2 · a worker of the pool: an instance of its own on the shared memory; claims tasks, and sleeps while there are none.
//
// One script for a Worker of Node and of a page, bundled by scripts/wasm.mjs. The first message starts it, its answer says that it is
// ready; from then on it hears of work through shared memory alone, and ends when it is terminated.
import type { Kernels } from './abi.js';
import { changes, claim, fail, finish, kernelNames, LIMIT, openControl, SLOTS, type Start, WIDTH } from './control.js';

function serve({ module, memory, control, settings }: Start, ready: () => void): void {
  const kernels = new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as Kernels;
  const names = kernelNames(kernels);
  const call = (name: keyof Kernels, args: Iterable<number>) => (kernels[name] as (...args: number[]) => unknown)(...args);
  for (const [name, ...args] of settings) call(name, args);
  const { cells, tasks } = openControl(control);
  let seen = Atomics.load(cells, LIMIT);
  ready();
  for (;;) {
    for (let task = claim(cells); task !== undefined; task = claim(cells)) {
      const at = (task & (SLOTS - 1)) * WIDTH;
      const name = names[tasks[at] as number] as keyof Kernels;
      try {
        call(name, tasks.subarray(at + 1, at + WIDTH)); // more arguments than parameters: the rest is not looked at
      } catch (error) {
        fail(cells, `${name}: ${error}`);
        return;
      }
      finish(cells);
    }
    if (!changes(cells, LIMIT, seen)) Atomics.wait(cells, LIMIT, seen);
    seen = Atomics.load(cells, LIMIT);
  }
}

const port = globalThis.process?.getBuiltinModule?.('node:worker_threads').parentPort;
if (port) port.once('message', (start: Start) => serve(start, () => port.postMessage('ready')));
else addEventListener('message', ({ data }: MessageEvent<Start>) => serve(data, () => postMessage('ready')), { once: true });
