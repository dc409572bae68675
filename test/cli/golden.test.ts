// Published and reference numbers, through the command as a user types it.
//
// Chicago: the reference run of this project (numpy). UCI: Pareek, Du & Oh, NeurIPS 2024, Table 1, by its protocol; those files are not
// part of the package. They are looked for in EIGENSTILL_DATA (the folder that holds uci/), by default ../shared/data.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { run, scratch } from './terminal.js';

const { path } = scratch();
const folder = process.env.EIGENSTILL_DATA ?? '../shared/data';

interface Printed {
  datasets: {
    name: string;
    order: string;
    select: string;
    results: { kernel: string; steps: number; lambda: number; xi: number[]; validationMse: number; testMse: number }[];
  }[];
}

async function distill(...argv: string[]): Promise<Printed['datasets']> {
  const { code, stdout, stderr } = await run(['distill', ...argv, '--json', '--out', path('report.html')]);
  expect(code, stderr).toBe(0);
  return (JSON.parse(stdout) as Printed).datasets;
}

/** Equal to seven significant digits. */
function expectDigits(actual: readonly number[], golden: readonly number[]): void {
  golden.forEach((value, k) => expect(actual[k].toPrecision(7), `${k} steps`).toBe(value.toPrecision(7)));
}

test('the two examples: Chicago to 7 digits, concrete by leave-one-out', async () => {
  const [chicago, concrete] = await distill();
  expect(chicago).toMatchObject({
    name: 'chicago-ridership',
    order: 'file',
    select: 'validation',
    split: { train: 1709, validation: 1709, test: 2280 },
  });
  expectDigits(
    chicago.results.map((result) => result.testMse),
    [0.35934108, 0.33831764, 0.33576291, 0.33185103],
  );
  expectDigits(
    chicago.results.map((result) => result.validationMse),
    [0.32063781, 0.28166252, 0.28119136, 0.27660701],
  );
  expect(chicago.results.map((result) => result.lambda)).toEqual([1000, 0.001, 1, 10]);
  expect(chicago.results[2].xi.map((xi) => xi.toPrecision(6))).toEqual(['-0.903589', '92.5019']);

  expect(concrete).toMatchObject({ name: 'concrete', order: 'shuffle', select: 'loo', split: { train: 618, validation: 0, test: 412 } });
  expect(concrete.results.map(({ kernel, steps, xi }) => [kernel, steps, xi.length])).toEqual([0, 1, 2, 3].map((k) => ['rbf', k, k]));
  const criteria = concrete.results.map((result) => result.validationMse);
  expect(criteria).toEqual(criteria.toSorted((p, q) => q - p));
});

const AIR = [
  ...['--target', 'NO2(GT)', '--require', 'CO(GT),C6H6(GT),NOx(GT)'],
  ...['--features', 'PT08.S1(CO),PT08.S2(NMHC),PT08.S3(NOx),PT08.S4(NO2),PT08.S5(O3),T,RH,AH'],
];
const APPLIANCES = `lights,${[1, 2, 3, 4, 5, 6, 7, 8, 9].map((i) => `T${i},RH_${i}`).join(',')},T_out,Press_mm_hg,RH_out,Windspeed,Visibility,Tdewpoint,rv1,rv2`;

describe('UCI, read in place', () => {
  test.for<[string, string, string[], number[], string]>([
    [
      'airfoil_self_noise.dat',
      'as UCI ships it: tabs, no header',
      ['--target', '6'],
      [1.33592885, 1.22032327, 1.18857902, 1.17318922],
      '10.24432/C5VW2C',
    ],
    ['airfoil_self_noise.csv', 'with a header', ['--target', 'last'], [1.33592885, 1.22032327, 1.18857902, 1.17318922], '10.24432/C5VW2C'],
    [
      'AirQualityUCI.csv',
      'as UCI ships it: semicolons, decimal commas, -200',
      [...AIR, '--missing', '-200'],
      [2.01261747, 1.99706496, 1.06351119],
      '10.24432/C59K5F',
    ],
    ['air_quality_full_precision.csv', 'the values of the xlsx', AIR, [2.00898691, 1.99332274, 1.06163651, 1.03813483], '10.24432/C59K5F'],
    [
      'appliances_energy.csv.gz',
      'gzipped',
      ['--target', 'Appliances', '--features', APPLIANCES, '--steps', '2'],
      [0.74968136, 0.70687207, 0.73855976],
      '10.24432/C5VC8G',
    ],
  ])('%s, %s', async ([name, _, options, golden, doi], { skip }) => {
    const file = join(folder, 'uci', name);
    skip(
      !existsSync(file),
      `${file} is not here: get the data set from the UCI repository, https://doi.org/${doi}, and set EIGENSTILL_DATA`,
    );
    const [study] = await distill(file, ...options);
    expectDigits(
      study.results.map((result) => result.testMse),
      golden,
    );
  });
});
