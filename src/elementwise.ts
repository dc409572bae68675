// Floor 4 · exp and log of whole arrays by the engine: Math.exp differs from one JavaScript engine to another, this does not.
import { engine } from './engine.js';
import { need } from './wasm/arena.js';

/** e^x, entry by entry. */
export const expOf = (x: ArrayLike<number>): Float64Array => mapped('vexp', x);

/** log x, entry by entry, for normal x > 0. */
export const logOf = (x: ArrayLike<number>): Float64Array => mapped('vlog', x);

function mapped(kernel: 'vexp' | 'vlog', x: ArrayLike<number>): Float64Array {
  const { arena, kernels } = engine();
  const n = x.length;
  const mark = arena.mark();
  try {
    arena.reserve(need(n + 1), kernel);
    const at = arena.alloc(n + 1, kernel);
    const view = arena.f64(at, n + 1);
    view.set(x);
    view[n] = 1; // the kernels work on pairs
    kernels[kernel](n, at);
    return arena.copyOut(at, n);
  } finally {
    arena.release(mark);
  }
}
