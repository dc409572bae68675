// Overlap: who does what waits, and when; where results go; the same bits as without threads, in all kinds of Gram matrices of several blocks.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Engine } from '../../src/engine.js';
import { gramSteps } from '../../src/gram.js';
import { dispose, init, initSync, type Kernel, laplacian, linear, type Matrix, poly, product, rbf, sum } from '../../src/index.js';
import { overlapped, place } from '../../src/linalg/overlap.js';
import { run } from '../../src/steps.js';
import type { Call } from '../../src/wasm/pool.js';
import { gaussian } from '../matrices.js';
import { sameBits } from '../reference.js';
import { single } from '../single.js';

describe('what waits', () => {
  const PACK: Call[] = [['dpackb'], ['dpackb']];
  const MAP: Call[] = [['dgram'], ['dgram']];
  /** What happened, in turn. */
  const story = (threads: number) => {
    const told: string[] = [];
    const fork: Engine['fork'] = ([[name]], beside) => {
      told.push(`${name} begins`);
      beside?.();
    };
    return { ...overlapped({ threads, fork } as Engine), told, say: (text: string) => () => void told.push(text) };
  };

  test('is done beside the next fork that computes: not beside packing, not where one call is alone, and once', () => {
    const { computing, next, last, told, say } = story(2);
    next(say('copy 0'));
    for (const calls of [PACK, [MAP[0]], MAP, MAP]) computing.fork(calls);
    last();
    expect(told).toEqual(['dpackb begins', 'dgram begins', 'dgram begins', 'copy 0', 'dgram begins']);
  });

  test('is done before the next is given, and at the end', () => {
    const { next, last, told, say } = story(2);
    next(say('copy 0'));
    expect(told).toEqual([]);
    next(say('copy 1'));
    expect(told).toEqual(['copy 0']);
    last();
    expect(told).toEqual(['copy 0', 'copy 1']);
  });

  test('on one thread: nothing waits', () => {
    const { next, told, say } = story(1);
    next(say('copy 0'));
    expect(told).toEqual(['copy 0']);
  });
});

describe('where a result goes', () => {
  const fork: Engine['fork'] = (_, beside) => beside?.();
  const MAP: Call[] = [['dgebp'], ['dgebp']];
  const make = () => new Float64Array(1000).fill(7);

  test('several threads: new memory, made beside the computing, each page of it written', () => {
    const { computing, to } = place({ threads: 2, fork }, undefined, make);
    expect(to()).toBeUndefined();
    computing.fork(MAP);
    expect(Array.from(to() as Float64Array, (v, i) => (v === 0 ? i : -1)).filter((i) => i >= 0)).toEqual([0, 512]);
  });

  test('given memory, and one thread: nothing is made', () => {
    const given = new Float64Array(3).fill(7);
    const { computing, to } = place({ threads: 2, fork }, given, make);
    computing.fork(MAP);
    expect(to()).toBe(given);
    expect([...given]).toEqual([7, 7, 7]);
    const alone = place({ threads: 1, fork }, undefined, make);
    alone.computing.fork(MAP);
    expect(alone.to()).toBeUndefined();
  });
});

describe('Gram matrices of several blocks on three threads have the bits of one', () => {
  const P = 80; // enough for blocks of 128 to be forked
  const [x, z] = [gaussian(300, P, 1), gaussian(270, P, 2)];
  const of = (kernel: Kernel, a: Matrix, b?: Matrix, out?: Matrix) =>
    run(gramSteps(kernel, a, b, { block: 128, ...(out && { out }) })).data;
  const CASES: [string, () => Float64Array | Float32Array][] = [
    ['symmetric', () => of(rbf({ gamma: 0.01 }), x)],
    ['symmetric into out', () => of(rbf({ gamma: 0.01 }), x, undefined, { data: new Float64Array(300 ** 2), shape: [300, 300] })],
    ['of two sets', () => of(poly({ degree: 2 }), x, z)],
    ['of one block', () => run(gramSteps(linear(), x, undefined)).data],
    ['laplacian', () => of(laplacian({ gamma: 0.01 }), x)],
    ['a tree', () => of(sum(linear(), product(rbf({ gamma: 0.01 }), linear())), x)],
    ['single precision', () => of(rbf({ gamma: 0.01 }), single(x) as unknown as Matrix)],
    ['single precision, two sets', () => of(rbf({ gamma: 0.01 }), single(x) as unknown as Matrix, single(z) as unknown as Matrix)],
  ];
  const alone = new Map<string, Float64Array | Float32Array>();

  beforeAll(async () => {
    initSync({ variant: 'simd' });
    for (const [name, compute] of CASES) alone.set(name, compute());
    await init({ variant: 'simd', threads: 3 });
  });
  afterAll(() => dispose());

  test.each(CASES)('%s', (name, compute) => {
    for (let i = 0; i < 3; i++) sameBits(compute(), alone.get(name) as Float64Array, name);
  });

  test('a run that is left in the middle leaves nothing behind', () => {
    const steps = gramSteps(rbf({ gamma: 0.01 }), x, undefined, { block: 128 });
    for (let i = 0; i < 4; i++) steps.next();
    steps.return(undefined as never);
    const [name, compute] = CASES[0];
    sameBits(compute(), alone.get(name) as Float64Array, name);
  });
});
