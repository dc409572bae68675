// A terminal that remembers what was written to it, and files in a folder of their own: what the tests of the command stand on.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll } from 'vitest';
import { main } from '../../src/cli/program.js';
import type { Terminal } from '../../src/cli/terminal.js';

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Streams that keep their text. `tty`: they say they are a screen. */
export function capture({ tty = false, env = {} }: { tty?: boolean; env?: Record<string, string> } = {}) {
  const texts = { stdout: '', stderr: '' };
  const stream = (name: 'stdout' | 'stderr') => {
    const output = Object.assign(new PassThrough(), { isTTY: tty, columns: 80 });
    output.on('data', (chunk) => {
      texts[name] += String(chunk);
    });
    return output;
  };
  const terminal: Terminal = { stdout: stream('stdout'), stderr: stream('stderr'), env };
  return { terminal, texts };
}

/** Runs the command in this process. */
export async function run(
  argv: readonly string[],
  options: { tty?: boolean; env?: Record<string, string>; signal?: AbortSignal } = {},
): Promise<Ran> {
  const { terminal, texts } = capture(options);
  const code = await main(argv, terminal, options.signal);
  return { code, ...texts };
}

/** A folder that is gone after the tests of the file; `file` writes into it and gives the path. */
export function scratch() {
  const folder = mkdtempSync(join(tmpdir(), 'eigenstill-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const path = (name: string) => join(folder, name);
  const file = (name: string, content: string | Uint8Array) => {
    mkdirSync(folder, { recursive: true });
    writeFileSync(path(name), content);
    return path(name);
  };
  return { folder, path, file };
}

/** A table of n rows, y = 2x₁ − x₂ + a small wave: learnable, and no two rows alike. */
export function wave(n: number): string {
  const rows = Array.from({ length: n }, (_, i) => {
    const [a, b] = [Math.sin(i * 1.7) * 3, Math.cos(i * 0.9) + i / n];
    return [a, b, 2 * a - b + 0.1 * Math.sin(11 * i)].map((v) => v.toFixed(6)).join(',');
  });
  return `a,b,y\n${rows.join('\n')}\n`;
}
