// Bench · the micro-kernels alone, on panels that stay in the first-level cache: what no product of theirs can exceed.
//
// All numbers are ½, so that the layout of panels does not matter and each element of the tile must be a quarter of k.
import { Arena } from '../src/wasm/arena.js';
import { instantiate } from '../src/wasm/instance.js';
import { type Entry, heat } from './compare.js';
import type { Pace } from './harness.js';
import type { Section } from './rows.js';
import { theHost, type Variant, variants } from './variants.js';

/** Steps of one call: the widest panels, 384 × 64 B, take 24 of 32 KB; entering the kernel from JavaScript costs a hundredth. */
const K = 384;
/** Calls of one sample: a fifth of a millisecond. */
const TIMES = 512;

type Name = 'micro4x4' | 'micro4x4Wide' | 'micro6x4' | 'smicro4x8' | 'smicro4x8Wide' | 'smicro6x8';

interface Tile {
  readonly rows: number;
  readonly cols: number;
  readonly single?: boolean;
}

const TILES: Record<Name, Tile> = {
  micro4x4: { rows: 4, cols: 4 },
  micro4x4Wide: { rows: 4, cols: 4 },
  micro6x4: { rows: 6, cols: 4 },
  smicro4x8: { rows: 4, cols: 8, single: true },
  smicro4x8Wide: { rows: 4, cols: 8, single: true },
  smicro6x8: { rows: 6, cols: 8, single: true },
};

/** What each build has. */
const NAMES: Record<Variant, readonly Name[]> = {
  simd: ['micro4x4', 'micro4x4Wide', 'smicro4x8', 'smicro4x8Wide'],
  relaxed: ['micro4x4', 'micro6x4', 'smicro4x8', 'smicro6x8'],
};

export async function micro(pace: Pace, between: () => void): Promise<Section> {
  const rows = await Promise.all(variants.map(async (variant) => entries(variant, await theHost().binary(variant))));
  return {
    op: 'micro',
    about: `one tile, ${TIMES} calls of k = ${K} on the same panels; names with s: single precision; resid: largest error, all sums being known`,
    rows: await heat('micro', rows.flat(), pace, between),
  };
}

function entries(variant: Variant, binary: Uint8Array<ArrayBuffer>): Entry[] {
  return NAMES[variant].map((name) => {
    const { rows, cols, single } = TILES[name];
    const start = () => {
      // an instance for each: none finds the other's types
      const { kernels, memory } = instantiate(binary, 256);
      const arena = new Arena(memory, kernels.heapbase(), 256 * 65536);
      const [panels, ab, c] = [arena.alloc(8 * K, 'micro'), arena.alloc(2, 'micro'), arena.alloc(rows * cols, 'micro')];
      const view = (at: number, n: number) => (single ? arena.f32(at, n) : arena.f64(at, n));
      view(panels, (single ? 16 : 8) * K).fill(0.5);
      view(ab, 2).set([1, 0]);
      const call = kernels[name];
      const run = () => {
        for (let t = 0; t < TIMES; t++) call(K, ab, panels, panels, c, cols);
      };
      const residual = () => Array.from(view(c, rows * cols)).reduce((top, v) => Math.max(top, Math.abs(v - K / 4)), 0);
      return { run, residual };
    };
    return { variant: `${variant} ${name}`, size: String(K), flops: 2 * rows * cols * K * TIMES, ...(single ? { single } : {}), start };
  });
}
