// docs/kernels.md: every file and test that it names exists, and no kernel file or driver of src/linalg is left out.
import { expect, test } from 'vitest';
import { filesIn, read } from './sources.js';

const text = read('docs/kernels.md');

/** "assembly/a.ts, b.ts" and "test/linalg/a, b": the folder holds for the names that follow. */
const named = [
  ...text.matchAll(/\b(assembly|src(?:\/\w+)?|test(?:\/\w+)?)\/([\w*-]+\b(?!\/)(?:\.ts)?(?:,\s+[\w-]+(?:\.ts)?(?![\w/-]))*)/g),
].flatMap(([, folder, names]) =>
  (names as string)
    .split(/,\s+/)
    .map((name) => `${folder}/${name.replace(/(\.test)?(\.ts)?$/, '')}${folder?.startsWith('test') ? '.test' : ''}.ts`),
);
const all = new Set([...filesIn('assembly'), ...filesIn('src'), ...filesIn('test')]);

test('what is named exists', () => {
  expect(named.length).toBeGreaterThan(80);
  expect(named.filter((path) => !path.includes('*') && !all.has(path) && !all.has(path.replace('.ts', '.test.ts')))).toEqual([]);
});

/** Small parts that several of the algorithms stand on. */
const PARTS = /^(assembly\/(index|simd|vector|matvec|move|element|scale|points)|src\/linalg\/(rows|shares|condition|sgemm))\.ts$/;

test('nothing is left out', () => {
  const files = [...filesIn('assembly'), ...filesIn('src/linalg')].filter((path) => path.endsWith('.ts') && !PARTS.test(path));
  expect(files.filter((path) => !named.includes(path))).toEqual([]);
});
