// One bit makes a module take shared memory: all builds, other orders of imports, and what is no such module.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { sharedMemory } from '../../src/wasm/shared.js';
import { variants } from '../variants.js';

const HEADER = [0, 97, 115, 109, 1, 0, 0, 0];
const text = (s: string) => [s.length, ...new TextEncoder().encode(s)];
/** A module with a type () → () and the given imports. */
const importing = (...imports: number[][]) => {
  const body = [imports.length, ...imports.flat()];
  return new Uint8Array([...HEADER, 0, 2, 1, 120, 1, 4, 1, 96, 0, 0, 2, body.length, ...body]);
};
const memory = (...limits: number[]) => [...text('env'), ...text('memory'), 2, ...limits];

test.each(variants)('$name: differs in one byte, and takes shared memory only', ({ name }) => {
  const bytes = readFileSync(new URL(`../../build/${name}.wasm`, import.meta.url));
  const before = Uint8Array.from(bytes);
  const shared = sharedMemory(bytes);
  expect(Uint8Array.from(bytes)).toEqual(before);
  expect(shared.filter((byte, i) => byte !== before[i])).toHaveLength(1);
  const module = new WebAssembly.Module(shared);
  const limits = { initial: 1, maximum: 65536 };
  new WebAssembly.Instance(module, { env: { memory: new WebAssembly.Memory({ ...limits, shared: true }) } });
  expect(() => new WebAssembly.Instance(module, { env: { memory: new WebAssembly.Memory(limits) } })).toThrow(WebAssembly.LinkError);
  expect(sharedMemory(shared)).toEqual(shared);
});

describe('the import section', () => {
  test('is read past functions, tables and globals, from any kind of buffer', () => {
    const others = [
      [...text('e'), ...text('f'), 0, 0],
      [...text('e'), ...text('t'), 1, 112, 1, 128, 1, 128, 2],
      [...text('e'), ...text('u'), 1, 112, 0, 1],
      [...text('e'), ...text('g'), 3, 127, 0],
    ];
    const module = importing(...others, memory(1, 1, 128, 128, 4));
    expect(WebAssembly.validate(module)).toBe(true);
    const framed = new Uint8Array([7, 7, ...module, 7]);
    for (const source of [module, module.buffer, new DataView(framed.buffer, 2, module.length)]) {
      const shared = sharedMemory(source);
      expect(WebAssembly.validate(shared)).toBe(true);
      expect(shared[shared.length - 5]).toBe(3);
    }
  });

  test.each([
    ['no maximum', importing(memory(0, 1))],
    ['no memory', importing([...text('e'), ...text('f'), 0, 0])],
    ['no imports', new Uint8Array(HEADER)],
    ['cut off', importing(memory(1, 1, 2)).subarray(0, 21)],
  ])('%s: a RangeError', (_, module) => {
    expect(() => sharedMemory(module)).toThrow(RangeError);
  });
});
