// Bench · products that are not square, not even or not as stored: our kernel against itself, all in one race.
//
//   size by size         64, 63, 65, 127, 1000×37×513 (m×k×n) and 1024: does the rate hold?
//   transposed operands  NT, TN, TT against NN: packing by shuffles should make them cost the same
//   syrk                 A Aᵀ, of which half is computed: should take half the time of the full product
import { random } from '../src/random.js';
import { type Entry, heat } from './compare.js';
import type { Pace } from './harness.js';
import type { Products } from './peer.js';
import { userProducts } from './peers/eigenstill.js';
import { bareProducts } from './peers/kernel.js';
import type { Row, Section } from './rows.js';
import { variants } from './variants.js';

export const LARGE = 1024;
export const UNEVEN = ['64', '63', '65', '127', '1000×37×513'] as const;
export const FORMS = ['NN', 'NT', 'TN', 'TT'] as const;

/** Each list of pairs [form, m×k×n] is one race. */
const races = (large: number): [form: string, size: string][][] => [
  [...UNEVEN, String(large)].map((size) => ['NN', size]),
  ...[large / 2, large].map((n) => [...FORMS, 'syrk'].map((form): [string, string] => [form, String(n)])),
];

export async function shapes(pace: Pace, quickly: boolean, between: (size: string) => void): Promise<Section> {
  const who = (await Promise.all(variants.map(async (v) => [await bareProducts(v), await userProducts(v)]))).flat();
  const rows: Row[] = [];
  for (const entries of races(quickly ? 128 : LARGE)) {
    const race = entries.flatMap(([form, size]) => who.map((products) => entry(products, form, size)));
    rows.push(...(await heat('shapes', race, pace, () => between(entries[0][1]))));
  }
  return {
    op: 'shapes',
    about: 'C = A B in doubles, m×k×n; NT, TN, TT: B, A or both transposed; syrk: A Aᵀ, counted as n³ flops; kernel: without the copies',
    rows: rows.map((row) => ({ ...row, size: row.size.replace(/ NN$/, '') })),
  };
}

function entry(products: Products, form: string, size: string): Entry {
  const [m, k = m, n = m] = size.split('×').map(Number);
  const rng = random(m);
  const normal = (length: number) => Float64Array.from({ length }, rng.normal);
  const syrk = form === 'syrk';
  return {
    variant: products.name,
    size: `${size} ${form}`,
    flops: (syrk ? 1 : 2) * m * k * n,
    start: () => {
      const run = syrk
        ? products.syrk(normal(m * k), m, k)
        : products.matmul(normal(m * k), normal(k * n), [m, k, n], form[0] === 'T', form[1] === 'T');
      const pieces = run.pieces && { pieces: run.pieces };
      return { run, ...pieces, free: () => run.free?.() };
    },
  };
}
