// Bench · what the project wants of itself, as data, and which of it a run meets.
//
//   must    below this the claim of the README does not hold
//   aim     what would be the best that is known to be possible
//
// All are ratios within one process, best call against best call or, where a call takes too long to stay undisturbed, best pieces.
// "plain": the reproducible build, where an engine has no relaxed SIMD (Node 20), with shares of a multiply-and-add loop; "relaxed":
// Node 24, Chromium, with shares of a fused loop. A goal of several sizes is as good as its worst size.
import { COPIED } from './copies.js';
import { GCV, LOO, REFITS, SAMPLES } from './distill.js';
import { DOUBLED } from './eigh.js';
import { EXP_SIZE } from './exp.js';
import { NAMES } from './reference.js';
import type { Row, Run } from './rows.js';
import { FORMS, LARGE, UNEVEN } from './shapes.js';
import { digits, table } from './table.js';
import { ONE, TWO } from './threads.js';

/** One number and the size that it belongs to. */
interface Found {
  readonly at: string;
  readonly value: number | undefined;
}

/** What is added to our name: nothing for a new array as the result, " out" for one that the caller gives. */
type Way = '' | ' out';

type Levels = readonly [must: number, aim: number];

export interface Goal {
  readonly what: string;
  readonly how: string;
  readonly unit: '%' | '×' | 'ns' | 'ulp';
  readonly better: 'more' | 'less';
  readonly plain: Levels;
  readonly relaxed: Levels;
  found(run: Looked): Found[];
}

export interface Verdict {
  readonly goal: Goal;
  readonly at: string;
  readonly value: number;
  readonly must: number;
  readonly aim: number;
  readonly verdict: 'aim met' | 'met' | 'MISSED';
}

/** A run, looked up by operation, variant and size; undefined where it has no such time. */
interface Looked {
  readonly ours: string;
  readonly peak: number;
  row(op: string, variant: string, size: string): Row | undefined;
  /** The least times of the pieces of a call, added up. */
  pieces(op: string, variant: string, size: string): number | undefined;
  time(op: string, variant: string, size: string): number | undefined;
  /** GFLOP/s, of the pieces. */
  rate(op: string, variant: string, size: string): number | undefined;
}

const over = (a: number | undefined, b: number | undefined) => (a === undefined || b === undefined ? undefined : a / b);
const sizes = (first: number, last: number) => Array.from({ length: Math.log2(last / first) + 1 }, (_, i) => String(first * 2 ** i));

/** Times of a peer over ours, copies included. */
const faster =
  (op: string, peer: string, at: readonly string[], way: Way = '') =>
  (run: Looked) =>
    at.map((size) => ({ at: size, value: over(run.time(op, peer, size), run.time(op, `${run.ours}${way}`, size)) }));

const rateAgainst = (wanted: readonly string[]) => (run: Looked) => {
  const kernel = `${run.ours} kernel`;
  return wanted.map((at) => ({ at, value: over(run.rate('shapes', kernel, at), run.rate('shapes', kernel, String(LARGE))) }));
};

const against = 'least times, ours with the copies, the peer on its own data';

/** A goal with both kinds of result; the levels are the same. */
const twice = (goal: (what: string, way: Way) => Goal | Goal[]): Goal[] => [goal('', ''), goal(' into `out`', ' out')].flat();

const gramGoals = (size: string, plain: Levels, relaxed: Levels): Goal[] =>
  twice((into, way) => ({
    what: `RBF Gram ${size}${into} against ${NAMES.rbf_kernel}`,
    how: 'its least time in a process of its own on the same machine over ours, copies included',
    unit: '×',
    better: 'more',
    plain,
    relaxed,
    found: faster('gram', NAMES.rbf_kernel, [size], way),
  }));

/** A ratio of whole calls, and of the least times of their steps: once for each. */
const inSteps = (goal: Omit<Goal, 'found'>, found: (run: Looked, measure: 'time' | 'pieces') => Found[]): Goal[] =>
  (['time', 'pieces'] as const).map((measure) => ({
    ...goal,
    what: `${goal.what}${measure === 'pieces' ? ', in pieces' : ''}`,
    how: `least ${measure === 'pieces' ? 'times of the steps of a call, added up' : 'times of whole calls'}, ${goal.how}`,
    found: (run) => found(run, measure),
  }));

const threadGoals = (what: string, op: string, at: readonly string[], levels: Levels, way: Way = ''): Goal[] =>
  inSteps(
    {
      what: `two threads against one, ${what}`,
      how: 'copies included, each step begun when both cores were quiet if they were soon; not pinned',
      unit: '×',
      better: 'more',
      plain: levels,
      relaxed: levels,
    },
    (run, measure) =>
      at.map((size) => {
        const [one, two] = [ONE, TWO].map((threads) => run[measure](op, `${run.ours} ${threads}${way}`, size));
        return { at: size, value: over(one, two) };
      }),
  );

const peerGoal = (op: string, whom: string, peer: string, at: readonly string[], plain: Levels, relaxed: Levels): Goal => ({
  what: `${op} against ${whom}`,
  how: against,
  unit: '×',
  better: 'more',
  plain,
  relaxed,
  found: faster(op, peer, at),
});

const matmulGoals = (op: 'matmul' | 'matmul32', peer: string, first: number, last: number, plain: Levels, relaxed: Levels): Goal[] =>
  twice((into, way) => ({
    what: `matmul ${op === 'matmul' ? 'f64' : 'f32'}${into} against ${peer}, n = ${[...new Set([first, last])].join('…')}`,
    how: against,
    unit: '×',
    better: 'more',
    plain,
    relaxed,
    found: faster(op, peer, sizes(first, last), way),
  }));

const gridGoal = (what: string, variant: string, levels: Levels): Goal => ({
  what: `100 λ × 10 steps by ${what}, share of the time of refits without leave-one-out, n = ${SAMPLES}`,
  how: 'after the one decomposition, with the best weights; refits: a Cholesky factorization for each λ, a solve for each step, every tenth λ a call',
  unit: '%',
  better: 'less',
  plain: levels,
  relaxed: levels,
  found: (run) => {
    const at = String(SAMPLES);
    return [{ at, value: over(run.time('distill', variant, at), run.time('distill', REFITS, at)) }];
  },
});

export const goals: readonly Goal[] = [
  {
    what: 'matmul f64, share of peak, n = 256…2048',
    how: 'kernel without the copies in pieces of a millisecond, the least time of each, over the best of the register loop of the same run',
    unit: '%',
    better: 'more',
    plain: [0.8, 0.92],
    relaxed: [0.85, 0.94],
    found: (run) => sizes(256, 2048).map((at) => ({ at, value: over(run.rate('matmul', `${run.ours} kernel`, at), run.peak) })),
  },
  {
    what: `matmul f64, rate at n = 64 against n = ${LARGE}`,
    how: 'kernel without the copies in pieces, one race',
    unit: '%',
    better: 'more',
    plain: [0.85, 0.95],
    relaxed: [0.85, 0.95],
    found: rateAgainst(['64']),
  },
  {
    what: `matmul f64, rate at 63, 65, 127, 1000×37×513 against n = ${LARGE}`,
    how: 'kernel without the copies in pieces, one race; "no cliff" is read as three quarters',
    unit: '%',
    better: 'more',
    plain: [0.75, 0.85],
    relaxed: [0.75, 0.85],
    found: rateAgainst(UNEVEN.slice(1)),
  },
  ...matmulGoals('matmul', 'Eigen-WASM', 1024, 1024, [2, 2.7], [1.5, 1.8]),
  ...matmulGoals('matmul', 'numpy-ts', 256, 1024, [1.45, 1.85], [1.5, 1.85]),
  ...matmulGoals('matmul', 'ml-matrix', 1024, 1024, [22, 33], [11, 13.5]),
  ...matmulGoals('matmul32', 'tfjs-wasm', 256, 1024, [1.25, 1.45], [1.5, 1.75]),
  {
    what: 'matmul NT, TN, TT against NN, n = 512, 1024',
    how: 'rates of the kernel in pieces, one race',
    unit: '%',
    better: 'more',
    plain: [0.95, 0.95],
    relaxed: [0.95, 0.95],
    found: (run) => {
      const rate = (n: string, form: string) => run.rate('shapes', `${run.ours} kernel`, form === 'NN' ? n : `${n} ${form}`);
      return sizes(LARGE / 2, LARGE).flatMap((n) =>
        FORMS.slice(1).map((form) => ({ at: `${n} ${form}`, value: over(rate(n, form), rate(n, 'NN')) })),
      );
    },
  },
  {
    what: 'syrk, time against matmul, n = 512, 1024',
    how: 'kernel in pieces, one race; one triangle against the full product',
    unit: '×',
    better: 'less',
    plain: [0.58, 0.52],
    relaxed: [0.58, 0.52],
    found: (run) => {
      const time = (size: string) => run.pieces('shapes', `${run.ours} kernel`, size);
      return sizes(LARGE / 2, LARGE).map((at) => ({ at, value: over(time(`${at} syrk`), time(at)) }));
    },
  },
  ...twice((into, way) => threadGoals(`matmul f64${into}, n = 512, 1024`, 'matmul threads', ['512', '1024'], [1.7, 1.93], way)),
  ...twice((into, way) => threadGoals(`matmul f32${into}, n = 512, 1024`, 'matmul32 threads', ['512', '1024'], [1.7, 1.93], way)),
  ...threadGoals('eigh, n = 1024', 'eigh threads', ['1024'], [1.4, 1.7]),
  ...gramGoals('2000×10', [1.2, 2], [1.4, 2.2]),
  ...gramGoals('2000×50', [1, 1.4], [1.1, 1.6]),
  ...gramGoals('1000×784', [0.45, 0.52], [0.52, 0.65]),
  {
    what: 'exp f64, time a value',
    how: 'in cache, less the scaling between two calls, one race',
    unit: 'ns',
    better: 'less',
    plain: [2.2, 1.4],
    relaxed: [2.2, 1.4],
    found: (run) => {
      const [both, scaling] = [run.ours, `${run.ours} scaling`].map((variant) => run.row('exp', variant, EXP_SIZE));
      const value = both?.time && scaling?.time && ((both.time.min - scaling.time.min) * 1e6) / (both.elements ?? 1);
      return [{ at: EXP_SIZE, value }];
    },
  },
  {
    what: 'exp f64, largest error',
    how: 'against values of sixty digits, on a sample of the same run',
    unit: 'ulp',
    better: 'less',
    plain: [1, 1],
    relaxed: [1, 1],
    found: (run) => [{ at: EXP_SIZE, value: run.row('exp', run.ours, EXP_SIZE)?.residual }],
  },
  ...twice((into, way) =>
    inSteps(
      {
        what: `matmul f64 on JavaScript arrays${into} against the bare kernel, n = ${COPIED}`,
        how: 'the kernel over that with all copies, one race, each step begun when the core was quiet if it was soon',
        unit: '%',
        better: 'more',
        plain: [0.93, 0.93],
        relaxed: [0.93, 0.93],
      },
      (run, measure) => {
        const [kernel, all] = [' kernel', way].map((name) => run[measure]('copies', `${run.ours}${name}`, String(COPIED)));
        return [{ at: String(COPIED), value: over(kernel, all) }];
      },
    ),
  ),
  {
    what: 'first matmul of a fresh process against warm, n = 1024',
    how: 'best warm time over best first time of the processes',
    unit: '%',
    better: 'more',
    plain: [0.5, 0.75],
    relaxed: [0.5, 0.75],
    found: (run) => [
      { at: '1024', value: over(run.time('cold', `${run.ours} warm`, '1024'), run.time('cold', `${run.ours} first`, '1024')) },
    ],
  },
  ...(
    [
      ['64', [1, 1.4], [1, 1.4]],
      ['256', [1.4, 2], [1.5, 2.2]],
      ['512', [1.9, 2.7], [2.1, 2.9]],
      ['1024', [2.2, 3], [2.6, 3.6]],
    ] as const
  ).map(([n, plain, relaxed]) => peerGoal('eigh', `Eigen-WASM, n = ${n}`, 'Eigen-WASM', [n], plain, relaxed)),
  peerGoal('eigh', 'ml-matrix, n = 1024', 'ml-matrix', ['1024'], [24, 38], [10, 14]),
  {
    what: `eigh, time against ${NAMES.eigh} on one thread, n = 1024`,
    how: 'our least time, copies included, over its least time in a process of its own on the same machine',
    unit: '×',
    better: 'less',
    plain: [1.8, 1.25],
    relaxed: [1.4, 1],
    found: (run) => [{ at: '1024', value: over(run.time('eigh', run.ours, '1024'), run.time('eigh', NAMES.eigh, '1024')) }],
  },
  {
    what: `eigh, time at n = ${DOUBLED[1]} against n = ${DOUBLED[0]}`,
    how: 'in pieces of some milliseconds, the least time of each, one race; 8 by the cube of n',
    unit: '×',
    better: 'less',
    plain: [9, 8],
    relaxed: [9, 8],
    found: (run) => {
      const [small, large] = DOUBLED.map((n) => run.pieces('eigh growth', `${run.ours} kernel`, String(n)));
      return [{ at: String(DOUBLED[1]), value: over(large, small) }];
    },
  },
  {
    what: 'eigh of an RBF Gram matrix, time against a random one, n = 512',
    how: 'least times, one race; deflation',
    unit: '×',
    better: 'less',
    plain: [1, 0.8],
    relaxed: [1, 0.8],
    found: (run) => [
      { at: '512', value: over(run.time('spectra', `${run.ours} RBF Gram`, '512'), run.time('spectra', `${run.ours} random`, '512')) },
    ],
  },
  {
    what: 'spectrum without vectors, time against the full one, n = 512',
    how: 'least times, one race',
    unit: '×',
    better: 'less',
    plain: [0.5, 0.33],
    relaxed: [0.5, 0.33],
    found: (run) => [
      {
        at: '512',
        value: over(run.time('spectra', `${run.ours} without vectors`, '512'), run.time('spectra', `${run.ours} spectrum`, '512')),
      },
    ],
  },
  peerGoal('cholesky', 'Eigen-WASM, n = 1024', 'Eigen-WASM', ['1024'], [1.9, 2.5], [1.6, 2]),
  // V8 13 runs ml-matrix two to three times as fast as V8 11: half the ratios, as for products. 25× there would be above the arithmetic peak
  peerGoal('cholesky', 'ml-matrix, n = 1024', 'ml-matrix', ['1024'], [25, 34], [12.5, 17]),
  peerGoal('solve', 'Eigen-WASM, n = 1024', 'Eigen-WASM', ['1024'], [1.8, 2.5], [1.8, 2.5]),
  peerGoal('solve', 'ml-matrix, n = 1024', 'ml-matrix', ['1024'], [15, 22], [7.5, 11]),
  gridGoal('exact leave-one-out', LOO, [0.2, 0.1]),
  gridGoal('GCV', GCV, [0.01, 0.01]),
];

/** The verdicts on the goals that a run measures. */
export function judge(run: Run, wanted: readonly Goal[] = goals): Verdict[] {
  const looked = look(run);
  return wanted.flatMap((goal): Verdict[] => {
    const found = goal.found(looked).filter((one): one is { at: string; value: number } => one.value !== undefined);
    if (found.length === 0) return [];
    const more = goal.better === 'more';
    const worst = found.reduce((a, b) => (b.value < a.value === more ? b : a));
    const [must, aim] = run.ours === 'relaxed' ? goal.relaxed : goal.plain;
    const reaches = (level: number) => (more ? worst.value >= level : worst.value <= level);
    return [{ goal, ...worst, must, aim, verdict: reaches(aim) ? 'aim met' : reaches(must) ? 'met' : 'MISSED' }];
  });
}

function look({ sections, ours, peak }: Run): Looked {
  const rows = sections.flatMap((section) => section.rows);
  const row = (op: string, variant: string, size: string) =>
    rows.find((one) => one.op === op && one.variant === variant && one.size === size && one.time !== undefined);
  const time = (op: string, variant: string, size: string) => row(op, variant, size)?.time?.min;
  const pieces = (op: string, variant: string, size: string) => row(op, variant, size)?.time?.pieces;
  const rate = (op: string, variant: string, size: string) => {
    const taken = pieces(op, variant, size);
    return over(row(op, variant, size)?.flops, taken === undefined ? undefined : 1e6 * taken);
  };
  return { ours, peak: ours === 'relaxed' ? peak.relaxed : peak.mulAdd, row, pieces, time, rate };
}

/** A number of a goal in its unit. */
export function inUnit(value: number, unit: Goal['unit']): string {
  if (unit === '%') return `${digits(100 * value)} %`;
  return unit === '×' ? `${digits(value)}×` : `${digits(value)} ${unit}`;
}

/** "≥ 85 %". */
export function levelText({ better, unit }: Goal, value: number): string {
  const scaled = Number((unit === '%' ? 100 * value : value).toPrecision(3));
  return `${better === 'more' ? '≥' : '≤'} ${scaled}${unit === '×' ? '' : ' '}${unit}`;
}

/** The verdicts as lines; none, if nothing was measured that there is a goal for. */
export function verdictText(verdicts: readonly Verdict[]): string {
  if (verdicts.length === 0) return '';
  const head = ['goal', 'worst at', 'here', 'must', 'aim', ''];
  const line = ({ goal, at, value, must, aim, verdict }: Verdict) => {
    return [goal.what, at, inUnit(value, goal.unit), levelText(goal, must), levelText(goal, aim), verdict];
  };
  return table([head, ...verdicts.map(line)]);
}
