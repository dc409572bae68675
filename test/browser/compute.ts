// What the page computes, on whichever engine runs: one eigendecomposition and, from it, one distillation. Node computes it too.
import {
  type EngineInfo,
  eigh,
  eighResidual,
  engineInfo,
  fitted,
  gram,
  loo,
  type Matrix,
  matrix,
  random,
  rbf,
  spectrum,
  tune,
} from 'eigenstill';

const N = 200;
const STEPS = 3;
const LAMBDAS = [1e-3, 1e-2, 1e-1, 1, 10, 100];

export interface Row {
  readonly steps: number;
  readonly lambda: number;
  readonly xi: readonly number[];
  /** Mean squared error of exact leave-one-out, as tuned. */
  readonly risk: number;
  /** The same by `loo`, from λ and ξ. */
  readonly loo: number;
}

export interface Results {
  readonly engine: EngineInfo;
  readonly size: number;
  readonly eigenvalues: number[];
  readonly eigenvectors: number[];
  readonly residual: { readonly backward: number; readonly orthogonality: number };
  readonly rows: Row[];
  readonly x: number[];
  readonly y: number[];
  /** Fitted values of the best ridge and of the best model of all. */
  readonly teacher: number[];
  readonly student: number[];
  /** Milliseconds of the eigendecomposition and of the rest. */
  readonly time: { readonly eigh: number; readonly distillation: number };
}

/** A triangle wave with noise: additions and products only, so that every JavaScript engine makes the same data. */
function samples(): { x: Matrix; y: Matrix } {
  const uniform = random(0);
  const noise = () => uniform() + uniform() + uniform() + uniform() - 2;
  const x = Float64Array.from({ length: N }, uniform).sort();
  const wave = (t: number) => 4 * Math.abs(t - Math.round(t)) - 1;
  return {
    x: matrix(x, [N, 1]),
    y: matrix(
      x.map((t) => wave(2 * t) + noise()),
      [N, 1],
    ),
  };
}

export function compute(): Results {
  const { x, y } = samples();
  const kernel = rbf({ gamma: 30 });

  const started = performance.now();
  const K = gram(kernel, x);
  const { values, vectors } = eigh(K);
  const decomposed = performance.now();
  const s = spectrum(kernel, x, y);
  const { best, bySteps } = tune(s, { lambdas: LAMBDAS, steps: STEPS, criterion: 'loo' });
  const rows = bySteps.map(({ steps, lambda, xi, risk }) => ({ steps, lambda, xi: [...xi], risk, loo: loo(s, { lambda, xi, steps }).mse }));
  const finished = performance.now();

  return {
    engine: engineInfo(),
    size: N,
    eigenvalues: [...values],
    eigenvectors: [...vectors.data],
    residual: eighResidual(K, { values, vectors }),
    rows,
    x: [...x.data],
    y: [...y.data],
    teacher: [...fitted(s, bySteps[0]!.filter).data],
    student: [...fitted(s, best.filter).data],
    time: { eigh: decomposed - started, distillation: finished - decomposed },
  };
}
