import { execFileSync } from 'node:child_process';
import { closeSync, existsSync, lstatSync, openSync, readdirSync, readFileSync, readSync, symlinkSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { DataError } from '../../src/cli/fail.js';
import { readText, stem, writeWhole } from '../../src/cli/file.js';
import { scratch } from './terminal.js';

const { folder, file, path } = scratch();

test.each([
  ['UTF-8', Buffer.from('a,°C\n', 'utf8')],
  ['UTF-16 with its mark', Buffer.from('\uFEFFa,°C\n', 'utf16le')],
  ['UTF-16, the other way round', Buffer.from('\uFEFFa,°C\n', 'utf16le').swap16()],
  ['Windows-1252', Buffer.from('a,°C\n', 'latin1')],
  ['gzip', gzipSync('a,°C\n')],
])('%s', (name, bytes) => {
  expect(readText(file(`${name}.csv`, bytes)).replace('\uFEFF', '')).toBe('a,°C\n');
});

test('what cannot be read is said in one line', () => {
  expect(() => readText(path('none.csv'))).toThrow(DataError);
  expect(() => readText(path('none.csv'))).toThrow('no such file');
  expect(() => readText(folder)).toThrow('it is a folder');
  expect(() => readText(file('half.gz', gzipSync('x'.repeat(1000)).subarray(0, 20)))).toThrow('cannot unzip');
});

test('a file is written whole or not at all, and leaves no draft', () => {
  writeWhole(path('out.txt'), 'one');
  writeWhole(path('out.txt'), 'two');
  expect(readFileSync(path('out.txt'), 'utf8')).toBe('two');
  expect(() => writeWhole(path('no/such/out.txt'), 'x')).toThrow('no such file or folder');
  expect(existsSync(path('no'))).toBe(false);
  expect(readdirSync(folder).filter((name) => name.endsWith('.part'))).toEqual([]);
});

test('a link stays a link, a pipe a pipe: a file took their place, for root that of /dev/null', () => {
  symlinkSync(file('behind.txt', 'old'), path('link.txt'));
  writeWhole(path('link.txt'), ['n', 'ew']);
  expect(lstatSync(path('link.txt')).isSymbolicLink()).toBe(true);
  expect(readFileSync(path('behind.txt'), 'utf8')).toBe('new');

  execFileSync('mkfifo', [path('pipe')]);
  const both = openSync(path('pipe'), 'r+'); // a reader, so that the writer need not wait for one
  try {
    writeWhole(path('pipe'), ['n', 'ew']);
    expect(lstatSync(path('pipe')).isFIFO()).toBe(true);
    const seen = Buffer.alloc(8);
    expect(seen.subarray(0, readSync(both, seen)).toString()).toBe('new');
  } finally {
    closeSync(both);
  }
  expect(readdirSync(folder).filter((name) => name.endsWith('.part'))).toEqual([]);
});

test('the name of a study is the file without its endings', () => {
  expect(['a/b/airfoil.csv.gz', 'AirQualityUCI.csv', 'x.y.dat', 'plain', '.hidden'].map(stem)).toEqual([
    'airfoil',
    'AirQualityUCI',
    'x.y',
    'plain',
    '.hidden',
  ]);
});
