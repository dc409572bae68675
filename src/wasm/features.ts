// Floor 0 · what this engine can run: tiny modules that validate only where the feature exists.

/** A module of one function () → v128 with the given body. */
const probe = (body: number[]) =>
  new Uint8Array([
    0,
    97,
    115,
    109,
    1,
    0,
    0,
    0,
    1,
    5,
    1,
    96,
    0,
    1,
    123,
    3,
    2,
    1,
    0,
    10,
    body.length + 4,
    1,
    body.length + 2,
    0,
    ...body,
    11,
  ]);

const ZERO = [65, 0, 253, 15]; // i32.const 0 · i8x16.splat

let found: { simd: boolean; relaxedSimd: boolean; threads: boolean } | undefined;

function detect() {
  found ??= {
    simd: WebAssembly.validate(probe(ZERO)),
    relaxedSimd: WebAssembly.validate(probe([...ZERO, ...ZERO, ...ZERO, 253, 135, 2])), // f64x2.relaxed_madd
    threads: typeof SharedArrayBuffer === 'function' && (globalThis as { crossOriginIsolated?: boolean }).crossOriginIsolated !== false,
  };
  return found;
}

/** What this JavaScript engine offers; looked up at the first reading. */
export const features = {
  /** 128-bit SIMD: needed. */
  get simd() {
    return detect().simd;
  },
  /** Relaxed SIMD (fused multiply-add): faster, last bits may differ between processors. */
  get relaxedSimd() {
    return detect().relaxedSimd;
  },
  /** Shared memory. In a page it takes cross-origin isolation. */
  get threads() {
    return detect().threads;
  },
} as const;
