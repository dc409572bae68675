// Floor 1 · room for results: what JavaScript refuses is an error with a type and the number of bytes, too.
import { MemoryLimitError } from './errors.js';

/** Room for n doubles, all 0. @throws {MemoryLimitError} where the JavaScript engine has none */
export const doubles = (n: number, caller: string): Float64Array => room(Float64Array, n, caller);

/** Room for n floats, all 0. @throws {MemoryLimitError} where the JavaScript engine has none */
export const floats = (n: number, caller: string): Float32Array => room(Float32Array, n, caller);

function room<T>(Numbers: { new (n: number): T; readonly BYTES_PER_ELEMENT: number }, n: number, caller: string): T {
  try {
    return new Numbers(n);
  } catch {
    throw new MemoryLimitError(caller, n * Numbers.BYTES_PER_ELEMENT, Number.POSITIVE_INFINITY);
  }
}
