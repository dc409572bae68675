// Floor 1 · which rows train, which validate, which test.
import { UsageError } from './fail.js';

/** Shares of training, validation and test rows in per cent. */
export type Shares = readonly [train: number, validation: number, test: number];

/** Positions in the ordered rows: [0, a) train, [a, b) validation, [b, n) test. */
export interface Cut {
  readonly a: number;
  readonly b: number;
}

/**
 * Reads `30/30/40`.
 *
 * @throws {UsageError} unless there are three shares ≥ 0 that add up to 100, the first and the last above 0
 */
export function parseShares(text: string): Shares {
  const shares = text.split('/').map((part) => (/^\d+(\.\d+)?$/.test(part.trim()) ? Number(part) : Number.NaN));
  const [train, validation, test] = shares;
  const sum = train + validation + test;
  if (shares.length !== 3 || !(Math.abs(sum - 100) < 1e-6) || train === 0 || test === 0) {
    throw new UsageError(`--split must be train/validation/test in per cent, adding up to 100, such as 30/30/40; got "${text}"`);
  }
  return [train, validation, test];
}

/** ⌊n·train⌋ and ⌊n·(train + validation)⌋; the tiny term undoes the rounding of shares such as 33.3 + 33.3. */
export function cutPoints(n: number, [train, validation]: Shares): Cut {
  const at = (percent: number) => Math.floor((n * percent) / 100 + 1e-9 * n);
  return { a: at(train), b: at(train + validation) };
}
