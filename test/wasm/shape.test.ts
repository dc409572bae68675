// The micro-kernel that is chosen: one of those that the build has, the simplest where memory is short.
import { describe, expect, test } from 'vitest';
import { engineInfo, initSync, matmul } from '../../src/index.js';
import { gaussian } from '../matrices.js';
import { released } from '../variants.js';

describe.each(released)('%s build', (variant) => {
  const shapes = variant === 'relaxed' ? ['4×4', '6×4'] : ['4×4', '4×4 wide'];

  test('one of those that were tried; the trial gives its memory back to the stack', () => {
    const { microkernel, memoryBytes } = initSync({ variant });
    expect(shapes).toContain(microkernel);
    matmul(gaussian(20, 20), gaussian(20, 20));
    expect(engineInfo()).toMatchObject({ microkernel, memoryBytes });
  });

  test('no trial where it would not fit', () => {
    const { microkernel, memoryBytes } = initSync({ variant, maxMemory: 4 * 65536 });
    expect([microkernel, memoryBytes]).toEqual(['4×4', 65536]);
  });
});
