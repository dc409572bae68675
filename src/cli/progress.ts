// Floor 1 · progress: a bar redrawn in place on a terminal, one line a stage elsewhere; always on stderr.
import { setImmediate } from 'node:timers/promises';
import { Presets, SingleBar } from 'cli-progress';
import { isInteractive, type Terminal } from './terminal.js';

/** The stages of a command, as the screen calls them. */
export const STAGES = {
  read: 'reading the rows',
  decompose: 'decomposing the kernel',
  tune: 'choosing λ and ξ',
  test: 'measuring on the test rows',
  shuffle: 'the same rows shuffled',
  reproduce: 'computing the rows',
  train: 'training models',
  report: 'drawing the report',
} as const;

/** `done` of `total` parts of a stage; a stage may go through several phases, each counting from 0. */
export interface StageProgress {
  readonly stage: keyof typeof STAGES;
  readonly phase?: string;
  readonly done: number;
  readonly total: number;
}

/** Who hears of the stages of a computation, and who may end it. */
export interface StageHooks {
  readonly onProgress?: (progress: StageProgress) => void;
  readonly signal?: AbortSignal;
}

/**
 * Says that a stage begins, after listening for a Ctrl-C: the work inside a stage may have blocked the process for a while.
 *
 * @throws what `signal` was aborted with
 */
export async function enterStage({ onProgress, signal }: StageHooks, stage: StageProgress['stage'], done = 0, total = 1): Promise<void> {
  await setImmediate();
  signal?.throwIfAborted();
  onProgress?.({ stage, done, total });
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
  const format = `{bar} {percentage} % · {eta_formatted} left · ${name} · {label}`;
  const options = { stream: stderr, format, barsize: 16, etaBuffer: 50, clearOnComplete: true, linewrap: true, gracefulExit: false };
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
