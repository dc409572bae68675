// Bench · the clock of the races: it stands still while somebody waits, in the middle of a call, for a quiet moment of the machine.

let stood = 0;

/** Milliseconds. */
export const now = (): number => performance.now() - stood;

/** Does what is not to be counted. */
export function offTheClock(wait: () => void): void {
  const start = performance.now();
  wait();
  stood += performance.now() - start;
}
