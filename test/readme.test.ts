// The README's JavaScript runs as written, and prints what its comments say.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import * as api from '../src/index.js';
import { connect } from '../src/worker-client.js';
import { startWorker } from './remote/worker.js';

const text = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
const blocks = [...text.matchAll(/```js\n([\s\S]*?)```/g)].map(([, code]) => code as string);
type AsyncFunctionType = new (...source: string[]) => (...values: unknown[]) => Promise<void>;
const AsyncFunction = Object.getPrototypeOf(async () => {}).constructor as AsyncFunctionType;

/** Runs a block with its imports bound to the API; what it logs, a line each. */
async function run(code: string): Promise<string[]> {
  const lines: string[] = [];
  const print = (v: unknown) =>
    ArrayBuffer.isView(v) ? `${v.constructor.name} [ ${Array.from(v as Float64Array).join(', ')} ]` : String(v);
  const console = { log: (...values: unknown[]) => lines.push(values.map(print).join(' ')) };
  const linked = code
    .replace("import { connect } from 'eigenstill/worker-client';", '')
    .replace(/import \{ Worker \} from 'node:worker_threads';.*/, '')
    .replace("new Worker(new URL(import.meta.resolve('eigenstill/worker')))", 'startWorker()');
  const body = linked.replace(/import \{(.*?)\} from 'eigenstill';/gs, (_, names) => `const {${names}} = api;`);
  await new AsyncFunction('api', 'console', 'connect', 'startWorker', body)(api, console, connect, startWorker);
  return lines;
}

test('there are blocks to run', () => expect(blocks.length).toBeGreaterThan(2));

test('usage', async () => {
  const lines = await run(blocks[0]!);
  expect(lines.slice(0, 2)).toEqual(['Float64Array [ 5, 4, 4, 5 ]', 'Float64Array [ 1, 3 ]']);
  const [tuned, again] = [Number(lines[2]!.split(' ').at(-1)), Number(lines[3])];
  expect(Math.abs(tuned / again - 1)).toBeLessThan(1e-10);
  expect(lines).toHaveLength(5);
});

test('asynchronous work', async () => {
  expect((await run(blocks[1]!)).every((line) => /^[\w ]+ \d+ 300$/.test(line))).toBe(true);
});

test('results in memory of the caller', async () => {
  expect(await run(blocks[2]!)).toEqual(['true', 'true', 'true']);
});

test('errors', async () => {
  expect(await run(blocks[3]!)).toEqual(['2 -3']);
});

test('a worker', async () => {
  const block = blocks.find((code) => code.includes('worker-client')) as string;
  expect((await run(block)).at(-1)).toBe('Float64Array [ 1, 3 ]');
});
