// Bench · a run as text: head, tables, peak, verdicts, factors.
import { judge, verdictText } from './goals.js';
import { peakText, type Run, runHead, sectionText } from './rows.js';
import { summary } from './summary.js';

/** Everything of a run. */
export function runText(run: Run): string {
  const sections = run.sections.map((section) => sectionText(section, run.peak, run.ours));
  return `${[runHead(run), ...sections, endText(run)].join('\n\n')}\n`;
}

/** What follows the tables. */
export function endText(run: Run): string {
  const verdicts = verdictText(judge(run));
  return [peakText(run.peak), ...(verdicts ? [verdicts] : []), ...summary(run)].join('\n');
}
