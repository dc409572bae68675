// The factorizations on two and three threads, at sizes whose products fork: LAPACK's ratios on matrices of every kind, the bits of one
// thread, and proof that forks were made and that workers did their share of them.
//
// ‖R‖ of a residual matrix R is bounded from below by ‖R t‖∞/‖t‖∞, t a random vector: O(n²) plain operations for each check.
import { createHash } from 'node:crypto';
import { serialize } from 'node:v8';
import { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { worker as script } from '../../build/worker-text.js';
import { engine } from '../../src/engine.js';
import { cholesky, dispose, eigh, eigvalsh, init, lstsq, qr, solve, svd } from '../../src/index.js';
import type { Matrix } from '../../src/matrix.js';
import { DONE, openControl, type Start } from '../../src/wasm/control.js';
import { gaussian, kinds, positiveDefinite } from '../matrices.js';
import { build, matmul, transpose } from '../reference.js';
import { accept, EIGEN_LIMIT, EPS, LIMIT, norm1 } from '../residual.js';
import { released } from '../variants.js';

const vector = (n: number) => gaussian(n, 1, 99);
const times = (...factors: readonly Matrix[]) => factors.reduceRight((x, a) => matmul(a, x));
const scaled = (d: Float64Array, { data, shape }: Matrix): Matrix => ({ data: data.map((v, i) => v * (d[i] as number)), shape });
const top = ({ data }: Matrix) => data.reduce((t, v) => Math.max(t, Math.abs(v)), 0);

/** ‖x − y‖∞/(n · scale · ε · ‖t‖∞), 0 where they are equal. */
function ratio(x: Matrix, y: Matrix, n: number, scale: number): number {
  const gap = x.data.reduce((t, v, i) => (Math.abs(v - (y.data[i] as number)) <= t ? t : Math.abs(v - (y.data[i] as number))), 0);
  return gap === 0 ? 0 : gap / (n * EPS) / scale / top(vector(y.shape[0]));
}

/** VᵀV = I. */
const orthonormal = (v: Matrix, what: string) => {
  const t = vector(v.shape[1]);
  accept(ratio(times(transpose(v), v, t), t, v.shape[0], 1), EIGEN_LIMIT, `${what}: ‖VᵀV−I‖/(nε)`);
};

const columns = (a: Matrix, n: number) => build(a.shape[0], n, (i, j) => a.data[i * a.shape[1] + j]);

const chosen = (...names: string[]) => Object.fromEntries(names.map((name) => [name, kinds[name] as (n: number) => Matrix]));
const rectangular = chosen('geometric', 'rank-deficient', 'random', 'zero');

/** An algorithm, the matrices that it is tried on, its numbers, and their ratios. */
interface Suite<T = never> {
  readonly on: Record<string, (n: number) => Matrix>;
  readonly n: number;
  readonly run: (a: Matrix) => T;
  readonly check: (a: Matrix, result: T, what: string) => void;
}
const suite = <T>(s: Suite<T>) => s as unknown as Suite;

const RIGHT = 200;
const WIDTH = 330;

const solver = (assume: 'general' | 'symmetric' | 'positive-definite', on: Suite['on']) =>
  suite({
    on: { ...on, 'condition 10': positiveDefinite, ...chosen('second difference') },
    n: 330,
    run: (a) => solve(a, gaussian(a.shape[0], RIGHT, 3), { assume }),
    check(a, x, what) {
      const t = vector(RIGHT);
      const b = times(gaussian(a.shape[0], RIGHT, 3), t);
      accept(ratio(times(a, x, t), b, RIGHT, norm1(a) * norm1(x)), LIMIT, `${what}: ‖AX−B‖/(n‖A‖‖X‖ε)`);
    },
  });

const suites: Record<string, Suite> = {
  eigh: suite({
    on: kinds,
    n: 390,
    run: eigh,
    check(a, { values, vectors }, what) {
      const t = vector(a.shape[0]);
      const [left, right] = [times(a, vectors, t), times(vectors, scaled(values, t))];
      accept(ratio(left, right, a.shape[0], norm1(a)), EIGEN_LIMIT, `${what}: ‖AV−VW‖/(n‖A‖ε)`);
      orthonormal(vectors, what);
    },
  }),
  eigvalsh: suite({
    on: chosen('random', 'glued wilkinson'),
    n: 450,
    run: (a) => eigvalsh(a),
    check(a, values, what) {
      const n = a.shape[0];
      const gap = values.reduce((sum, w, i) => sum + w - (a.data[i * (n + 1)] as number), 0);
      accept(Math.abs(gap) / (n * n * norm1(a) * EPS), LIMIT, `${what}: |Σw − tr A|/(n²‖A‖ε)`);
    },
  }),
  cholesky: suite({
    on: { 'condition 10': positiveDefinite, ...chosen('lehmer', 'second difference') },
    n: 450,
    run(a) {
      const { L, logDet, rcond, solve } = cholesky(a);
      return { L, logDet, rcond, x: solve(gaussian(a.shape[0], RIGHT, 3)) };
    },
    check(a, { L }, what) {
      const t = vector(a.shape[0]);
      accept(ratio(times(L, transpose(L), t), times(a, t), a.shape[0], norm1(a)), LIMIT, `${what}: ‖LLᵀ−A‖/(n‖A‖ε)`);
    },
  }),
  'solve, general': solver('general', { normal: (n) => gaussian(n, n, 2), ...chosen('random', 'both signs') }),
  'solve, symmetric': solver('symmetric', chosen('random', 'both signs')),
  'solve, positive definite': solver('positive-definite', {}),
  qr: suite({
    on: rectangular,
    n: 520,
    run: (square) => qr(columns(square, WIDTH)),
    check(square, { Q, R }, what) {
      const [a, t] = [columns(square, WIDTH), vector(WIDTH)];
      accept(ratio(times(Q, R, t), times(a, t), a.shape[0], norm1(a)), LIMIT, `${what}: ‖QR−A‖/(n‖A‖ε)`);
      orthonormal(Q, what);
    },
  }),
  svd: suite({
    on: rectangular,
    n: 520,
    run: (square) => svd(columns(square, WIDTH)),
    check(square, { U, values, V }, what) {
      const [a, t] = [columns(square, WIDTH), vector(WIDTH)];
      const back = times(U, scaled(values, times(transpose(V), t)));
      accept(ratio(back, times(a, t), a.shape[0], norm1(a)), EIGEN_LIMIT, `${what}: ‖USVᵀ−A‖/(n‖A‖ε)`);
      for (const v of [U, V]) orthonormal(v, what);
    },
  }),
  lstsq: suite({
    on: { normal: (n) => gaussian(n, n, 8), ...chosen('rank-deficient') },
    n: 520,
    run: (square) => lstsq(columns(square, WIDTH), gaussian(520, 70, 9)),
    check(square, { x }, what) {
      const [a, b, t] = [columns(square, WIDTH), gaussian(520, 70, 9), vector(70)];
      const taken = times(a, x, t);
      const rest = { data: times(b, t).data.map((v, i) => v - (taken.data[i] as number)), shape: taken.shape };
      const zero = { data: new Float64Array(WIDTH), shape: [WIDTH, 1] as const };
      const size = norm1(a) * (norm1(a) * norm1(x) + norm1(b));
      accept(ratio(times(transpose(a), rest), zero, 520, size), LIMIT, `${what}: ‖Aᵀ(AX−B)‖/(n‖A‖(‖A‖‖X‖+‖B‖)ε)`);
    },
  }),
};

let cells: Int32Array | undefined;
const finished = () => (cells ? Atomics.load(cells, DONE) : 0);

function createWorker() {
  const worker = new Worker(script, { eval: true });
  const send = worker.postMessage.bind(worker);
  worker.postMessage = (start: Start) => {
    ({ cells } = openControl(start.control));
    send(start);
  };
  return worker;
}

const made = new Map<string, Matrix>();

/** Runs a suite on the engine that is current: a digest for each matrix, forks of several tasks, tasks by who finished them. */
function play(name: string, checked: boolean) {
  const { on, n, run, check } = suites[name] as Suite;
  const fork = vi.spyOn(engine(), 'fork');
  const add = vi.spyOn(Atomics, 'add');
  const before = finished();
  const digests = Object.entries(on).map(([kind, make]) => {
    const what = `${name} ${kind} n=${n}`;
    const a = made.get(what) ?? make(n);
    made.set(what, a);
    const result = run(a);
    if (checked) check(a, result, what);
    return createHash('sha256').update(serialize(result)).digest('hex');
  });
  const caller = add.mock.calls.length;
  const forks = fork.mock.calls.filter(([calls]) => calls.length > 1).length;
  for (const spy of [fork, add]) spy.mockRestore();
  return { digests, forks, caller, workers: finished() - before - caller };
}

describe.each(released)('%s', (variant) => {
  const want = new Map<string, readonly string[]>();
  beforeAll(async () => void (await init({ variant })));
  afterAll(() => {
    dispose();
    cells = undefined;
  });

  test.each(Object.keys(suites))('%s on one thread: ratios', (name) => {
    want.set(name, play(name, true).digests);
  });

  describe.each([2, 3])('%d threads: the same bits, so the same ratios', (threads) => {
    const tasks = { caller: 0, workers: 0 };
    beforeAll(async () => {
      expect((await init({ variant, threads, createWorker })).threads).toBe(threads);
    });

    test.each(Object.keys(suites))('%s', (name) => {
      const { digests, forks, caller, workers } = play(name, false);
      expect(digests).toEqual(want.get(name));
      expect(forks, 'forks of several tasks').toBeGreaterThanOrEqual(digests.length);
      tasks.caller += caller;
      tasks.workers += workers;
    });

    test('workers did their share of the tasks', () => {
      expect(tasks.caller).toBeGreaterThan(0);
      expect(tasks.workers).toBeGreaterThan(0);
    });
  });
});
