// Floor 2 · what the two ends of a connection say to each other.
//
//   client ── { port } ──▶ worker        once, by the worker's own channel; from then on each connection has a channel to itself
//   client ── call · abort · ping · close ──▶ server
//   client ◀── progress · value · error · pong · closed ── server
import type { AnyMatrix } from '../matrix.js';
import type { Progress } from '../steps.js';

export type Method = 'matmul' | 'eigh' | 'gram' | 'spectrum';

export interface Call {
  readonly id: number;
  readonly method: Method;
  readonly kernel?: unknown;
  readonly matrices: readonly (AnyMatrix | undefined)[];
  readonly options: object;
  /** Whether progress is listened to. */
  readonly progress: boolean;
}

export type Request =
  | ({ readonly kind: 'call' } & Call)
  | { readonly kind: 'abort'; readonly id: number }
  | { readonly kind: 'ping' }
  | { readonly kind: 'close' };

export type Answer =
  | { readonly kind: 'progress'; readonly id: number; readonly progress: Progress }
  | { readonly kind: 'value'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'error'; readonly id: number; readonly error: PlainError }
  | { readonly kind: 'pong' }
  | { readonly kind: 'closed' };

/** The first message, the only one on the worker's own channel. */
export interface Hello {
  readonly eigenstill: MessagePort;
}

/** An error as plain data: cloning would keep neither its class nor its fields. */
export interface PlainError {
  readonly name: string;
  readonly message: string;
  readonly stack: string | undefined;
  readonly fields: object;
}

export function toPlain(error: unknown): PlainError {
  const { name, message, stack } = error as Error;
  return { name, message, stack, fields: { ...(error as Error) } };
}
