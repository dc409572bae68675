// Bench · this library in the steps that it is made of, copies among them: a step of ten milliseconds meets a quiet moment where a call of a
// hundred does not. For comparing it with itself; others cannot be held up in the middle of a call.
import type { Matrix } from '../../src/index.js';
import type { Pace } from '../harness.js';
import { type Probe, settle } from '../peak.js';
import { type Peer, pieced } from '../peer.js';
import type { Library } from '../variants.js';
import { square } from './eigenstill.js';

/** Turns of a row for one elsewhere, as long as its time lasts. */
const TURNS = 10;

/** Milliseconds that the clock stands still before a step, at most. */
const STAY = 30;

/** A pace with many turns, of which each is short of luck; a look stays a look. */
export const patient = (pace: Pace): Pace => (pace.patience > 0 ? { ...pace, most: TURNS * pace.most } : pace);

/** What a step waits for, off the clock. */
export const waiting =
  ({ patience }: Pace, undisturbed: Probe) =>
  () =>
    void settle(Math.min(STAY, patience), undisturbed);

/** Products in both precisions; `given`: with memory for the result. */
export function products(
  { matmulSteps }: Pick<Library, 'matmulSteps'>,
  given: boolean,
  wait: () => void,
): Required<Pick<Peer, 'matmul' | 'matmul32'>> {
  const matmul = <D extends Float64Array | Float32Array>(a: D, b: D, n: number) => {
    const options = given ? { out: square(a.slice(), n) as Matrix } : {};
    return pieced(
      () => matmulSteps(square(a, n) as Matrix, square(b, n) as Matrix, options),
      (c) => c.data as D,
      wait,
    );
  };
  return { matmul, matmul32: matmul };
}
