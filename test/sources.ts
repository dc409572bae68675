// The files of the project, for tests about the files themselves.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Folders that hold generated or installed files, and git's own. */
const FOREIGN = new Set(['.git', 'node_modules', 'build', 'dist', 'coverage']);

/** Paths of all files in a folder of the project and below it, as from the root, with forward slashes. */
export function filesIn(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true })
    .filter(({ name }) => !FOREIGN.has(name))
    .flatMap((entry) => {
      const path = folder === '.' ? entry.name : `${folder}/${entry.name}`;
      return entry.isDirectory() ? filesIn(path) : [path];
    });
}

export const read = (path: string) => readFileSync(join(root, path), 'utf8');
