// Bench · symmetric eigenproblem with vectors.
import { eighResidual } from '../src/index.js';
import { random } from '../src/random.js';
import { compare, heat, type Operation, trial } from './compare.js';
import type { Pace } from './harness.js';
import { type Job, job, type Pairs, type Peer, pieced } from './peer.js';
import { bareKernel } from './peers/kernel.js';
import type { Section } from './rows.js';
import { library, variants } from './variants.js';

export const eigh: Operation<number> = {
  name: 'eigh',
  about: 'A = V diag(w) Vᵀ, random symmetric; counted as 9n³ flops; resid the greater of ‖A − VWVᵀ‖₁/(n‖A‖₁ε) and ‖VᵀV − I‖₁/(nε)',
  sizes: [64, 128, 256, 512, 1024],
  small: [64, 128, 256],
  flops: (n) => 9 * n ** 3,
  problem(n) {
    const rng = random(n);
    const a = new Float64Array(n * n);
    for (let i = 0; i < n; i++) for (let j = 0; j <= i; j++) a[i * n + j] = a[j * n + i] = rng.normal();
    const square = (data: Float64Array) => ({ data, shape: [n, n] as const });
    return (peer) =>
      trial(peer.eigh?.(a, n), ({ values, vectors }) => {
        const { backward, orthogonality } = eighResidual(square(a), { values, vectors: square(vectors) });
        return Math.max(backward, orthogonality);
      });
  },
};

/** What is decomposed, and how, beside a random matrix with vectors. */
export const KINDS = ['random', 'RBF Gram', 'values only', '16 largest', 'spectrum', 'without vectors'] as const;

/** The same order, other tasks: what deflation saves on Gram matrices, what values or a few vectors cost alone. */
export async function spectra(sizes: readonly number[], pace: Pace, between: (size: string) => void): Promise<Section> {
  const lib = await library(variants[0]);
  const peers = (n: number): Peer[] => {
    const rng = random(n);
    const points = { data: Float64Array.from({ length: 10 * n }, rng.normal), shape: [n, 10] as const };
    const full = { data: Float64Array.from({ length: n * n }, rng.normal), shape: [n, n] as const };
    const K = lib.gram(lib.rbf({ gamma: 0.05 }), points);
    const y = Float64Array.from({ length: n }, rng.normal);
    const unread = () => ({ values: y, vectors: y });
    const whole = (run: () => unknown) => () => job(run, unread);
    const runs: Record<(typeof KINDS)[number], () => Job<Pairs>> = {
      random: () => pieced(() => lib.eighSteps(full, {}), unread),
      'RBF Gram': () => pieced(() => lib.eighSteps(K, {}), unread),
      'values only': whole(() => lib.eigvalsh(full)),
      '16 largest': whole(() => lib.eigh(full, { largest: 16 })),
      spectrum: whole(() => lib.spectrum(K, y)),
      'without vectors': whole(() => lib.spectrum(K, y, { vectors: false })),
    };
    return KINDS.map((kind) => ({ name: `${variants[0]} ${kind}`, eigh: runs[kind] }));
  };
  const sections: Section[] = [];
  for (const n of sizes) {
    const operation: Operation<number> = {
      name: 'spectra',
      about:
        'eigh of a random matrix and of an RBF Gram matrix (p = 10), parts of it, and spectrum of the Gram matrix with and without vectors',
      sizes: [n],
      small: [n],
      flops: (m) => 9 * m ** 3,
      problem: () => (peer) => trial(peer.eigh?.(new Float64Array(0), n), () => 0),
    };
    sections.push(await compare(operation, peers(n), pace, between));
  }
  const [first, ...rest] = sections as [Section, ...Section[]];
  return { ...first, rows: [...first.rows, ...rest.flatMap(({ rows }) => rows)], ours: `${variants[0]} random` };
}

/** An order and its double: eight times the work. */
export const DOUBLED = [1024, 2048] as const;

/** How the time grows: both orders in one race, in which the larger one takes seconds a call. */
export async function growth(sizes: readonly number[], pace: Pace, between: (size: string) => void): Promise<Section> {
  const name = 'eigh growth';
  const ours = await bareKernel(variants[0]);
  const entries = sizes.map((n) => ({ variant: ours.name, size: String(n), flops: eigh.flops(n), start: () => eigh.problem(n)(ours) }));
  const rows = await heat(name, entries, { ...pace, budget: 2 * pace.budget }, () => between(sizes.join(', ')));
  return { op: name, about: `${eigh.about}; kernel: rows of vectors as they are found; both orders in one race`, rows, ours: ours.name };
}
