// What Linux says about the cores of a process, and modules given by --peer.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { fromFile, generation, onOneCore } from '../../bench/node.js';

test.each([
  ['Name:\tnode\nCpus_allowed:\t2\nCpus_allowed_list:\t1\nMems_allowed:\t1\n', true],
  ['Cpus_allowed_list:\t0-1\n', false],
  ['Cpus_allowed_list:\t0,2\n', false],
  ['Cpus_allowed_list:\t12\n', true],
  ['Name:\tnode\n', undefined],
])('%j: %s', (status, expected) => {
  expect(onOneCore(status)).toBe(expected);
});

test.each([
  ['cpu family\t: 25\nmodel\t\t: 17\nmodel name\t: AMD EPYC\n', ' (family 25, model 17)'],
  ['model name\t: Cortex-A72\n', ''],
  ['', ''],
])('%j: %s', (cpuinfo, expected) => {
  expect(generation(cpuinfo)).toBe(expected);
});

const folder = mkdtempSync(join(tmpdir(), 'peer-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = (name: string, text: string) => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};

test('a module is a peer under its name; one that does not start says why in each of its rows', async () => {
  const good = await fromFile(
    file('good.mjs', "export const name = 'mine';\nexport const load = async () => ({ matmul: () => () => 1 });"),
  );
  expect([good.name, typeof good.matmul, good.eigh]).toEqual(['mine', 'function', undefined]);
  const broken = await fromFile(file('broken.mjs', "export const load = async () => { throw new Error('no luck'); };"));
  expect(broken.name).toBe('broken.mjs');
  expect(() => broken.gram?.(new Float64Array(), 0, 0, 1)).toThrow('no luck');
});

test('a module without load() is a fault of the call', async () => {
  const path = file('none.mjs', 'export const name = 1;');
  await expect(fromFile(path)).rejects.toThrow(`--peer ${path}: exports no function load()`);
});
