// Floor 22 · the three UCI data sets of Pareek, Du & Oh, read from a folder in UCI's own format or as plain CSV; never part of the package.
import { basename } from 'node:path';
import { type Dataset, selectData } from '../dataset.js';
import { findFile, readText } from '../file.js';
import { readTable, type Table } from '../table.js';

export interface UciSet {
  readonly name: string;
  /** Names the file may have, UCI's own first. */
  readonly files: readonly string[];
  /** Where to get it. */
  readonly source: string;
  readonly select: (table: Table) => Dataset;
}

const AIR_FEATURES = ['PT08.S1(CO)', 'PT08.S2(NMHC)', 'PT08.S3(NOx)', 'PT08.S4(NO2)', 'PT08.S5(O3)', 'T', 'RH', 'AH'];
const from = (name: string, doi: string) => `UCI repository, "${name}", DOI ${doi}; --data DIR or EIGENSTILL_DATA names its folder`;

export const airQuality: UciSet = {
  name: 'Air Quality',
  files: ['AirQualityUCI.csv', 'air_quality_full_precision.csv'],
  source: from('Air Quality', '10.24432/C59K5F'),
  select: (table) =>
    selectData(table, 'Air Quality', {
      target: 'NO2(GT)',
      features: AIR_FEATURES,
      require: ['CO(GT)', 'C6H6(GT)', 'NOx(GT)'],
      missing: ['-200'],
    }),
};

export const airfoil: UciSet = {
  name: 'Airfoil',
  files: ['airfoil_self_noise.dat', 'airfoil_self_noise.csv'],
  source: from('Airfoil Self-Noise', '10.24432/C5VW2C'),
  select: (table) => selectData(table, 'Airfoil', { target: table.columns[table.columns.length - 1] }),
};

export const appliances: UciSet = {
  name: 'AEP',
  files: ['energydata_complete.csv', 'appliances_energy.csv.gz'],
  source: from('Appliances Energy Prediction', '10.24432/C5VC8G'),
  select: (table) =>
    selectData(table, 'AEP', {
      target: 'Appliances',
      features: table.columns.filter((name) => !/^(date|minute|Appliances)/.test(name)),
    }),
};

/** The data set, from the folder or from its folder `uci`; nothing where the file is not there. */
export function loadUci({ files, select }: UciSet, folder: string | undefined): Dataset | undefined {
  const path = findFile(folder, files);
  return path === undefined ? undefined : select(readTable(readText(path), basename(path)));
}
