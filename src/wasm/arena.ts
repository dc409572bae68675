// Floor 1 · linear memory as a stack: mark, alloc, compute, release.
//
//   ┌ static data ┬ frame ┬ frame ┬ top …            … pages grown exactly to what is asked, up to the limit
//
// `memory.grow` detaches every view, so no view is kept: f64(ptr, n) makes one where it is used. Offsets are unsigned; all
// 4 GiB can be addressed. A routine states its need first (`reserve`), so that it fails before any work and not in the middle.
import { MemoryLimitError } from '../errors.js';

const PAGE = 65536;
const ALIGN = 64; // a cache line

export class Arena {
  #top: number;
  #caller = '';

  constructor(
    readonly memory: WebAssembly.Memory,
    base: number,
    readonly limit: number,
  ) {
    this.#top = roundUp(base);
  }

  /** Bytes of linear memory in use by the engine. */
  get bytes(): number {
    return this.memory.buffer.byteLength;
  }

  /** The top of the stack, for `release`. */
  mark(): number {
    return this.#top;
  }

  release(mark: number): void {
    this.#top = mark;
  }

  /** Makes sure that the next allocations, `bytes` in all, cannot fail. @throws {MemoryLimitError} */
  reserve(bytes: number, caller: string): void {
    this.#caller = caller;
    const end = this.#top + bytes;
    const missing = Math.ceil((end - this.bytes) / PAGE);
    if (missing <= 0) return;
    if (end > this.limit) throw new MemoryLimitError(caller, end, this.limit);
    try {
      this.memory.grow(missing);
    } catch {
      throw new MemoryLimitError(caller, end, this.limit);
    }
  }

  /** Pointer to room for n doubles, aligned to a cache line. Its contents are whatever was there. */
  alloc(n: number, caller: string): number {
    const bytes = need(n);
    this.reserve(bytes, caller);
    const at = this.#top;
    this.#top += bytes;
    return at;
  }

  /** Pointer to a copy of the numbers, as doubles. */
  copyIn(data: ArrayLike<number>, caller: string): number {
    const at = this.alloc(data.length, caller);
    this.f64(at, data.length).set(data);
    return at;
  }

  /** Pointer to a copy of floats, as floats: half a double each. */
  copyIn32(data: Float32Array, caller: string): number {
    const at = this.alloc(Math.ceil(data.length / 2), caller);
    this.f32(at, data.length).set(data);
    return at;
  }

  /** A view, good until the next allocation. */
  f64(at: number, n: number): Float64Array {
    return new Float64Array(this.memory.buffer, at, n);
  }

  /** The same for floats. */
  f32(at: number, n: number): Float32Array {
    return new Float32Array(this.memory.buffer, at, n);
  }

  /** A copy that belongs to JavaScript, or is written to what does. @throws {MemoryLimitError} where it has no room, naming who reserved last */
  copyOut(at: number, n: number, to?: Float64Array): Float64Array {
    const view = this.f64(at, n);
    to?.set(view);
    return to ?? this.#own(8 * n, () => new Float64Array(view)); // quicker than slice, which fills with zeros first
  }

  /** The same for floats. */
  copyOut32(at: number, n: number, to?: Float32Array): Float32Array {
    const view = this.f32(at, n);
    to?.set(view);
    return to ?? this.#own(4 * n, () => new Float32Array(view));
  }

  #own<T>(bytes: number, copy: () => T): T {
    try {
      return copy();
    } catch {
      throw new MemoryLimitError(this.#caller, bytes, Number.POSITIVE_INFINITY);
    }
  }
}

const roundUp = (bytes: number) => Math.ceil(bytes / ALIGN) * ALIGN;

/** Bytes that blocks of so many doubles take in the arena. */
export function need(...doubles: number[]): number {
  return doubles.reduce((sum, n) => sum + roundUp(8 * n + 8), 0);
}
