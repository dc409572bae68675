// Floor 20 · the entry 'eigenstill/worker': the script of a worker that `connect` of 'eigenstill/worker-client' speaks to.
//
// Whatever else is said to the worker is the app's affair: a connection begins with a message that carries its port.
import type { Hello } from './remote/protocol.js';
import { serve } from './remote/serve.js';

const greet = (hello: Hello | undefined) => {
  if (hello?.eigenstill instanceof MessagePort) serve(hello.eigenstill);
};

const port = globalThis.process?.getBuiltinModule?.('node:worker_threads').parentPort;
if (port) port.on('message', greet);
else addEventListener('message', ({ data }: MessageEvent<Hello>) => greet(data));
