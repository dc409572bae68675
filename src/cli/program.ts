// Floor 26 · the command line: what may be typed, and what becomes of errors.
import { Command, CommanderError } from 'commander';
import { version } from '../index.js';
import { type DistillOptions, distill } from './distill.js';
import { UsageError } from './fail.js';
import { kernelNames } from './kernel-choice.js';
import { predict } from './predict.js';
import { type ReproduceOptions, reproduce, studyNames } from './reproduce.js';
import { paintFor, type Terminal } from './terminal.js';

/** Exit codes: well; the data's fault; the call's fault; interrupted (128 + SIGINT). */
export const EXIT = { ok: 0, data: 1, usage: 2, interrupted: 130 } as const;

/**
 * Runs one command. Never throws and never prints a stack trace: an error is one line on stderr.
 *
 * @param argv - the words after the program's name
 * @param signal - aborted when the user presses Ctrl-C
 * @returns the exit code
 */
export async function main(argv: readonly string[], terminal: Terminal, signal?: AbortSignal): Promise<number> {
  try {
    await commands(terminal, signal).parseAsync(argv, { from: 'user' });
    return EXIT.ok;
  } catch (error) {
    if (signal?.aborted) return EXIT.interrupted;
    if (error instanceof CommanderError) return error.exitCode === 0 || error.code === 'commander.help' ? EXIT.ok : EXIT.usage;
    const message = error instanceof Error ? error.message : String(error);
    terminal.stderr.write(`${paintFor(terminal, terminal.stderr).bold('error:')} ${message.replace(/\s*\n\s*/g, ' ')}\n`);
    return error instanceof UsageError ? EXIT.usage : EXIT.data;
  }
}

function commands(terminal: Terminal, signal?: AbortSignal): Command {
  const program = new Command('eigenstill');
  const quiet = (command: Command) =>
    command.exitOverride().configureOutput({
      writeOut: (text) => terminal.stdout.write(text),
      writeErr: (text) => terminal.stderr.write(text),
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    });

  quiet(program)
    .description('Kernel ridge regression and its self-distillation, every variant from one eigendecomposition.')
    .version(version, '--version', 'print the version')
    .helpOption('--help', 'print this help')
    .helpCommand(false)
    .showSuggestionAfterError();

  quiet(program.command('distill'))
    .description('compare ridge with self-distillation on a data file, or on the two examples of the package')
    .argument('[file]', 'rows and columns: comma, semicolon, tab or blank separated, with or without header, also .gz')
    .option('--target <column>', 'the column to predict: its name, its number from 1, or last')
    .option('--features <columns>', 'names separated by commas (default: every other column)')
    .option('--require <columns>', 'rows must be complete in these columns too')
    .option('--missing <value>', 'stands for a missing value, such as -200; may be given again', (value, before?: string[]) => [
      ...(before ?? []),
      value,
    ])
    .option('--kernel <name>', `${kernelNames.join(', ')} (default: linear)`)
    .option('--gamma <number|median>', 'width of the kernel, as in exp(-gamma |x - z|^2) (default: median)')
    .option('--lambda <a:b>', 'penalties, by powers of ten (default: 1e-3:1e5 for linear, 1e-6:1e4 for the others)')
    .option('--steps <number>', 'most students in a row (default: 3)')
    .option('--select <how>', 'what chooses lambda and xi: validation, loo (exact leave-one-out) or gcv (default: validation)')
    .option('--split <percent>', 'train/validation/test; with loo and gcv the first two parts train (default: 30/30/40)')
    .option('--order <order>', 'file (first rows train, last rows test) or shuffle (default: file)')
    .option('--seed <number>', 'of the shuffle (default: 0)')
    .option('--save <file>', 'write the best model, for eigenstill predict')
    .option('--out <file>', 'where the report goes (default: report.html)')
    .option('--json', 'print one JSON object instead of the table')
    .helpOption('--help', 'print this help')
    .addHelpText('after', EXAMPLES)
    .action((file: string | undefined, options: DistillOptions) => distill(file, options, terminal, signal));

  quiet(program.command('predict'))
    .description('apply a saved model to new rows; prints one prediction per row as CSV')
    .argument('<model>', 'a file written by distill --save')
    .argument('<file>', 'rows with the columns the model was trained on')
    .option('--out <file>', 'write the predictions there instead of printing them')
    .helpOption('--help', 'print this help')
    .action((model: string, file: string, options: { out?: string }) => predict(model, file, options, terminal));

  quiet(program.command('reproduce'))
    .description('compute the numbers and figures of the papers anew, and say which agree')
    .argument('[study]', `${studyNames.join(', ')}`, 'all')
    .option('--data <folder>', 'data files that are not in the package: UCI, MNIST (default: EIGENSTILL_DATA)')
    .option('--json <file>', 'write rows and figures as JSON')
    .option('--out <file>', 'where the report goes (default: reproduce.html)')
    .helpOption('--help', 'print this help')
    .addHelpText(
      'after',
      '\nThe exit code is 1 if a number that should agree does not. Not part of all: networks, which takes minutes, and classifiers.\n',
    )
    .action((study: string, options: ReproduceOptions) => reproduce(study, options, terminal, signal));

  return program;
}

const EXAMPLES = `
Examples:
  eigenstill distill
  eigenstill distill houses.csv --target price --kernel rbf --select loo --order shuffle
  eigenstill distill airfoil_self_noise.dat --target last --save model.json
  eigenstill predict model.json new.csv > predictions.csv
  eigenstill reproduce all --data DIR
`;
