// Floor 18 · the package: everything of `slim`, with both binaries inside.
import { relaxed, simd } from '../build/bytes.js';
import { provide } from './engine.js';

provide((variant) => {
  const text = atob(variant === 'relaxed' ? relaxed : simd);
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
});

export * from './slim.js';
