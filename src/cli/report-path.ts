// Floor 2 · where a report goes, and which files it may replace.
import { existsSync, readFileSync } from 'node:fs';
import { UsageError } from './fail.js';
import { GENERATOR } from './page.js';

/**
 * The path that was named, or the usual one. A file of the usual name which is no report of ours stays.
 *
 * @throws {UsageError} if such a file is in the way
 */
export function reportPath(named: string | undefined, usual: string): string {
  if (named !== undefined) return named;
  if (existsSync(usual) && !readFileSync(usual, 'utf8').includes(GENERATOR)) {
    throw new UsageError(`${usual} is here already and is not from eigenstill; name another with --out`);
  }
  return usual;
}
