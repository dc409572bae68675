// The counters and the ring that threads share: each task is claimed once, in order, also where the counters overflow.
import { describe, expect, test } from 'vitest';
import {
  CLAIMED,
  changes,
  claim,
  controlBlock,
  DONE,
  fail,
  faultIn,
  finish,
  LIMIT,
  openControl,
  SLOTS,
  WIDTH,
} from '../../src/wasm/control.js';
import { variants } from '../variants.js';

const publish = (cells: Int32Array, n: number) => Atomics.store(cells, LIMIT, Atomics.load(cells, LIMIT) + n);

describe('control block', () => {
  test('a slot has room for every kernel', () => {
    const { kernels } = variants[0];
    for (const [name, kernel] of Object.entries(kernels)) {
      if (typeof kernel === 'function') expect(kernel.length, name).toBeLessThan(WIDTH);
    }
    expect(SLOTS & (SLOTS - 1)).toBe(0);
  });

  test.each([0, 2 ** 31 - 3, -3])('tasks from %d on: each once, in order, then none', (start) => {
    const { cells, tasks } = openControl(controlBlock());
    for (const cell of [CLAIMED, LIMIT, DONE]) cells[cell] = start;
    expect(tasks).toHaveLength(SLOTS * WIDTH);
    for (let round = 0; round < 3; round++) {
      expect(claim(cells)).toBe(undefined);
      publish(cells, 4);
      const taken = Array.from({ length: 4 }, () => claim(cells) as number);
      expect(taken).toEqual(Array.from({ length: 4 }, (_, i) => (start + 4 * round + i) | 0));
      expect(claim(cells)).toBe(undefined);
      for (const _ of taken) finish(cells);
      expect(cells[DONE]).toBe(cells[LIMIT]);
    }
  });

  test('a cell that holds something else is seen, one that does not is given up soon', () => {
    const { cells } = openControl(controlBlock());
    expect(changes(cells, LIMIT, 1)).toBe(true);
    expect(changes(cells, LIMIT, 0)).toBe(false);
  });

  test('a fault is kept as text, as much as there is room for', () => {
    const { cells } = openControl(controlBlock());
    expect(faultIn(cells)).toBe(undefined);
    fail(cells, 'dgebp: läuft über');
    expect(faultIn(cells)).toBe('dgebp: läuft über');
    fail(cells, 'x'.repeat(1000));
    expect(faultIn(cells)).toMatch(/^x{100,}$/);
    fail(cells, '');
    expect(faultIn(cells)).toBe('');
  });
});
