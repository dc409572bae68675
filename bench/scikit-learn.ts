// Bench · rbf_kernel of scikit-learn, timed by a Python on this machine that has it, on one thread; nothing where there is none.
import { spawnSync } from 'node:child_process';

const SCRIPT = `
import json, sys, time
import numpy, sklearn
from sklearn.metrics.pairwise import rbf_kernel
found = {}
for n, p in json.loads(sys.argv[1]):
    x = numpy.random.default_rng(n).standard_normal((n, p))
    found[f"{n}×{p}"] = least = []
    until = time.perf_counter() + 1.5
    while time.perf_counter() < until:
        start = time.perf_counter()
        rbf_kernel(x, gamma=1 / (2 * p))
        least.append(1000 * (time.perf_counter() - start))
print(json.dumps({"version": sklearn.__version__, "numpy": numpy.__version__, "times": {k: min(v) for k, v in found.items()}}))
`;

/** Least times in milliseconds by size, and who measured them. */
export interface Reference {
  readonly version: string;
  readonly numpy: string;
  readonly times: Record<string, number>;
}

/** `PYTHON` in the environment names another interpreter than python3. */
export function scikitLearn(sizes: readonly (readonly [number, number])[]): Reference | undefined {
  const one = { OPENBLAS_NUM_THREADS: '1', OMP_NUM_THREADS: '1', MKL_NUM_THREADS: '1' };
  const { status, stdout } = spawnSync(process.env.PYTHON ?? 'python3', ['-c', SCRIPT, JSON.stringify(sizes)], {
    encoding: 'utf8',
    env: { ...process.env, ...one },
  });
  return status === 0 ? JSON.parse(stdout) : undefined;
}
