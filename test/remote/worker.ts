// The script of `connect`'s worker as it stands in src/, in a thread of Node.

import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { build } from 'esbuild';

const entry = fileURLToPath(new URL('../../src/worker.ts', import.meta.url));
const { outputFiles } = await build({ entryPoints: [entry], bundle: true, format: 'esm', target: 'es2022', write: false });
const script = new URL(`data:text/javascript,${encodeURIComponent((outputFiles[0] as { text: string }).text)}`);

export const startWorker = () => new Worker(script, { execArgv: [] });
