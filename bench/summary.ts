// Bench · the last lines of a run: how many times faster we are than each of the others, and what the project wants of that.
import { least, type Result } from './compare.js';
import { digits } from './table.js';

/** Least factors on Node 20. On other engines peers differ more than we do. */
const WANTED = [
  { op: 'matmul', n: 512, peer: 'numpy-ts', factor: 1.5 },
  { op: 'matmul', n: 512, peer: 'ml-matrix', factor: 20 },
  { op: 'matmul', n: 1024, peer: 'numpy-ts', factor: 1.5 },
  { op: 'matmul', n: 1024, peer: 'ml-matrix', factor: 20 },
  { op: 'eigh', n: 256, peer: 'ml-matrix', factor: 2 },
];

/** Our own variants: not peers. */
const OWN = /^(simd|relaxed)/;

/** "matmul n=512: 1.7× numpy-ts, 33× ml-matrix", best call against best call. `judge`: whether the wanted factors apply here. */
export function summary(results: readonly Result[], ours: string, judge: boolean): string[] {
  return results.flatMap((result) => {
    const { op, n, outcomes } = result;
    const time = least(result, ours);
    if (time === undefined) return [];
    const factors = outcomes.flatMap((outcome) => {
      if (outcome.status !== 'ok' || OWN.test(outcome.name)) return [];
      const factor = outcome.time.min / time;
      const wanted = judge ? WANTED.find((w) => w.op === op && w.n === n && w.peer === outcome.name) : undefined;
      const verdict = wanted ? ` (${factor >= wanted.factor ? 'met' : 'MISSED'}: at least ${wanted.factor}×)` : '';
      return [`${digits(factor, 2)}× ${outcome.name}${verdict}`];
    });
    return [`${op} n=${n}: ${factors.join(', ')}`];
  });
}
