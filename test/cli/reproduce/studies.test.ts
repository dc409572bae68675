// Every study: nothing differs, names are unique, figures can be drawn; UCI rows where the data are.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Study } from '../../../src/cli/reproduce/row.js';
import { studies } from '../../../src/cli/reproduce/studies.js';

const data = process.env.EIGENSTILL_DATA ?? '../shared/data';
const done = new Map<string, Study>();

describe.each(studies.filter(({ slow }) => !slow))('$name', ({ name, study }) => {
  test('no number differs; every row is named once', { timeout: 120_000 }, async () => {
    const found = (await study({})) as Study;
    done.set(name, found);
    expect(found.name).toBe(name);
    expect(found.rows.filter((row) => row.status === 'differs')).toEqual([]);
    expect(new Set(found.rows.map((row) => row.what)).size).toBe(found.rows.length);
    expect(found.rows.filter((row) => row.status === 'agrees').length).toBeGreaterThan(3);
    for (const { here, status } of found.rows) expect(Number.isNaN(here)).toBe(status === 'missing data');
  });

  test('figures are plain numbers, none missing', () => {
    const { figures } = done.get(name)!;
    expect(figures.length).toBeGreaterThan(0);
    for (const { series, title, caption, xLabel, yLabel } of figures) {
      for (const text of [title, caption, xLabel, yLabel]) expect(text).toMatch(/\S/);
      for (const { x, y } of series) {
        expect(x.length).toBe(y.length);
        expect([...x, ...y].every(Number.isFinite)).toBe(true);
      }
    }
  });
});

test('without a data folder the rows say where to get the files, and Chicago stands in', () => {
  const { rows } = done.get('pareek')!;
  const absent = rows.filter((row) => row.status === 'missing data');
  expect(absent.map((row) => row.what.split(':')[0])).toEqual(['Air Quality', 'Airfoil', 'AEP']);
  for (const { note } of absent) expect(note).toMatch(/DOI 10\.24432\//);
  expect(rows.filter((row) => row.what.startsWith('Chicago'))).toHaveLength(4);
});

test.runIf(existsSync(join(data, 'uci')))('with the UCI files: test errors of the table', { timeout: 120_000 }, async () => {
  const { rows } = (await studies.find(({ name }) => name === 'pareek')!.study({ data })) as Study;
  expect(rows.filter((row) => row.status === 'differs' || row.status === 'missing data')).toEqual([]);
  const saved = rows.find((row) => row.what.startsWith('Air Quality: error saved'))!;
  expect([saved.status, saved.here.toFixed(1)]).toEqual(['agrees', '47.2']);
});
