// Results that JavaScript has no room for: an error with a type, at once, whoever asks.
import { afterEach, describe, expect, test, vi } from 'vitest';
import {
  type Cholesky,
  choleskyAppend,
  choleskyDowndate,
  choleskyRemove,
  choleskyUpdate,
  distilled,
  gram,
  KernelRidge,
  linear,
  MemoryLimitError,
  matmul,
  medianGamma,
  rbf,
  SelfDistilledKernelRidge,
  ShapeError,
  spectrum,
  syrk,
} from '../src/index.js';
import { doubles, emptyDoubles, floats } from '../src/room.js';
import { Arena } from '../src/wasm/arena.js';
import { thrown } from './hostile.js';

const N = 400_000;
const points = { data: Float64Array.from({ length: N }, (_, i) => i / N), shape: [N, 1] as const };
const single = { data: new Float32Array(2 * N), shape: [2 * N, 1] as const };
const wide = (q: number) => ({ data: new Float64Array(2 * q), shape: [2, q] as const });
const kernel = rbf({ gamma: 1 });

test('doubles and floats: zeros, or an error with the bytes', () => {
  expect([doubles(2, 'a'), floats(2, 'a')]).toEqual([new Float64Array(2), new Float32Array(2)]);
  expect(thrown(() => doubles(1e15, 'who'))).toMatchObject({ name: 'MemoryLimitError', bytes: 8e15, limit: Infinity });
  expect(thrown(() => floats(1e15, 'who'))).toMatchObject({
    bytes: 4e15,
    message: expect.stringContaining('who: needs 4000000000000000 bytes'),
  });
});

describe('emptyDoubles: room whose contents do not matter', () => {
  afterEach(() => vi.unstubAllGlobals());

  test('an array with a buffer of its own, or an error with the bytes', () => {
    for (const n of [0, 1, 511, 512, 70_000]) {
      const { length, byteOffset, buffer } = emptyDoubles(n, 'a');
      expect([length, byteOffset, buffer.byteLength, buffer.constructor]).toEqual([n, 0, 8 * n, ArrayBuffer]);
    }
    expect(thrown(() => emptyDoubles(1e15, 'who'))).toMatchObject({ name: 'MemoryLimitError', bytes: 8e15 });
  });

  test('where there is no Buffer, or none so large: zeros', () => {
    vi.stubGlobal('Buffer', undefined);
    expect(emptyDoubles(3, 'a')).toEqual(new Float64Array(3));
    const allocUnsafeSlow = vi.fn(() => {
      throw new RangeError('too large');
    });
    vi.stubGlobal('Buffer', { allocUnsafeSlow });
    expect(emptyDoubles(3, 'a')).toEqual(new Float64Array(3));
    expect(allocUnsafeSlow).toHaveBeenCalledWith(24);
  });

  test('a Gram matrix has every entry written, the same with and without, and can be given to another thread', () => {
    const x = { data: Float64Array.from({ length: 1030 }, (_, i) => Math.sin(i)), shape: [515, 2] as const };
    const unfilled = { allocUnsafeSlow: (bytes: number) => ({ buffer: new Float64Array(bytes / 8).fill(Number.NaN).buffer }) };
    const want = gram(kernel, x);
    for (const z of [undefined, { ...x, data: x.data.map((v) => v + 1) }]) {
      vi.stubGlobal('Buffer', unfilled);
      const found = gram(kernel, x, z);
      vi.unstubAllGlobals();
      expect(found.data).toEqual(gram(kernel, x, z).data);
      expect(found.data.some(Number.isNaN)).toBe(false);
    }
    const moved = structuredClone(want.data, { transfer: [want.data.buffer as ArrayBuffer] });
    expect([want.data.length, moved.length]).toEqual([0, 515 * 515]);
  });
});

describe('a copy out of linear memory', () => {
  const arena = new Arena(new WebAssembly.Memory({ initial: 1 }), 0, 65536);
  const at = arena.alloc(4, 'who');
  arena.f32(at, 3).set([1, 2, 3]);
  afterEach(() => vi.unstubAllGlobals());

  test('belongs to JavaScript', () => {
    const copy = arena.copyOut32(at, 3);
    arena.f32(at, 3).fill(0);
    expect([copy, copy.buffer.byteLength]).toEqual([Float32Array.of(1, 2, 3), 12]);
  });

  test.each([
    ['Float32Array', 'copyOut32', 12],
    ['Float64Array', 'copyOut', 24],
  ] as const)('%s: no room is an error that names who reserved last', (name, method, bytes) => {
    const Numbers = globalThis[name] as typeof Float64Array;
    const full = class extends Numbers {
      constructor(source: ArrayBuffer | Float64Array, offset?: number, length?: number) {
        if (ArrayBuffer.isView(source)) throw new RangeError('Array buffer allocation failed');
        super(source, offset, length);
      }
    };
    vi.stubGlobal(name, full);
    expect(thrown(() => arena[method](at, 3))).toMatchObject({ name: 'MemoryLimitError', bytes, message: expect.stringMatching(/^who: /) });
  });
});

describe('more than 50 GB', () => {
  test.each<[string, () => unknown]>([
    ['matmul', () => matmul(points, { ...points, shape: [1, N] })],
    ['syrk', () => syrk(points)],
    ['gram', () => gram(kernel, points)],
    ['gram of Float32Array', () => gram(kernel, single)],
    ['gram of two sets', () => gram(linear(), points, points)],
    ['spectrum', () => spectrum(kernel, points, points.data)],
    ['KernelRidge.fit', () => new KernelRidge({ kernel, lambda: 1, intercept: true }).fit(points, points.data)],
    ['predict', () => new KernelRidge({ kernel, lambda: 1 }).fit([[1], [2]], wide(60_000)).predict(points)],
    ['predict of a linear kernel', () => new KernelRidge({ kernel: linear(), lambda: 1 }).fit([[1], [2]], wide(60_000)).predict(points)],
    ['predictStep', () => new SelfDistilledKernelRidge({ kernel, lambda: 1, xi: 1, steps: 1 }).fit([[1], [2]], wide(60_000)).predictStep(points, 1)],
  ])('%s', (_, call) => expect(thrown(call)).toBeInstanceOf(MemoryLimitError)); // biome-ignore format: a table
});

test('medianGamma of more pairs than memory holds: it ended the process', () => {
  expect(thrown(() => medianGamma(points, { pairs: 7e10 }))).toMatchObject({
    message: expect.stringMatching(/^medianGamma: pairs must be at most 100000000; got \d+$/),
  });
  expect(medianGamma([[0], [2]], { pairs: 1e15 })).toBe(0.125);
});

test('more steps than can be written out are refused by name', () => {
  const error = thrown(() => distilled({ lambda: 1, steps: 1e10 })) as Error;
  expect(error).toBeInstanceOf(RangeError);
  expect(error.message).toMatch(/^distilled: steps must be at most 1000000; got 10000000000/);
});

test('a matrix in place of its factorization is a ShapeError', () => {
  const notFactor = [[4]] as unknown as Cholesky;
  for (const call of [choleskyUpdate, choleskyDowndate, choleskyAppend, choleskyRemove]) {
    const error = thrown(() => (call as typeof choleskyUpdate)(notFactor, [1]));
    expect(error).toBeInstanceOf(ShapeError);
    expect((error as Error).message).toBe(`${call.name}: factor must be what cholesky returned; got Array`);
  }
});
