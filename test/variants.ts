// The builds under test, each on a memory of its own that notices every stray read and write.
//
//   ┌ static data ┬ guard ┬ block ┬ guard ┬ block ┬ guard …      guards, padding and fresh blocks are NaN of one known pattern:
//                                                                read, they poison the result; written, they show
import { readFileSync } from 'node:fs';
import type { Matrix } from '../src/matrix.js';
import type { Kernels } from '../src/wasm/abi.js';
import { features } from '../src/wasm/features.js';

const GUARD = 8; // doubles between two blocks
const PATTERN = 0x7ff45afe00000000n; // a signalling NaN: copies keep it, arithmetic makes it quiet and so shows

export class Machine {
  readonly kernels: Kernels;
  readonly #memory = new WebAssembly.Memory({ initial: 1, maximum: 65536 });
  #top: number;
  #guards: number[] = [];

  constructor(readonly name: 'simd' | 'relaxed' | 'debug') {
    const binary = new WebAssembly.Module(readFileSync(new URL(`../build/${name}.wasm`, import.meta.url)));
    this.kernels = new WebAssembly.Instance(binary, { env: { memory: this.#memory } }).exports as unknown as Kernels;
    this.#top = Math.ceil(this.kernels.heapbase() / 64) * 64;
  }

  /** The build without optimisation, some thirty times slower: it gets the smaller cases. */
  get slow() {
    return this.name === 'debug';
  }

  /** Multiplies and adds with two roundings: the same bits as plain loops. */
  get plain() {
    return this.name !== 'relaxed';
  }

  /** Runs the body, checks that nothing was written between its blocks, and takes them back. */
  frame<T>(body: () => T): T {
    const top = this.#top;
    const guards = this.#guards;
    this.#guards = [];
    this.#guard();
    try {
      const result = body();
      for (const at of this.#guards) this.#untouched(at, GUARD, 'outside of any block');
      return result;
    } finally {
      this.#top = top;
      this.#guards = guards;
    }
  }

  /** Pointer to n fresh doubles on a boundary of 16 bytes, `offset` doubles beyond it. */
  room(n: number, offset = 0): number {
    const size = n + offset;
    const at = this.#claim(size + (size & 1));
    this.#guard();
    return at + 8 * offset;
  }

  put(values: ArrayLike<number>, offset = 0): number {
    const at = this.room(values.length, offset);
    this.f64(at, values.length).set(values);
    return at;
  }

  get(at: number, n: number): Float64Array {
    return this.f64(at, n).slice();
  }

  /** A view, good until the next block is taken. */
  f64(at: number, n: number): Float64Array {
    return new Float64Array(this.#memory.buffer, at, n);
  }

  i32(at: number, n: number): Int32Array {
    return new Int32Array(this.#memory.buffer, at, n);
  }

  /** A matrix with NaN behind each row. */
  putMatrix({ data, shape: [m, n] }: Matrix, ld = n, offset = 0): number {
    const at = this.room(m * ld, offset);
    for (let i = 0; i < m; i++) this.f64(at + 8 * i * ld, n).set(data.subarray(i * n, (i + 1) * n));
    return at;
  }

  /** A copy of the matrix; fails where the padding was written. */
  getMatrix(at: number, m: number, n: number, ld = n): Matrix {
    const data = new Float64Array(m * n);
    for (let i = 0; i < m; i++) {
      data.set(this.f64(at + 8 * i * ld, n), i * n);
      this.#untouched(at + 8 * (i * ld + n), ld - n, `in the padding of row ${i} (n=${n} ld=${ld})`);
    }
    return { data, shape: [m, n] };
  }

  /** A lower triangle; what stands above the diagonal must be neither read nor written. */
  putLower({ data, shape: [n] }: Matrix, ld = n): number {
    const at = this.room(n * ld);
    for (let i = 0; i < n; i++) this.f64(at + 8 * i * ld, i + 1).set(data.subarray(i * n, i * n + i + 1));
    return at;
  }

  /** A copy of the lower triangle, zeros above it; fails where anything above or behind it was written. */
  getLower(at: number, n: number, ld = n): Matrix {
    const data = new Float64Array(n * n);
    for (let i = 0; i < n; i++) {
      data.set(this.f64(at + 8 * i * ld, i + 1), i * n);
      this.#untouched(at + 8 * (i * ld + i + 1), ld - i - 1, `above the diagonal in row ${i} (n=${n} ld=${ld})`);
    }
    return { data, shape: [n, n] };
  }

  #claim(n: number): number {
    const at = this.#top;
    this.#top += 8 * n;
    const missing = Math.ceil((this.#top - this.#memory.buffer.byteLength) / 65536);
    if (missing > 0) this.#memory.grow(missing);
    new BigUint64Array(this.#memory.buffer, at, n).fill(PATTERN);
    return at;
  }

  #guard() {
    this.#guards.push(this.#claim(GUARD));
  }

  #untouched(at: number, n: number, where: string) {
    const hit = new BigUint64Array(this.#memory.buffer, at, n).findIndex((word) => word !== PATTERN);
    if (hit >= 0) throw new Error(`${this.name}: a write ${where}, ${hit} elements beyond the end: ${this.f64(at, n)[hit]}`);
  }
}

/** Every build this engine can load. */
export const variants: Machine[] = (['simd', 'relaxed', 'debug'] as const)
  .filter((name) => name !== 'relaxed' || features.relaxedSimd)
  .map((name) => new Machine(name));

/** The builds of the package that this engine can load, for `initSync({ variant })`. */
export const released = (['simd', 'relaxed'] as const).filter((name) => name === 'simd' || features.relaxedSimd);
