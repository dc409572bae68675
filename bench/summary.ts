// Bench · how many times faster we are than each of the others, one line a size.
import { least, type Run, type Section } from './rows.js';
import { digits } from './table.js';

/** Our own variants, and times of other machines: not peers. */
const OWN = /^(simd|relaxed)\b/;

/** "matmul n=512: 1.7× numpy-ts, 33× ml-matrix", best call against best call. */
export function summary({ sections, ours }: Run): string[] {
  return sections.flatMap((section) => lines(section, ours));
}

function lines({ op, rows }: Section, ours: string): string[] {
  return [...new Set(rows.map(({ size }) => size))].flatMap((size) => {
    const time = least(rows, ours, size);
    if (time === undefined) return [];
    const factors = rows.flatMap(({ variant, size: at, status, time: taken }) =>
      at === size && status === 'ok' && taken && !OWN.test(variant) ? [`${digits(taken.min / time, 2)}× ${variant}`] : [],
    );
    return factors.length === 0 ? [] : [`${op} n=${size}: ${factors.join(', ')}`];
  });
}
