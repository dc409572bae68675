// Floor 1 · room for results: what JavaScript refuses is an error with a type and the number of bytes, too.
import { MemoryLimitError } from './errors.js';

/** Room for n doubles, all 0. @throws {MemoryLimitError} where the JavaScript engine has none */
export const doubles = (n: number, caller: string): Float64Array => room(Float64Array, n, caller);

/** Room for n floats, all 0. @throws {MemoryLimitError} where the JavaScript engine has none */
export const floats = (n: number, caller: string): Float32Array => room(Float32Array, n, caller);

/** What Node has for memory that is not filled with zeros first, and browsers have not. */
interface Unfilled {
  allocUnsafeSlow(bytes: number): { readonly buffer: ArrayBuffer };
}

/**
 * Room for n doubles, whatever was there: for results of which every entry is written before anybody sees one. To
 * fill 32 MB with zeros first takes 3 ms, to write them 4: without, a Gram matrix of 2000 points in ten dimensions takes 17 ms and not 20.
 *
 * @throws {MemoryLimitError} where the JavaScript engine has none
 */
export function emptyDoubles(n: number, caller: string): Float64Array {
  const { Buffer } = globalThis as { Buffer?: Unfilled };
  try {
    if (Buffer) return new Float64Array(Buffer.allocUnsafeSlow(8 * n).buffer, 0, n);
  } catch {
    // more than a Buffer can be: arrays may be larger
  }
  return doubles(n, caller);
}

/** Bytes of a page of the system, on most. */
const PAGE = 4096;

/** The same room, a number of each page written: so the system gives the page now, and not when the result is copied there. */
export function touched<D extends Float64Array | Float32Array>(data: D): D {
  for (let i = 0; i < data.length; i += PAGE / data.BYTES_PER_ELEMENT) data[i] = 0;
  return data;
}

function room<T>(Numbers: { new (n: number): T; readonly BYTES_PER_ELEMENT: number }, n: number, caller: string): T {
  try {
    return new Numbers(n);
  } catch {
    throw new MemoryLimitError(caller, n * Numbers.BYTES_PER_ELEMENT, Number.POSITIVE_INFINITY);
  }
}
