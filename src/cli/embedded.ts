// Floor 4 · the data files that come with the package.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readText } from './file.js';
import { readTable, type Table } from './table.js';

/** A file of examples/data as a table. */
export const embeddedTable = (file: string): Table => readTable(readText(join(packageFolder(), 'examples', 'data', file)), file);

/** The nearest folder above this file with a package.json: the same from src/cli/ and from the bundle in dist/. */
function packageFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json')) && dirname(folder) !== folder) folder = dirname(folder);
  return folder;
}
