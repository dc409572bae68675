// Floor 1 · progress: a bar redrawn in place on a terminal, one line a stage elsewhere; always on stderr. Imports: ./terminal.
import { Presets, SingleBar } from 'cli-progress';
import { isInteractive, type Terminal } from './terminal.js';

/** The stages of a command, as the screen calls them. */
export const STAGES = {
  read: 'reading the rows',
  decompose: 'decomposing the kernel matrix',
  tune: 'choosing λ and ξ',
  test: 'measuring on the test rows',
  shuffle: 'the same rows shuffled',
  report: 'drawing the report',
} as const;

/** `done` of `total` parts of a stage; a stage may go through several phases, each counting from 0. */
export interface StageProgress {
  readonly stage: keyof typeof STAGES;
  readonly phase?: string;
  readonly done: number;
  readonly total: number;
}

export interface Reporter {
  update(progress: StageProgress): void;
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
      if (stage !== last) stderr.write(`${name} · ${STAGES[stage]}\n`);
      last = stage;
    },
    stop() {},
  };
}

/** The cursor stays visible and long lines wrap: a process killed in the middle leaves the terminal as it found it. */
function barReporter({ stderr }: Terminal, name: string): Reporter {
  const format = `${name} · {label} {bar} {percentage} % · {eta_formatted} left`;
  const options = { stream: stderr, format, barsize: 20, etaBuffer: 50, clearOnComplete: true, linewrap: true, gracefulExit: false };
  const bar = new SingleBar(options, Presets.shades_classic);
  let last = '';
  return {
    update({ stage, phase = '', done, total }) {
      if (bar.isActive && stage + phase === last) return bar.update(done);
      bar.stop();
      bar.start(total, done, { label: STAGES[stage] });
      last = stage + phase;
    },
    stop: () => bar.stop(),
  };
}
