// A run of the bench as it might have been: every operation and size that the goals look at, with times that are easy to check.
import { label } from '../../bench/compare.js';
import { GCV, LOO, REFITS, SAMPLES } from '../../bench/distill.js';
import { EXP_SIZE } from '../../bench/exp.js';
import { gram } from '../../bench/gram.js';
import { matmul, matmul32 } from '../../bench/matmul.js';
import { withReference } from '../../bench/reference.js';
import type { Row, Run, Section } from '../../bench/rows.js';
import { FORMS, LARGE, UNEVEN } from '../../bench/shapes.js';
import { ONE, TWO } from '../../bench/threads.js';

const SKLEARN = { who: 'scikit-learn 1.2', times: { '2000×10': 19.2, '2000×50': 22, '1000×784': 19 } };

/** A row that took so many milliseconds. */
export function row(op: string, variant: string, size: string, min: number, more: Partial<Row> = {}): Row {
  return { op, variant, size, status: 'ok', time: { calls: 10, min, median: 1.1 * min, mad: 0.01 * min }, ...more };
}

const MAKE_UP = { matmul: { 'numpy-ts': 1.7, 'ml-matrix': 30, 'Eigen-WASM': 2.3 }, matmul32: { 'tfjs-wasm': 1.6 } } as const;

/** The row of a call that would have taken so many milliseconds undisturbed. */
export const inPieces = (one: Row, pieces: number): Row => ({ ...one, time: { ...(one.time as NonNullable<Row['time']>), pieces } });

/** Products run at 20 GFLOP/s without the copies, in pieces at 21, at 19 with them, at 19.5 into memory of the caller's; peak: 25 multiply and add, 30 fused; peers are slower by MAKE_UP. */
export function madeUp(ours: 'simd' | 'relaxed' = 'simd'): Run {
  const at = (flops: number, rate: number) => flops / rate / 1e6;
  const kernel = `${ours} kernel`;
  const products = ({ name, sizes, single }: typeof matmul): Section => {
    const peers = Object.entries(MAKE_UP[name as keyof typeof MAKE_UP]);
    const rows = sizes.flatMap((n) => {
      const more = { flops: 2 * n ** 3, ...(single ? { single } : {}) };
      const time = at(more.flops, 19);
      return [
        row(name, ours, String(n), time, more),
        row(name, `${ours} out`, String(n), at(more.flops, 19.5), more),
        inPieces(row(name, kernel, String(n), at(more.flops, 20), more), at(more.flops, 21)),
        ...peers.map(([peer, factor]) => row(name, peer, String(n), factor * time, more)),
      ];
    });
    return { op: name, about: 'C = A B', rows };
  };
  const shape = (size: string, flops: number, rate = 20) =>
    inPieces(row('shapes', kernel, size, at(flops, rate - 1), { flops }), at(flops, rate));
  const squares = [LARGE / 2, LARGE].flatMap((n) => [
    ...FORMS.slice(1).map((form) => shape(`${n} ${form}`, 2 * n ** 3, 19.5)),
    shape(`${n} syrk`, n ** 3, 18),
  ]);
  const uneven = UNEVEN.map((size) => {
    const [m, k = m, n = m] = size.split('×').map(Number);
    return shape(size, 2 * m * k * n, 18);
  });
  const shapes = [...uneven, ...squares, ...[LARGE / 2, LARGE].map((n) => shape(String(n), 2 * n ** 3))];
  const grams = gram.sizes.flatMap((size) => {
    const more = { flops: gram.flops(size) };
    return [row('gram', ours, label(size), 18, more), row('gram', `${ours} out`, label(size), 12, more)];
  });
  const forked = ['matmul threads', 'matmul32 threads', 'eigh threads'].flatMap((op) =>
    ['512', '1024'].flatMap((size) => [
      inPieces(row(op, `${ours} ${ONE}`, size, 19), 18.9),
      inPieces(row(op, `${ours} ${TWO}`, size, 10), 9),
      inPieces(row(op, `${ours} ${ONE} out`, size, 18), 17.6),
      inPieces(row(op, `${ours} ${TWO} out`, size, 9), 8),
    ]),
  );
  const copied = [
    [' kernel', 100, 90],
    ['', 104, 93],
    [' out', 103, 91],
  ] as const;
  const decompositions = ['64', '256', '512', '1024'].flatMap((size) => [
    row('eigh', ours, size, 10),
    row('eigh', 'ml-matrix', size, 300),
    row('eigh', 'Eigen-WASM', size, 25),
  ]);
  const elements = 1000;
  return {
    command: 'taskset -c 1 npm run bench -- --brisk',
    machine: 'a machine, 2 cores',
    engine: 'node 20.0.0, V8 11',
    date: '2026-11-21',
    pinned: true,
    peak: { mulAdd: 25, relaxed: ours === 'relaxed' ? 30 : 0 },
    ours,
    sections: [
      products(matmul),
      products(matmul32),
      { op: 'shapes', about: 'products', rows: shapes },
      withReference({ op: 'gram', about: 'K', rows: grams }, 'rbf_kernel', SKLEARN),
      { op: 'cold', about: 'first', rows: [row('cold', `${ours} first`, '1024', 160), row('cold', `${ours} warm`, '1024', 100)] },
      {
        op: 'exp',
        about: 'e^x',
        rows: [
          row('exp', ours, EXP_SIZE, 0.0022, { elements, residual: 0.9 }),
          row('exp', `${ours} scaling`, EXP_SIZE, 0.0002, { elements }),
        ],
      },
      withReference({ op: 'eigh', about: 'A = V W Vᵀ', rows: decompositions }, 'eigh', { who: 'NumPy 1.24', times: { '1024': 16 } }),
      {
        op: 'eigh growth',
        about: 'by the cube',
        rows: [inPieces(row('eigh growth', kernel, '1024', 11), 10), inPieces(row('eigh growth', kernel, '2048', 100), 85)],
      },
      {
        op: 'spectra',
        about: 'parts',
        rows: [
          row('spectra', `${ours} random`, '512', 10),
          row('spectra', `${ours} RBF Gram`, '512', 6),
          row('spectra', `${ours} spectrum`, '512', 8),
          row('spectra', `${ours} without vectors`, '512', 2),
        ],
      },
      ...['cholesky', 'solve'].map((op) => ({
        op,
        about: op,
        rows: [row(op, ours, '1024', 10), row(op, 'ml-matrix', '1024', 300), row(op, 'Eigen-WASM', '1024', 22)],
      })),
      {
        op: 'distill',
        about: 'tuning',
        rows: [
          row('distill', LOO, String(SAMPLES), 400),
          row('distill', GCV, String(SAMPLES), 32),
          row('distill', REFITS, String(SAMPLES), 4000, { status: 'extrapolated' }),
        ],
        ratios: [[REFITS, GCV]],
        ours: LOO,
      },
      {
        op: 'copies',
        about: 'three ways',
        rows: copied.map(([way, min, pieces]) => inPieces(row('copies', `${ours}${way}`, '1024', min), pieces)),
      },
      { op: 'threads', about: 'two against one', rows: forked, ours: `${ours} ${ONE}` },
    ],
  };
}
