// Bench · what a run finds: rows of numbers, kept as JSON, printed as the project's tables.
import type { Statistics } from './harness.js';
import type { Peak } from './peak.js';
import { digits, duration, spread, table } from './table.js';

export interface Row {
  readonly op: string;
  readonly variant: string;
  /** "1024", "1000×37×513". */
  readonly size: string;
  readonly flops?: number;
  /** Function values that one call computes, where that is what counts. */
  readonly elements?: number;
  /** In single precision: four lanes in place of two, so twice the peak. */
  readonly single?: boolean;
  readonly status: 'ok' | 'timeout' | 'OOM' | 'error' | 'extrapolated' | 'elsewhere';
  readonly time?: Statistics;
  readonly residual?: number;
  /** Why there is no time. */
  readonly message?: string;
}

/** One table and what is said around it. */
export interface Section {
  readonly op: string;
  /** What is computed, how its flops are counted, what the residual is. */
  readonly about: string;
  readonly rows: readonly Row[];
  readonly notes?: readonly string[];
  /** Variants that are compared below the table, besides that; of all sizes that have both. */
  readonly ratios?: readonly (readonly [over: string, under: string])[];
  /** The variant whose time for the same size is compared with; without it, the fastest of ours. */
  readonly ours?: string;
}

/** Everything of one command on one engine. */
export interface Run {
  readonly command: string;
  readonly machine: string;
  /** "node 20.20.2, V8 11.3", "Chromium 156.0". */
  readonly engine: string;
  readonly date: string;
  /** Whether the operating system lets it use one core only; undefined where that cannot be found out. */
  readonly pinned?: boolean;
  /** How often everything was raced; undefined in runs from before there were passes. */
  readonly passes?: number;
  readonly peak: Peak;
  /** The variant of ours that others are compared with. */
  readonly ours: string;
  readonly sections: readonly Section[];
}

/** Above this a result is wrong rather than rounded (LAPACK's threshold). */
const SOUND = 30;

const HEAD = ['op', 'variant', 'n', 'calls', 'min', 'median ± mad'];

/** Least time of a variant at a size, undefined where it has none. */
export function least(rows: readonly Row[], variant: string, size: string): number | undefined {
  const found = rows.find((row) => row.variant === variant && row.size === size);
  return found?.status === 'ok' ? found.time?.min : undefined;
}

/** What one thread can do at best in this run, in the precision of the row. */
export function top({ mulAdd, relaxed }: Peak, single = false): number {
  return Math.max(mulAdd, relaxed) * (single ? 2 : 1);
}

/** The lines of a section. Columns that say nothing in it are left out. */
export function sectionText(section: Section, peak: Peak, fastest: string): string {
  const { op, about, rows, notes = [], ours = fastest } = section;
  const rated = rows.some((row) => row.flops !== undefined);
  const counted = rows.some((row) => row.elements !== undefined);
  const checked = rows.some((row) => row.residual !== undefined);
  const pieced = rows.some((row) => row.time?.pieces !== undefined);
  const head = [
    ...HEAD,
    ...(pieced ? ['pieces'] : []),
    ...(rated ? ['GFLOP/s', '% peak'] : []),
    ...(counted ? ['ns/value'] : []),
    ...(checked ? ['resid'] : []),
    ...['time/ours', ''],
  ];
  const line = (row: Row) => {
    const { variant, size, flops, elements, single, status, time, residual } = row;
    const rate = flops !== undefined && time && flops / time.min / 1e6;
    const base = least(rows, ours, size);
    return [
      ...[op, variant, size],
      ...(time ? [status === 'elsewhere' ? '' : String(time.calls), duration(time.min)] : ['', '']),
      time && status !== 'elsewhere' ? spread(time.median, time.mad) : '',
      ...(pieced ? [time?.pieces === undefined ? '' : duration(time.pieces)] : []),
      ...(rated ? (rate ? [digits(rate), `${digits((100 * rate) / top(peak, single), 2)} %`] : ['', '']) : []),
      ...(counted ? [time && elements ? digits((time.min * 1e6) / elements) : ''] : []),
      ...(checked ? [residual !== undefined ? digits(residual, 2) : time && status === 'ok' ? '–' : ''] : []),
      time && base !== undefined ? `${digits(time.min / base)}×` : '',
      residual !== undefined && !(residual < SOUND) ? 'inaccurate' : status,
    ];
  };
  return [
    `${op}: ${about}`,
    ...(rows.length > 0 ? [table([head, ...rows.map(line)])] : []),
    ...failures(rows),
    ...compared(section),
    ...notes,
  ].join('\n');
}

/** "refits, no LOO n=1000: 12.1× tuning, exact LOO". */
function compared({ op, rows, ratios = [] }: Section): string[] {
  return ratios.flatMap(([over, under]) =>
    rows.flatMap(({ variant, size, time }) => {
      const other = rows.find((row) => row.variant === under && row.size === size);
      return variant === over && time && other?.time ? [`${op} n=${size}: ${over} ${digits(time.min / other.time.min)}× ${under}`] : [];
    }),
  );
}

/** Why rows have no times, each reason once: "numpy-ts n=512, 1024: timeout, …". */
function failures(rows: readonly Row[]): string[] {
  const sizes = new Map<string, { variant: string; reason: string; at: string[] }>();
  for (const { variant, size, status, message } of rows) {
    if (message === undefined) continue;
    const reason = `${status}, ${message}`;
    const found = sizes.get(`${variant} ${reason}`) ?? { variant, reason, at: [] };
    found.at.push(size);
    sizes.set(`${variant} ${reason}`, found);
  }
  return [...sizes.values()].map(({ variant, reason, at }) => `${variant} n=${at.join(', ')}: ${reason}`);
}

/** The lines above all tables. */
export function runHead({ command, machine, engine, date, pinned, passes }: Omit<Run, 'peak' | 'sections'>): string {
  const core = pinned === undefined ? '' : pinned ? '; pinned to one core' : '; not pinned';
  return `${command}\n${machine}; ${engine}; ${date}${core}${passes === undefined ? '' : `; ${passes} ${passes > 1 ? 'passes' : 'pass'}`}`;
}

/** The line on the peak below all tables. */
export function peakText({ mulAdd, relaxed }: Peak): string {
  return `peak, registers only, one thread: ${digits(mulAdd)} GFLOP/s multiply and add${relaxed ? `, ${digits(relaxed)} relaxed madd` : ''}`;
}
