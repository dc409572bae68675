// The habits that a machine can check: short files, no trace of one machine, one version.
import { expect, test } from 'vitest';
import { version } from '../src/index.js';
import { filesIn, read } from './sources.js';

const files = filesIn('.').filter((path) => !/\.(png|wasm|tgz|csv|gz)$/.test(path));
const code = files.filter((path) => /\.(ts|mjs|js|css|html)$/.test(path));

/** "file:line" of every match. */
const places = (paths: readonly string[], pattern: RegExp) =>
  paths.flatMap((path) =>
    read(path)
      .split('\n')
      .flatMap((line, i) => (pattern.test(line) ? [`${path}:${i + 1}`] : [])),
  );

test('no file of code is longer than 400 lines', () => {
  expect(code.length).toBeGreaterThan(50);
  expect(code.filter((path) => read(path).split('\n').length > 401)).toEqual([]);
});

test('no line of assembly/, which the formatter cannot read, is longer than 140 characters or ends in a blank', () => {
  expect(places(filesIn('assembly'), /^.{141}|\s$/u)).toEqual([]);
});

test('no file names a folder of one machine', () => {
  expect(places(files, /(^|[^\w.$}-])\/(work|root|home|Users)\/\w/)).toEqual([]);
});

test('package-lock.json names no registry', () => {
  expect(places(['package-lock.json'], /"resolved"|https?:\/\/[^"]*registry/)).toEqual([]);
});

test('package.json, the lock, the changelog and the library agree on the version', () => {
  const packed = JSON.parse(read('package.json')).version;
  expect(JSON.parse(read('package-lock.json')).version).toBe(packed);
  expect(read('CHANGELOG.md')).toContain(`## ${packed}`);
  expect(version).toBe(packed);
});

test('what is installed for users is nothing but this package', () => {
  const { dependencies, peerDependencies, optionalDependencies, scripts } = JSON.parse(read('package.json'));
  expect([dependencies, peerDependencies, optionalDependencies, scripts.install, scripts.postinstall, scripts.prepare]).toEqual(
    Array(6).fill(undefined),
  );
});
