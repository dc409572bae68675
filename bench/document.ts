// Bench · docs/performance.md from the runs of bench:all: goals first, then the picture, then everything that was printed.
import { goals, inUnit, judge, levelText, type Verdict } from './goals.js';
import { peakText, type Run, runHead, sectionText } from './rows.js';
import { summary } from './summary.js';

/** What ran on one engine: the pinned command, and that on both cores. */
export interface Engine {
  /** "Node 20". */
  readonly name: string;
  readonly runs: readonly Run[];
}

export function performanceText(engines: readonly Engine[]): string {
  const machines = [...new Set(engines.flatMap(({ runs }) => runs.map(({ machine }) => machine)))];
  const dates = [...new Set(engines.flatMap(({ runs }) => runs.map(({ date }) => date)))].sort();
  return `# Performance

Written by \`npm run bench:docs\` from the runs kept in \`bench/results\`; nothing here is edited by hand.
${machines.join('; ')}; ${dates.join(', ')}.

- **Ratios are from one process.** Whoever is compared takes turns, round by round; best call stands against best call. A ratio of times from
  two processes is not used, except where a line says so (scikit-learn, cold starts).
- **The machine is noisy.** It is a virtual machine with neighbours: for seconds at a time everything, native code too, drops to two thirds or
  half. Every turn waits up to 200 ms for a quiet moment, in which registers reach 92 % of their best, and whoever has had no three quiet turns
  after four rounds goes on, up to 12. A run of two passes, as its head says, races everything once more, some ten minutes later; a row is
  that of the pass with the lesser least time.${older(engines)} Medians show what the neighbours took.
- **A call of a second meets no quiet second.** Products without the copies and decompositions without sorting (\`kernel\` rows) go in pieces of
  about a millisecond, the n-th piece of every call the same work; \`pieces\` adds up the least time of each. The peak is measured in loops as
  short, so shares of the peak and the growth with n are taken from these sums; comparisons with peers are not.
- **The memory of a result is that of the result before**, for all alike: a turn begins with calls that are not counted, and garbage is cleared away
  before each call that is long enough not to notice. A page fresh from the system costs 1 to 3 µs on a virtual machine: 10 to 25 ms for the 32 MB of a
  Gram matrix of 2000 points, as much as what is computed in them or more. Whoever keeps all results pays that, and so does a page in Chromium
  that keeps none. NumPy asks for large pages and meets a tenth of the faults. \`out\` rows write the result to an array that the caller gives,
  and need no such memory.
  \`result alone\`, in the table of our other kernels, is an array of the size of K, filled once.
- **One thread is pinned to one core** (\`taskset\`); a turn of Node that finds it disturbed for 40 ms moves the process to the other, which may be
  quiet. Two threads are not pinned; they reach their ratio only while both cores are quiet: there a moment is quiet if a product of 256 on both
  takes its least time, and a row has up to ten times as many turns. Calls go in steps of some ten milliseconds, copies among them; before each
  step of a product or Gram matrix the clock stands still until both cores are quiet, 30 ms at most. Below each of their tables stands how often they
  were. Goals of two threads stand twice: for whole calls, and for the least times of their steps, added up. So do the goals of what copies cost.
- **Milliseconds of different runs are not to be compared.** One name stands for several generations of processors; the head of a run has the numbers
  that tell them apart (family 25: model 1 is Zen 3, model 17 Zen 4), and the peak of the run does.
- **The peak is measured in the same run**: chains of multiply-adds on registers, without memory. Shares are of multiply and add where the engine has no
  relaxed SIMD (Node 20), of the fused loop elsewhere, doubled for single precision.
- \`kernel\` rows leave out the copies between JavaScript and WebAssembly; all other rows of ours, and all comparisons with peers, include them, while
  peers work on their own data. Where a peer cannot run, its row says why.

## Goals

"must" and "aim" are set in \`bench/goals.ts\`; a goal of several sizes shows its worst. –: not measured in this run.

${goalTable(engines)}

${tally(engines)}

## Rates

![GFLOP/s of matrix products against n, for each engine and precision](performance.svg)

${engines.map(engineText).join('\n\n')}
`;
}

/** Runs kept from before there were passes had other rules. */
function older(engines: readonly Engine[]): string {
  const before = engines.some(({ runs }) => runs.some(({ passes }) => passes === undefined));
  return before ? ' One whose head names no passes is older: one pass of six to 20 rounds, no other core tried.' : '';
}

function goalTable(engines: readonly Engine[]): string {
  const verdicts = engines.map(verdictsOf);
  const of = (goal: (typeof goals)[number]) => verdicts.map((all) => all.find((one) => one.goal === goal));
  const measured = goals.filter((goal) => of(goal).some((one) => one !== undefined));
  const head = ['goal', 'plain: must, aim', 'relaxed: must, aim', ...engines.map(({ name }) => name)];
  const rows = measured.map((goal) => [
    `${goal.what}<br><sub>${goal.how}</sub>`,
    ...[goal.plain, goal.relaxed].map((levels) => levels.map((level) => levelText(goal, level)).join(', ')),
    ...of(goal).map(cell),
  ]);
  const others = goals.filter((goal) => !measured.includes(goal)).map(({ what }) => what);
  const rest = others.length > 0 ? `\n\nNot measured in these runs: ${others.join('; ')}.` : '';
  return markdown([head, ['---', ...head.slice(1).map(() => '---:')], ...rows]) + rest;
}

function cell(verdict: Verdict | undefined): string {
  if (!verdict) return '–';
  const value = inUnit(verdict.value, verdict.goal.unit);
  return verdict.verdict === 'MISSED' ? `${value} **MISSED** (${verdict.at})` : `${value} ${verdict.verdict}`;
}

const verdictsOf = ({ runs }: Engine) => runs.flatMap((run) => judge(run));

const markdown = (rows: readonly (readonly string[])[]) => rows.map((row) => `| ${row.join(' | ')} |`).join('\n');

/** "Node 20: 14 of 19 musts met, 9 aims." */
function tally(engines: readonly Engine[]): string {
  const lines = engines.map((engine) => {
    const all = verdictsOf(engine);
    const count = (verdict: Verdict['verdict']) => all.filter((one) => one.verdict === verdict).length;
    const aims = count('aim met');
    return `${engine.name}: of ${all.length} goals measured, ${aims + count('met')} met, ${aims} of them with their aim.`;
  });
  return lines.join(' ');
}

function engineText({ name, runs }: Engine): string {
  return [`## ${name}`, ...runs.map(runBlocks)].join('\n\n');
}

function runBlocks(run: Run): string {
  const factors = summary(run);
  return [
    fenced([runHead(run), peakText(run.peak)].join('\n')),
    ...(factors.length > 0 ? ['How many times longer others take:', fenced(factors.join('\n'))] : []),
    ...run.sections.map(
      (section) => `<details><summary>${section.op}</summary>\n\n${fenced(sectionText(section, run.peak, run.ours))}\n\n</details>`,
    ),
  ].join('\n\n');
}

const fenced = (text: string) => `\`\`\`\n${text}\n\`\`\``;
