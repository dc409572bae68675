// A study against the same thing done slowly: standardised by hand, fitted by refits, measured row by row.
import { beforeAll, describe, expect, test } from 'vitest';
import { type Dataset, selectData } from '../../src/cli/dataset.js';
import { DataError } from '../../src/cli/fail.js';
import { type Protocol, partition } from '../../src/cli/protocol.js';
import { runStudy, type Study } from '../../src/cli/study.js';
import { readTable } from '../../src/cli/table.js';
import { distillByRefit, gram, linear, loo, matrix, random, rbf, spectrum } from '../../src/index.js';
import { wave } from './terminal.js';

const dataOf = (text: string): Dataset => selectData(readTable(text, 'd.csv'), 'd', { target: 'y' });
const base: Protocol = {
  kernel: { name: 'linear', gamma: 'median' },
  lambdas: [1, 10, 100],
  steps: 2,
  select: 'validation',
  shares: [30, 30, 40],
  order: 'file',
  seed: 0,
};
const data = dataOf(wave(90));
/** Test rows of 90: the last 36. */
const [a, b] = [27, 54];

/** Columns of the wave standardised by its first `train` rows. */
function standardised(train: number) {
  const columns = [...data.features.map((column) => column.values as Float64Array), data.target.values].map((values) => {
    const head = values.subarray(0, train);
    const mean = head.reduce((s, v) => s + v, 0) / train;
    const sd = Math.sqrt(head.reduce((s, v) => s + (v - mean) ** 2, 0) / train);
    return Array.from(values, (v) => (v - mean) / sd);
  });
  const rows = columns[0].map((_, i) => [columns[0][i], columns[1][i]]);
  return { x: rows, y: columns[2] };
}

const meanSquare = (values: readonly number[]) => values.reduce((s, v) => s + v * v, 0) / values.length;

describe('linear kernel, chosen on validation rows', () => {
  let study: Study;
  beforeAll(async () => {
    study = await runStudy(data, base);
  });

  test('every model of the table is what refits give, on validation and on test rows', () => {
    const { x, y } = standardised(a);
    const train = matrix(x.slice(0, a));
    for (const result of study.results) {
      const coefs = distillByRefit(gram(linear(), train), Float64Array.from(y.slice(0, a)), {
        lambda: result.lambda,
        xi: result.xi,
        steps: result.steps,
      });
      const coef = coefs[coefs.length - 1];
      const error = (from: number, to: number) => {
        const K = gram(linear(), matrix(x.slice(from, to)), train);
        return meanSquare(y.slice(from, to).map((v, i) => v - coef.data.reduce((s, c, j) => s + c * K.data[i * a + j], 0)));
      };
      expect(result.testMse / error(b, 90)).toBeCloseTo(1, 8);
      expect(result.validationMse / error(a, b)).toBeCloseTo(1, 8);
    }
  });

  test('the table holds the best λ for each number of steps, and more steps choose no worse', () => {
    for (const { steps, validationMse } of study.results) {
      expect(validationMse).toBe(Math.min(...study.path.filter((point) => point.steps === steps).map((point) => point.validationMse)));
    }
    const chosen = study.results.map((result) => result.validationMse);
    expect(chosen).toEqual(chosen.toSorted((p, q) => q - p));
    expect(study.path).toHaveLength(base.lambdas.length * 3);
    expect(study.results.map((result) => result.xi.length)).toEqual([0, 1, 2]);
  });

  test('predictions of the test rows are in the units of the target and give the same error', () => {
    const target = data.target.values.subarray(0, a);
    const mean = target.reduce((s, v) => s + v, 0) / a;
    const variance = target.reduce((s, v) => s + (v - mean) ** 2, 0) / a;
    expect(Array.from(study.test.row)).toEqual(Array.from({ length: 36 }, (_, i) => b + 1 + i));
    study.results.forEach((result, k) => {
      const misses = Array.from(study.test.truth, (truth, i) => truth - study.test.predicted[k][i]);
      expect(meanSquare(misses) / variance / result.testMse).toBeCloseTo(1, 10);
    });
    expect(study.baselineMse).toBeCloseTo(meanSquare(Array.from(study.test.truth, (v) => v - mean)) / variance, 10);
  });

  test('the rows shuffled five times, each with its own seed', () => {
    expect(study.shuffled?.map(({ seed }) => seed)).toEqual([0, 1, 2, 3, 4]);
    expect(new Set(study.shuffled?.map(({ results }) => results[0].testMse)).size).toBe(5);
  });

  test('times: one for each row, each holding the decomposition', () => {
    const { decomposition, rows } = study.milliseconds;
    expect(rows).toHaveLength(study.results.length);
    for (const time of rows) expect(time).toBeGreaterThan(decomposition);
  });

  test('a shuffled study is the first of these shuffles, and the same every time', async () => {
    const again = await runStudy(data, { ...base, order: 'shuffle' });
    expect(again.results).toEqual(study.shuffled?.[0].results);
    expect(again.shuffled).toBeUndefined();
    expect(Array.from(again.test.row)).not.toEqual(Array.from(study.test.row));
  });
});

test('leave-one-out trains on the first two parts and reports the exact criterion', async () => {
  const study = await runStudy(data, { ...base, kernel: { name: 'rbf', gamma: 0.3 }, select: 'loo' });
  expect(study.split).toEqual({ train: 54, validation: 0, test: 36 });
  const { x, y } = standardised(b);
  const s = spectrum(rbf({ gamma: 0.3 }), matrix(x.slice(0, b)), Float64Array.from(y.slice(0, b)));
  for (const { lambda, xi, steps, validationMse } of study.results) {
    expect(loo(s, { lambda, xi, steps }).mse / validationMse).toBeCloseTo(1, 6);
  }
});

test('GCV chooses too', async () => {
  const study = await runStudy(data, { ...base, select: 'gcv' });
  expect(study.split).toEqual({ train: 54, validation: 0, test: 36 });
  expect(study.results.every((result) => result.validationMse > 0)).toBe(true);
});

test('on pure noise leave-one-out and GCV are not fooled by students that turn the mean against itself', async () => {
  const noise = random(3);
  const rows = Array.from({ length: 400 }, () => [noise.normal(), noise.normal(), noise.normal()].join(','));
  for (const select of ['loo', 'gcv'] as const) {
    const protocol: Protocol = {
      ...base,
      kernel: { name: 'rbf', gamma: 'median' },
      lambdas: [0.1, 1, 10, 100, 1000, 10000],
      steps: 3,
      select,
    };
    const { results } = await runStudy(dataOf(`a,b,y\n${rows.join('\n')}\n`), protocol);
    for (const { validationMse, testMse } of results) {
      expect(validationMse).toBeGreaterThan(0.9);
      expect(testMse / results[0].testMse).toBeLessThan(1.1);
    }
  }
});

describe('columns that are constant or hold text', () => {
  const rows = Array.from({ length: 40 }, (_, i) => [Math.sin(i), i < 30 ? 5 : 500, ['red', 'blue'][i % 2], Math.sin(i) + (i % 2)]);
  const text = (edit = (row: (string | number)[], _i: number) => row) =>
    `x,k,c,y\n${rows.map((row, i) => edit([...row], i).join(',')).join('\n')}\n`;

  test('a constant column is said and has no influence, even where it moves in the test rows', async () => {
    const rbfStudy = (t: string) => runStudy(dataOf(t), { ...base, kernel: { name: 'rbf', gamma: 0.1 } });
    const study = await rbfStudy(text());
    expect(study.notes).toContain('constant in the training rows, so without influence: k');
    const still = await rbfStudy(text((row) => [row[0], 5, row[2], row[3]]));
    expect(study.results).toEqual(still.results);
  });

  test('text becomes levels, and a text the training rows lack is said', async () => {
    const study = await runStudy(dataOf(text((row, i) => (i === 39 ? [row[0], row[1], 'green', row[3]] : row))), base);
    expect(study.features).toBe(4);
    expect(study.notes).toContain('"c" holds text: one 0/1 column for each of its 2 levels');
    expect(study.notes).toContain('"c": "green" not among the training rows; counted as none of the known levels');
  });

  test.each([
    ['a constant target', text((row) => [...row.slice(0, 3), 7]), 'the target "y" is 7 in all 12 training rows; nothing to learn'],
    ['nothing but constants', text((row) => [1, 2, 'red', row[3]]), 'every feature is constant in the training rows'],
  ])('%s', async (_, csv, message) => {
    await expect(runStudy(dataOf(csv), base)).rejects.toThrow(DataError);
    await expect(runStudy(dataOf(csv), base)).rejects.toThrow(message);
  });
});

test('too few rows for the split', () => {
  const one = dataOf('x,y\n1,2\n');
  expect(() => partition(one, base)).toThrow('d: 1 complete row is too few for the split 30/30/40 (0 train, 0 validation, 1 test)');
  expect(() => partition(dataOf(wave(6)), base)).toThrow(DataError);
  expect(partition(dataOf(wave(7)), base)).toMatchObject({
    train: Int32Array.of(0, 1),
    validation: Int32Array.of(2, 3),
    test: Int32Array.of(4, 5, 6),
  });
  expect(partition(dataOf(wave(7)), { ...base, select: 'loo' }).validation).toHaveLength(0);
});
