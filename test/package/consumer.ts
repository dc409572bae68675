// The package as other people's tests see it: packed once, installed into fresh folders without a network.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));
const home = mkdtempSync(join(tmpdir(), 'eigenstill-package-'));
let folders = 0;

export interface Packed {
  readonly filename: string;
  readonly unpackedSize: number;
  readonly files: readonly { readonly path: string; readonly size: number }[];
}

/** npm pack, without scripts: dist/ has been built. */
export function pack(): Packed {
  const packed = JSON.parse(run(root, 'npm', 'pack', '--json', '--ignore-scripts', '--pack-destination', home));
  return packed[0] ?? packed.eigenstill; // an array until npm 11.6, then an object by name
}

/** A new folder with these files and the package installed. */
export function fresh({ filename }: Packed, files: Record<string, string>): string {
  const folder = join(home, `${++folders}`);
  write(folder, { 'package.json': '{ "private": true, "type": "module" }', ...files });
  run(folder, 'npm', 'install', '--offline', '--no-audit', '--no-fund', '--silent', join(home, filename));
  return folder;
}

export function write(folder: string, files: Record<string, string>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

/** Standard output of a command. */
export const run = (cwd: string, command: string, ...args: string[]): string =>
  execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], maxBuffer: 2 ** 27 });

/** A file of the browser tests: their page is also the page that the bundlers get. */
export const pageFile = (name: string) => readFileSync(join(root, 'test/browser', name), 'utf8');

export const cleanUp = () => rmSync(home, { recursive: true, force: true });
