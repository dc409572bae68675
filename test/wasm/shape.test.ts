// The micro-kernel that is chosen: known for the plain build, one of two for the relaxed one, none where memory is short.
import { describe, expect, test } from 'vitest';
import { engineInfo, features, initSync, matmul } from '../../src/index.js';
import { gaussian } from '../matrices.js';

describe('plain build', () => {
  test('wide panels where the engine lacks relaxed SIMD', () => {
    expect(initSync({ variant: 'simd' }).microkernel).toBe(features.relaxedSimd ? '4×4' : '4×4 wide');
    expect(engineInfo().microkernel).toBe(initSync({ variant: 'simd' }).microkernel);
  });
});

describe.runIf(features.relaxedSimd)('relaxed build', () => {
  test('one of the two that were tried; the trial gives its memory back to the stack', () => {
    const { microkernel, memoryBytes } = initSync({ variant: 'relaxed' });
    expect(['4×4', '6×4']).toContain(microkernel);
    matmul(gaussian(20, 20), gaussian(20, 20));
    expect(engineInfo().memoryBytes).toBe(memoryBytes);
  });

  test('no trial where it would not fit', () => {
    const { microkernel, memoryBytes } = initSync({ variant: 'relaxed', maxMemory: 4 * 65536 });
    expect([microkernel, memoryBytes]).toEqual(['4×4', 65536]);
  });
});
