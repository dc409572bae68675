// Bench · passes: all races of a run once, then all once more, minutes later; a row is that of the pass with the lesser least time.
//
// Neighbours come and go by the minute: who had bad luck in one pass, has had his chance in the other, and all have had the same chances.
import type { paces } from './harness.js';
import type { Row, Section } from './rows.js';

/** How often everything is raced. */
export const PASSES = { calm: 1, brisk: 2, quick: 1 } as const satisfies Record<keyof typeof paces, number>;

/** The sections of the last pass, each row the better of all passes. */
export async function* inPasses(
  passes: number,
  names: readonly string[],
  work: (name: string) => Promise<readonly Section[]>,
): AsyncGenerator<Section> {
  const found = new Map<string, Section>();
  for (let pass = 1; pass <= passes; pass++) {
    for (const name of names) {
      for (const section of await work(name)) {
        const { op } = section;
        const best = better(found.get(op) ?? section, section);
        found.set(op, best);
        if (pass === passes) yield best;
      }
    }
  }
}

/** Two passes of one section; a row that one of them lacks (Python was not found, say) is that of the other. */
function better(before: Section, now: Section): Section {
  const same = (a: Row) => (b: Row) => a.variant === b.variant && a.size === b.size;
  const found = now.rows.map((row) => faster(before.rows.find(same(row)) ?? row, row));
  const lost = before.rows.filter((row) => !now.rows.some(same(row)));
  return { ...before, ...now, rows: [...found, ...lost] };
}

/** The row with the lesser time; of pieces, whichever call they were of, the lesser sum. */
function faster(a: Row, b: Row): Row {
  if (!a.time || !b.time) return a.time ? a : b;
  const chosen = a.time.min < b.time.min ? a : b;
  if (a.time.pieces === undefined || b.time.pieces === undefined) return chosen;
  return { ...chosen, time: { ...(chosen.time as NonNullable<Row['time']>), pieces: Math.min(a.time.pieces, b.time.pieces) } };
}
