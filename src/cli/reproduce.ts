// Floor 25 · the command `reproduce`: papers computed anew, row by row; table, numbers and report; an error if a row differs.
import { setImmediate } from 'node:timers/promises';
import { DataError, UsageError } from './fail.js';
import { requireWritable, writeWhole } from './file.js';
import { createReporter, enterStage } from './progress.js';
import { reportPath } from './report-path.js';
import { reproducePage } from './reproduce/page.js';
import type { Study } from './reproduce/row.js';
import { type Entry, studies } from './reproduce/studies.js';
import { countText, legend, tableText } from './reproduce/table.js';
import { paintFor, type Terminal } from './terminal.js';

/** The options of `reproduce` as they were typed. */
export interface ReproduceOptions {
  data?: string;
  json?: string;
  out?: string;
}

/** What may be asked for. */
export const studyNames: readonly string[] = [...studies.map(({ name }) => name), 'all'];

/**
 * Runs the studies and says what came out.
 *
 * @throws {DataError} if a number that should agree does not; table, report and JSON have been written then
 * @throws {UsageError} for a name that is no study
 */
export async function reproduce(name: string, options: ReproduceOptions, terminal: Terminal, signal?: AbortSignal): Promise<void> {
  const todo = entriesOf(name);
  const out = reportPath(options.out, 'reproduce.html');
  for (const path of [out, options.json]) if (path !== undefined) requireWritable(path);
  const data = options.data ?? (terminal.env.EIGENSTILL_DATA || undefined);
  const paint = paintFor(terminal, terminal.stdout);
  const say = (text: string) => terminal.stdout.write(`${text}\n`);

  say(`${legend(paint)}\n`);
  const done: Study[] = [];
  for (const entry of todo) {
    const reporter = createReporter(terminal, entry.name);
    try {
      await enterStage({ onProgress: reporter.update, signal }, 'reproduce');
      const onProgress = (part: number, total: number) => reporter.update({ stage: 'train', done: part, total });
      const found = [await entry.study({ data, signal, onProgress })].flat();
      await setImmediate(); // an interrupt in the middle of it is heard only now
      signal?.throwIfAborted();
      reporter.stop();
      for (const one of found) say(`${tableText(one, paint)}\n`);
      done.push(...found);
    } finally {
      reporter.stop();
    }
  }

  writeWhole(out, reproducePage(done));
  if (options.json !== undefined) writeWhole(options.json, `${JSON.stringify({ studies: done }, null, 1)}\n`);
  if (done.length > 1) say(countText(done.flatMap(({ rows }) => rows)));
  say(`${out} written · open it in a browser${options.json === undefined ? '' : ` · numbers in ${options.json}`}`);
  const wrong = done.flatMap(({ name: study, rows }) =>
    rows.filter(({ status }) => status === 'differs').map(({ what }) => `${study}: ${what}`),
  );
  if (wrong.length > 0) throw new DataError(`${wrong.length} of the numbers that should agree do not: ${wrong.slice(0, 3).join('; ')}`);
  if (data === undefined) say('next: the same with --data DIR adds the rows of UCI and MNIST files there');
  else say('next: eigenstill distill runs the main comparison on your own data');
}

function entriesOf(name: string): readonly Entry[] {
  if (name === 'all') return studies.filter(({ slow }) => !slow);
  const found = studies.filter((entry) => entry.name === name);
  if (found.length === 0) throw new UsageError(`there is no study "${name}"; one of ${studyNames.join(', ')}`);
  return found;
}
