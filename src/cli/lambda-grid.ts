// Floor 1 · the grid of penalties: powers of ten from a to b.
import { UsageError } from './fail.js';

/**
 * Reads `1e-3:1e5` (a, 10a, 100a, … up to b) or one number.
 *
 * @returns ascending, each rounded to 12 digits so that 0.001·10³ is 1
 * @throws {UsageError} unless 0 < a ≤ b
 */
export function parseLambdas(text: string): number[] {
  const parts = text.split(':').map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  const [a, b = a] = parts;
  if (parts.length > 2 || !(a > 0 && b >= a && b < Infinity)) {
    throw new UsageError(`--lambda must be a range such as 1e-3:1e5 (stepping by powers of ten) or one number above 0; got "${text}"`);
  }
  const steps = Math.floor(Math.log10(b) - Math.log10(a) + 1e-9);
  return Array.from({ length: steps + 1 }, (_, i) => Number((a * 10 ** i).toPrecision(12)));
}
