// Floor 3 · the current engine: one instance and its arena; starts at the first call, synchronously, with the reproducible build.
import { above, oneOf } from './check.js';
import type { Kernels } from './wasm/abi.js';
import { Arena } from './wasm/arena.js';
import { features } from './wasm/features.js';
import { compile, instantiate, type WasmSource } from './wasm/instance.js';
import { type Fork, inTurn } from './wasm/pool.js';
import { chooseShape, type Shape } from './wasm/shape.js';

export type Variant = 'simd' | 'relaxed';

export interface InitOptions {
  /** Where the binary comes from, when not from the package itself (`eigenstill/slim` has none inside). */
  source?: WasmSource;
  /** `'auto'`: relaxed where the engine has it. `'simd'`: same bits on every machine. @default 'auto' */
  variant?: 'auto' | Variant;
  /** Number of threads, the caller's included. This release computes on one. @default 1 */
  threads?: number;
  /** Upper limit of linear memory in bytes. @default 4 GiB */
  maxMemory?: number;
  /** Makes a worker for the thread pool; unused on one thread. */
  createWorker?: () => unknown;
}

export interface EngineInfo {
  readonly variant: Variant;
  readonly threads: number;
  readonly memoryBytes: number;
  /** The micro-kernel of the matrix products: chosen at the start, by trial where engines differ. */
  readonly microkernel: Shape;
}

/** The kernels and the stack they work on. */
export interface Engine {
  readonly kernels: Kernels;
  readonly arena: Arena;
  readonly variant: Variant;
  readonly shape: Shape;
  /** Threads that `fork` runs on, the caller's included. */
  readonly threads: number;
  readonly fork: Fork;
}

const PAGE = 65536;
const FOUR_GIB = 65536 * PAGE;

let binaries: ((variant: Variant) => BufferSource) | undefined;
let current: Engine | undefined;

/** Says where the binaries of the package are. Called once, by the entry that carries them. */
export function provide(bytes: (variant: Variant) => BufferSource): void {
  binaries = bytes;
}

/** The running engine; starts one at the first call. */
export function engine(): Engine {
  current ??= start(packaged('engine', 'simd'), FOUR_GIB);
  return current;
}

/**
 * Starts the fastest engine this machine has, off the main path: relaxed SIMD where `WebAssembly.validate` accepts its probe.
 *
 * Without it everything works too: the first call starts the reproducible build. Computations under way keep their engine.
 *
 * @returns what was started
 * @throws {RangeError} for a variant this machine cannot run, or more threads than one
 */
export async function init(options: InitOptions = {}): Promise<EngineInfo> {
  const { source, limit, variant } = read(options, 'init');
  current = start(source === undefined ? packaged('init', variant) : await compile(source), limit);
  return engineInfo();
}

/** `init` without waiting. In a page, engines may refuse to compile large sources this way; the package's own are small. */
export function initSync(
  options: { source?: BufferSource | WebAssembly.Module; variant?: 'auto' | Variant; maxMemory?: number } = {},
): EngineInfo {
  const { limit, variant } = read(options, 'initSync');
  current = start(options.source ?? packaged('initSync', variant), limit);
  return engineInfo();
}

/** Gives linear memory back; the next call starts a fresh engine. */
export function dispose(): void {
  current = undefined;
}

/** The running engine: starts it if need be. */
export function engineInfo(): EngineInfo {
  const { variant, arena, shape, threads } = engine();
  return { variant, threads, memoryBytes: arena.bytes, microkernel: shape };
}

function read({ source, variant = 'auto', threads = 1, maxMemory = FOUR_GIB }: InitOptions, caller: string) {
  oneOf(['auto', 'simd', 'relaxed'], variant, caller, 'variant');
  if (threads !== 1) throw new RangeError(`${caller}: threads must be 1 in this release; got ${threads}`);
  const limit = Math.min(FOUR_GIB, Math.floor(above(0, maxMemory, caller, 'maxMemory') / PAGE) * PAGE);
  if (limit < PAGE) throw new RangeError(`${caller}: maxMemory must be at least ${PAGE} bytes; got ${maxMemory}`);
  if (variant === 'relaxed' && !features.relaxedSimd) {
    throw new RangeError(`${caller}: variant 'relaxed' needs relaxed SIMD, which this JavaScript engine lacks`);
  }
  const chosen: Variant = variant === 'auto' ? (features.relaxedSimd ? 'relaxed' : 'simd') : variant;
  return { source, limit, variant: chosen };
}

function packaged(caller: string, variant: Variant): BufferSource {
  if (binaries) return binaries(variant);
  throw new Error(
    `${caller}: eigenstill/slim has no binary inside; call init({ source }) with build/simd.wasm or build/relaxed.wasm first`,
  );
}

function start(source: BufferSource | WebAssembly.Module, limit: number): Engine {
  if (!features.simd) throw new Error('eigenstill needs WebAssembly SIMD, which this JavaScript engine lacks');
  const { kernels, memory } = instantiate(source, limit / PAGE);
  const arena = new Arena(memory, kernels.heapbase(), limit);
  return {
    kernels,
    arena,
    variant: kernels.relaxed() ? 'relaxed' : 'simd',
    shape: chooseShape(kernels, arena),
    threads: 1,
    fork: inTurn(kernels),
  };
}
