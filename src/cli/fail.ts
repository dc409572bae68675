// Floor 0 · the two ways a command can end badly: the data's fault (exit code 1) or the call's (2).

/** Something is wrong with a file or its contents. One line that says what, where and what to do; exit code 1. */
export class DataError extends Error {
  override readonly name = 'DataError';
}

/** The command was called wrongly. One line; exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
