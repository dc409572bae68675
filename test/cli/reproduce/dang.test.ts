import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { study } from '../../../src/cli/reproduce/dang.js';
import { random } from '../../../src/index.js';

const alone = study();
const of = (rows: typeof alone.rows, name: string) => rows.filter((row) => row.what.startsWith(name));

test('without a data folder every number comes out, and Air Quality is said to be missing', () => {
  expect(alone.rows.filter((row) => row.status === 'differs')).toEqual([]);
  expect(alone.rows.filter((row) => row.status === 'agrees').length).toBeGreaterThan(6);
  const [air] = of(alone.rows, 'Air Quality');
  expect(air).toMatchObject({ status: 'missing data', published: '0.050', note: expect.stringContaining('DOI') });
});

test('figures: the best student touches ridge at λ = ½ and stays below', () => {
  const [limits] = alone.figures;
  const [ridge, , student] = limits!.series;
  const gaps = ridge!.y.map((v, i) => v - student!.y[i]!);
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(0);
  const least = gaps.indexOf(Math.min(...gaps));
  expect(Math.abs(Math.log(ridge!.x[least]! / 0.5))).toBeLessThan(0.05);
  for (const figure of alone.figures) {
    for (const { x, y } of figure.series) {
      expect(x.length).toBe(y.length);
      expect([...x, ...y].every(Number.isFinite)).toBe(true);
    }
  }
});

test('a file in the folder is read in UCI’s format: missing values and other columns do not count', () => {
  const folder = mkdtempSync(join(tmpdir(), 'air-'));
  try {
    const rng = random(1);
    const number = (v: number) => v.toFixed(3).replace('.', ',');
    const names =
      'Date;Time;CO(GT);PT08.S1(CO);NMHC(GT);C6H6(GT);PT08.S2(NMHC);NOx(GT);PT08.S3(NOx);NO2(GT);PT08.S4(NO2);PT08.S5(O3);T;RH;AH;;';
    const rows = Array.from({ length: 80 }, (_, i) => {
      const v = Array.from({ length: 13 }, () => number(10 + rng.normal() + i / 40));
      v[0] = '-200'; // CO(GT) is no feature
      if (i % 9 === 0) v[7] = '-200'; // no target
      return `10/03/2004;18.00.00;${v.join(';')};;`;
    });
    writeFileSync(join(folder, 'AirQualityUCI.csv'), [names, ...rows].join('\r\n'));
    const { rows: found, figures } = study({ data: folder });
    const air = of(found, 'Air Quality');
    expect(air.length).toBe(5);
    expect(air.every((row) => Number.isFinite(row.here) && row.status === 'differs')).toBe(true); // made-up data
    expect(figures.at(-1)!.title).toContain('Air Quality');
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test.skipIf(!process.env.EIGENSTILL_DATA)('the real file gives the numbers of the reproductions', () => {
  for (const row of of(study({ data: process.env.EIGENSTILL_DATA }).rows, 'Air Quality')) expect(row.status, row.what).not.toBe('differs');
});
