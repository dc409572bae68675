// Floor 22 · a study on the screen: one header, one table, what the numbers are.
import { duration, modelName, mseFormat, penalty, percent, plural, significant } from './format.js';
import type { Result, Shuffled, Study } from './study.js';
import type { Paint } from './terminal.js';

/** What the column of the selection criterion is called. */
export const CRITERIA = { validation: 'validation', loo: 'leave-1-out', gcv: 'GCV' } as const;

/** A change below this share of the ridge error is called no change. */
export const NOTICEABLE = 0.005;
const WIDTH = 80;
const WEIGHTS_WIDTH = 22;

/** What the columns mean; said once, before the first table. */
export function legend(paint: Paint): string {
  return wrap(
    'Self-distillation fits a model, the teacher (ridge), and then the same model again, the student, to a mix of the true targets and ' +
      "the teacher's predictions; k steps are k students in a row. λ: strength of the penalty. ξ: weight of the teacher for each student, any " +
      'real number. Errors are mean squared errors in units of the variance of the target over the training rows. Time: the decomposition and ' +
      'the choice of λ and ξ for that row alone.',
  )
    .map((line) => paint.dim(line))
    .join('\n');
}

/** Header, table and remarks of one study. */
export function summary(study: Study, paint: Paint): string {
  return [...header(study, paint), '', ...table(study, paint), '', ...remarks(study).flatMap((text) => wrap(text, '  '))].join('\n');
}

function header({ name, rows, features, target, protocol, split, kernel }: Study, paint: Paint): string[] {
  const order = protocol.order === 'file' ? 'rows in file order' : `rows shuffled, seed ${protocol.seed}`;
  const parts = [`${split.train} train`, ...(split.validation > 0 ? [`${split.validation} validation`] : []), `${split.test} test`].join(
    ' / ',
  );
  const gamma = typeof kernel.gamma === 'number' ? `, γ ${significant(kernel.gamma)}` : '';
  return [
    paint.bold(`eigenstill · ${name}`) + ` · ${plural(rows, 'row')} × ${plural(features, 'feature')} · predicts ${target}`,
    `${protocol.kernel.name} kernel${gamma} · ${order}: ${parts}`,
  ];
}

function table({ results, chosen, protocol, milliseconds }: Study, paint: Paint): string[] {
  const head = ['model', 'λ', 'ξ', CRITERIA[protocol.select], 'test', 'vs ridge', 'time'];
  const mse = mseFormat(errorsOf(results));
  const body = results.map((result, k) => [
    modelName(result.steps),
    penalty(result.lambda),
    weights(result.xi),
    mse(result.validationMse),
    mse(result.testMse),
    result.steps === 0 ? '–' : percent(relativeChange(results, result.steps)),
    duration(milliseconds.rows[k]),
  ]);
  const widths = head.map((title, j) => Math.max(title.length, ...body.map((row) => row[j].length)));
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, j) => (j === 0 || j === 2 ? cell.padEnd(widths[j]) : cell.padStart(widths[j])))
      .join('  ')
      .trimEnd();
  return [
    paint.dim(`  ${line(head)}`),
    ...body.map((row, k) => (k === chosen ? paint.accent('● ') + paint.bold(line(row)) : `  ${line(row)}`)),
  ];
}

/** All weights where they fit; else the first and the last. */
function weights(xi: readonly number[]): string {
  if (xi.length === 0) return '–';
  const all = xi.map(significant);
  const forms = [all, [all[0], '…', ...all.slice(-2)], [all[0], '…', ...all.slice(-1)]].map((form) => form.join(', '));
  return forms.find((form) => form.length <= WEIGHTS_WIDTH) ?? forms[forms.length - 1];
}

/** Every error of a table: what `mseFormat` chooses the decimals by. */
export function errorsOf(results: readonly Result[]): number[] {
  return results.flatMap((result) => [result.validationMse, result.testMse]);
}

/** What the numbers are, in sentences that say no more than the study shows. */
export function remarks(study: Study): string[] {
  const { milliseconds, models, engine, notes } = study;
  return [
    `one decomposition ${duration(milliseconds.decomposition)} · ${plural(models, 'model')} tuned in ${duration(milliseconds.tuning)} · engine ${engine.variant}, ${plural(engine.threads, 'thread')}`,
    choice(study),
    verdict(study),
    ...notes.map((note) => `note: ${note}`),
  ];
}

function choice({ split, protocol, baselineMse, results }: Study): string {
  const mse = mseFormat(errorsOf(results));
  const how = {
    validation: `on the ${split.validation} validation rows`,
    loo: `by exact leave-one-out on the ${split.train} training rows (each row judged by models that never saw it)`,
    gcv: `by generalised cross-validation on the ${split.train} training rows`,
  }[protocol.select];
  return `● is the model kept. λ and ξ were chosen ${how}; test is measured on the other ${split.test} rows, which chose nothing. Guessing the training mean would score ${mse(baselineMse)} there.`;
}

/** Whether the chosen student beat ridge on the test rows, and what the order of the rows has to do with it. */
export function verdict(study: Study): string {
  const { results, chosen, protocol, shuffled } = study;
  if (chosen === 0) return 'No student did better than ridge in the choice.';
  const { steps } = results[chosen];
  const change = relativeChange(results, chosen);
  const said = `${modelName(steps)}: ${outcome(change)} on the test rows.`;
  if (protocol.order === 'shuffle') {
    if (change < -NOTICEABLE)
      return `${said} The rows were shuffled, so no drift is behind it: the students bend the filter of ridge to a shape that suits these data.`;
    if (change > NOTICEABLE) return `${said} What the choice preferred did not carry over to the test rows.`;
    return `${said} The rows were shuffled, so training and test rows are alike; then a well-chosen λ leaves a student little to gain.`;
  }
  if (change > NOTICEABLE && protocol.select !== 'validation') {
    return `${said} The test rows are the last of the file. What is judged inside the training rows alone cannot see drift; --select validation judges on later rows.`;
  }
  if (!shuffled) {
    return `${said} The test rows are the last of the file and may differ from the first; --order shuffle shows what remains without that drift.`;
  }
  const rest = medianChange(shuffled, chosen);
  const cause = change < -NOTICEABLE && rest > change / 4 ? ': the gain above comes from the drift between earlier and later rows' : '';
  return `${said} The test rows are the last of the file. Shuffled, the same rows give ${outcome(rest)}, median of ${shuffled.length} shuffles${cause}.`;
}

/** Test error of model k against ridge, −0.05 for five per cent less. */
export function relativeChange(results: readonly Result[], k: number): number {
  return results[k].testMse / results[0].testMse - 1;
}

/** Median over the shuffles of the change of model k. */
export function medianChange(shuffled: readonly Shuffled[], k: number): number {
  const changes = shuffled.map(({ results }) => relativeChange(results, k)).sort((a, b) => a - b);
  return changes[Math.floor(changes.length / 2)];
}

/** A change of error in words. */
export function outcome(change: number): string {
  if (Math.abs(change) < NOTICEABLE) return `no difference to ridge (${percent(change)})`;
  return change < 0
    ? `${percent(-change).replace('+', '')} less error than ridge`
    : `${percent(change).replace('+', '')} more error than ridge`;
}

function wrap(text: string, indent = ''): string[] {
  const lines: string[] = [];
  let line = indent;
  for (const word of text.split(/ (?!%)/)) {
    if (line.length + word.length + 1 > WIDTH && line !== indent) {
      lines.push(line);
      line = indent;
    }
    line += line === indent ? word : ` ${word}`;
  }
  return [...lines, line];
}
