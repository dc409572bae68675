// UCI files in their own formats and in ours, found in the folder or in its folder uci; none, where there is none.
import { mkdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { airfoil, airQuality, appliances, loadUci } from '../../../src/cli/reproduce/uci.js';
import { scratch } from '../terminal.js';

const { folder, path, file } = scratch();
mkdirSync(path('uci'), { recursive: true });

const AIR = 'CO(GT);PT08.S1(CO);NMHC(GT);C6H6(GT);PT08.S2(NMHC);NOx(GT);PT08.S3(NOx);NO2(GT);PT08.S4(NO2);PT08.S5(O3);T;RH;AH';

describe('loadUci', () => {
  test('nothing there', () => {
    expect(loadUci(airQuality, undefined)).toBeUndefined();
    expect(loadUci(airQuality, path('nowhere'))).toBeUndefined();
    for (const { source } of [airQuality, airfoil, appliances]) expect(source).toMatch(/UCI repository.*DOI 10\.24432.*--data/);
  });

  test('Air Quality: semicolons, decimal commas, −200 for a missing value, NMHC(GT) ignored', () => {
    const row = (co: string, no2: number) => `10/03/2004;18.00.00;${co};1360;-200;11,9;1046;166;1056;${no2};1692;1268;13,6;48,9;0,7578;;`;
    file('uci/AirQualityUCI.csv', `Date;Time;${AIR};;\n${row('2,6', 113)}\n${row('-200', 92)}\n${row('2', 114)}\n`);
    const data = loadUci(airQuality, folder)!;
    expect(Array.from(data.target.values)).toEqual([113, 114]);
    expect(data.features.map(({ name }) => name)).toEqual([
      ...['PT08.S1(CO)', 'PT08.S2(NMHC)', 'PT08.S3(NOx)', 'PT08.S4(NO2)', 'PT08.S5(O3)', 'T', 'RH', 'AH'],
    ]);
    expect(data.dropped).toBe(1);
  });

  test('Airfoil: tabs without a header, the last column', () => {
    file('airfoil_self_noise.dat', '800\t0\t0.3048\t71.3\t0.00266337\t126.201\n1000\t0\t0.3048\t71.3\t0.00266337\t125.201\n');
    const data = loadUci(airfoil, folder)!;
    expect(Array.from(data.target.values)).toEqual([126.201, 125.201]);
    expect(data.features).toHaveLength(5);
  });

  test('Appliances: the date is no feature', () => {
    file(
      'energydata_complete.csv',
      '"date","Appliances","lights","T1"\n"2016-01-11 17:00:00","60","30","19.89"\n"2016-01-11 17:10:00","50","30","19.9"\n',
    );
    const data = loadUci(appliances, folder)!;
    expect(data.features.map(({ name }) => name)).toEqual(['lights', 'T1']);
  });
});
