// Floor 15 · progress: a bar redrawn in place on a terminal, one line a stage elsewhere; always on stderr. Imports: ./terminal.
import { Presets, SingleBar } from 'cli-progress';
import { isInteractive, type Terminal } from './terminal.js';

/** What the stages of a study are called on the screen; stages of the library that are not here appear under their own name. */
const STAGES: Readonly<Record<string, string>> = {
  read: 'reading the file',
  gram: 'kernel matrix',
  tune: 'choosing λ and ξ',
  test: 'measuring on the test rows',
  report: 'drawing the report',
};

export interface Reporter {
  /** `done` of `total` parts of a stage. */
  update(progress: { stage: string; done: number; total: number }): void;
  /** Takes the bar away. */
  stop(): void;
}

/** Progress of one study, its name in front of every stage. */
export function createReporter(terminal: Terminal, name: string): Reporter {
  return isInteractive(terminal) ? barReporter(terminal, name) : lineReporter(terminal, name);
}

function lineReporter({ stderr }: Terminal, name: string): Reporter {
  let last = '';
  return {
    update({ stage }) {
      if (stage !== last) stderr.write(`${name} · ${STAGES[stage] ?? stage}\n`);
      last = stage;
    },
    stop() {},
  };
}

function barReporter({ stderr }: Terminal, name: string): Reporter {
  // The cursor stays visible and lines keep wrapping: a process killed in the middle leaves the terminal as it was.
  const bar = new SingleBar(
    { stream: stderr, clearOnComplete: true, hideCursor: null as unknown as boolean, linewrap: true, barsize: 24, etaBuffer: 50, format: `${name} · {stage} {bar} {percentage} % · {eta_formatted} left` },
    Presets.shades_classic,
  );
  let last = '';
  return {
    update({ stage, done, total }) {
      const payload = { stage: (STAGES[stage] ?? stage).padEnd(26) };
      if (stage !== last) {
        bar.stop();
        bar.start(total, done, payload);
      } else bar.update(done, payload);
      last = stage;
    },
    stop: () => bar.stop(),
  };
}
