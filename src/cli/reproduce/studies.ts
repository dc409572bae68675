// Floor 24 · the papers that can be reproduced, in the order of their years: one line each.
import { study as borup } from './borup.js';
import { study as classifiers } from './classifiers.js';
import { study as dang } from './dang.js';
import { study as gp } from './gp.js';
import { study as mobahi } from './mobahi.js';
import { study as nagarajan } from './nagarajan.js';
import { study as pareek } from './pareek.js';
import type { Study, StudyOptions } from './row.js';

export interface Entry {
  readonly name: string;
  /** Not part of `all`: takes long, or is of no paper alone; may have several tables. */
  readonly slow?: boolean;
  readonly study: (options: StudyOptions) => Study | Promise<Study | Study[]>;
}

export const studies: readonly Entry[] = [
  { name: 'mobahi', study: mobahi },
  { name: 'borup', study: borup },
  { name: 'nagarajan', study: () => nagarajan() },
  { name: 'gp', study: gp },
  { name: 'pareek', study: pareek },
  { name: 'dang', study: dang },
  { name: 'classifiers', slow: true, study: classifiers },
  // loaded when asked for: it brings a library for networks along
  { name: 'networks', slow: true, study: async (options) => (await import('./networks.js')).study(options) },
];
