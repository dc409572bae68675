// Floor 25 · the command `distill`: options in, studies run, table or JSON out, report and model written at the end.
import { basename } from 'node:path';
import { parseNames } from './columns.js';
import { type Dataset, selectData } from './dataset.js';
import { studyJson } from './distill-json.js';
import { type Example, examples } from './examples.js';
import { UsageError } from './fail.js';
import { readText, requireWritable, stem, writeWhole } from './file.js';
import { defaultLambda, parseKernel } from './kernel-choice.js';
import { parseLambdas } from './lambda-grid.js';
import { modelOf, saveModel } from './model-file.js';
import { createReporter, enterStage } from './progress.js';
import type { Order, Protocol, Select } from './protocol.js';
import { reportPage } from './report.js';
import { reportPath } from './report-path.js';
import { parseShares } from './split.js';
import { runStudy, type Study } from './study.js';
import { legend, summary } from './summary.js';
import { readTable } from './table.js';
import { paintFor, type Terminal } from './terminal.js';

/** The options of `distill` as they were typed; absent ones are undefined. */
export interface DistillOptions {
  target?: string;
  features?: string;
  require?: string;
  missing?: string[];
  kernel?: string;
  gamma?: string;
  lambda?: string;
  steps?: string;
  select?: string;
  split?: string;
  order?: string;
  seed?: string;
  save?: string;
  out?: string;
  json?: boolean;
}

const DEFAULT_REPORT = 'report.html';
/** Beyond twelve steps the columns of the least-squares problem for ξ are too nearly parallel to be told apart in double precision. */
const MOST_STEPS = 12;

/**
 * Runs the studies of one call and says what came out.
 *
 * @param file - a data file, or `undefined` for the two examples of the package
 * @throws {DataError} or {UsageError}; whatever `signal` is aborted with. Nothing has been written then.
 */
export async function distill(file: string | undefined, options: DistillOptions, terminal: Terminal, signal?: AbortSignal): Promise<void> {
  const todo = file === undefined ? theExamples(options) : [userStudy(file, options)];
  const report = reportPath(options.out, DEFAULT_REPORT);
  for (const path of [report, options.save]) if (path !== undefined) requireWritable(path);
  const paint = paintFor(terminal, terminal.stdout);
  const say = (text: string) => {
    if (!options.json) terminal.stdout.write(`${text}\n`);
  };

  const studies: Study[] = [];
  for (const example of todo) {
    const reporter = createReporter(terminal, example.name);
    try {
      const hooks = { onProgress: reporter.update, signal };
      await enterStage(hooks, 'read');
      const study = await runStudy(example.load(), example.protocol, hooks);
      reporter.stop();
      if (studies.length === 0) say(`${legend(paint)}\n`);
      say(`${summary(study, paint)}\n`);
      studies.push(study);
    } finally {
      reporter.stop();
    }
  }

  const reporter = createReporter(terminal, report);
  await enterStage({ onProgress: reporter.update, signal }, 'report');
  const page = reportPage(studies);
  const model = options.save === undefined ? undefined : modelOf(studies[0], options.missing ?? []);
  reporter.stop();

  if (options.save !== undefined && model) saveModel(options.save, model);
  writeWhole(report, page);
  if (options.json) terminal.stdout.write(`${JSON.stringify({ datasets: studies.map(studyJson), report, model: options.save })}\n`);
  say(`${report} written · open it in a browser`);
  say(`next: ${nextStep(file, options.save)}`);
}

function nextStep(file: string | undefined, save: string | undefined): string {
  if (file === undefined) return 'your own data: eigenstill distill DATA.csv --target COLUMN';
  if (save === undefined) return 'the same with --save model.json keeps the model ● for eigenstill predict';
  return `eigenstill predict ${save} NEW.csv applies the model just written`;
}

function theExamples(options: DistillOptions): readonly Example[] {
  const given = (Object.keys(options) as (keyof DistillOptions)[]).filter(
    (key) => options[key] !== undefined && key !== 'out' && key !== 'json',
  );
  if (given.length > 0) throw new UsageError(`--${given[0]} belongs to a data file: eigenstill distill DATA.csv --target COLUMN`);
  return examples;
}

function userStudy(file: string, options: DistillOptions): Example {
  const protocol = readProtocol(options);
  const table = readTable(readText(file), basename(file));
  const { target } = options;
  if (target === undefined)
    throw new UsageError(`--target is missing: which column of ${table.file} is to be predicted? (${table.columns.join(', ')})`);
  const name = stem(file);
  const load = (): Dataset =>
    selectData(table, name, {
      target,
      features: options.features === undefined ? undefined : parseNames(options.features),
      require: parseNames(options.require ?? ''),
      missing: options.missing,
    });
  return { name, protocol, load };
}

/** @throws {UsageError} for the first option that is not what it must be */
function readProtocol(options: DistillOptions): Protocol {
  const kernel = parseKernel(options.kernel ?? 'linear', options.gamma);
  const shares = parseShares(options.split ?? '30/30/40');
  const select = oneOf<Select>('--select', options.select ?? 'validation', ['validation', 'loo', 'gcv']);
  if (select === 'validation' && shares[1] === 0) {
    throw new UsageError(`--split ${options.split} leaves no validation rows; give some, or --select loo`);
  }
  return {
    kernel,
    lambdas: parseLambdas(options.lambda ?? defaultLambda(kernel.name)),
    steps: wholeNumber('--steps', options.steps ?? '3', MOST_STEPS),
    select,
    shares,
    order: oneOf<Order>('--order', options.order ?? 'file', ['file', 'shuffle']),
    seed: wholeNumber('--seed', options.seed ?? '0', 2 ** 32 - 1),
  };
}

function wholeNumber(option: string, text: string, most: number): number {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!(value <= most)) throw new UsageError(`${option} must be a whole number from 0 to ${most}; got "${text}"`);
  return value;
}

function oneOf<T extends string>(option: string, text: string, allowed: readonly T[]): T {
  const value = allowed.find((choice) => choice === text);
  if (value === undefined) throw new UsageError(`${option} must be one of ${allowed.join(', ')}; got "${text}"`);
  return value;
}
