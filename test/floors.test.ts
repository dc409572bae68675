// One direction: a file says its floor in its first line and imports from lower floors only.
import { posix } from 'node:path';
import { preProcessFile } from 'typescript';
import { describe, expect, test } from 'vitest';
import { filesIn, read } from './sources.js';

type Sources = ReadonlyMap<string, string>;

const real: Sources = new Map(
  ['assembly', 'src']
    .flatMap(filesIn)
    .filter((path) => path.endsWith('.ts'))
    .map((path) => [path, read(path)]),
);

function floorOf(text: string): number | undefined {
  const found = /^\/\/ Floor (\d+) · \S/.exec(text);
  return found ? Number(found[1]) : undefined;
}

/** Everything a file names in import and export declarations, in import() and in types. */
const importsOf = (text: string) => preProcessFile(text, true, true).importedFiles.map(({ fileName }) => fileName);

/** The file a relative import means: './x.js' in src/, './x' in assembly/. */
const target = (from: string, name: string) => `${posix.join(posix.dirname(from), name).replace(/\.js$/, '')}.ts`;

/** What is made by scripts/wasm.mjs, and the one file that may import it. */
const generated = new Map([
  ['src/index.ts', '../build/bytes.js'],
  ['src/wasm/pool.ts', '../../build/worker-text.js'],
]);

function faults(sources: Sources): string[] {
  return [...sources].flatMap(([path, text]) => {
    const floor = floorOf(text);
    if (floor === undefined) return [`${path}: the first line must be "// Floor N · what the file is"`];
    return importsOf(text).flatMap((name) => {
      if (generated.get(path) === name) return [];
      if (!name.startsWith('.')) return foreign(path, name);
      const to = target(path, name);
      const below = floorOf(sources.get(to) ?? '');
      if (below === undefined) return [`${path}: imports ${name}, which is no file with a floor`];
      if (below >= floor) return [`${path} (floor ${floor}) imports ${to} (floor ${below})`];
      if (path.startsWith('src/cli/') && !to.startsWith('src/cli/') && to !== 'src/index.ts') {
        return [`${path}: the command uses the library by its public entry only; it imports ${to}`];
      }
      return [];
    });
  });
}

/** The library runs in a browser and brings its one dependency along; the command may use Node and what is bundled with it. */
function foreign(path: string, name: string): string[] {
  if (path.startsWith('src/cli/') || (path.startsWith('src/') && name === '@assemblyscript/loader')) return [];
  return [`${path}: imports ${name}`];
}

describe('floors', () => {
  test('every file of assembly/ and src/ imports from lower floors only', () => {
    expect(real.size).toBeGreaterThan(30);
    expect(faults(real)).toEqual([]);
  });

  test.each([
    ['no floor', { 'src/a.ts': '// a file\n' }, 'src/a.ts: the first line must be'],
    [
      'a static import of its own floor',
      { 'src/a.ts': "// Floor 1 · a\nimport { b } from './b.js';", 'src/b.ts': '// Floor 1 · b' },
      'src/a.ts (floor 1) imports src/b.ts (floor 1)',
    ],
    [
      'export from above',
      { 'src/a.ts': "// Floor 1 · a\nexport * from './x/b.js';", 'src/x/b.ts': '// Floor 2 · b' },
      'src/a.ts (floor 1) imports src/x/b.ts (floor 2)',
    ],
    [
      'a dynamic import',
      { 'src/x/a.ts': "// Floor 1 · a\nconst b = () => import('../b.js');", 'src/b.ts': '// Floor 3 · b' },
      'src/x/a.ts (floor 1) imports src/b.ts (floor 3)',
    ],
    [
      'a type',
      { 'src/a.ts': "// Floor 1 · a\nimport type { B } from './b.js';", 'src/b.ts': '// Floor 3 · b' },
      'src/a.ts (floor 1) imports src/b.ts (floor 3)',
    ],
    [
      'a kernel',
      { 'assembly/a.ts': "// Floor 0 · a\nimport { b } from './b';", 'assembly/b.ts': '// Floor 1 · b' },
      'assembly/a.ts (floor 0) imports assembly/b.ts (floor 1)',
    ],
    [
      'the binaries',
      { 'src/slim.ts': "// Floor 12 · s\nimport { simd } from '../build/bytes.js';" },
      'src/slim.ts: imports ../build/bytes.js, which is no file',
    ],
    ['Node', { 'src/a.ts': "// Floor 1 · a\nimport fs from 'node:fs';" }, 'src/a.ts: imports node:fs'],
    [
      'the inside of the library',
      { 'src/cli/a.ts': "// Floor 14 · a\nimport { b } from '../b.js';", 'src/b.ts': '// Floor 1 · b' },
      'src/cli/a.ts: the command uses',
    ],
  ])('%s is a fault', (_, files, message) => {
    const found = faults(new Map(Object.entries(files as Record<string, string>)));
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(message);
  });
});
