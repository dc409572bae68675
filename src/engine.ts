// Floor 3 · the current engine: one instance and its arena; starts at the first call, synchronously, with the reproducible build.
import { above, oneOf, wholeUpTo } from './check.js';
import type { Kernels } from './wasm/abi.js';
import { Arena } from './wasm/arena.js';
import { features } from './wasm/features.js';
import { compile, instantiate, type WasmSource } from './wasm/instance.js';
import { type Fork, inTurn, startPool } from './wasm/pool.js';
import { chooseShape, SETTING, type Shape } from './wasm/shape.js';

export type Variant = 'simd' | 'relaxed';

export interface InitOptions {
  /** Where the binary comes from, when not from the package itself (`eigenstill/slim` has none inside). */
  source?: WasmSource;
  /** `'auto'`: relaxed where the engine has it. `'simd'`: same bits on every machine. @default 'auto' */
  variant?: 'auto' | Variant;
  /**
   * Number of threads, the caller's included: workers that share memory with it and sleep while there is nothing to do. Above 1 it takes
   * Node, or a page that is cross-origin isolated. Results have the same bits on any number. @default 1
   */
  threads?: number;
  /** Upper limit of linear memory in bytes. @default 4 GiB */
  maxMemory?: number;
  /**
   * Makes a worker (of the page or of Node) that runs `eigenstill/worker.js`, where the page's policy forbids workers from a blob:
   * `() => new Worker('/assets/worker.js')`. Unused on one thread. @default a worker from the text inside the package
   */
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
  /** Ends the workers, where there are any. */
  readonly close?: () => void;
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
 * @throws {RangeError} for a variant this machine cannot run, or for threads above 1 where there is no shared memory
 * @throws {WorkerError} if a worker does not start
 */
export async function init(options: InitOptions = {}): Promise<EngineInfo> {
  const { source, limit, variant, threads, createWorker } = read(options, 'init');
  if (threads === 1) replace(start(source === undefined ? packaged('init', variant) : await compile(source), limit));
  else replace(await startThreads(await compile(source ?? packaged('init', variant), true), limit, threads, createWorker));
  return engineInfo();
}

/** `init` without waiting, on one thread. In a page, engines may refuse to compile large sources this way; the package's own are small. */
export function initSync(
  options: { source?: BufferSource | WebAssembly.Module; variant?: 'auto' | Variant; maxMemory?: number } = {},
): EngineInfo {
  const { limit, variant } = read(options, 'initSync');
  replace(start(options.source ?? packaged('initSync', variant), limit));
  return engineInfo();
}

/** Gives linear memory back and ends the workers; the next call starts a fresh engine. */
export function dispose(): void {
  replace(undefined);
}

/** Computations under way keep the old engine; without its workers they go on alone. */
function replace(next: Engine | undefined): void {
  current?.close?.();
  current = next;
}

/** The running engine: starts it if need be. */
export function engineInfo(): EngineInfo {
  const { variant, arena, shape, threads } = engine();
  return { variant, threads, memoryBytes: arena.bytes, microkernel: shape };
}

/** Each thread has a stack, an engine of its own and a place among the counters; no machine has more cores than this. */
const MOST_THREADS = 1024;

function read({ source, variant = 'auto', threads = 1, maxMemory = FOUR_GIB, createWorker }: InitOptions, caller: string) {
  oneOf(['auto', 'simd', 'relaxed'], variant, caller, 'variant');
  wholeUpTo(1, MOST_THREADS, threads, caller, 'threads');
  if (threads > 1 && !features.threads) {
    throw new RangeError(
      `${caller}: threads above 1 need shared memory, which a page has when it is cross-origin isolated (sent with the headers ` +
        `Cross-Origin-Opener-Policy: same-origin and Cross-Origin-Embedder-Policy: require-corp); got ${threads}`,
    );
  }
  const limit = Math.min(FOUR_GIB, Math.floor(above(0, maxMemory, caller, 'maxMemory') / PAGE) * PAGE);
  if (limit < PAGE) throw new RangeError(`${caller}: maxMemory must be at least ${PAGE} bytes; got ${maxMemory}`);
  if (variant === 'relaxed' && !features.relaxedSimd) {
    throw new RangeError(`${caller}: variant 'relaxed' needs relaxed SIMD, which this JavaScript engine lacks`);
  }
  const chosen: Variant = variant === 'auto' ? (features.relaxedSimd ? 'relaxed' : 'simd') : variant;
  return { source, limit, variant: chosen, threads, createWorker };
}

function packaged(caller: string, variant: Variant): BufferSource {
  if (binaries) return binaries(variant);
  throw new Error(
    `${caller}: eigenstill/slim has no binary inside; call init({ source }) with build/simd.wasm or build/relaxed.wasm first`,
  );
}

function start(source: BufferSource | WebAssembly.Module, limit: number, shared = false): Engine {
  if (!features.simd) throw new Error('eigenstill needs WebAssembly SIMD, which this JavaScript engine lacks');
  const { kernels, memory } = instantiate(source, limit / PAGE, shared);
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

async function startThreads(
  module: WebAssembly.Module,
  limit: number,
  threads: number,
  createWorker: InitOptions['createWorker'],
): Promise<Engine> {
  const alone = start(module, limit, true);
  const { kernels, arena, shape } = alone;
  const onBroken = () => {
    if (current === together) current = undefined;
  };
  const settings = [['setshape', SETTING[shape]]] as const;
  const pool = await startPool({ module, memory: arena.memory, settings, kernels, threads, createWorker, onBroken });
  const together: Engine = { ...alone, threads, ...pool };
  return together;
}
