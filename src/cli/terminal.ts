// Floor 0 · where a command writes, and whether it may write in colour.

/** The two streams of a process, or anything that takes text in their place. */
export interface Terminal {
  readonly stdout: Output;
  readonly stderr: Output;
  readonly env: Readonly<Record<string, string | undefined>>;
}

export interface Output extends NodeJS.WritableStream {
  readonly isTTY?: boolean;
}

/** Marks for a line of text; each returns its text unchanged where colour is off. */
export interface Paint {
  bold(text: string): string;
  dim(text: string): string;
  accent(text: string): string;
  warn(text: string): string;
}

/** Colour on a terminal, unless NO_COLOR is set (no-color.org) or the terminal is dumb. */
export function paintFor({ env }: Terminal, output: Output): Paint {
  const on = output.isTTY === true && !env.NO_COLOR && env.TERM !== 'dumb';
  const mark = (open: number, close: number) => (text: string) => (on ? `\u001b[${open}m${text}\u001b[${close}m` : text);
  return { bold: mark(1, 22), dim: mark(2, 22), accent: mark(36, 39), warn: mark(33, 39) };
}

/** Whether a bar may be redrawn in place: both streams are the same screen. */
export function isInteractive({ stdout, stderr, env }: Terminal): boolean {
  return stdout.isTTY === true && stderr.isTTY === true && env.TERM !== 'dumb';
}
