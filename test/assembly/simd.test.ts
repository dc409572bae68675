// madd and nmadd, seen through the kernels above them: two roundings in the plain builds, one or two in the relaxed one.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { features } from '../../src/wasm/features.js';
import { variants } from '../variants.js';

// (1 + t)(1 − t) = 1 − t² rounds to 1: what is left beside −1 tells whether the product was rounded on its own
const T = 2 ** -30;

describe.each(variants)('two lanes, $name', (machine) => {
  const { kernels } = machine;
  const left = machine.plain ? [0] : [0, -T * T];

  it('says which build it is', () => {
    expect(kernels.relaxed()).toBe(machine.plain ? 0 : 1);
  });

  it.each([1, 2, 3, 4, 5, 8, 9])('madd rounds as the build says (daxpy, n = %i)', (n) => {
    machine.frame(() => {
      const x = machine.put(new Float64Array(n).fill(1 - T));
      const y = machine.put(new Float64Array(n).fill(-1));
      kernels.daxpy(n, 1 + T, x, y);
      for (const v of machine.get(y, n)) expect(left).toContain(v);
    });
  });

  it.each([1, 2, 3, 4])('nmadd rounds as the build says, and has its sign (drot, n = %i)', (n) => {
    machine.frame(() => {
      // c·x − s·y with c·x = 1, s = 1 + t, y = 1 − t
      const x = machine.put(new Float64Array(n).fill(1));
      const y = machine.put(new Float64Array(n).fill(1 - T));
      kernels.drot(n, x, y, 1, 1 + T);
      for (const v of machine.get(x, n)) expect(left.map(Math.abs)).toContain(v);
    });
  });

  it('hsum adds both lanes, and only these', () => {
    machine.frame(() => {
      const x = machine.put([3, 4]);
      const y = machine.put([10, 100]);
      expect(kernels.ddot(2, x, y)).toBe(430);
    });
  });
});

describe('the binaries', () => {
  const binary = (name: string) => readFileSync(new URL(`../../build/${name}.wasm`, import.meta.url));

  it('load without relaxed SIMD, but for the relaxed one', () => {
    expect(WebAssembly.validate(binary('simd'))).toBe(true);
    expect(WebAssembly.validate(binary('debug'))).toBe(true);
    expect(WebAssembly.validate(binary('relaxed'))).toBe(features.relaxedSimd);
  });

  it.each(['simd', 'debug'])('import the memory and nothing else (%s)', (name) => {
    const imports = WebAssembly.Module.imports(new WebAssembly.Module(binary(name)));
    expect(imports).toEqual([expect.objectContaining({ module: 'env', name: 'memory', kind: 'memory' })]);
  });
});
