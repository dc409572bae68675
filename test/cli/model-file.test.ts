// A model written, read and applied; and every way a model file can be wrong.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { DataError } from '../../src/cli/fail.js';
import { loadModel, predictTable, type SavedModel } from '../../src/cli/model-file.js';
import { readTable } from '../../src/cli/table.js';
import { run, scratch, wave } from './terminal.js';

const { path, file } = scratch();
const data = wave(60);
const lines = data.trimEnd().split('\n');

/** Trains on the wave and gives the file of the model. */
async function trained(name: string, csv = data, ...options: string[]): Promise<string> {
  const { code, stderr } = await run([
    'distill',
    file(`${name}.csv`, csv),
    '--target',
    'y',
    '--save',
    path(`${name}.json`),
    '--out',
    path('r.html'),
    ...options,
  ]);
  expect(code, stderr).toBe(0);
  return path(`${name}.json`);
}

describe.each([['linear'], ['rbf'], ['matern52']])('%s', (kernel) => {
  test('the model predicts from its file what the study measured', async () => {
    const { stdout } = await run([
      'distill',
      file('m.csv', data),
      '--target',
      'y',
      '--kernel',
      kernel,
      '--save',
      path('m.json'),
      '--json',
      '--out',
      path('r.html'),
    ]);
    const [study] = JSON.parse(stdout).datasets;
    const model = loadModel(path('m.json'));
    const test36 = readTable([lines[0], ...lines.slice(1 + 36)].join('\n'), 't.csv');
    const { values } = predictTable(model, test36);
    const mse = values.reduce<number>((sum, value, i) => sum + (Number(test36.rows[i][2]) - (value as number)) ** 2, 0) / values.length;
    const chosen = study.results.find((result: { steps: number }) => result.steps === study.chosenSteps);
    expect(mse / model.target.sd ** 2 / chosen.testMse).toBeCloseTo(1, 10);
    expect(model.study).toMatchObject({ name: 'm', steps: chosen.steps, lambda: chosen.lambda, testMse: chosen.testMse });
  });
});

test('columns are found by name in any order, further ones and the target are not needed', async () => {
  const model = loadModel(await trained('order'));
  const whole = predictTable(model, readTable(data, 'a.csv')).values;
  const other = lines
    .map((line) => line.split(','))
    .map(([a, b], i) => [b, i === 0 ? 'extra' : 'text', a].join(';'))
    .join('\n');
  expect(predictTable(model, readTable(other, 'b.csv')).values).toEqual(whole);
});

test('a row that lacks a feature has no prediction, by the sentinels the model was trained with', async () => {
  const model = loadModel(await trained('holes', data, '--missing', '-99'));
  const { values } = predictTable(model, readTable('a,b\n1,2\n-99,2\n1,\n3,4\n', 'new.csv'));
  expect(values.map((value) => typeof value)).toEqual(['number', 'undefined', 'undefined', 'number']);
  expect(predictTable(model, readTable('a,b\n,2\n', 'new.csv')).values).toEqual([undefined]);
});

test('a text without a level is said', async () => {
  const csv = lines.map((line, i) => `${i === 0 ? 'c' : ['p', 'q'][i % 2]},${line}`).join('\n');
  const model = loadModel(await trained('levels', csv));
  expect(predictTable(model, readTable('c,a,b\np,1,2\nz,1,2\n', 'new.csv')).unknown).toEqual([{ column: 'c', text: 'z' }]);
});

test('a table that does not fit the model', async () => {
  const model = loadModel(await trained('fit'));
  expect(() => predictTable(model, readTable('a,c\n1,2\n', 'new.csv'))).toThrow('new.csv has no column "b"; the model needs a, b');
  expect(() => predictTable(model, readTable('a,b\n1,2\n1,x\n', 'new.csv'))).toThrow(
    'new.csv, row 2 (line 3), column "b": "x" is not a number',
  );
});

describe('a file that is no model', () => {
  test.each([
    ['no JSON', 'a,b\n1,2\n', 'is not JSON'],
    ['another JSON', '{"a":1}', '"format" must be "eigenstill-model"'],
    ['a list', '[1,2]', '"format" must be "eigenstill-model"'],
  ])('%s', (_, text, message) => {
    expect(() => loadModel(file('no.json', text))).toThrow(DataError);
    expect(() => loadModel(file('no.json', text))).toThrow(message);
  });

  test.each<[string, (model: Record<string, unknown> & SavedModel) => unknown, string]>([
    ['of a later version', (m) => ({ ...m, formatVersion: 2 }), '"formatVersion" must be 1; got 2'],
    ['without a target', (m) => ({ ...m, target: { name: 'y' } }), '"target" must have name, mean and sd'],
    ['without features', (m) => ({ ...m, features: [] }), '"features" must be a list of encodings'],
    [
      'with a broken encoding',
      (m) => ({ ...m, features: [{ ...m.features[0], sd: -1 }, m.features[1]] }),
      '"features" must be a list of encodings',
    ],
    [
      'with a broken level',
      (m) => ({ ...m, features: [{ name: 'a', kind: 'text', levels: [{}] }] }),
      '"features" must be a list of encodings',
    ],
    ['with broken sentinels', (m) => ({ ...m, missing: [1] }), '"missing" must be a list of texts'],
    ['without a kernel', (m) => ({ ...m, kernel: 'rbf' }), '"kernel" must have a type'],
    ['without rows', (m) => ({ ...m, train: [] }), '"train" must be a list of rows'],
    ['with a short row', (m) => ({ ...m, train: [m.train[0], [1]] }), '"train" row 2 must be 2 numbers'],
    ['with a null', (m) => ({ ...m, coef: [null, ...m.coef.slice(1)] }), '"coef" must be 18 numbers'],
  ])('%s', async (_, damage, message) => {
    const model = JSON.parse(readFileSync(await trained('damaged'), 'utf8'));
    expect(() => loadModel(file('damaged-2.json', JSON.stringify(damage(model))))).toThrow(message);
  });
});
