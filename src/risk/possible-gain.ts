// Floor 10 · whether students can gain anything over the best ridge, for known f and noise.
//
// A student is a polynomial in a: it gives one number to each distinct eigenvalue, and can give any. So its best is the Wiener filter with
// the S and qσ² of equal eigenvalues added up. No gain over ridge: one distinct eigenvalue (ridge has that number, too); or S_j/d_j the
// same everywhere ("flat θ"), where the Wiener filter *is* ridge with λ = qσ² d/S.
// Pareek, Du & Oh, NeurIPS 2024, §4.3.
import { exp, log } from '../elementary.js';
import type { Spectrum } from '../spectral/spectrum.js';
import { type Energies, energies, leastRisk, type Truth } from './wiener.js';

/** Eigenvalues closer than this, relative to the largest, are one. */
const EQUAL = 1e-10;

/** Equal eigenvalues as one direction. */
function grouped(e: Energies): Energies {
  const [d, signal, noise]: [number[], number[], number[]] = [[], [], []];
  const width = EQUAL * (e.d.at(-1) ?? 0);
  e.d.forEach((v, i) => {
    const last = d.length - 1;
    if (last >= 0 && v - (d[last] as number) <= width) {
      signal[last] = (signal[last] as number) + (e.signal[i] as number);
      noise[last] = (noise[last] as number) + (e.noise[i] as number);
    } else {
      d.push(v);
      signal.push(e.signal[i] as number);
      noise.push(e.noise[i] as number);
    }
  });
  return { ...e, d, signal, noise };
}

/** What distillation can gain at most over the best ridge. */
export interface PossibleGain {
  /** Risk of the best ridge, and its λ. */
  readonly ridge: number;
  readonly lambda: number;
  /** The least risk of any number of students: `wienerBound` with equal eigenvalues as one. */
  readonly best: number;
  /** 1 − best/ridge: 0 where distillation can give nothing. */
  readonly gain: number;
  /** Distinct positive eigenvalues: students beyond this number change nothing. */
  readonly steps: number;
}

/**
 * How much distillation can gain over the best ridge when f and the noise are known: nothing for equal eigenvalues or flat θ.
 *
 * The best λ is sought on a logarithmic grid from 1e-6 d_min to 1e6 d_max and refined by golden section.
 *
 * Cost: O(n) for each of some 400 λ.
 *
 * @example
 * possibleGain(spectrum([[2, 0], [0, 2]], [1, 3]), { f: [1, 3], noiseVariance: 1 }).gain < 1e-12 // true
 *
 * @see Pareek, Du & Oh, NeurIPS 2024, §4.3
 */
export function possibleGain(s: Spectrum, truth: Truth): PossibleGain {
  const e = grouped(energies(s, truth, 'possibleGain'));
  const risk = (lambda: number) => {
    let sum = e.lost;
    e.d.forEach((d, i) => {
      const g = 1 / (d + lambda);
      sum += (lambda * g) ** 2 * (e.signal[i] as number) + (d * g) ** 2 * (e.noise[i] as number);
    });
    return sum / e.count;
  };
  const lambda = bestLambda(risk, (e.d[0] ?? 1) * 1e-6, (e.d.at(-1) ?? 1) * 1e6);
  const [ridge, best] = [risk(lambda), leastRisk(e)];
  return { ridge, lambda, best, gain: ridge > 0 ? Math.max(0, 1 - best / ridge) : 0, steps: e.d.length };
}

const GRID = 240;

function bestLambda(risk: (lambda: number) => number, low: number, high: number): number {
  const [from, step] = [log(low), log(high / low) / GRID];
  const at = (i: number) => exp(from + i * step);
  let best = 0;
  for (let i = 1; i <= GRID; i++) if (risk(at(i)) < risk(at(best))) best = i;
  let [a, b] = [best - 1, best + 1];
  const golden = (Math.sqrt(5) - 1) / 2;
  for (let i = 0; i < 60; i++) {
    const [c, d] = [b - golden * (b - a), a + golden * (b - a)];
    if (risk(at(c)) < risk(at(d))) b = d;
    else a = c;
  }
  const refined = at((a + b) / 2);
  return risk(refined) < risk(at(best)) ? refined : at(best);
}
