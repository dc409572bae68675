// Floor 0 · what a reproduced paper consists of: rows (published beside here), figures as plain numbers, and how a row is judged.

/**
 * `agrees`, `differs`: compared with a published number or with an identity that must hold. `unpublished`: our number, checked against
 * an independent run where there is one. `unconfirmed`: the published number could not be verified in the source. `missing data`: nothing
 * could be computed.
 */
export type Status = 'agrees' | 'differs' | 'unpublished' | 'unconfirmed' | 'missing data';

export interface Row {
  readonly what: string;
  readonly published?: string | number;
  /** NaN where nothing could be computed. */
  readonly here: number;
  readonly tolerance?: number;
  readonly status: Status;
  readonly note?: string;
}

/** One line or one cloud of points. */
export interface Series {
  readonly label: string;
  readonly x: readonly number[];
  readonly y: readonly number[];
  /** @default 'line' */
  readonly marks?: 'line' | 'dots' | 'both';
}

export interface Figure {
  /** The finding, one sentence. */
  readonly title: string;
  readonly caption: string;
  readonly series: readonly Series[];
  readonly xLabel: string;
  readonly yLabel: string;
  readonly xLog?: boolean;
  readonly yLog?: boolean;
}

export interface Study {
  /** As the command knows it. */
  readonly name: string;
  readonly title: string;
  readonly rows: readonly Row[];
  readonly figures: readonly Figure[];
}

/** What a study is run with. */
export interface StudyOptions {
  /** Folder with data files that are not part of the package. */
  readonly data?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Called by studies that take minutes. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

export interface Expected {
  /** As printed in the source: its digits are the tolerance. */
  readonly published?: string;
  /** `false`: not verified in the source. @default true */
  readonly confirmed?: boolean;
  /** What an independent run gives, where it is not the published number: then this is what must be met. */
  readonly golden?: string;
  /** @default half a unit of the last digit given */
  readonly tolerance?: number;
  readonly note?: string;
}

/** Half a unit of the last digit of a number as it is written: 0.16477 → 5e-6, 2.70e-6 → 5e-9. */
export function lastDigit(text: string): number {
  const [mantissa = '', exponent = '0'] = text.toLowerCase().split('e');
  return 0.5 * 10 ** (Number(exponent) - (mantissa.split('.')[1]?.length ?? 0));
}

/** A row judged by what is expected of it. */
export function row(what: string, here: number, { published, confirmed = true, golden, tolerance, note }: Expected = {}): Row {
  const expected = golden ?? (confirmed ? published : undefined);
  const width = tolerance ?? (expected === undefined ? undefined : lastDigit(expected));
  const within = expected === undefined || Math.abs(here - Number(expected)) <= (width as number) * (1 + 1e-9);
  const known = published === undefined ? 'unpublished' : confirmed ? 'agrees' : 'unconfirmed';
  const run = golden !== undefined ? `an independent run gives ${golden}` : undefined;
  const said = [note, run].filter((text) => text !== undefined).join('; ');
  return {
    what,
    here,
    status: within ? known : 'differs',
    ...(published !== undefined && { published }),
    ...(width !== undefined && { tolerance: width }),
    ...(said && { note: said }),
  };
}

/** Two ways to the same number: `here` is their distance, 0 is what the theory says. */
export const identity = (what: string, error: number, tolerance: number, note?: string): Row =>
  row(what, error, { published: '0', tolerance, ...(note && { note }) });

/** A theorem tried on many cases: `here` counts the violations. */
export const holds = (what: string, violations: number, note: string): Row => row(what, violations, { published: '0', tolerance: 0, note });

/** A row that nothing could be computed for, and where to get what it needs. */
export const missing = (what: string, note: string, published?: string): Row => ({
  what,
  here: Number.NaN,
  status: 'missing data',
  ...(published !== undefined && { published }),
  note,
});
