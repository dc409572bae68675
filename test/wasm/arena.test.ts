// The arena: a stack over linear memory; alignment, exact growth, limits, and pointers beyond 2 GiB.
import { describe, expect, it } from 'vitest';
import { MemoryLimitError } from '../../src/index.js';
import { Arena, need } from '../../src/wasm/arena.js';
import { thrown } from '../hostile.js';

const PAGE = 65536;
const fresh = (limit = 100 * PAGE, base = 1000) => new Arena(new WebAssembly.Memory({ initial: 1, maximum: limit / PAGE }), base, limit);

describe('arena', () => {
  it('blocks are aligned to cache lines, behind the static data, and do not overlap', () => {
    const arena = fresh();
    let end = 1000;
    for (const n of [0, 1, 7, 8, 9, 100, 1001]) {
      const at = arena.alloc(n, 'f');
      expect(at % 64).toBe(0);
      expect(at).toBeGreaterThanOrEqual(end);
      end = at + 8 * n;
      arena.f64(at, n).fill(n);
    }
  });

  it('release gives back what was taken since the mark, in any depth', () => {
    const arena = fresh();
    const outer = arena.mark();
    const first = arena.alloc(10, 'f');
    const inner = arena.mark();
    arena.alloc(1000, 'f');
    arena.release(inner);
    expect(arena.alloc(1, 'f')).toBe(inner);
    arena.release(outer);
    expect(arena.alloc(10, 'f')).toBe(first);
  });

  it('floats take half the room of doubles', () => {
    const arena = fresh();
    for (const n of [0, 1, 2, 7, 1001]) {
      const values = Float32Array.from({ length: n }, (_, i) => i + 0.5);
      const mark = arena.mark();
      const at = arena.copyIn32(values, 'f');
      expect(at % 64).toBe(0);
      expect(arena.mark() - mark).toBe(need(Math.ceil(n / 2)));
      expect(arena.f32(at, n)).toEqual(values);
    }
  });

  it('memory grows by whole pages, no more than asked, and is used again', () => {
    const arena = fresh();
    expect(arena.bytes).toBe(PAGE);
    const mark = arena.mark();
    arena.alloc((3 * PAGE) / 8, 'f');
    expect(arena.bytes).toBe(4 * PAGE);
    for (let i = 0; i < 20; i++) {
      arena.release(mark);
      arena.alloc((3 * PAGE) / 8, 'f');
    }
    expect(arena.bytes).toBe(4 * PAGE);
  });

  it('need is what allocations take: after reserve they fit exactly', () => {
    for (const sizes of [[1], [0, 0], [7, 8, 9], [1000, 1, 64]]) {
      const arena = fresh();
      const mark = arena.mark();
      for (const n of sizes) arena.alloc(n, 'f');
      expect(arena.mark() - mark).toBe(need(...sizes));
      expect(need(...sizes)).toBeGreaterThanOrEqual(8 * sizes.reduce((s, n) => s + n, 0));
    }
  });

  it('reserve fails before any work, names caller, bytes and limit, and changes nothing', () => {
    const arena = fresh(4 * PAGE);
    const before = arena.mark();
    const error = thrown(() => arena.reserve(5 * PAGE, 'eigh')) as MemoryLimitError;
    expect(error).toBeInstanceOf(MemoryLimitError);
    expect(error).toMatchObject({ limit: 4 * PAGE, bytes: before + 5 * PAGE });
    expect(error.message).toContain('eigh: needs ');
    expect(arena.bytes).toBe(PAGE);
    expect(arena.mark()).toBe(before);
    arena.reserve(4 * PAGE - before, 'eigh');
    expect(arena.bytes).toBe(4 * PAGE);
    expect(() => arena.reserve(4 * PAGE - before + 1, 'eigh')).toThrow(MemoryLimitError);
  });

  it('a memory that cannot grow to its limit gives the same error', () => {
    const arena = new Arena(new WebAssembly.Memory({ initial: 1, maximum: 2 }), 0, 100 * PAGE);
    expect(() => arena.alloc(10 * PAGE, 'f')).toThrow(MemoryLimitError);
    expect(arena.alloc(PAGE / 8 - 8, 'f')).toBe(0);
  });

  it('copyIn and copyOut: doubles from any numbers, copies on both sides', () => {
    const arena = fresh();
    const data = Float32Array.of(1.5, 2.5);
    const at = arena.copyIn(data, 'f');
    data[0] = 9;
    const out = arena.copyOut(at, 2);
    expect(out).toEqual(Float64Array.of(1.5, 2.5));
    arena.f64(at, 2).fill(0);
    expect(out).toEqual(Float64Array.of(1.5, 2.5));
    expect(arena.copyOut(arena.copyIn([1, 2, 3], 'f'), 3)).toEqual(Float64Array.of(1, 2, 3));
  });

  it('offsets are unsigned: a block above 2 GiB can be written and read', () => {
    let memory: WebAssembly.Memory;
    try {
      memory = new WebAssembly.Memory({ initial: 32768 + 2, maximum: 65536 }); // reserved, not touched
    } catch {
      return; // this machine does not give 2 GiB of address space
    }
    const arena = new Arena(memory, 2 ** 31 + 8, 2 ** 32);
    const at = arena.copyIn([1, 2, 3], 'f');
    expect(at).toBeGreaterThan(2 ** 31);
    expect(arena.copyOut(at, 3)).toEqual(Float64Array.of(1, 2, 3));
  });
});
