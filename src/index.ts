// Floor 18 · the package: everything of `slim`, with both binaries inside.
import { relaxed, simd } from '../build/bytes.js';
import { provide } from './engine.js';

provide((variant) => {
  const text = variant === 'relaxed' ? relaxed : simd;
  const digit = (i: number) => {
    const code = text.charCodeAt(i);
    return code < 58 ? code - 48 : code - 87; // 0 … 9, a … f
  };
  const bytes = new Uint8Array(text.length / 2);
  for (let i = 0; i < bytes.length; i++) bytes[i] = 16 * digit(2 * i) + digit(2 * i + 1);
  return bytes;
});

export * from './slim.js';
