// Every @example in src/ runs: each line is an expression and, behind //, the value it has. README blocks run as they stand.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import * as api from '../src/index.js';
import { connect } from '../src/worker-client.js';
import { startWorker } from './remote/worker.js';
import { filesIn } from './sources.js';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

interface Example {
  readonly name: string;
  readonly lines: readonly { code: string; value: string }[];
}

const examples: Example[] = filesIn('src').flatMap((file) => {
  const text = readFileSync(join(root, file), 'utf8');
  return [...text.matchAll(/@example\n((?: +\* (?!@).*\n)+)[\s\S]*?\*\/\s*(.*)/g)].map(([, block, next]) => ({
    name: `${file}: ${/(?:function|class|const) (\w+)/.exec(next as string)?.[1]}`,
    lines: (block as string)
      .trimEnd()
      .split('\n')
      .map((line) => {
        const [code, value] = line.replace(/^ +\* /, '').split(' // ');
        return { code: code as string, value: value as string };
      }),
  }));
});

type AsyncFunctionType = new (...source: string[]) => (...values: unknown[]) => Promise<unknown>;
const AsyncFunction = Object.getPrototypeOf(async () => {}).constructor as AsyncFunctionType;

const worker = startWorker();
afterAll(() => worker.terminate());

/** What examples may name. */
const names = { ...api, connect, worker };

const run = (code: string) => new AsyncFunction(...Object.keys(names), `return (${code});`)(...Object.values(names));

test('there are examples', () => {
  expect(examples.length).toBeGreaterThan(30);
  expect(examples.every(({ lines }) => lines.every(({ value }) => value !== undefined))).toBe(true);
});

describe.each(examples)('$name', ({ lines }) => {
  test.each(lines)('$code', async ({ code, value }) => {
    const [got, want] = [await run(code), await run(value)];
    if (typeof want === 'boolean' || (Array.isArray(want) && Array.isArray(want[0]))) expect(got).toEqual(want);
    else
      expect(
        Array.from([got].flat() as number[])
          .flatMap((v) => (typeof v === 'number' ? v : Array.from(v as ArrayLike<number>)))
          .map((v) => Number(v.toPrecision(12))),
      ).toEqual([want].flat().map((v) => Number((v as number).toPrecision(12))));
  });
});
