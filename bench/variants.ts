// Bench · one copy of the library for each variant that this engine can run.
//
// The library has one engine at a time, and starting another compiles anew, which would put the cold start into every round. So the
// source is bundled once and loaded once a variant: each copy keeps its engine, warm, while the rounds alternate.
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { features } from '../src/wasm/features.js';

export type Library = typeof import('../src/index.js');
export type Variant = 'relaxed' | 'simd';

/** The fastest first: the one that `init()` would choose. */
export const variants: readonly Variant[] = features.relaxedSimd ? ['relaxed', 'simd'] : ['simd'];

const copies = new Map<Variant, Promise<Library>>();

/** The copy that runs this variant. */
export function library(variant: Variant): Promise<Library> {
  const copy = copies.get(variant) ?? load(variant);
  copies.set(variant, copy);
  return copy;
}

async function load(variant: Variant): Promise<Library> {
  const entry = fileURLToPath(new URL('../src/index.ts', import.meta.url));
  const options = { bundle: true, write: false, format: 'esm', target: 'es2022', platform: 'browser' } as const;
  const { outputFiles } = await build({ entryPoints: [entry], ...options });
  // the comment makes another URL, so another module, of the same text
  const text = `// ${variant}\n${outputFiles[0].text}`;
  const copy: Library = await import(`data:text/javascript;base64,${Buffer.from(text).toString('base64')}`);
  copy.initSync({ variant });
  return copy;
}
