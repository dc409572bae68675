// Bench · what the commands have in common: arguments in, tables out, files kept.
import { mkdirSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import { machine, pinned, scratch } from './node.js';
import { PASSES } from './passes.js';
import type { Peak } from './peak.js';
import { endText, runText } from './report.js';
import { type Run, runHead, type Section, sectionText } from './rows.js';
import { known, type Plan } from './session.js';

export interface Request {
  /** As given: none for everything. */
  readonly chosen: readonly string[];
  /** Modules of peers. */
  readonly files: readonly string[];
  readonly pace: Plan['pace'];
  readonly save: boolean;
  /** What kept files are called. */
  readonly as?: string;
}

/** Reads the arguments of the process; ends it where they make no sense. */
export function request(): Request {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        peer: { type: 'string', multiple: true, default: [] },
        brisk: { type: 'boolean' },
        quick: { type: 'boolean' },
        save: { type: 'boolean', default: false },
        as: { type: 'string' },
      },
    });
    const unknown = positionals.find((name) => !known.includes(name));
    if (unknown !== undefined) throw new Error(`unknown operation '${unknown}'; there are ${known.join(', ')}`);
    const pace = values.quick ? 'quick' : values.brisk ? 'brisk' : 'calm';
    return { chosen: positionals, files: values.peer, pace, save: values.save, ...(values.as ? { as: values.as } : {}) };
  } catch (error) {
    return refuse(error);
  }
}

/** A fault of the call. */
export function refuse(error: unknown): never {
  console.error(`bench: ${error instanceof Error ? error.message : error}`);
  process.exit(2);
}

/** Where a long run stands, on a terminal only: one line that the next one replaces. */
export function status(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}`);
}

interface Given {
  /** "npm run bench --". */
  readonly command: string;
  readonly engine: string;
  readonly ours: string;
  readonly sections: AsyncIterable<Section>;
  /** The peak as seen so far. */
  peak(): Peak;
}

/** Prints head, tables as they are found, and verdicts; keeps them if asked. `name`: that of the files of a complete run. */
export async function carryOut({ chosen, files, pace, save, as }: Request, name: string, given: Given): Promise<void> {
  const pin = pinned() ? 'taskset -c 1 ' : '';
  const words = [
    `${pin}${given.command}`,
    ...chosen,
    ...files.map((file) => `--peer ${basename(file)}`),
    ...(pace === 'calm' ? [] : [`--${pace}`]),
  ];
  const head = {
    command: words.join(' ').replace(/ --$/, ''),
    machine: machine(),
    engine: given.engine,
    date: new Date().toISOString().slice(0, 10),
    pinned: pinned(),
    passes: PASSES[pace],
    ours: given.ours,
  };
  console.log(runHead(head));
  const sections: Section[] = [];
  for await (const section of given.sections) {
    status('');
    sections.push(section);
    console.log(`\n${sectionText(section, given.peak(), given.ours)}`);
  }
  status('');
  const run: Run = { ...head, peak: given.peak(), sections };
  console.log(`\n${endText(run)}`);
  if (save) keep(run, as ?? [name, ...chosen].join('-'), pace === 'quick');
}

/** A look is not kept beside measurements. */
function keep(run: Run, name: string, look: boolean): void {
  const folder = look ? new URL('results/', scratch) : new URL('results/', import.meta.url);
  mkdirSync(folder, { recursive: true });
  writeFileSync(new URL(`${name}.txt`, folder), runText(run));
  writeFileSync(new URL(`${name}.json`, folder), `${JSON.stringify(run, null, 1)}\n`);
}
