// Bench · times of another language on the same machine, put beside ours.
import type { Row, Section } from './rows.js';

/** What a Python is asked to time: each size for so many seconds. */
export interface Task {
  readonly what: 'rbf_kernel' | 'eigh';
  readonly sizes: readonly (readonly number[])[];
  readonly seconds: number;
}

/** Least times in milliseconds by size, and who measured them. */
export interface Reference {
  readonly who: string;
  readonly times: Record<string, number>;
}

/** What the rows are called. */
export const NAMES = { rbf_kernel: 'scikit-learn', eigh: 'NumPy' } as const satisfies Record<Task['what'], string>;

/** The section with the times of the reference behind those of this run. */
export function withReference(section: Section, what: Task['what'], reference: Reference | undefined): Section {
  if (!reference) return { ...section, notes: [...(section.notes ?? []), `${NAMES[what]}: no Python here that has it`] };
  const sizes = [...new Set(section.rows.map(({ size }) => size))];
  const rows = sizes.flatMap((size): Row[] => {
    const min = reference.times[size];
    const own = section.rows.filter((row) => row.size === size);
    if (min === undefined) return own;
    const time = { calls: 0, min, median: min, mad: 0 };
    return [...own, { op: section.op, variant: NAMES[what], size, flops: own[0].flops, status: 'elsewhere', time }];
  });
  const note = `${reference.who}: ${what}, one thread, least time in a process of its own right after this race`;
  return { ...section, rows, notes: [...(section.notes ?? []), note] };
}
