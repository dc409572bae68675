// Bench · the arithmetic peak of this engine: 13 independent chains a ← a·x + y that never leave the vector registers.
//
//   chains 13, because the latency of a multiply-add has to be hidden (8 chains reach three quarters of this) and because 13 chains,
//   x and y fill the 15 registers that V8 gives out. The chains run towards 1, so nothing overflows or underflows.
//
// The module is put together here, byte by byte: the loop must hold these instructions and no others, and the product does not need it.
import { features } from '../src/wasm/features.js';

const CHAINS = 13;
/** Multiply-adds of each chain in one trip of the loop. */
const UNROLL = 8;
const FLOPS = CHAINS * UNROLL * 2 * 2; // two lanes, two operations
/** Trips of one call: about 0.4 ms, short enough for the engine to change to optimised code while the warm-up lasts. */
const TRIPS = 25_000;

/** Numbers of GFLOP/s by loop, the best seen so far. */
export interface Peak {
  readonly mulAdd: number;
  /** 0 where the engine has no relaxed SIMD. */
  readonly relaxed: number;
}

type Loop = (trips: number) => number;

const loops: Record<keyof Peak, Loop | undefined> = {
  mulAdd: assemble([253, 242, 1], [253, 240, 1]), // f64x2.mul, f64x2.add
  relaxed: features.relaxedSimd ? assemble([], [253, 135, 2]) : undefined, // f64x2.relaxed_madd
};

const best = { mulAdd: 0, relaxed: 0 };

/** Measures for about so many milliseconds and returns the best of this and all earlier calls: slow periods of the machine pass. */
export function peak(milliseconds: number): Peak {
  const until = performance.now() + milliseconds;
  do {
    for (const name of ['mulAdd', 'relaxed'] as const) best[name] = Math.max(best[name], rate(loops[name]));
  } while (performance.now() < until);
  return { ...best };
}

/** Whether nobody disturbs. */
export type Probe = () => boolean;

/** Of the best, in a quiet moment. A neighbour on the other half of a core takes a seventh of the loop, and up to a half of a product. */
const NEAR = 0.92;

/** Whether a rate is near the best that this probe has seen; it looks about for so many milliseconds first. */
export function probe(milliseconds: number, measure: () => number): Probe {
  let most = 0;
  const undisturbed = () => {
    const found = measure();
    most = Math.max(most, found);
    return found >= NEAR * most;
  };
  for (const until = performance.now() + milliseconds; performance.now() < until; ) undisturbed();
  return undisturbed;
}

/** Whether this core is quiet: the loop is near the best seen by `peak`. */
export const quiet: Probe = () => rate(loops.mulAdd) >= NEAR * best.mulAdd;

/** Milliseconds without a quiet moment after which another core is tried. */
const STAY = 40;

/** Waits for a quiet moment, at most so many milliseconds. @returns whether there was one; without patience it does not look */
export function settle(milliseconds: number, undisturbed: Probe, move: () => void = () => {}): boolean {
  const start = performance.now();
  for (let moves = 0, spent = 0; spent < milliseconds; spent = performance.now() - start) {
    if (undisturbed()) return true;
    if (spent < STAY * (moves + 1)) continue;
    move();
    moves++;
  }
  return false;
}

function rate(loop: Loop | undefined): number {
  if (!loop) return 0;
  const start = performance.now();
  const sum = loop(TRIPS);
  const seconds = (performance.now() - start) / 1000;
  if (!(Math.abs(sum - CHAINS) < 1e-9)) throw new Error(`peak: the chains ended at ${sum}, want ${CHAINS}`);
  return (TRIPS * FLOPS) / seconds / 1e9;
}

/** The module of one function (trips: i32) → f64; `between` stands between x and y of each step, `last` after y. */
function assemble(between: number[], last: number[]): Loop {
  const [x, y] = [CHAINS + 1, CHAINS + 2]; // locals: 0 trips, 1 … 13 chains, x, y
  const chains = Array.from({ length: CHAINS }, (_, i) => i + 1);
  const step = chains.flatMap((a) => [32, a, 32, x, ...between, 32, y, ...last, 33, a]); // local.get 32, local.set 33
  const code = [
    ...[1, 15, 123], // fifteen v128
    ...[...chains, x, y].flatMap((local) => [...splat(local === x ? 0.75 : local === y ? 0.25 : 1 + local / 16), 33, local]),
    ...[3, 64, ...Array.from({ length: UNROLL }, () => step).flat(), 32, 0, 65, 1, 107, 34, 0, 13, 0, 11], // loop while (trips −= 1)
    ...chains.flatMap((a, i) => [32, a, 253, 33, 0, ...(i > 0 ? [160] : [])]), // the sum of the first lanes
    11,
  ];
  const body = [...leb(code.length), ...code];
  const sections = [
    [1, [1, 96, 1, 127, 1, 124]], // types
    [3, [1, 0]], // functions
    [7, [1, 1, 102, 0, 0]], // exports: f
    [10, [1, ...body]], // code
  ] as const;
  const bytes = [0, 97, 115, 109, 1, 0, 0, 0, ...sections.flatMap(([id, content]) => [id, ...leb(content.length), ...content])];
  return new WebAssembly.Instance(new WebAssembly.Module(Uint8Array.from(bytes))).exports.f as Loop;
}

/** f64.const v, f64x2.splat. */
function splat(v: number): number[] {
  return [68, ...new Uint8Array(Float64Array.of(v).buffer), 253, 20];
}

/** An unsigned number as WebAssembly writes it: seven bits a byte, the lowest first. */
function leb(n: number): number[] {
  return n < 128 ? [n] : [(n & 127) | 128, ...leb(n >> 7)];
}
